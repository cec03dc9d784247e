"""What a headline comes to, and how the page says it: never more than is known."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from math import nan
from types import SimpleNamespace
from typing import Any

import pytest

from sim.metrics.rows import Flag
from sim.report.study import wording
from sim.report.study.findings import finding
from sim.report.study.gainers import Place, _told
from sim.report.study.language import Words
from sim.report.study.material import Pair
from sim.report.study.numbers import SPLITS, Change, Figures, Value
from sim.report.study.posts import moved
from sim.report.study.sections.page_one import _wrong
from sim.study.paired import Means, interval
from sim.study.studies.comparisons import Answer, Comparison
from sim.study.studies.plan import Margin
from sim.study.studies.verdicts import Outcome, verdict

EN, ZH = Words("en"), Words("zh")
PAIR = Pair(1, 0)


def change(differences: tuple[float, ...], unit: str = "min", flag: str = "") -> Change:
    """A change from 10 by the differences."""
    mean, low, high = interval(differences)
    before = Value(unit, 10.0, 9.0, 11.0, 500.0, flag)
    after = Value(unit, 10.0 + mean, 9.0, 11.0, 500.0, flag)
    return Change(before, after, mean, low, high, differences)


def comparison(found: Change, answer: Answer, metric: str) -> Comparison:
    """The comparison that was made of a change, and came to this answer."""
    return Comparison(
        metric, found.unit, "after", "before", len(found.differences), found.after.events, found.difference, found.low,
        found.high, found.low, found.high, float(Means.of(found.differences).below()), nan, nan, nan, nan, answer,
    )  # fmt: skip


def study(
    found: Change | None,
    answer: Answer | None,
    drawn: tuple[float, float] | None = None,
    margin: Margin | None = None,
    metric: str = "response_time_mean",
) -> Any:
    """As much of the material as findings look at."""
    key = ("after", metric)
    uncertain: Any = None if drawn is None else SimpleNamespace(low=drawn[0], high=drawn[1], below=0.9)
    compared = None if answer is None or found is None else comparison(found, answer, metric)
    verdicts = {key: verdict(compared, uncertain, margin)} if compared else {}
    return SimpleNamespace(names=["before", "after"], verdicts=verdicts, change=lambda *_, **__: found)


def outcome(*given: Any, **named: Any) -> Outcome:
    return finding(study(*given, **named), PAIR, "response_time_mean").outcome


SOONER = change((-1.0, -1.1, -0.9, -1.05))


def test_told_apart_by_chance_and_with_assumptions() -> None:
    assert outcome(SOONER, Answer.LESS) is Outcome.LESS
    assert outcome(SOONER, Answer.LESS, (-2.0, -0.1)) is Outcome.LESS
    assert outcome(SOONER, Answer.LESS, (-2.0, 0.1)) is Outcome.ASSUMED


def test_what_cannot_be_said_is_not_said() -> None:
    assert outcome(SOONER, Answer.NOT_YET) is Outcome.NOT_YET
    assert outcome(SOONER, Answer.FEW) is Outcome.FEW
    assert outcome(SOONER, Answer.NOT_KNOWN) is Outcome.NOT_KNOWN
    assert outcome(None, None) is Outcome.NOT_KNOWN
    assert outcome(change((-1.0,)), Answer.SINGLE) is Outcome.SINGLE
    assert outcome(change((0.0, 0.0)), Answer.SAME) is Outcome.SAME
    assert outcome(change((0.0, 0.0)), Answer.SAME, (0.0, 0.0)) is Outcome.SAME
    assert outcome(change((0.0, 0.0)), Answer.SAME, (-0.3, 0.2)) is Outcome.AS_STATED


def test_what_is_not_known_is_not_told_as_unlikely() -> None:
    unknown = finding(study(change((-1.0,)), Answer.SINGLE), PAIR, "response_time_mean")
    told = " ".join(_wrong({"response_time_mean": unknown}, EN))
    assert EN("page_one.none_worsens") not in told
    assert wording.name("response_time_mean", EN) in told
    known = finding(study(SOONER, Answer.LESS), PAIR, "response_time_mean")
    assert _wrong({"response_time_mean": known}, EN)[0] == EN("page_one.none_worsens")


def test_people_who_join_do_not_move() -> None:
    assert moved(Counter(patrol=5), Counter(patrol=10, cases=2)) == 0
    assert moved(Counter(patrol=5, cases=4), Counter(patrol=8, cases=2)) == 2
    assert moved(Counter(patrol=3), Counter(cases=3)) == 3


def test_too_few_events_stay_known_beneath_a_graver_flag() -> None:
    import pandas as pd

    row = {"model": "a", "metric": "response_time_mean", "unit": "min", "value": 3.0, "n_events": 2.0}
    rows = [row | dict.fromkeys(SPLITS, "all") | {"seed": seed, "flag": flag}
            for seed, flag in enumerate(("lower bound", "few events", "few events"))]  # fmt: skip
    for each in rows:
        each["flag"] = {"lower bound": str(Flag.LOWER_BOUND), "few events": str(Flag.FEW)}[str(each["flag"])]
    value = Figures(pd.DataFrame(rows)).value("a", "response_time_mean")
    assert value is not None and value.few and value.flag == str(Flag.LOWER_BOUND)


def test_groups_are_told_apart_by_the_adjusted_p() -> None:
    assert "sooner" in _told(SOONER, 0.01, EN) or "shorter" in _told(SOONER, 0.01, EN)
    assert "not told apart" in _told(SOONER, 0.2, EN)


def test_equivalent_only_as_long_as_the_wider_interval_lies_within_the_margin() -> None:
    small, margin = change((0.01, -0.01, 0.0)), Margin(0.5, 2)
    assert outcome(small, Answer.EQUIVALENT, margin=margin) is Outcome.EQUIVALENT
    assert outcome(small, Answer.EQUIVALENT, (-0.4, 0.4), margin) is Outcome.EQUIVALENT
    assert outcome(small, Answer.EQUIVALENT, (-0.6, 0.4), margin) is Outcome.BEYOND
    found = finding(study(small, Answer.EQUIVALENT, (0.02, 0.7), margin), PAIR, "response_time_mean")
    told = wording.sentence(found, EN)
    assert "could be more" in told and "turn" not in told


def test_the_headline_has_the_difference_as_simulated_and_the_wider_interval() -> None:
    found = finding(study(SOONER, Answer.LESS, (-2.4, -0.3)), PAIR, "response_time_mean")
    told = wording.sentence(found, EN)
    assert told == "the mean response time is 1.0 min shorter (95 %: 0.3 to 2.4 min shorter)"
    assert "缩短 1.0 分钟" in wording.sentence(found, ZH).replace("\u00a0", " ")
    assert found.worse == pytest.approx(0.1)
    assert (found.good, found.bad) == (True, False)


def test_ends_on_both_sides_of_zero_name_both_ways() -> None:
    found = finding(study(SOONER, Answer.LESS, (-2.4, 0.3)), PAIR, "response_time_mean")
    told = wording.sentence(found, EN)
    assert "what had to be assumed could turn that round" in told
    assert "2.4 min shorter to 0.3 min longer" in told


def test_higher_clearance_is_better_and_a_lower_one_worse() -> None:
    metric = "clearance_365"
    more = study(change((0.1, 0.12), "share"), Answer.MORE, metric=metric)
    less = study(change((-0.1, -0.12), "share"), Answer.LESS, metric=metric)
    better, worse = finding(more, PAIR, metric), finding(less, PAIR, metric)
    assert better.good and not better.bad and better.worse_years == 0
    assert worse.bad and worse.worse_years == 2 and worse.worse > 0.9
    assert wording.outcome(better, EN).kind == "good" and wording.outcome(worse, EN).kind == "bad"
    assert "points" in wording.sentence(better, EN)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Answer.NOT_YET, "not precise enough yet"),
        (Answer.FEW, "too few events"),
        (Answer.BOUND, "lower bound"),
        (Answer.NOT_KNOWN, "not known"),
    ],
)
def test_honest_words(answer: Answer, says: str) -> None:
    found = finding(study(SOONER, answer), PAIR, "response_time_mean")
    assert says in wording.sentence(found, EN)
    assert says in wording.outcome(found, EN).text


def test_of_lower_bounds_nothing_is_told_as_likely() -> None:
    for differences in ((-1.0, -1.1, -0.9), (0.0, 0.0)):
        found = finding(study(change(differences), Answer.BOUND, (-2.0, -0.1)), PAIR, "response_time_mean")
        assert found.outcome is Outcome.BOUND
        assert not (found.good or found.bad)
        assert found.worse != found.worse
        assert found.verdict is not None
        assert "one replication" not in wording.ways(found.verdict, EN)


def test_who_gains_is_not_told_from_lower_bounds() -> None:
    flag = Flag.LOWER_BOUND.value
    bound, known = (
        replace(SOONER, **{side: replace(getattr(SOONER, side), flag=flag)}) for side in ("after", "before")
    )
    assert [Place("T01", 900.0, True, each, 0.01).side for each in (bound, known)] == [0, -1]
    assert _told(bound, 0.01, EN) == EN("who.bound")
    assert _told(known, 0.01, EN) != EN("who.bound")


def test_not_reached_is_told_as_such() -> None:
    nowhere = Value("share", float("nan"), float("nan"), float("nan"), 5.0, "not reached")
    assert "not reached" in wording.level(nowhere, EN)
    assert "未达到" in wording.level(nowhere, ZH)
    bound = Value("min", 12.0, 11.0, 13.0, 5.0, "lower bound")
    assert wording.level(bound, EN) == "at least 12.0\u00a0min"


def test_ends_that_would_look_the_same_get_a_place_more() -> None:
    assert wording.both(-1.93, -1.88, "min", signed=True) == ("−1.93", "−1.88")
    assert wording.both(-2.4, 0.3, "min", signed=True) == ("−2.4", "+0.3")
    assert wording.both(0.1001, 0.1004, "share", signed=False) == ("10.01", "10.04")


@pytest.mark.parametrize(
    ("value", "told"),
    [(0.0, "< 1 %"), (0.004, "< 1 %"), (0.5, "50 %"), (0.999, "> 99 %"), (float("nan"), "–")],
)
def test_chances(value: float, told: str) -> None:
    assert wording.chance(value, EN) == told


def test_a_metric_that_some_replications_do_not_reach_has_no_number() -> None:
    found = finding(
        study(change((-1.0, -1.1), flag="not reached"), Answer.NOT_KNOWN), PAIR, "response_time_mean"
    )
    assert found.outcome is Outcome.NOT_KNOWN and found.worse != found.worse
    told = wording.sentence(found, EN)
    assert "not reached in every replication" in told and "one replication" not in told
    assert wording.signed(found.change, EN) == "–"
