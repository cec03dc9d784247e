"""Numbers that stand in the code and in no configuration: value, what it is, where. All of them are assumed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.report.documents.code import constant
from sim.report.documents.markdown import Ready, cell, code, table


@dataclass(frozen=True)
class Fixed:
    """One such number: a constant with a name, whose value is read, or one that stands inside a line of the code."""

    what: str
    unit: str
    where: str
    """Dotted path of the constant, or the file."""
    line: str = ""
    """What stands in the file, where the number has no name."""
    literal: float = 0.0
    """The number of that line."""

    @property
    def value(self) -> Any:
        """As it is in the code now; raises ``AttributeError`` for a constant that is gone."""
        return self.literal if self.line else constant(self.where)


FIXED = (
    Fixed("plane waves that make the relief", "waves", "sim.county.places._WAVES"),
    Fixed("shortest and longest of their wavelengths", "km", "sim.county.places._LENGTHS_KM"),
    Fixed("candidates for the place of a township", "places", "sim.county.places._CANDIDATES"),
    Fixed("how strongly a township is drawn to low ground", "for 1 of height", "sim.county.places._VALLEY_PULL"),
    Fixed("weight of a township's distance to the border", "1", "sim.county.places._EDGE_ROOM"),
    Fixed("how strongly a valley seeks low ground", "for 1 of height", "sim.county.terrain._VALLEY_COST"),
    Fixed("distance from a valley that counts like 1 of height", "km", "sim.county.terrain._RELIEF_KM"),
    Fixed("distance over which the density of a centre falls by e", "km", "sim.county.residents._CENTRE_KM"),
    Fixed("share of the county that must hang together", "share of cells", "sim/county/grid.py",
          "largest.sum() < 0.98 * mask.sum()", 0.98),
    Fixed("stations to a zone, of which there is at least one (after S10: 28 stations, 4 zones)", "stations",
          "sim/work/geography.py", "round(stations * 4 / 28)", 28 / 4),
    Fixed("power of the residents by which officers go to stations", "1", "sim/force/bodies.py",
          "float(np.sqrt(max(station.residents, 1.0)))", 0.5),
    Fixed("of the officers of a station or squadron, those who lead are at most one in", "officers",
          "sim/force/posts.py", "officers // 2", 2),
    Fixed("auxiliaries of a place, of whom seats named for them take at most one in", "auxiliaries",
          "sim/force/posts.py", "2 * (len(made) + seated) <= count", 2),
    Fixed("length of the three blocks of a day of duty", "h", "sim.force.rosters.BLOCK_HOURS"),
    Fixed("riders from whom on one takes an empty desk of the station", "people", "sim/work/duty.py",
          "len(loose) < 3", 3),
    Fixed("auxiliaries to a crew without an officer, where such crews ride", "people", "sim/work/duty.py",
          "len(others) // 2", 2),
    Fixed("dispatches of a call with a turnout of their own", "dispatches", "sim.work.turnout.DRAWS"),
    Fixed("wait for the whole county over that for the neighbours (rule own_area_then_neighbours)", "1",
          "sim/rules/dispatch.py", "Ring(Ground.COUNTY, 2 * wait)", 2),
    Fixed("people at once on a job that is no investigation", "people", "sim.work.closing.TOGETHER"),
    Fixed("share of a person that is not given out any more", "people", "sim.work.call_out.SLIVER"),
    Fixed("reveals of further suspects and offences", "a case", "sim/demand/cases.py",
          '"reveal1", "reveal2", "reveal3"', 3),
    Fixed("reviews that may send a case back", "a case", "sim/demand/cases.py", '"review1", "review2"', 2),
    Fixed("new leads that reopen a case", "a case", "sim/work/casework.py",
          "if not case.reopened and self.draws.reopen[case.row] < chance", 1),
    Fixed("breaks and duty load together at most", "share of duty time", "sim.work.accounts.MOST"),
    Fixed("length of a month, after which skills grow", "days", "sim.work.accounts.MONTH_DAYS"),
)  # fmt: skip
"""In the order of the ODD's submodels."""


def rows() -> Ready:
    """The table: what, value, unit, where in the code, status."""
    return table(
        ["what", "value", "unit", "where", "status"],
        [(each.what, Ready(cell(each.value)), each.unit, code(each.where), "assumed") for each in FIXED],
    )


def count() -> int:
    """How many there are."""
    return len(FIXED)
