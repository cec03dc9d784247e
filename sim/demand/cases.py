"""Cases before the force acts: those that a call leads to, those that arrive otherwise, and the backlog."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.config.demand import DemandConfig
from sim.demand.draws import Floats, arrivals, durations, extra_counts, with_median
from sim.demand.source import Source
from sim.records.statuses import CaseChannel

Ints = np.ndarray[Any, np.dtype[np.int64]]

SLOTS = ("solvable", "need", "known", "camera", "involved", "delay", "suspects", "offences", "series", "partner",
         "accept", "file", "reveal1", "reveal2", "reveal3", "review1", "review2", "reopen", "reopen_after", "link",
         "channel", "place")  # fmt: skip
"""The fixed uniforms of a case, by what they are for."""
_SLOT = {name: index for index, name in enumerate(SLOTS)}


@dataclass(frozen=True)
class CaseDraws:
    """All cases, one entry each, in order of reporting; times in minutes, hours where it says so."""

    call: Ints
    """Row of the call that led to it, -1 for none."""
    offence: Ints
    channel: Ints
    reported_at: Floats
    cell: Ints
    solvable: Floats
    """Uniform: solvable where it lies under the probability that the response leaves."""
    need: Floats
    """Effective hours that solve it, if it is solvable."""
    suspect_known: np.ndarray[Any, np.dtype[np.bool_]]
    camera: np.ndarray[Any, np.dtype[np.bool_]]
    involved: np.ndarray[Any, np.dtype[np.bool_]]
    """Noticed while it happened, and called in: the response can matter."""
    reporting_delay: Floats
    suspects: Ints
    offences: Ints
    series: Ints
    acceptance: Floats
    filing: Floats
    reveal: Floats
    """(n, 3): hours of work until the first, second, third further suspect or offence comes to light."""
    review: Floats
    """(n, 2): uniforms of the first and second review."""
    reopen: Floats
    """Uniform: reopened after suspension where it lies under the chance."""
    reopen_after: Floats
    link: Floats


def draw_cases(source: Source, calls: dict[str, Any]) -> CaseDraws:
    """Draw the cases of a run, those of `calls` among them, and the backlog at its start."""
    parts = []
    for index in range(len(source.flows)):
        parts += [_from_calls(source, index, calls), _otherwise(source, index), _backlog(source, index)]
    merged = {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}
    order = np.lexsort((merged["ordinal"], merged["channel"], merged["offence"], merged["reported_at"]))
    merged = {key: column[order] for key, column in merged.items()}
    series = _series(merged, source.demand)
    unused = ("ordinal", "u_series", "u_partner")
    return CaseDraws(**{key: column for key, column in merged.items() if key not in unused}, series=series)


def _from_calls(source: Source, index: int, calls: dict[str, Any]) -> dict[str, Any]:
    rows = np.flatnonzero(calls["offence"] == index)
    u = source.uniforms("case draws", len(rows), len(SLOTS), source.offence_name(index), "call")
    channel = np.full(len(rows), int(CaseChannel.CALL))
    made = _attributes(source, index, u, calls["received_at"][rows], calls["cell"][rows], channel)
    made["call"] = rows
    made["involved"] = u[:, _SLOT["involved"]] < source.offences[index].involvement
    return made


def _otherwise(source: Source, index: int) -> dict[str, Any]:
    offence, name = source.offences[index], source.offence_name(index)
    per_day = source.per_day(source.flows[index].otherwise)
    times = arrivals(
        source.streams.get("case arrivals", name), per_day, source.shape(), 0.0, source.days * 1440
    )
    u = source.uniforms("case draws", len(times), len(SLOTS), name, "otherwise")
    remote = u[:, _SLOT["channel"]] < offence.remote
    bound = offence.remote + (1 - offence.remote) * source.demand.walk_in_share
    walk_in = u[:, _SLOT["channel"]] < bound
    rest = np.where(walk_in, CaseChannel.WALK_IN, CaseChannel.FOUND_LATER)
    channel = np.where(remote, CaseChannel.REMOTE, rest).astype(np.int64)
    cells = source.places("residents").at(u[:, _SLOT["place"]])
    return _attributes(source, index, u, times, cells, channel)


def _backlog(source: Source, index: int) -> dict[str, Any]:
    name, days = source.offence_name(index), float(source.demand.backlog_days)
    per_day = source.per_day(source.flows[index].recorded)
    times = arrivals(source.streams.get("backlog arrivals", name), per_day, np.ones(168), 0.0, days * 1440)
    u = source.uniforms("case draws", len(times), len(SLOTS), name, "backlog")
    channel = np.full(len(times), int(CaseChannel.BACKLOG))
    cells = source.places("residents").at(u[:, _SLOT["place"]])
    return _attributes(source, index, u, times - days * 1440, cells, channel)


def _attributes(
    source: Source, index: int, u: Floats, times: Floats, cells: Ints, channel: Ints
) -> dict[str, Any]:
    case, offence = source.work.case, source.offences[index]
    cv = float(source.demand.reporting_cv)
    delay = with_median(float(offence.reporting_minutes_involvement), cv, u[:, _SLOT["delay"]])
    reveal = -float(case.reveal_hours) * np.log1p(-u[:, _SLOT["reveal1"] : _SLOT["reveal3"] + 1])
    need = -float(case.offences[source.offence_name(index)].need_hours) * np.log1p(-u[:, _SLOT["need"]])
    return {
        "call": np.full(len(times), -1),
        "offence": np.full(len(times), index),
        "ordinal": np.arange(len(times)),
        "channel": channel,
        "reported_at": times,
        "cell": cells,
        "solvable": u[:, _SLOT["solvable"]],
        "need": need,
        "suspect_known": u[:, _SLOT["known"]] < offence.suspect_known,
        # A case without a scene has nothing for a street camera to see.
        "camera": (u[:, _SLOT["camera"]] < source.county.camera[cells]) & (channel != CaseChannel.REMOTE),
        "involved": np.zeros(len(times), bool),
        "reporting_delay": delay,
        "suspects": 1 + extra_counts(float(offence.more_suspects), u[:, _SLOT["suspects"]]),
        "offences": 1 + extra_counts(float(offence.more_offences), u[:, _SLOT["offences"]]),
        "u_series": u[:, _SLOT["series"]],
        "u_partner": u[:, _SLOT["partner"]],
        "acceptance": durations(case.acceptance, u[:, _SLOT["accept"]]),
        "filing": durations(case.filing, u[:, _SLOT["file"]]),
        "reveal": np.cumsum(reveal, axis=1),
        "review": u[:, _SLOT["review1"] : _SLOT["review2"] + 1],
        "reopen": u[:, _SLOT["reopen"]],
        "reopen_after": -float(case.reopen_days) * 1440 * np.log1p(-u[:, _SLOT["reopen_after"]]),
        "link": u[:, _SLOT["link"]],
    }


def _series(cases: dict[str, Any], demand: DemandConfig) -> Ints:
    """Series of linked offences: a case may continue that of a recent case of the same offence."""
    shares = [float(offence.series) for offence in demand.offences.values()]
    window = float(demand.series_window_days) * 1440
    recent: list[list[int]] = [[] for _ in shares]
    found = np.full(len(cases["offence"]), -1)
    made = 0
    columns = (cases[key].tolist() for key in ("offence", "reported_at", "u_series", "u_partner"))
    for row, (offence, at, u, partner) in enumerate(zip(*columns, strict=True)):
        earlier = [other for other in recent[offence] if cases["reported_at"][other] > at - window]
        if earlier and u < shares[offence]:
            other = earlier[int(partner * len(earlier))]
            if found[other] < 0:
                found[other], made = made, made + 1
            found[row] = found[other]
        recent[offence] = [*earlier, row][-round(demand.link_recent) :]
    return found
