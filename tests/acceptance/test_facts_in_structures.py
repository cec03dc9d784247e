"""Every fact of the source documents S and K is in a structure: active, derived or context (docs/facts.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from fakes.runs import config, county_of, model_of, run_of

from sim.cli.explain import explain
from sim.config.load import load_config
from sim.config.quantity import Quantity
from sim.county.check import rural_round_trips

ROOT = Path(__file__).resolve().parents[2]
SHORT = {"run.warmup": 0, "run.days": 12, "run.follow_up": 1}

LAST = {"S": 17, "K": 30, "L": 13, "D": 13, "T": 19, "R": 18, "E": 4, "P": 7, "I": 8, "O": 4, "C": 10}
IDS = {f"{letter}{n}" for letter, last in LAST.items() for n in range(1, last + 1)} - {"K19", "K23"}
"""All ids of the source documents and of the reference figures; two numbers of K were never given."""
FACTS = {fact for fact in IDS if fact[0] in "SK"}
MODEL_SECTIONS = 15


class Change(NamedTuple):
    """An active fact: where it stands, what it says there, and another value that must change the records."""

    fact: str
    model: str
    county: str
    key: str
    says: Any
    other: Any


def _d(fact: str, key: str, says: Any, other: Any, county: str = "kaihua") -> Change:
    return Change(fact, "dabuzhi", county, key, says, other)


def _k(fact: str, key: str, says: Any, other: Any) -> Change:
    return Change(fact, "one_five_n_one", "kaihua", key, says, other)


def _t(fact: str, key: str, says: Any, other: Any, county: str = "kaihua") -> Change:
    return Change(fact, "traditional", county, key, says, other)


ACTIVE = [
    _d("S1", "posts.bodies.command_centre.size.share", 0.045, 0.055),
    _d("S2", "posts.bodies.personnel_centre.size.share", 0.042, 0.06),
    _d("S3", "posts.bodies.case_centre.size.share", 0.037, 0.05),
    _t("S4", "posts.bodies.organs.size.share", 0.15957, 0.124, "songtao"),
    _t("S5", "posts.bodies.organs.units", 24, 16, "songtao"),
    _d("S6", "force.officers", 282, 310, "songtao"),
    _d("S7", "posts.bodies.public_order.leaders", 2, 4),
    _d("S7", "county.stations.count", 28, 27, "songtao"),
    _d("S8", "posts.bodies.case_bureau.size.share", 0.291, 0.25),
    _d("S8", "posts.bodies.case_bureau.leaders", 2, 4),
    _d("S8", "casework.group_size", 4, 6),
    _d("S9", "posts.bodies.traffic.leaders", 2, 4),
    _d("S10", "command.watch_as_hops", False, True),
    _d("S10", "command.watch", ["command", "area_desk"], None),
    _d("S10", "duty_load.headquarters", 10.5, 8),
    _d("S10", "casework.zoned", True, False, "songtao"),
    _d("S11", "casework.analysis", "county", "team"),
    _d("S12", "patrol.zones", 11, 5),
    _d("S12", "patrol.points", 30, 10),
    _t("S15", "casework.specialist_grouping", "squads", "pool"),
    _t("S15", "review.transfer", True, False),
    _d("S16", "posts.bodies.command_centre.leaders", 2, 3),
    _d("S16", "posts.bodies.personnel_centre.leaders", 2, 4),
    _d("S16", "posts.bodies.case_centre.leaders", 2, 3),
    _d("S17", "review.filing", True, False),
    _k("K1", "county.area", 2230, 3000),
    _k("K1", "county.townships.count", 15, 14),
    _k("K1", "county.townships.villages", 255, 100),
    _k("K2", "county.residents", 230_000, 240_000),
    _k("K3", "force.officers", 331, 353),
    _k("K3", "force.auxiliaries", 469, 529),
    _t("K4", "posts.bodies.command.units", 6, 3),
    _k("K4", "county.stations.count", 9, 8),
    _k("K4", "county.traffic_squadrons", 4, 3),
    _k("K6", "county.cameras.count", 3100, 6000),
    _k("K7", "posts.bodies.joint_operations.size.count", 0, 4),
    _k("K8", "posts.bodies.command.size.part", 22, 40),
    _k("K9", "posts.bodies.investigation.size.part", 46, 60),
    _k("K9", "casework.least_share", 0.6, 0.9),
    _k("K10", "posts.bodies.prevention.size.part", 20, 30),
    _k("K11", "posts.bodies.law.size.part", 28, 40),
    _k("K11", "review.transfer", True, False),
    _k("K12", "posts.bodies.service.size.part", 14, 30),
    _k("K13", "posts.bodies.traffic.size.part", 24, 34),
    _k("K14", "posts.bodies.law.units", 3, 0),
    _k("K14", "posts.bodies.service.units", 5, 0),
    _k("K15", "posts.bodies.grassroots.size.part", 171, 150),
    _t("K15", "posts.bodies.grassroots.size.part", 135, 150),
    _k("K16", "county.stations.urban", 3, 2),
    _k("K16", "posts.bodies.stations.duties.cases.part", 3, 1),
    _k("K16", "posts.bodies.stations.duties.community.part", 3, 1),
    _k("K16", "posts.bodies.stations.duties.response.part", 3, 1),
    _k("K17", "posts.bodies.stations.duties.traffic.where", "rural", "all"),
    _k("K18", "casework.threshold", 3, 2),
    _k("K20", "casework.closing", "split", "owner"),
    _k("K20", "casework.analysis", "county", "team"),
    _k("K20", "casework.referral", "threshold", "by_offence"),
    _k("K21", "posts.bodies.investigation.duties.pretrial.count", 6, 3),
    _k("K22", "command.hops", [], ["area_desk"]),
    _k("K22", "dispatch.rule", "nearest_able", "own_area"),
    _t("K25", "posts.bodies.headquarters.size.part", 166, 150),
    _k("K26", "casework.negative_list", ["robbery", "rape", "homicide", "fraud"], ["robbery"]),
    _t("K27", "posts.bodies.stations.duties.traffic.part", 1, 0),
    _k("K27", "posts.bodies.stations.duties.traffic.part", 1, 0),
    _t("K27", "dispatch.serves.default", ["respond", "patrol"], ["respond"]),
    _k("K27", "dispatch.serves.default", ["respond", "patrol"], ["respond"]),
    _k("K28", "people.picks.over_fifty.from_age", 50, 45),
    _k("K28", "people.picks.graded.best_share", 0.151, 0.3),
    _k("K30", "demand.on_scene_factor", 1.3, 1),
]
WATCHING = {"command.watch": {"command.watch_as_hops": True}}
"""Settings beside which alone a key matters: who watches matters once the watch stands in the chain."""

INERT = [
    _d("S12", "patrol.booths", 10, 5),
    _d("S12", "patrol.blocks", 15, 5),
    _d("S12", "patrol.strength", 100, 50),
    _d("S13", "casework.lead", 0.4, 0.5),
    _d("S16", "posts.bodies.case_centre.units", 4, 3),
    _k("K2", "county.registered", 360_000, 300_000),
    _k("K14", "posts.bodies.law.real", False, True),
]
"""Context that stands in the configuration as a figure."""


def at(node: Any, key: str) -> Any:
    for part in key.split("."):
        node = node[part] if isinstance(node, dict) else getattr(node, part)
    return node


def plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def changed(change: Change) -> str:
    """The digest of the short run with the other value; a number keeps its unit."""
    shipped = at(config(change.model, change.county), change.key)
    value = change.other
    if isinstance(shipped, Quantity):
        value = {"value": change.other, "unit": shipped.unit, "status": "user"}
    return digest(change, {change.key: [] if value is None else value})


def digest(change: Change, values: dict[str, Any]) -> str:
    beside = WATCHING.get(change.key, {})
    return run_of(config(change.model, change.county, {**SHORT, **beside, **values})).digest()


@cache
def shipped_digest(model: str, county: str, key: str) -> str:
    return digest(Change("", model, county, key, None, None), {})


def base(change: Change) -> str:
    return shipped_digest(change.model, change.county, change.key if change.key in WATCHING else "")


# -- every fact is there -------------------------------------------------------------------------------------


@cache
def page() -> dict[str, list[str]]:
    """Fact -> the other cells of its row in docs/facts.md."""
    text = (ROOT / "docs" / "facts.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()]
    found = [row for row in rows if re.fullmatch(r"[SK]\d+", row[0])]
    assert all(len(row) == 5 for row in found)
    assert len(found) == len({row[0] for row in found}), "a fact stands in two rows"
    return {row[0]: row[1:] for row in found}


def kinds(fact: str) -> set[str]:
    return set(page()[fact][1].split(", "))


def test_every_fact_has_its_row_and_no_other_has() -> None:
    assert set(page()) == FACTS
    for fact in FACTS:
        assert kinds(fact) and kinds(fact) <= {"active", "derived", "context"}
        assert all(page()[fact]), f"{fact}: an empty cell"


def test_the_page_names_as_active_what_is_tested_as_active_and_where_it_stands() -> None:
    assert {fact for fact in FACTS if "active" in kinds(fact)} == {change.fact for change in ACTIVE}
    assert {fact for fact in FACTS if "derived" in kinds(fact)} == {fact for fact, _ in ARITHMETIC}
    for change in (*ACTIVE, *INERT):
        assert f"`{change.key}`" in page()[change.fact][2], f"{change.fact}: {change.key}"


def test_context_is_shown_by_explain_and_named_on_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    told = set()
    for model in ("dabuzhi", "one_five_n_one"):
        assert explain([f"model={model}"]) == 0
        shown = capsys.readouterr().out
        context = load_config([f"model={model}"]).model.context
        assert context
        for fact, says in context.items():
            assert says in shown
            assert "context" in kinds(fact), fact
        told |= set(context)
    assert told | {change.fact for change in INERT} == {fact for fact in FACTS if "context" in kinds(fact)}


# -- what the configuration cites ----------------------------------------------------------------------------


def strings(node: Any, key: str = "") -> Iterator[str]:
    """Every source, note and description of a file, and the ids under `context`."""
    if isinstance(node, dict):
        for name, below in node.items():
            if name == "context":
                yield from below
            yield from strings(below, str(name))
    elif isinstance(node, list):
        for below in node:
            yield from strings(below, key)
    elif isinstance(node, str) and key in ("source", "note", "description"):
        yield node


def cited(text: str) -> set[str]:
    """Ids that a text names; `S1-S9` names all from S1 to S9."""
    found = set(re.findall(r"\b([SKLDTREPIOC]\d{1,2})\b", text))
    for letter, first, last in re.findall(r"\b([SKLDT])(\d+)-\1(\d+)\b", text):
        found |= {f"{letter}{n}" for n in range(int(first), int(last) + 1)} & IDS
    return found


@pytest.mark.parametrize("file", sorted((ROOT / "configs").rglob("*.yaml")), ids=lambda file: file.stem)
def test_every_cited_id_exists(file: Path) -> None:
    for text in strings(yaml.safe_load(file.read_text(encoding="utf-8"))):
        assert cited(text) <= IDS, text
        for section in re.findall(r"\bMODEL (\d+)", text):
            assert 1 <= int(section) <= MODEL_SECTIONS, text


def test_an_id_that_does_not_exist_would_be_found() -> None:
    assert cited("K18, K19 and S1-S3; MODEL 12") == {"K18", "K19", "S1", "S2", "S3"}
    assert "K19" not in IDS and "S18" not in IDS
    assert len(FACTS) == 17 + 28


@pytest.mark.parametrize("change", (*ACTIVE, *INERT), ids=lambda change: f"{change.fact}-{change.key}")
def test_the_configuration_says_what_the_source_says_and_cites_it(change: Change) -> None:
    whole = config(change.model, change.county)
    found = at(whole, change.key)
    assert plain(found) == change.says
    if isinstance(found, Quantity):
        assert change.fact in cited(f"{found.source} {found.note}"), found.source
    else:
        section = at(whole, change.key.split(".", maxsplit=1)[0]).model_dump(mode="json")
        assert change.fact in {fact for text in strings(section) for fact in cited(text)}


# -- active, derived, context --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fact", "changes"),
    [(fact, list(same)) for fact, same in groupby(ACTIVE, key=lambda change: change.fact)],
    ids=[fact for fact, _ in groupby(ACTIVE, key=lambda change: change.fact)],
)
def test_an_active_fact_changes_records(fact: str, changes: list[Change]) -> None:
    still = [change.key for change in changes if changed(change) == base(change)]
    assert still == []


@pytest.mark.parametrize("change", INERT, ids=lambda change: change.key)
def test_a_context_fact_changes_none(change: Change) -> None:
    assert changed(change) == base(change)


def test_what_is_told_changes_none() -> None:
    settings = config("dabuzhi", values={**SHORT, "model.context": {}})
    assert run_of(settings).digest() == shipped_digest("dabuzhi", "kaihua", "")


def _songtao(key: str) -> float:
    return float(at(config("dabuzhi", "songtao"), key))


def _heads(model: str, county: str = "kaihua") -> dict[str, int]:
    made = model_of(config(model, county, SHORT)).establishment
    return {body.name: body.officers for body in made.bodies}


def test_the_departments_of_kaihua_have_their_exact_heads() -> None:
    after, before = _heads("one_five_n_one"), _heads("traditional")
    assert [after[name] for name in ("command", "investigation", "prevention", "law", "service")] == [
        22, 46, 20, 28, 14]  # fmt: skip
    assert after["traffic"] + after["leadership"] == 30 == before["traffic"] + before["leadership"]
    assert after["grassroots"] == 171 and before["grassroots"] == 135
    assert before["headquarters"] == 166
    assert after["bureau"] == before["bureau"] == 331


def test_the_centres_and_the_case_bureau_of_songtao_have_their_exact_heads() -> None:
    after, before = _heads("dabuzhi", "songtao"), _heads("traditional", "songtao")
    assert sum(after[name] for name in ("command_centre", "personnel_centre", "case_centre")) == 35
    assert before["organs"] == 45
    assert after["case_bureau"] == 82
    teams = model_of(config("dabuzhi", "songtao", SHORT)).casework.teams.by_line["investigate:general"]
    assert [len(team.members) for team in teams] == [4] * 20


def _shares() -> float:
    bodies = ("command_centre", "personnel_centre", "case_centre")
    return sum(_songtao(f"posts.bodies.{name}.size.share") for name in bodies)


def _kaihua(body: str, model: str = "one_five_n_one") -> float:
    return float(at(config(model), f"posts.bodies.{body}.size.part"))


def _departments() -> float:
    return sum(_kaihua(name) for name in ("command", "investigation", "prevention", "law", "service"))


def _before(body: str) -> Any:
    return at(config("traditional", "songtao"), f"posts.bodies.{body}")


ARITHMETIC = [
    ("S4", lambda: 45 - 10 == round(_shares() * 282) == 35 and round(10 / 45, 3) == 0.222
        and round(_before("organs").size.share * 282) == 45),
    ("S5", lambda: _before("organs").units - 8 == 16 and round(8 / _before("organs").units, 3) == 0.333),
    ("S6", lambda: round(35 / _shares()) == _songtao("force.officers") == 282),
    ("S8", lambda: 20 * _songtao("casework.group_size") + _songtao("posts.bodies.case_bureau.leaders") == 82
        and round(82 / 282, 3) == _songtao("posts.bodies.case_bureau.size.share")),
    ("K5", lambda: rural_round_trips(county_of(config("one_five_n_one")), 40).remote > 40),
    ("K13", lambda: 331 - _kaihua("grassroots") - _departments()
        == _kaihua("traffic") + _kaihua("leadership") == 30),
    ("K15", lambda: (round(_kaihua("grassroots") / 331, 3), round(_kaihua("grassroots", "traditional") / 331, 3))
        == (0.517, 0.408) and _kaihua("grassroots") - 36 == _kaihua("grassroots", "traditional")),
    ("K25", lambda: 331 - _kaihua("grassroots", "traditional") - 30 == _kaihua("headquarters", "traditional") == 166),
    ("K28", lambda: round(50 / 331, 3)
        == float(at(config("one_five_n_one"), "people.picks.graded.best_share"))),
]  # fmt: skip
"""What is derived, with its arithmetic on the figures that the configuration holds."""


@pytest.mark.parametrize(("fact", "holds"), ARITHMETIC, ids=[fact for fact, _ in ARITHMETIC])
def test_a_derived_fact_follows_from_the_others(fact: str, holds: Any) -> None:
    assert holds()


def test_the_units_of_kaihua_before_are_24() -> None:
    bodies = config("traditional").posts.bodies.values()
    assert sum(float(body.units or 0) for body in bodies) == 24
