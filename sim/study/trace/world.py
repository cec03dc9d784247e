"""What the world dealt a call or a case before any force acted: equal under every structure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.demand.draws import durations
from sim.records.statuses import CaseChannel

if TYPE_CHECKING:
    from sim.model import PolicingModel


@dataclass(frozen=True)
class Spot:
    """Where something happened, and how far that is by road."""

    cell: int
    township: str
    station: str
    """Label of the station whose ground it is."""
    urban: bool
    station_km: float
    station_minutes: float
    """From that station, by car."""
    seat_km: float
    """From the county seat."""


@dataclass(frozen=True)
class CallFacts:
    """A call and its draws; minutes."""

    row: int
    valid: bool
    category: str
    offence: str
    """Empty where the call is not about one."""
    priority: int
    received_at: float
    spot: Spot
    needs_officer: bool
    teams_needed: int
    handling: float
    relay: tuple[float, ...]
    """Work at the first, second ... desk behind the intake desk."""
    turnout: tuple[float, ...]
    """Of the first, second, third crew that is sent, awake."""
    turnout_asleep: tuple[float, ...]
    scene: float
    report: float
    case: int
    """Row of the case that it leads to, -1 for none."""


@dataclass(frozen=True)
class CaseFacts:
    """A case and its draws; minutes, hours where it says so."""

    row: int
    call: int
    offence: str
    criminal: bool
    channel: CaseChannel
    reported_at: float
    spot: Spot
    suspect_known: bool
    camera: bool
    involved: bool
    """Noticed while it happened, and called in."""
    reporting_delay: float
    suspects: int
    offences: int
    luck: float
    """The uniform that decides: solvable where it lies under the chance."""
    need_hours: float
    """Effective hours that solve it, if it is solvable."""
    mean_need_hours: float
    """Of its offence."""
    hands: float
    """People whom it can occupy at once."""
    tau_days: float
    """Days in which its leads cool by e."""
    acceptance: float
    filing: float
    series: tuple[int, ...]
    """Rows of the other cases of its series."""


def spot(model: PolicingModel, cell: int) -> Spot:
    """The cell in the words of the county."""
    county, travel = model.county, model.travel
    station = county.stations[int(county.area[cell])]
    return Spot(
        cell=cell,
        township=county.townships[int(county.township[cell])].label,
        station=station.label,
        urban=bool(county.urban[cell]),
        station_km=float(travel.kilometres[station.cell, cell]),
        station_minutes=float(travel.minutes[station.cell, cell]),
        seat_km=float(travel.kilometres[county.seat_cell, cell]),
    )


def call_facts(model: PolicingModel, row: int) -> CallFacts:
    """The draws of the call of this row."""
    calls, call = model.world.calls, model.config.work.call
    category = int(calls.category[row])
    valid = category < len(model.config.demand.categories)
    return CallFacts(
        row=row,
        valid=valid,
        category=category_words(model, category),
        offence=offence_words(model, int(calls.offence[row])),
        priority=int(calls.priority[row]),
        received_at=float(calls.received_at[row]),
        spot=spot(model, int(calls.cell[row])),
        needs_officer=bool(calls.needs_officer[row]),
        teams_needed=int(calls.teams_needed[row]),
        handling=float(calls.handling[row]),
        relay=tuple(calls.relay[row].tolist()),
        turnout=tuple(durations(call.turnout, calls.turnout[row]).tolist()),
        turnout_asleep=tuple(durations(call.turnout_on_call, calls.turnout[row]).tolist()),
        scene=float(calls.scene[row]),
        report=float(calls.report[row]),
        case=int(calls.case[row]),
    )


def case_facts(model: PolicingModel, row: int) -> CaseFacts:
    """The draws of the case of this row."""
    draws, work = model.world.cases, model.config.work.case
    name = list(model.config.demand.offences)[int(draws.offence[row])]
    series = int(draws.series[row])
    others = (draws.series == series).nonzero()[0].tolist() if series >= 0 else []
    return CaseFacts(
        row=row,
        call=int(draws.call[row]),
        offence=offence_words(model, int(draws.offence[row])),
        criminal=model.config.demand.offences[name].criminal,
        channel=CaseChannel(int(draws.channel[row])),
        reported_at=float(draws.reported_at[row]),
        spot=spot(model, int(draws.cell[row])),
        suspect_known=bool(draws.suspect_known[row]),
        camera=bool(draws.camera[row]),
        involved=bool(draws.involved[row]),
        reporting_delay=float(draws.reporting_delay[row]),
        suspects=int(draws.suspects[row]),
        offences=int(draws.offences[row]),
        luck=float(draws.solvable[row]),
        need_hours=float(draws.need[row]),
        mean_need_hours=float(work.offences[name].need_hours),
        hands=float(work.offences[name].hands),
        tau_days=float(work.offences[name].tau_days),
        acceptance=float(draws.acceptance[row]),
        filing=float(draws.filing[row]),
        series=tuple(other for other in others if other != row),
    )


def category_words(model: PolicingModel, index: int) -> str:
    """The call category of this index in words; the index after the last stands for invalid calls."""
    names = [*model.config.demand.categories, "invalid"]
    return names[index].replace("_", " ")


def offence_words(model: PolicingModel, index: int) -> str:
    """The offence of this index in words, nothing for -1."""
    return list(model.config.demand.offences)[index].replace("_", " ") if index >= 0 else ""
