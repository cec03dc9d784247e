"""Teams at places of their own, calls from a few places: Larson's hypercube, with loss and with a queue."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sim.records.statuses import IncidentStatus
from sim.validation import geometry
from sim.validation.hypercube import Floats, Hypercube, Ints, preferences, solve
from sim.validation.setup import Setup, Size, Values, calls_an_hour, everywhere, force
from sim.validation.setups.reading import calls_a_minute, counted, scene, span
from sim.validation.setups.space import stations

if TYPE_CHECKING:
    import pandas as pd

    from sim.config.schema import Config
    from sim.study.simulate import Result

SCENE = 10.0
"""Minutes on scene, as `demand=steady` has them."""
FAST = 1e7
"""Km/h: the longest way takes less than 2e-4 minutes of a scene's 10, yet which team is nearest, and how far it
drives, stays as it is: a cell's 6e-6 minutes are far above what float32 and a drive's position (1e-9) round."""
Place = tuple[int, int]


@dataclass(frozen=True)
class Ground:
    """Cells (column, row) of a square county: where teams stand, and whence how many of all calls come."""

    cells: int
    teams: tuple[Place, ...]
    calls: dict[Place, int]


THREE = Ground(9, ((1, 1), (7, 2), (3, 7)),
               {(1, 1): 4, (0, 4): 3, (5, 1): 2, (8, 4): 2, (6, 6): 1, (2, 8): 2})  # fmt: skip
"""Half of the calls come from the first team's area; the two places of each area have different second choices."""
FIVE = Ground(12, ((1, 2), (9, 1), (2, 9), (10, 8), (6, 5)),
              {(3, 1): 3, (3, 3): 2, (9, 1): 2, (11, 2): 3, (1, 7): 2, (3, 9): 3, (11, 6): 2, (8, 8): 2, (5, 3): 2,
               (7, 6): 2})  # fmt: skip
"""Four teams round a fifth; the two places of each area have different second choices."""


# -- words -------------------------------------------------------------------------------------------------------


def words(ground: Ground, load: float, *more: str) -> tuple[str, ...]:
    """So many erlangs of calls from the places of the ground, to the nearest team whatever its area."""
    places = ", ".join(
        f"{{label: A{number}, x: {x + 0.5}, y: {y + 0.5}, residents: {share}}}"
        for number, ((x, y), share) in enumerate(ground.calls.items(), 1)
    )
    bases = stations(np.array(ground.teams, float), 1.0)
    return (*force(crews=len(ground.teams)), *everywhere("place", "residents"), calls_an_hour(load / SCENE * 60),
            "posts.bodies.crews.site_minimum=1", "dispatch.ageing=0", f"county.travel.manhattan={FAST:.0f}",
            f"county.outline.width={ground.cells}", f"county.outline.height={ground.cells}", *bases,
            f"county.townships.count={len(ground.calls)}", f"county.townships.places=[{places}]",
            "county.townships.layout=valley", "county.townships.town_share=1", "county.townships.seat_town_share=1",
            "county.terrain.town_density=1e9", *more)  # fmt: skip


# -- what is read off the records --------------------------------------------------------------------------------


def _time_by_state(result: Result, teams: int) -> Floats:
    """(2**teams + 1,): share of the counted time with just these teams busy; the last, with calls waiting."""
    begin, end = span(result.config)
    sent, calls = result.dispatches, result.incidents
    held = calls[(calls["status"] != IncidentStatus.LOST) & ~(calls["dispatched_at"] <= calls["relayed_at"])]
    busy, waiting = 1 << sent["team_area"].to_numpy(int), np.full(len(held), 1 << teams)
    times = np.concatenate(
        [sent["dispatched_at"], sent["available_at"], held["relayed_at"], held["dispatched_at"]]
    )
    changes = np.concatenate([busy, -busy, waiting, -waiting])
    order = np.argsort(times, kind="stable")
    state = np.minimum(np.cumsum(changes[order]), 1 << teams)
    bounds = np.clip(np.nan_to_num(np.append(times[order], end), nan=end), begin, end)
    shares = np.bincount(state, np.diff(bounds), (1 << teams) + 1) / (end - begin)
    shares[0] += (bounds[0] - begin) / (end - begin)
    return shares


def _workloads(result: Result) -> Floats:
    """(N,): share of each team's time on calls, by station."""
    run, days = result.config.run, result.teams
    days = days[(days["day"] >= run.warmup) & (days["day"] < run.warmup + run.days)]
    home = result.dispatches.drop_duplicates("team").set_index("team")["team_area"]
    sums = days.groupby(home.loc[days["team"]].to_numpy())[["committed", "on_duty"]].sum()
    return np.asarray(sums["committed"] / sums["on_duty"])


def _sent(result: Result) -> pd.DataFrame:
    """The dispatches to counted calls, with the area of the call and whether it had waited."""
    calls = counted(result)
    sent = result.dispatches
    sent = sent[sent["incident"].isin(calls["incident"])]
    its = calls.set_index("incident").loc[sent["incident"]]
    waited = (its["dispatched_at"] > its["relayed_at"]).to_numpy()
    return sent.assign(area=its["area"].to_numpy(), cross=its["cross_area"].to_numpy(), waited=waited)


