"""Accounts at the end of a day and of a month: minutes of teams and people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.config.posts import GRASSROOTS
from sim.force.rosters import BLOCK_HOURS
from sim.records.log import Log
from sim.records.statuses import Activity

if TYPE_CHECKING:
    from sim.agents.person import Person
    from sim.model import PolicingModel

MONTH_DAYS = 30
INTERRUPTED = (Activity.STANDBY, Activity.PATROL, Activity.CASE, Activity.COMMUNITY, Activity.OFFICE)
"""Activities out of which breaks and duty load are taken; a call, a desk and custody are not left for them."""
MOST = 0.9
"""Breaks and duty load together leave at least a tenth of the time."""


class Accounts:
    """One row a team and day, one a person and month."""

    def __init__(self, model: PolicingModel) -> None:
        self.model = model
        self.clock = model.clock
        self.teams = Log("teams")
        self.people = Log("people")
        self.break_share = float(model.config.personnel.break_share)
        self._set_shares()

    def _set_shares(self) -> None:
        """The shares of duty time that go to duty load and are left for cases, by post and roster."""
        load = self.model.config.duty_load
        establishment = self.model.establishment
        weekly = [
            7
            * sum(_hours(day.blocks) * (5 / 7 if day.weekdays_only else 1) for day in roster.cycle)
            / len(roster.cycle)
            for roster in establishment.rosters
        ]
        for person in self.model.people:
            grassroots = establishment.bodies[person.post.body].kind in GRASSROOTS
            hours = (
                float(load.station if grassroots else load.headquarters)
                if person.officer
                else float(load.auxiliary)
            )
            rostered = weekly[person.post.roster]
            person.load_share = min(hours / rostered, MOST - self.break_share) if rostered else 0.0
            person.case_share = 1 - self.break_share - person.load_share

    def start(self) -> None:
        """Schedule the first end of a day and of a month."""
        self.clock.call_at(1440.0, self.day_ends, 0, priority=1)
        self.clock.call_at(MONTH_DAYS * 1440.0, self.month_ends, 0, priority=1)

    def day_ends(self, day: int) -> None:
        """Write down the day of every team that was on duty."""
        self.clock.call_at((day + 2) * 1440.0, self.day_ends, day + 1, priority=1)
        self.write_teams(day)

    def month_ends(self, month: int) -> None:
        """Write down the month of every person, let skills grow, and pack the logs."""
        self.clock.call_at((month + 2) * MONTH_DAYS * 1440.0, self.month_ends, month + 1, priority=1)
        self.write_people(month)
        years = (month + 1) * MONTH_DAYS / 365
        for person in self.model.people:
            person.practise(years, self.model.config.personnel.skills)
        for log in (self.people, self.teams, self.model.dispatches, self.model.case_steps):
            log.pack()

    def write_teams(self, day: int) -> None:
        """Write down and reset the minutes of the teams."""
        now = self.clock.now
        for team in self.model.duty.teams:
            team.turn_to(team.status, now)
            if team.on_duty_minutes > 0:
                self.teams.add((team.index, day, team.on_duty_minutes, team.committed_minutes, team.patrol_minutes,
                                team.dispatch_count, team.kilometres))  # fmt: skip
                team.on_duty_minutes = team.committed_minutes = team.patrol_minutes = team.kilometres = 0.0
                team.dispatch_count = 0

    def write_people(self, month: int) -> None:
        """Write down and reset the minutes of the people; breaks and duty load are taken out of what allows it."""
        now = self.clock.now
        for person in self.model.people:
            person.turn_to(person.activity, now)
        self.model.casework.team_work.book_hours()
        for person in self.model.people:
            if person.overtime_since is not None:
                person.overtime += now - person.overtime_since
                person.overtime_since = now
            self.people.add((person.index, month, *self._with_breaks(person), person.overtime))
            person.minutes = [0.0] * len(Activity)
            person.overtime = 0.0

    def _with_breaks(self, person: Person) -> list[float]:
        minutes = person.minutes
        for activity in INTERRUPTED:
            spent = minutes[activity]
            minutes[Activity.BREAK] += spent * self.break_share
            minutes[Activity.DUTY_LOAD] += spent * person.load_share
            minutes[activity] = spent * (1 - self.break_share - person.load_share)
        return minutes


def _hours(blocks: tuple[bool, bool, bool]) -> float:
    return sum(hours for hours, covered in zip(BLOCK_HOURS, blocks, strict=True) if covered)
