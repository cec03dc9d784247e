"""Shifts: who comes and goes at 08:30, 17:30 and 20:30, which crews ride, who stays until the work is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.agents.patrol_team import PatrolTeam
from sim.agents.person import Person
from sim.records.statuses import Activity, TeamStatus

if TYPE_CHECKING:
    from sim.model import PolicingModel

STARTS = (510.0, 1050.0, 1230.0)
"""Minutes after midnight at which the three blocks of a day of duty begin."""

HOME_ACTIVITY = {
    "intake": Activity.DESK, "command": Activity.DESK, "area_desk": Activity.DESK, "community": Activity.COMMUNITY,
    "custody": Activity.CUSTODY, "investigate": Activity.STANDBY, "pretrial": Activity.STANDBY,
    "review": Activity.STANDBY,
}  # fmt: skip
"""What a person does by default; office work for every other function."""


OFF, AWAY, ON, CREW = range(4)
"""What the roster says of a person now: off, absent, on duty, on duty in a crew."""

ACTIVITY_BY_STATE = (Activity.OFF, Activity.ABSENT, Activity.OFFICE, Activity.STANDBY)
"""By state; who is on duty and in no crew does what the post is for."""

FREE_FOR_CASES = (Activity.CASE, Activity.STANDBY)

CrewKey = tuple[int, str]
"""Site and function of the crews that are formed together."""


class Duty:
    """Handlers of shifts and crews."""

    def __init__(self, model: PolicingModel) -> None:
        self.model = model
        self.clock = model.clock
        self.establishment = model.establishment
        self.night = True
        self.standby_cases = model.config.work.case.standby_cases
        self.night_cases = model.config.work.case.night_cases
        self._rostered = np.zeros(len(model.people), np.int8)
        self.states: list[int] = self._rostered.tolist()
        self.teams_by_ground = [0] * len(model.county.stations)
        self.teams: list[PatrolTeam] = []
        self._teams_of: dict[CrewKey, list[PatrolTeam]] = {}
        self._riders: dict[CrewKey, list[Person]] = {}
        for person in model.people:
            person.home_activity = HOME_ACTIVITY.get(person.post.function, Activity.OFFICE)
            if person.post.crew:
                self._riders.setdefault(_key(person), []).append(person)
        self._crew_key = [_key(person) if person.post.crew else None for person in model.people]
        self._absent: tuple[int, np.ndarray[Any, np.dtype[np.bool_]]] = (-9, np.zeros(0, bool))
        self._officers_at: dict[int, list[int]] = {}
        for person in model.people:
            if person.officer and person.post.crew:
                self._officers_at.setdefault(person.post.site, []).append(person.index)
        self._desks = {
            site.index: self.establishment.own_holders("area_desk", None, site.index)
            for site in self.establishment.sites
        }
        self._clerks: dict[int, list[int]] = {}
        for site in self.establishment.sites:
            self._clerks.setdefault(site.area, []).extend(self._desks[site.index])
        self._intake = self.establishment.holders("intake")
        self._command = self.establishment.holders("command")

    def start(self) -> None:
        """The night shift of the day before is on duty when the run begins at midnight."""
        self.shift_changes(-1, 2)

    def _schedule_next(self, day: int, block: int) -> None:
        day, block = (day + 1, 0) if block == 2 else (day, block + 1)
        self.clock.call_at(day * 1440 + STARTS[block], self.shift_changes, day, block, priority=-1)

    def shift_changes(self, day: int, block: int) -> None:
        """One block ends and the next begins."""
        self._schedule_next(day, block)
        self.night = block == 2
        before, self._rostered = self._rostered, self._states(day, block)
        self.states = self._rostered.tolist()
        people, keys, settle, key_of = self.model.people, set(), self.settle, self._crew_key
        for index in np.flatnonzero(before != self._rostered).tolist():
            keys.add(key_of[index])
            person = people[index]
            if person.team is None:
                settle(person)
        for key in sorted(key for key in keys if key is not None):
            self._new_crews(key)
        self._staff_desks()
        self.model.casework.team_work.shift_changes(new_day=block == 0)
        self.model.response.serve_held()

    def _states(self, day: int, block: int) -> np.ndarray[Any, np.dtype[np.int8]]:
        rostered = self.establishment.on_duty(day, block)
        crew = self.establishment.on_crew_duty(day, block)
        if self._absent[0] != day:
            self._absent = (day, self.establishment.absent(day))
        absent = self._absent[1] & rostered
        # Leave is not granted to the last officer of a place whose crews ride that day, nor to a desk's last clerk.
        for indices in self._officers_at.values():
            riding = [index for index in indices if crew[index]]
            if riding and all(absent[index] for index in riding):
                absent[riding[0]] = False
        for clerks in self._clerks.values():
            sitting = [index for index in clerks if rostered[index]]
            if sitting and all(absent[index] for index in sitting):
                absent[sitting[0]] = False
        states = np.where(crew, CREW, np.where(rostered, ON, OFF))
        return np.where(absent, AWAY, states).astype(np.int8)

    def settle(self, person: Person) -> None:
        """Have a person who is in no crew do what the roster says."""
        now = self.clock.now
        if person.overtime_since is not None:
            person.end_overtime(now)
        person.turn_to(self.usual(person), now)

    def usual(self, person: Person) -> Activity:
        """What the roster has a person do who is in no crew on the road and has no case in hand."""
        state = self.states[person.index]
        return person.home_activity if state == ON else ACTIVITY_BY_STATE[state]

    def opens(self, at: float) -> float:
        """When what is for the day can be done: at that moment, or at the start of the next day's duty."""
        if self.night_cases or STARTS[0] <= at % 1440 < STARTS[2]:
            return at
        return at - at % 1440 + STARTS[0] + (1440 if at % 1440 >= STARTS[2] else 0)

    def at_cases(self, person: Person, urgent: bool = False) -> bool:
        """Whether the person has time for cases now: at work in the post, or waiting at base for a call; at night
        only for what is urgent."""
        if self.night and not (self.night_cases or urgent):
            return False
        state = self.states[person.index]
        if state != ON and not (state == CREW and self.standby_cases):
            return False
        if person.team is not None and person.team.status is not TeamStatus.AT_BASE:
            return False
        activity = person.activity
        return activity is person.home_activity or activity in FREE_FOR_CASES

    def off_duty(self, person: Person) -> bool:
        """Whether the person is at home and could be called in."""
        return self.states[person.index] == OFF and person.team is None and not self._absent[1][person.index]

    def _staff_desks(self) -> None:
        on = self._rostered >= ON
        relay = self.model.relay
        relay.staff_changes(relay.intake, int(on[self._intake].sum()))
        centres = relay.desks.get("command", [])
        for desk in centres:
            relay.staff_changes(desk, int(on[self._command].sum()) // len(centres))
        for desk in relay.desks.get("area_desk", []):
            relay.staff_changes(desk, int(on[self._clerks.get(desk.ground, [])].sum()))

    # -- crews -----------------------------------------------------------------------------------------------

    def _new_crews(self, key: CrewKey) -> None:
        """Crews whose members all stay go on; the others end, and whoever is free forms new ones."""
        states = self.states
        for team in list(self._teams_of.get(key, ())):
            if team.ending:
                self._overtime(team)
            if team.crew and not team.ending and any(states[p.index] != CREW for p in team.crew):
                self._end(team)
        self._form(key)

    def _end(self, team: PatrolTeam) -> None:
        """The shift of a crew is over: it goes off at base, or when its call is done."""
        now = self.clock.now
        team.ending = True
        self.teams_by_ground[team.ground] -= 1
        self._overtime(team)
        if team.dispatch is None:
            self.model.free_teams.remove(team, now)
            team.halt(now)
            self.model.patrol.team_released(team)

    def _overtime(self, team: PatrolTeam) -> None:
        """Whoever of an ending crew is rostered no longer stays on until the crew is back."""
        for person in team.crew:
            if self.states[person.index] < ON and person.overtime_since is None:
                person.stay_on(self.clock.now)

    def team_goes_off(self, team: PatrolTeam) -> None:
        """An ending crew is back at base; whoever is still rostered rides in a new crew."""
        team.turn_to(TeamStatus.OFF, self.clock.now)
        team.version += 1
        team.ending = False
        crew, team.crew = team.crew, []
        for person in crew:
            person.team = None
            self.settle(person)
        if any(self.states[person.index] == CREW for person in crew):
            self._form(_key(crew[0]))

    def _form(self, key: CrewKey) -> None:
        """Form crews of the riders who are on duty and in no crew; one of them may be needed at the desk."""
        states = self.states
        loose = [p for p in self._riders[key] if p.team is None and states[p.index] == CREW]
        loose = self._without_desk(key, loose)
        officers = [p for p in loose if p.officer]
        others = [p for p in loose if not p.officer]
        size = round(self.model.config.work.call.crew_size)
        if officers:
            count = max(1, min(len(officers), len(loose) // size))
        elif self.model.config.dispatch.auxiliary_crews:
            count = len(others) // 2
        else:
            count = 0
        # Whoever finds no seat stays at base.
        seats = round(self.model.config.work.call.seats)
        crews = [(officers[place::count] + others[place::count])[:seats] for place in range(count)]
        teams = [self._team(key, crew) for crew in crews]
        if teams and key[1] == "patrol":
            riding = [team for team in self._teams_of[key] if team.crew and not team.ending]
            self.model.patrol.shift_plans(riding)
        for team in teams:
            self.model.patrol.team_on_duty(team)

    def _without_desk(self, key: CrewKey, loose: list[Person]) -> list[Person]:
        """Set somebody of the crews at the station's desk where no one is posted there; auxiliaries first."""
        site = key[0]
        if self.establishment.sites[site].area < 0 or key[1] != "respond" or len(loose) < 3:
            return loose
        if any(self.states[index] >= ON for index in self._desks[site]):
            return loose
        if any(p.activity is Activity.DESK and self.states[p.index] == CREW for p in self._riders[key]):
            return [p for p in loose if p.activity is not Activity.DESK]
        clerk = next((p for p in reversed(loose) if not p.officer), loose[-1])
        clerk.turn_to(Activity.DESK, self.clock.now)
        self.model.casework.team_work.members_change([clerk])
        return [p for p in loose if p is not clerk]

    def _team(self, key: CrewKey, crew: list[Person]) -> PatrolTeam:
        """A team of the site that has no crew, or a new one."""
        pool = self._teams_of.setdefault(key, [])
        team = next((t for t in pool if t.status is TeamStatus.OFF and not t.crew), None)
        if team is None:
            team = self.model.new_team(key[0], key[1])
            pool.append(team)
            self.teams.append(team)
        team.crew = crew
        team.has_officer = any(p.officer for p in crew)
        team.serves_all = team.has_officer and len(team.serves) == len(self.model.config.demand.categories)
        team.ending = False
        self.teams_by_ground[team.ground] += 1
        for person in crew:
            person.team = team
        return team


def _key(person: Person) -> CrewKey:
    return person.post.site, person.post.crew_function
