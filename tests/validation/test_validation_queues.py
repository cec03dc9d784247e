"""Calls as queues: what is wrong on purpose is found, and Ciw agrees call by call."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from fakes.known import SETUP, measured, runs

from sim.config.errors import ConfigError
from sim.config.load import load_config
from sim.config.schema import Config
from sim.study.bench.reference import draw
from sim.study.simulate import simulate
from sim.validation.exact import compare
from sim.validation.setup import Size, force
from sim.validation.setups import ciw_compare, queues
from sim.validation.setups.reading import DAY, time_by_busy

# -- planted defects -------------------------------------------------------------------------------------------

DEFECTS: dict[str, tuple[str, ...]] = {
    "urgency does not count": ("priorities", "dispatch.ageing=0"),
    "nobody is interrupted": ("interrupting", "dispatch.preemption=none"),
    "a clerk more": ("desks", *(word for word in force(desk=3) if "." in word)),
    "another spread": ("one-crew-lognormal", *queues.scenes("lognormal", 10, 0.3)),
    "a flat day": ("hours-and-days", f"demand.hour_profile.values=[{','.join(['1'] * 24)}]"),
}
FEW = 6
"""Replications in which a planted defect must be found."""


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_planted_defect_is_found(defect: str) -> None:
    """What is simulated is not what the answer is for."""
    name, *more = DEFECTS[defect]
    rows = compare(SETUP[name], measured(SETUP[name], runs(SETUP[name], FEW, *more)))
    assert not all(row["holds"] for row in rows), rows


# -- readings --------------------------------------------------------------------------------------------------


def test_the_time_with_so_many_busy_by_hand() -> None:
    """Two crews, busy from 1430 to 1500 and from 1490 for ever; one day counted, from 1440 on."""

    class Two:
        config = load_config(["run.warmup=1", "run.days=1", "run.follow_up=0", "run.baseline=none"])
        dispatches = pd.DataFrame({"dispatched_at": [1430.0, 1490.0], "available_at": [1500.0, np.nan]})

    shares = time_by_busy(Two())  # type: ignore[arg-type]
    assert shares * DAY == pytest.approx([0, 1440 - 10, 10])


def test_calls_before_and_after_the_counted_days_are_left_out() -> None:
    setup = SETUP["one-crew"]
    result = simulate(load_config(setup.overrides(Size(1, 2))), 1)
    received = queues.counted(result)["received_at"]
    assert received.between(DAY, 3 * DAY).all()
    assert 0 < len(received) < len(result.incidents)


# -- Ciw on the very same calls --------------------------------------------------------------------------------

Network = Callable[[Any, Config], dict[str, Any]]
RESUMED = ({"1": 0, "2": 1, "3": 2}, ["resume"])


def same_calls(name: str, more: tuple[str, ...], network: Network, by_priority: bool = True) -> pd.DataFrame:
    """The calls of twenty days served by both: minutes of waiting and until done, ours and Ciw's.

    Both get the same receptions and the same minutes on scene, call by call, and share nothing else.
    """
    ciw = pytest.importorskip("ciw")
    config = load_config([*SETUP[name].words, *more, "run.warmup=0", "run.days=20", "run.follow_up=0"])
    calls = draw(config, 5).calls
    kinds = np.where(by_priority, calls.priority, 1).astype(str)
    gaps, scenes = {}, {}
    for kind in sorted(set(kinds.tolist())):
        of_kind = kinds == kind
        between = np.diff(calls.received_at[of_kind], prepend=0.0).tolist()
        gaps[kind] = [ciw.dists.Sequential([*between, float("inf")])]
        scenes[kind] = [ciw.dists.Sequential(calls.scene[of_kind].tolist())]
    made = ciw.create_network(
        arrival_distributions=gaps, service_distributions=scenes, **network(ciw, config)
    )
    simulation = ciw.Simulation(made)
    simulation.simulate_until_max_time(config.run.total_days * DAY)
    records = pd.DataFrame(simulation.get_all_records())
    served = records[records["record_type"] == "service"].set_index("id_number")
    theirs = pd.DataFrame({
        "their wait": records.groupby("id_number")["waiting_time"].min(),
        "their until": served["exit_date"] - served["arrival_date"],
    })  # fmt: skip
    ours = simulate(config, 5).incidents
    ours["wait"] = ours["first_able_at"] - ours["received_at"]
    ours["until"] = ours["scene_cleared_at"] - ours["received_at"]
    ours.index += 1  # Ciw numbers the calls from 1 in the order of reception
    both = ours.join(theirs).dropna(subset=["until", "their until"])
    assert len(both) > 0.98 * len(ours) > 200
    return both


def agree(both: pd.DataFrame, *columns: str) -> None:
    """The same to a millionth of a minute, where there is something to agree on."""
    for column in columns:
        assert both[column].std() > 1
        assert both[column].to_numpy() == pytest.approx(both[f"their {column}"].to_numpy(), abs=1e-6)


def test_several_crews_serve_every_call_when_ciw_does() -> None:
    agree(
        same_calls("ciw-lognormal", (), lambda ciw, config: {"number_of_servers": [2]}, by_priority=False),
        "wait", "until",
    )  # fmt: skip


def test_crews_on_shifts_serve_every_call_when_ciw_does() -> None:
    def shifts(ciw: Any, config: Config) -> dict[str, Any]:
        return {"number_of_servers": [ciw_compare.shifts(config)]}

    agree(same_calls("ciw-shifts", (), shifts, by_priority=False), "wait", "until")


def test_urgent_calls_go_first_as_in_ciw() -> None:
    def waiting(ciw: Any, config: Config) -> dict[str, Any]:
        return {"number_of_servers": [1], "priority_classes": RESUMED[0]}

    both = same_calls("priorities", (), waiting)
    agree(both, "wait", "until")
    assert (both["dispatches"] == 1).all()


def test_urgent_calls_interrupt_and_others_are_resumed_as_in_ciw() -> None:
    def interrupting(ciw: Any, config: Config) -> dict[str, Any]:
        return {"number_of_servers": [1], "priority_classes": RESUMED}

    both = same_calls("interrupting", (), interrupting)
    agree(both, "wait", "until")
    assert (both["dispatches"] > 1).sum() > 50


def test_the_most_urgent_calls_of_several_crews_are_served_when_ciw_serves_them() -> None:
    """Of two less urgent calls ours leaves the one on scene longest, Ciw the latest; that touches only them."""

    def interrupting(ciw: Any, config: Config) -> dict[str, Any]:
        return {"number_of_servers": [2], "priority_classes": RESUMED}

    both = same_calls("interrupting-many-crews", (), interrupting)
    agree(both[both["priority"] == 1], "wait", "until")
    assert not np.allclose(both["until"], both["their until"])


def test_without_ciw_one_line_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ciw", None)
    setup = SETUP["ciw-lognormal"]
    assert setup.other is not None
    with pytest.raises(ConfigError, match=r"Ciw is not installed.*\[validation\]") as found:
        setup.other(load_config(setup.overrides(Size(1, 1))), 1)
    assert len(found.value.problems) == 1 and "\n" not in found.value.problems[0]
