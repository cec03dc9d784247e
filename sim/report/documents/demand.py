"""Tables of what arrives and of what it takes: categories of calls, offences, durations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from sim.config.demand import LogNormal
from sim.config.schema import Config
from sim.config.walk import parts
from sim.report.documents.markdown import Ready, code, number, span, table


def categories(config: Config) -> Ready:
    """Categories of effective calls: share, place, priorities, officer, backup, scene and report."""
    rows = [
        (code(name), f"{each.share:.1%}", each.place, each.weekday, each.priority.values, each.needs_officer,
         each.backup, each.on_scene.mean, each.report.mean, each.case)
        for name, each in config.demand.categories.items()
    ]  # fmt: skip
    head = ["category", "share", "place", "weekday", "priority 1, 2, 3", "needs an officer", "backup",
            "on scene, min", "report, min", "case"]  # fmt: skip
    return table(head, rows)


def offences(config: Config) -> Ready:
    """Offences as they arrive."""
    shares = config.demand.offence_shares()
    rows = [
        (code(name), share if each.criminal else None, each.call_propensity, each.remote, each.involvement,
         each.reporting_minutes_involvement, each.suspect_known, each.more_suspects, each.more_offences, each.series)
        for (name, each), share in zip(config.demand.offences.items(), shares, strict=True)
    ]  # fmt: skip
    head = ["offence", "share of criminal cases", "call propensity", "remote", "involvement", "delay, min (median)",
            "suspect known", "more suspects (mean)", "more offences (mean)", "continues a series"]  # fmt: skip
    return table(head, rows)


def difficulty(config: Config) -> Ready:
    """Offences as they are worked on: log-odds, need, cooling, hands."""
    rows = []
    for name, each in config.work.case.offences.items():
        rows.append(
            (code(name), f"{number(each.intercept)} ({each.intercept.status})", _ranged(each.need_hours),
             _ranged(each.tau_days), _ranged(each.hands), each.never_given_up)
        )  # fmt: skip
    head = ["offence", "$a_o$", "$h_o$, effective h", "$\\tau_o$, days", "hands", "never given up"]
    return table(head, rows)


def _ranged(quantity: Any) -> str:
    within = span(quantity)
    return f"{number(quantity)} ({within})" if within else number(quantity)


def durations(config: Config) -> Ready:
    """Every duration that is drawn: family, mean, coefficient of variation."""
    rows = []
    for group in ("demand", "work"):
        for key, each in _durations(getattr(config, group), group):
            rows.append((code(key), each.family, _ranged(each.mean), _ranged(each.cv)))
    return table(["duration", "family", "mean, min", "coefficient of variation"], rows)


def _durations(node: Any, path: str) -> Iterator[tuple[str, LogNormal]]:
    if isinstance(node, LogNormal):
        yield path, node
    elif isinstance(node, (BaseModel, dict)):
        for key, below in parts(node):
            yield from _durations(below, f"{path}.{key}")
