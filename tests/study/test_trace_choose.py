"""Which call or case a word means, and what is wrong with a word that means none."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from fakes.runs import config, run_of
from fakes.small import call, case, clock
from fakes.small import records as by_hand

from sim.config.errors import ConfigError
from sim.config.schema import Config
from sim.records.log import Records
from sim.records.statuses import IncidentStatus
from sim.study.trace.choose import examples, row_of
from sim.study.trace.wish import LISTS, WORDS, Wish, in_range, read_wish

MODELS = ("traditional", "dabuzhi")
DAYS = {"run.warmup": 5, "run.days": 30, "run.follow_up": 20}


@cache
def configs() -> list[Config]:
    return [config(model, "kaihua", DAYS) for model in MODELS]


@cache
def runs() -> list[Records]:
    return [run_of(settings) for settings in configs()]


def waits(run: Records) -> np.ndarray:
    table = run.tables["incidents"]
    return table["first_able_at"] - table["received_at"]


def counted(run: Records) -> np.ndarray:
    table = run.tables["incidents"]
    inside = (table["received_at"] >= 5 * 1440) & (table["received_at"] < 35 * 1440)
    return np.flatnonzero(inside & (table["status"] != IncidentStatus.INVALID))


def test_words_find_what_they_say() -> None:
    rows, before, after = counted(runs()[0]), waits(runs()[0]), waits(runs()[1])

    def found(word: str) -> int:
        return row_of(Wish("incident", word), configs(), runs())

    assert found("slowest") == rows[np.argmax(before[rows])]
    assert found("different") == rows[np.argmax(np.abs(after - before)[rows])]
    ordered = np.sort(before[rows])
    assert before[found("typical")] == ordered[len(ordered) // 2]


def test_the_gravest_call_is_about_the_gravest_offence() -> None:
    offences = list(configs()[0].demand.offences.values())
    table = runs()[0].tables["incidents"]
    row = row_of(Wish("incident", "gravest"), configs(), runs())
    rows = counted(runs()[0])
    about = rows[table["offence"][rows] >= 0]
    assert offences[table["offence"][row]].gravity == min(
        offences[i].gravity for i in table["offence"][about]
    )


def test_words_for_cases_find_what_they_say() -> None:
    table = runs()[0].tables["cases"]
    days = (table["solved_at"] - table["reported_at"]) / 1440
    inside = (table["reported_at"] >= 5 * 1440) & (table["reported_at"] < 35 * 1440)
    assert days[row_of(Wish("case", "slowest"), configs(), runs())] == np.nanmax(days[inside])
    gravity = np.array([o.gravity for o in configs()[0].demand.offences.values()])[table["offence"]]
    row = row_of(Wish("case", "gravest"), configs(), runs())
    assert inside[row]
    assert gravity[row] == gravity[inside].min()


@pytest.mark.parametrize("kind", ["incident", "case"])
def test_a_list_has_each_row_once_and_one_of_each_kind(kind: str) -> None:
    listed = examples(Wish(kind, "list"), configs(), runs())  # type: ignore[arg-type]
    assert len({each.row for each in listed}) == len(listed)
    names = configs()[0].demand.categories if kind == "incident" else configs()[0].demand.offences
    table = runs()[0].tables["incidents" if kind == "incident" else "cases"]
    column = table["category" if kind == "incident" else "offence"]
    met = {list(names)[index] for index in column[[each.row for each in listed]]}
    assert len(met) >= 5
    for each in listed:
        assert 5 * 1440 <= each.at < 35 * 1440
        assert len(each.values) == 2


def test_a_call_that_nobody_reached_is_in_no_ones_way() -> None:
    first = by_hand(incidents=[call(10, 1), call(20, 1, 1, 1, 1, 1), call(30, 1, 1, 1, 1, 9)])
    second = by_hand(incidents=[call(10, 1, 1, 1, 1, 99), call(20, 1, 1, 1, 1, 2), call(30, 1)])
    for word in ("slowest", "different", "typical"):
        assert row_of(Wish("incident", word), configs(), [first, second]) in (1, 2)


def test_an_empty_cohort_is_a_mistake_in_one_line() -> None:
    empty = [by_hand(when=clock())] * 2
    for kind in ("incident", "case"):
        with pytest.raises(ConfigError, match="ask for more days"):
            examples(Wish(kind, "list"), configs(), empty)  # type: ignore[arg-type]
        for word in WORDS:
            with pytest.raises(ConfigError, match="ask for more days"):
                row_of(Wish(kind, word), configs(), empty)  # type: ignore[arg-type]


def test_the_slowest_of_cases_that_were_never_cleared() -> None:
    with pytest.raises(ConfigError, match="case=slowest"):
        row_of(Wish("case", "slowest"), configs(), [by_hand(cases=[case(1.0)])] * 2)


@pytest.mark.parametrize("text", ["-3", "1.5", "abc", "", "1e3", "٣", "sloest", "9" * 13])
def test_what_is_neither_number_nor_word_is_refused(text: str) -> None:
    with pytest.raises(ConfigError) as error:
        read_wish("incident", text)
    assert len(error.value.problems) == 1


def test_numbers_and_words_are_read() -> None:
    assert read_wish("case", "007").row == 7
    assert read_wish("case", "typical").row is None
    assert all(read_wish("incident", word).listing for word in LISTS)
    assert "did you mean 'slowest'" in problem("sloest")


def problem(text: str) -> str:
    with pytest.raises(ConfigError) as error:
        read_wish("case", text)
    return error.value.problems[0]


def test_a_row_beyond_the_last_is_refused() -> None:
    assert in_range(Wish("case", "6"), 7) == 6
    with pytest.raises(ConfigError, match="numbered from 0 to 6"):
        in_range(Wish("case", "7"), 7)
    with pytest.raises(ConfigError, match="0 cases"):
        in_range(Wish("case", "0"), 0)
