"""The comparisons of a study in words: both intervals, the verdict by the wider one, what it rests on."""

from __future__ import annotations

from dataclasses import replace
from math import nan

from sim.report.comparisons import lines
from sim.study.studies.assumed.findings import Uncertain
from sim.study.studies.assumed.influence import Influence
from sim.study.studies.comparisons import Answer, Comparison, headlines
from sim.study.studies.plan import Margin

RESPONSE = Comparison("response_time_mean", "min", "b", "a", 9, 900.0, -1.9, -2.0, -1.8, -2.1, -1.7, 1.0, 1e-9, 1e-8,
                      1.0, 0.89, Answer.LESS)  # fmt: skip
YEAR = Comparison("clearance_365", "share", "b", "a", 9, 900.0, 0.158, 0.14, 0.17, 0.13, 0.18, 0.0, 1e-9, 1e-8, nan,
                  -0.02, Answer.MORE)  # fmt: skip
NINETY = replace(YEAR, metric="clearance_90", difference=0.11)
RELAY = Influence("work.call.relay.mean", "min a message and desk", "MODEL 6", "assumed", 1.0, 0.0, 3.0, 0.87, 1e-9,
                  1.0, -3.8, 0.63)  # fmt: skip
WIDER = Uncertain("response_time_mean", "min", "b", "a", 40, -1.3, -3.5, 0.9, -2.0, -1.8, 0.83, 0.9, (RELAY,))


def told(
    *comparisons: Comparison, uncertain: tuple[Uncertain, ...] = (), margin: Margin | None = None
) -> str:
    return " ".join(" ".join(lines(comparisons, uncertain, margin)).split())


def test_by_chance_alone_it_says_so() -> None:
    said = told(RESPONSE, YEAR)
    assert (
        "Under b instead of a, the mean response time is 1.9 min shorter (95 %: 1.8 to 2.0 min shorter), and the share "
        "of cases cleared within a year is 15.8 points higher (95 %: 14.0 to 17.0 points higher)." in said
    )
    assert "Chance alone: what had to be assumed is in no interval" in said
    assert "+15.8 points [+13.0, +18.0], p < 0.001, pairing saves -2%" in said
    assert "No margin was given" in said


def test_with_assumptions_the_verdict_takes_the_wider_interval() -> None:
    said = told(RESPONSE, YEAR, uncertain=(WIDER,))
    assert (
        "the mean response time comes out 1.9 min shorter, but what had to be assumed could turn that round (95 %: 3.5 "
        "min shorter to 0.9 min longer)" in said
    )
    assert "with assumptions: -1.3 min [-3.5, +0.9], less with a chance of 83 %" in said
    assert "work.call.relay.mean (0 to 3 min a message and desk): +1.0 to -3.8 min, 87% of the spread" in said
    assert "the sign changes at 0.63" in said
    assert "Chance alone" not in said


def test_what_is_not_told_apart_by_chance_is_not_told_by_a_narrower_wider_interval() -> None:
    """The verdict goes by the p value that holds for all comparisons; the wider interval is that of one alone."""
    unsure = replace(YEAR, difference=0.013, low=-0.002, high=0.028, p_adjusted=0.6, answer=Answer.NOT_YET)
    wider = replace(WIDER, metric="clearance_365", unit="share", low=0.004, high=0.021, influences=())
    said = told(unsure, uncertain=(wider,))
    assert "for the share of cases cleared within a year the study is not precise enough yet" in said


def test_where_nothing_differs_no_chance_is_told() -> None:
    same = replace(
        RESPONSE, difference=0.0, low=0.0, high=0.0, joint_low=0.0, joint_high=0.0, answer=Answer.SAME
    )
    said = told(same, uncertain=(replace(WIDER, difference=0.0, low=0.0, high=0.0, below=0.5),))
    assert "the mean response time is exactly the same" in said and "with a chance of" not in said


def test_a_sign_that_stays_and_constants_that_are_not_told_apart_are_said_so() -> None:
    stays = replace(WIDER, influences=(replace(RELAY, at_low=-1.0, flips_at=None),))
    assert "no change of sign in this range" in told(RESPONSE, uncertain=(stays,))
    none = replace(WIDER, influences=(replace(RELAY, p=0.4),))
    assert "nothing is told apart from chance in 40 draws" in told(RESPONSE, uncertain=(none,))


def test_the_longest_clearance_that_is_reached_is_the_headline() -> None:
    lost = replace(YEAR, difference=nan, low=nan, high=nan, answer=Answer.NOT_KNOWN)
    assert [each.metric for each in headlines([RESPONSE, NINETY, lost])] == [
        "response_time_mean",
        "clearance_90",
    ]
    assert [each.metric for each in headlines([RESPONSE, NINETY, YEAR])] == [
        "response_time_mean",
        "clearance_365",
    ]
    assert "the share of cases cleared within a year is not known" in told(RESPONSE, lost)


def test_the_line_says_what_the_verdict_says_and_why_a_bracket_may_hold_zero() -> None:
    by_holm = replace(RESPONSE, joint_low=-4.0, joint_high=0.2)
    assert "Mean response time: less; -1.9 min [-4.0, +0.2]" in told(by_holm)
    assert "Holm, which decides, tells more" in told(by_holm) and "Holm, which decides" not in told(RESPONSE)
    assert "Mean response time: could turn with what was assumed; -1.9 min" in told(
        by_holm, uncertain=(WIDER,)
    )


def test_a_margin_is_the_users() -> None:
    assert "less than 0.5 min, or 2 points" in told(RESPONSE, margin=Margin(0.5, 2.0))


def test_no_line_is_wider_than_asked() -> None:
    assert all(len(line) <= 80 for line in lines((RESPONSE, YEAR), (WIDER,), None, 80))


def test_of_a_lower_bound_the_verdict_tells_no_direction() -> None:
    said = told(replace(RESPONSE, answer=Answer.BOUND), YEAR, uncertain=(WIDER,))
    assert "the mean response time is known only as a lower bound" in said
    assert "shorter" not in said and "with a chance of" not in said
