"""What the documents say of days of duty, of numbers fixed in code, and of who is compared is what the code does."""

from __future__ import annotations

import re
from fractions import Fraction
from math import prod
from pathlib import Path

import numpy as np
import pytest
from fakes.documents import own_documents, own_material, rows
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.force.rosters import BLOCK_HOURS, Rosters, read_rosters
from sim.report.documents import fixed, measured, people, structures
from sim.report.documents.markdown import NBSP, number, plain
from sim.report.documents.reflow import reflow
from sim.report.documents.sources import CODES

ROOT = Path(sim.__file__).resolve().parents[1]


def test_mean_hours_a_week_are_those_that_the_rosters_give() -> None:
    structure = own_material().main
    kinds = read_rosters(structure.config.personnel)
    weekly = {row[0].strip("`"): row[2] for row in rows(people.rosters(structure))[1:]}
    everybody = np.arange(len(kinds))
    for roster in everybody:
        one = Rosters(kinds, np.array([roster]), np.array([0]), np.array([False]))
        hours = sum(
            length * bool(one.on_duty(day, block)[0])
            for day in range(one.period)
            for block, length in enumerate(BLOCK_HOURS)
        )
        sum_of, _, whole = weekly[kinds[roster].name].partition(" = ")
        assert float(whole) == round(7 * hours / one.period, 1)
        assert float(whole) == round(_worked_out(sum_of), 1)


def _worked_out(text: str) -> float:
    """What a sum like `7 x (24 + 6 x 9 x 5/7) / 8` comes to."""
    found = re.fullmatch(r"7 x \((.+)\) / (\d+)", text)
    assert found, text
    terms = [[float(Fraction(factor)) for factor in term.split(" x ")] for term in found[1].split(" + ")]
    return 7 * sum(prod(term) for term in terms) / float(found[2])


def test_every_kind_of_day_that_a_roster_names_is_in_the_table() -> None:
    structure = own_material().main
    told = {row[0].strip("`"): row[1:] for row in rows(people.day_types(structure))[1:]}
    for roster in structure.force.rosters:
        for day in roster.cycle:
            *blocks, hours, when, ride = told[day.name]
            assert [block == "yes" for block in blocks] == list(day.blocks)
            assert (when == "Monday to Friday") == day.weekdays_only
            assert (ride == "yes") == day.duty and (hours == "0") == (when == "-")


@pytest.mark.parametrize("each", fixed.FIXED, ids=lambda each: each.where + each.line)
def test_numbers_fixed_in_code_are_where_the_page_says(each: fixed.Fixed) -> None:
    if each.line:
        assert each.line in (ROOT / each.where).read_text(encoding="utf-8")
        assert each.literal in _numbers(each.line), "the number is not that of the line"
    else:
        assert each.value is not None
    assert f"`{each.where}` | assumed |" in own_documents()["parameters.md"]


def _numbers(line: str) -> set[float]:
    """Numbers that a line of code can stand for: its digits, ratios, how many names it lists, a root, once."""
    digits = [float(found) for found in re.findall(r"\b\d+(?:\.\d+)?\b", line)]
    ratios = [a / b for a in digits for b in digits if b]
    listed = [float(len(re.findall(r'"\w+"', line)))]
    return {
        *digits,
        *ratios,
        *listed,
        *([0.5] if "sqrt" in line else []),
        *([1.0] if "not case.reopened" in line else []),
    }


def test_every_page_that_counts_assumptions_counts_those_in_the_code_too() -> None:
    for name in ("ODD.md", "STRESS.md", "limits.md", "parameters.md"):
        page = " ".join(own_documents()[name].split())
        assert re.search(rf"\b{fixed.count()} more (that )?are fixed in the code", page), name


def test_what_the_codes_stand_for_is_said_once_where_sources_are_listed() -> None:
    for name in ("ODD.md", "STRESS.md", "limits.md", "parameters.md", "demand.md", "metrics.md"):
        assert own_documents()[name].count(reflow(CODES).strip()) == 1


def test_who_is_compared_is_counted_from_the_establishment() -> None:
    page = own_documents()["limits.md"]
    for structure in own_material().structures:
        posts = [line for body in structure.force.table() for line in body["functions"].items()]
        there = sum(heads for line, heads in posts if line.startswith("investigate"))
        assert people.investigators(structure) == there
        assert (
            f"{there} officers are in posts of investigation and {people.riders(structure)[0]} ride" in page
        )


def test_groups_of_four_are_counted_here_where_their_title_counts_songtaos() -> None:
    structure = next(s for s in own_material().structures if s.choices["casework"] == "groups_of_four")
    groups = structures.groups(structure)
    assert f"{groups} groups here under `{structure.label}`" in " ".join(own_documents()["ODD.md"].split())
    told = [
        row
        for row in rows(structures.lines(own_material()))
        if row[:2] == [structure.label, "`investigate:general`"]
    ]
    assert [int(row[3]) for row in told] == [groups]


def test_the_measured_pair_is_told_from_the_pair_of_the_page() -> None:
    material = own_material()
    same = {"differences": {"of": [material.labels[1], material.labels[0]]}}
    assert measured.other_pair(same, material) == ""
    other = {"differences": {"of": ["somewhere", material.labels[0]]}}
    assert "not the first pair of this page" in measured.other_pair(other, material)


@given(st.integers(1000, 10**9), st.integers(0, 115))
def test_no_number_is_torn_at_the_end_of_a_line(value: int, before: int) -> None:
    text = number(value)
    assert any(text in line for line in reflow(f"{'a' * before} {plain(text)} {'b ' * 60}").splitlines())
    assert NBSP in text and " " not in text


def test_the_table_of_endings_stands_apart_from_the_list_before_it() -> None:
    assert "\n\nWhich status may follow which" in own_documents()["ODD.md"]
