"""What can be said of a comparison: its answer, unless what was assumed could turn it."""

from __future__ import annotations

from dataclasses import replace
from math import isnan, nan
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.study.studies.comparisons import Answer, Comparison
from sim.study.studies.plan import Margin
from sim.study.studies.verdicts import Outcome, verdict

EACH = Comparison("response_time_mean", "min", "b", "a", 9, 900.0, -1.9, -2.0, -1.8, -2.1, -1.7, 1.0, 1e-9, 1e-8, nan,
                  0.9, Answer.LESS)  # fmt: skip


def drawn(low: float, high: float) -> Any:
    return SimpleNamespace(low=low, high=high, below=0.8)


@pytest.mark.parametrize("answer", Answer)
def test_without_draws_the_answer_is_the_outcome(answer: Answer) -> None:
    found = verdict(replace(EACH, answer=answer), None, None)
    assert found.outcome is Outcome[answer.name] and not found.with_assumptions
    assert isnan(found.low) == (answer is Answer.NOT_KNOWN)
    assert isnan(found.below) == (answer in (Answer.NOT_KNOWN, Answer.BOUND))


@given(st.sampled_from(Answer), st.floats(-5, 5), st.floats(0, 5))
def test_what_was_assumed_never_makes_a_verdict_surer(answer: Answer, low: float, width: float) -> None:
    each = replace(EACH, answer=answer)
    alone = verdict(each, None, Margin(0.5, 2)).outcome
    found = verdict(each, drawn(low, low + width), Margin(0.5, 2)).outcome
    assert found is alone or found in {Outcome.ASSUMED, Outcome.BEYOND, Outcome.AS_STATED}


@pytest.mark.parametrize(
    ("answer", "ends", "outcome"),
    [
        (Answer.LESS, (-3.0, -0.1), Outcome.LESS),
        (Answer.LESS, (-3.0, 0.0), Outcome.ASSUMED),
        (Answer.MORE, (0.1, 3.0), Outcome.MORE),
        (Answer.MORE, (-0.1, 3.0), Outcome.ASSUMED),
        (Answer.EQUIVALENT, (-0.4, 0.4), Outcome.EQUIVALENT),
        (Answer.EQUIVALENT, (-0.5, 0.4), Outcome.BEYOND),
        (Answer.SAME, (0.0, 0.0), Outcome.SAME),
        (Answer.SAME, (-0.1, 0.0), Outcome.AS_STATED),
        (Answer.NOT_YET, (0.1, 3.0), Outcome.NOT_YET),
        (Answer.FEW, (0.1, 3.0), Outcome.FEW),
    ],
)
def test_the_wider_interval_decides(answer: Answer, ends: tuple[float, float], outcome: Outcome) -> None:
    found = verdict(replace(EACH, answer=answer), drawn(*ends), Margin(0.5, 2))
    assert (found.outcome, found.low, found.high, found.below) == (outcome, *ends, 0.8)