def _measured(result: Result, teams: int) -> Values:
    sent, calls, loss = _sent(result), counted(result), result.config.dispatch.loss
    pairs = np.bincount(sent["team_area"] * teams + sent["area"], minlength=teams**2) / len(sent)
    held = calls["status"] == IncidentStatus.LOST if loss else calls["dispatched_at"] > calls["relayed_at"]
    return _named(
        loss,
        _time_by_state(result, teams),
        float(held.mean()),
        _workloads(result),
        pairs.reshape(teams, teams),
        float(sent["cross"].mean()),
        float(sent["kilometres"].mean()),
        float(sent.loc[sent["waited"], "kilometres"].mean()),
    )


# -- what is known -----------------------------------------------------------------------------------------------


def _known(config: Config) -> Values:
    """Larson's model of the configured ground; ``ValueError`` where two teams are equally near to a place."""
    cell, loss = float(config.county.cell_km), config.dispatch.loss
    places = config.county.townships.places or ()
    atoms = geometry.cells_of([(place.x, place.y) for place in places], cell)
    to_atoms = geometry.manhattan(
        geometry.cells_of(config.county.stations.positions or (), cell), atoms, cell
    )
    between = geometry.manhattan(atoms, atoms, cell)
    weights = np.array([float(place.residents) for place in places])
    offered = preferences(to_atoms)
    homes = offered[:, 0]
    found = solve(calls_a_minute(config) * weights / weights.sum(), offered, 1 / scene(config)[0], loss)
    return _named(
        loss,
        np.append(found.states, found.waiting),
        found.all_busy,
        found.workloads,
        _by_area(found, homes),
        found.elsewhere(homes),
        found.travel(to_atoms, between),
        found.after_waiting(between),
    )


def _by_area(found: Hypercube, homes: Ints) -> Floats:
    """(N, N): share of all dispatches that send team n into the area of team m."""
    teams = len(found.dispatches)
    return np.column_stack([found.dispatches[:, homes == home].sum(axis=1) for home in range(teams)])


# -- names -------------------------------------------------------------------------------------------------------


def _named(
    loss: bool,
    states: Floats,
    all_busy: float,
    workloads: Floats,
    by_area: Floats,
    cross: float,
    distance: float,
    after_waiting: float,
) -> dict[str, float]:
    """Everything that is compared, in the order of printing; where calls are turned away none waits.

    `states`, (2**N + 1,), is the share of time by who is busy, the last with calls waiting; `all_busy` the
    share of calls that find it so; `by_area`, (N, N), the share of dispatches by team and area.
    """
    teams = len(workloads)
    named = {_state_name(state, teams): float(states[state]) for state in range(1 << teams)}
    named |= {"turned away": all_busy} if loss else {"calls wait": float(states[-1]), "has to wait": all_busy}
    named |= {f"workload of team {team}": load for team, load in enumerate(workloads.tolist(), 1)}
    named |= _shares(by_area) | {"cross-area share": cross, "mean distance": distance}
    return named if loss else named | {"distance after waiting": after_waiting}


def _state_name(state: int, teams: int) -> str:
    return "busy: " + (" ".join(str(team + 1) for team in range(teams) if state >> team & 1) or "none")


def _shares(by_area: Floats) -> dict[str, float]:
    """Dispatches of each team into each area; of more than three teams into its own and into all others."""
    teams = range(len(by_area))
    if len(teams) <= 3:
        return {f"team {n + 1} to area {m + 1}": float(by_area[n, m]) for n in teams for m in teams}
    own = {f"team {n + 1} in its area": float(by_area[n, n]) for n in teams}
    return own | {f"team {n + 1} elsewhere": float(by_area[n].sum() - by_area[n, n]) for n in teams}


def _units(teams: int, loss: bool) -> dict[str, str]:
    """What is compared: all but what follows from the rest.

    That all teams are free, or one alone is busy, follows from the other states and the workloads; two of the
    shares of dispatches from the others and the cross-area share.
    """
    blank = _named(loss, np.zeros(2**teams + 1), 0, np.zeros(teams), np.zeros((teams, teams)), 0, 0, 0)
    follows = {_state_name(state, teams) for state in (0, *(1 << team for team in range(teams)))}
    follows |= set([name for name in blank if name.startswith(f"team {teams} ")][-2:])
    return {name: "km" if "distance" in name else "share" for name in blank if name not in follows}


def _setup(ground: Ground, load: float, loss: bool, quick: Size, full: Size) -> Setup:
    teams = len(ground.teams)
    end = "turned away" if loss else "waiting their turn"
    return Setup(
        name=f"hypercube-{teams}",
        title=f"{teams} teams at places of their own, calls from {len(ground.calls)} places, {end} when all are busy",
        source="Larson 1974",
        words=words(ground, load, f"dispatch.loss={str(loss).lower()}"),
        units=_units(teams, loss),
        measure=partial(_measured, teams=teams),
        exact=_known,
        quick=quick,
        full=full,
    )


SETUPS = (
    _setup(THREE, 1.5, loss=True, quick=Size(20, 20), full=Size(80, 150)),
    _setup(FIVE, 2.5, loss=False, quick=Size(20, 20), full=Size(80, 180)),
)
