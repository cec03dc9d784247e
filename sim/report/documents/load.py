"""What the force faces, as far as it follows from the configuration without a run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sim.config.schema import Config
from sim.demand.reconcile import Flow, reconcile
from sim.report.documents.markdown import Ready, code, number, table

HOURS_A_YEAR = 365 * 24


def calls_a_year(config: Config) -> float:
    """Effective calls a year in the county."""
    return float(config.demand.effective_calls * config.county.residents / 1000)


def invalid_a_year(config: Config) -> float:
    """Invalid calls a year; their share is one of all calls."""
    share = float(config.demand.invalid_share)
    return calls_a_year(config) * share / (1 - share) if share < 1 else 0.0


def cases_a_year(config: Config, criminal: bool) -> float:
    """Cases a year that are recorded, criminal or administrative."""
    return sum(
        flow.recorded * float(config.county.residents) / 1000
        for flow in reconcile(config.demand)
        if config.demand.offences[flow.offence].criminal is criminal
    )


def crew_hours(config: Config) -> float:
    """Hours a year that crews spend on scenes and reports, a backup crew's time on scene included, travel not."""
    demand = config.demand
    minutes = sum(
        float(category.share)
        * (
            float(category.on_scene.mean) * float(demand.on_scene_factor) * (1 + float(category.backup))
            + float(category.report.mean)
        )
        for category in demand.categories.values()
    )
    return calls_a_year(config) * minutes / 60


def busy_crews(config: Config) -> float:
    """Crews at work on scenes and reports at any time, on average."""
    return crew_hours(config) / HOURS_A_YEAR


def load(config: Config) -> Ready:
    """The load as a table."""
    officers = float(config.force.officers)
    calls = calls_a_year(config)
    rows = [
        ("effective calls a year", number(round(calls))),
        ("effective calls a day", f"{calls / 365:.1f}"),
        ("effective calls a year for each officer", f"{calls / officers:.1f}"),
        ("invalid calls a year, which load the intake desk only", number(round(invalid_a_year(config)))),
        ("criminal cases a year", number(round(cases_a_year(config, criminal=True)))),
        ("administrative cases a year", number(round(cases_a_year(config, criminal=False)))),
        (
            "hours a year that crews spend on scenes and reports, without travel",
            number(round(crew_hours(config))),
        ),
        ("crews busy on scenes and reports at any time, mean", f"{busy_crews(config):.2f}"),
        ("residents for each officer", number(round(float(config.county.residents) / officers))),
    ]
    return table(["figure", "value"], rows)


def cases(config: Config, era: str | None = None) -> Ready:
    """Cases by offence: recorded, through a call, otherwise, for 1 000 residents a year; recorded in the county."""
    demand = config.demand if era is None else config.demand.model_copy(update={"era": era})
    residents = float(config.county.residents)
    head = [
        "offence",
        "recorded",
        "through a call",
        "otherwise",
        "called in",
        "of the otherwise: remote, walk-in, found later",
        f"recorded a year with {number(residents)} residents",
    ]
    return table(head, _case_rows(demand, residents))


def _case_rows(demand: Any, residents: float) -> Iterator[Sequence[str]]:
    flows = reconcile(demand)
    for flow in flows:
        remote = float(demand.offences[flow.offence].remote)
        walk_in = (1 - remote) * float(demand.walk_in_share)
        ways = f"{remote:.0%}, {walk_in:.0%}, {1 - remote - walk_in:.0%}"
        yield (*_flow(flow, code(flow.offence)), ways, _yearly(flow, residents))
    criminal = [flow for flow in flows if demand.offences[flow.offence].criminal]
    total = Flow(
        "", *(sum(getattr(flow, part) for flow in criminal) for part in ("recorded", "by_call", "otherwise"))
    )
    yield (*_flow(total, Ready("**all criminal**")), "", _yearly(total, residents))


def _flow(flow: Flow, name: str) -> tuple[str, ...]:
    """Name, cases for 1 000 residents a year three times, share through a call."""
    share = flow.by_call / flow.recorded if flow.recorded else 0.0
    rates = (f"{rate:.3f}" for rate in (flow.recorded, flow.by_call, flow.otherwise))
    return (name, *rates, f"{share:.0%}")


def _yearly(flow: Flow, residents: float) -> str:
    return number(round(flow.recorded * residents / 1000))


def calls(config: Config) -> Ready:
    """Effective calls by category."""
    residents = float(config.county.residents)
    rows = []
    for name, category in config.demand.categories.items():
        rate = float(config.demand.effective_calls * category.share)
        leads = "no case" if category.case == "none" else f"a case ({category.case})"
        rows.append(
            (
                code(name),
                f"{category.share:.1%}",
                f"{rate:.2f}",
                number(round(rate * residents / 1000)),
                leads,
            )
        )
    head = ["category", "share of effective calls", "calls per 1 000 residents a year"]
    return table([*head, f"calls a year with {number(residents)} residents", "leads to"], rows)


def recorded(config: Config, offence: str) -> int:
    """Cases of one offence that are recorded a year, rounded."""
    flow = next(flow for flow in reconcile(config.demand) if flow.offence == offence)
    return round(flow.recorded * float(config.county.residents) / 1000)
