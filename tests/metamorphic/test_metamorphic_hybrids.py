"""Any mechanism of one structure can be put into another."""

from __future__ import annotations

from functools import cache
from itertools import product

import pytest
from fakes.runs import MECHANISMS, config, records, run_of

from sim.config.load import load_config
from sim.records.statuses import Activity, IncidentStatus

PAIRS = [
    (host, guest, mechanism)
    for (host, guest), mechanism in product(
        (
            ("traditional", "dabuzhi"),
            ("traditional", "one_five_n_one"),
            ("dabuzhi", "traditional"),
            ("one_five_n_one", "traditional"),
            ("dabuzhi", "one_five_n_one"),
            ("one_five_n_one", "dabuzhi"),
        ),
        MECHANISMS,
    )
]


FIVE_DAYS = {"run.warmup": 0, "run.days": 5, "run.follow_up": 0}


@cache
def alone(model: str) -> str:
    return run_of(config(model, values=FIVE_DAYS)).digest()


def shows(host: str, guest: str, mechanism: str) -> bool:
    """Whether the facts of the two differ in a way that five days in Kaihua, one zone without queues, tell apart."""
    if mechanism in ("command", "dispatch"):
        return "traditional" in (host, guest)
    if mechanism == "duty_load":
        return "dabuzhi" in (host, guest)
    return mechanism in ("posts", "people", "casework")


@pytest.mark.parametrize(("host", "guest", "mechanism"), PAIRS)
def test_a_structure_runs_with_one_mechanism_of_another(host: str, guest: str, mechanism: str) -> None:
    settings = config(host, values=FIVE_DAYS, take={mechanism: guest})
    assert getattr(settings, mechanism) == getattr(config(guest), mechanism)
    found = run_of(settings)
    incidents, people = found.frame("incidents"), found.frame("people")
    assert len(people) == settings.force.officers + settings.force.auxiliaries
    assert (incidents["status"] == IncidentStatus.SERVED).sum() > 60
    assert found.frame("cases")["started_at"].notna().sum() > 20
    minutes = people[[activity.name.lower() for activity in Activity]].sum(axis=1)
    assert minutes.tolist() == pytest.approx([5 * 1440.0] * len(people))
    if shows(host, guest, mechanism):
        assert found.digest() != alone(host)


def test_the_command_line_makes_the_same_hybrid() -> None:
    words = ["model=traditional", "command=songtao_flat", "run.warmup=2", "run.days=10", "run.follow_up=3"]
    made = run_of(load_config(words))
    assert made.digest() == run_of(config("traditional", take={"command": "dabuzhi"})).digest()
    assert made.digest() != records("traditional").digest()
