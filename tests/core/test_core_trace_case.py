"""One case through each structure: every moment by stepping through the roster, minute by minute."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from math import exp, inf, log
from typing import Any

import numpy as np
import pytest
from fakes.runs import config, model_of
from fakes.worlds import world

from sim.agents.person import Person
from sim.model import PolicingModel
from sim.records.statuses import CaseStatus, CaseStep

WEDNESDAY_TEN = 2 * 1440 + 600.0
ACCEPTANCE, FILING = 60.0, 120.0
CLOSING, REVIEW, TAKE_OVER, RESUME, SPLIT, LOSS, MEND = 16.0, 2.0, 3.0, 0.5, 0.4, 0.1, 4.0
TAU_THEFT, TAU_ROBBERY, HANDS_THEFT, HANDS_ROBBERY = 7 * 24.0, 10 * 24.0, 0.5, 3.0
ALPHA, BREAKS, STATION_LOAD, HEADQUARTERS_LOAD = 0.8, 0.1, 6.0, 8.0
CASE_WORK = {
    "closing_hours_per_suspect": CLOSING, "review_hours": REVIEW, "filing_review_hours": REVIEW,
    "setup_take_over_hours": TAKE_OVER,
    "setup_resume_hours": RESUME, "closing_share_before_measure": SPLIT, "hand_over_loss": LOSS,
    "return_hours": MEND, "alpha": ALPHA, "review_return": 0.1, "give_up_threshold": 0.1, "reopen_chance": 0.05,
    "suspect_known": 1.5, "response": -1.0, "response_reference_minutes": 20, "next_case": "newest",
    "standby_cases": True, "night_cases": False, "call_out": False,
    "offences.theft.tau_days": 7, "offences.theft.intercept": 0.4, "offences.theft.need_hours": 12,
    "offences.theft.hands": HANDS_THEFT, "offences.robbery.tau_days": 10, "offences.robbery.intercept": 0.3,
    "offences.robbery.need_hours": 40, "offences.robbery.hands": HANDS_ROBBERY,
}  # fmt: skip
"""Constants pinned here, so that a new fit of them changes no test."""
SIMPLE = {
    **{f"work.case.{name}": value for name, value in CASE_WORK.items()},
    "personnel.absence": 0, "personnel.skills.growth": 0, "personnel.break_share": BREAKS,
    "duty_load.station": STATION_LOAD,
    "duty_load.headquarters": HEADQUARTERS_LOAD, "run.warmup": 0, "run.days": 45, "run.follow_up": 0,
}  # fmt: skip
THEFT, ROBBERY = 0, 2
BLOCKS = ((0, 9), (1, 3), (2, 12))
"""Blocks of a day of duty and their hours."""


class Roster:
    """Who is at work on cases when, from the establishment alone."""

    def __init__(self, model: PolicingModel) -> None:
        self.on_duty = model.establishment.on_duty
        self.riding = model.establishment.on_crew_duty
        self.period = model.establishment.duty.period
        self.standby, self.night = model.config.work.case.standby_cases, model.config.work.case.night_cases
        bodies = model.establishment.bodies
        self.grassroots = {body.index for body in bodies if body.kind in ("station", "squadron")}
        self._shares: dict[int, float] = {}
        self._here: dict[tuple[tuple[int, ...], int, int], list[Person]] = {}

    def here(self, members: list[Person], at: float) -> list[Person]:
        """Members who have time for cases: at work or in a crew that nobody calls, but not at night."""
        day, minute = divmod(at, 1440)
        block = 2 if minute < 510 or minute >= 1230 else int(minute >= 1050)
        day = int(day) - (minute < 510)
        key = (tuple(person.index for person in members), day, block)
        if key not in self._here:
            on = self.on_duty(day, block)
            if not self.standby:
                on = on & ~self.riding(day, block)
            if block == 2 and not self.night:
                on = on & False
            self._here[key] = [person for person in members if on[person.index]]
        return self._here[key]

    def share(self, person: Person) -> float:
        """What breaks and the duty load leave of a person's time."""
        if person.index not in self._shares:
            days = range(self.period)
            hours = sum(h * self.on_duty(d, b)[person.index] for d in days for b, h in BLOCKS)
            load = STATION_LOAD if person.post.body in self.grassroots else HEADQUARTERS_LOAD
            self._shares[person.index] = 1 - BREAKS - load / (hours * 7 / self.period)
        return self._shares[person.index]

    def people(self, members: list[Person], at: float, hands: float = inf) -> float:
        """Members at work, each counted with his share, at most so many as the work can occupy."""
        return min(sum(self.share(person) for person in self.here(members, at)), hands)

    def effect(self, members: list[Person], at: float, hands: float) -> float:
        """Effective hours an hour: mean investigation skill times people, to the power alpha beyond one."""
        here, people = self.here(members, at), self.people(members, at, hands)
        if not here:
            return 0.0
        return float(np.mean([person.skills[2] for person in here])) * min(people, people**ALPHA)


def reach(start: float, amount: float, rate: Callable[[float], float]) -> float:
    """The moment (min) at which the integral of `rate` (an hour) from `start` on reaches `amount`, by small steps."""
    now, left = float(start), amount
    while now < start + 40 * 1440:
        until = now // 1 + 1
        gained = rate((now + until) / 2) * (until - now) / 60
        if gained >= left:
            return now + (until - now) * left / gained
        left, now = left - gained, until
    raise AssertionError("never")


def first_present(roster: Roster, teams: list[list[Person]], at: float) -> tuple[float, list[Person]]:
    """When the first of these teams has somebody at work from `at` on, and which."""
    while True:
        for members in teams:
            if roster.people(members, at + 1e-3) > 0:
                return at, members
        at = (at // 30 + 1) * 30


def one_case(model: str, values: dict[str, Any] | None = None, **case: Any) -> PolicingModel:
    settings = config(model, "reference", {**SIMPLE, **(values or {})})
    made = model_of(settings, world=world(cases=[{"reported_at": WEDNESDAY_TEN, **case}]))
    made.run()
    return made


def row(model: PolicingModel) -> dict[str, Any]:
    assert model.records is not None
    frame = model.records.frame("cases")
    assert len(frame) == 1
    return frame.iloc[0].to_dict()


def steps(model: PolicingModel, case: int = 0) -> list[CaseStep]:
    assert model.records is not None
    found = model.records.frame("case_steps").query("case == @case").sort_values("at", kind="stable")
    return [CaseStep(step) for step in found["step"]]


def cooling(at: float, tau: float, opened: float = WEDNESDAY_TEN) -> float:
    """What an hour counts while leads cool."""
    return exp(-(at - opened) / 60 / tau)


def solved(
    roster: Roster, members: list[Person], start: float, need: float, offence: int = THEFT,
    opened: float = WEDNESDAY_TEN, hands: float | None = None,
) -> float:  # fmt: skip
    """The moment at which the members have gathered what the case needs."""
    tau = TAU_THEFT if offence == THEFT else TAU_ROBBERY
    at_once = hands or (HANDS_THEFT if offence == THEFT else HANDS_ROBBERY)
    return reach(start, need, lambda t: roster.effect(members, t, at_once) * cooling(t, tau, opened))


def gathered(roster: Roster, members: list[Person], start: float, until: float, hands: float) -> float:
    """Effective hours on a theft between two moments."""
    edges = np.append(np.arange(start, until, 0.5), until)
    middles = zip((edges[1:] + edges[:-1]) / 2, np.diff(edges), strict=True)
    return sum(roster.effect(members, t, hands) * cooling(t, TAU_THEFT) * dt / 60 for t, dt in middles)


def person_hours(roster: Roster, members: list[Person], start: float, until: float, hands: float) -> float:
    """Person-hours between two moments."""
    edges = np.append(np.arange(start, until, 1.0), until)
    return sum(roster.people(members, (a + b) / 2, hands) * (b - a) / 60 for a, b in pairwise(edges))


def worked(roster: Roster, members: list[Person], start: float, hours: float) -> float:
    """The moment at which at most two people at a time have put in so many hours."""
    return reach(start, hours, lambda t: min(roster.people(members, t), 2.0))


def pool(model: PolicingModel, line: str) -> list[list[Person]]:
    """The people who hold a line of duty, each for himself."""
    return [[model.people[index]] for index in model.establishment.holders(line)]


CASES = [
    # model, offence, need, line of the team, people in it
    ("traditional", THEFT, 5.0, ("investigate", "station"), (1,)),
    ("traditional", ROBBERY, 20.0, ("investigate", "property"), (3, 4)),
    ("dabuzhi", THEFT, 10.0, ("investigate", "general"), (4, 5)),
    ("dabuzhi", ROBBERY, 30.0, ("investigate", "general"), (4, 5)),
    ("one_five_n_one", THEFT, 5.0, ("investigate", "station"), (1,)),
    ("one_five_n_one", ROBBERY, 30.0, ("investigate", "property"), (4, 5, 6)),
]


@pytest.mark.parametrize(("model", "offence", "need", "line", "sizes"), CASES)
def test_every_moment_of_one_case(
    model: str, offence: int, need: float, line: tuple[str, str], sizes: tuple[int, ...]
) -> None:
    made = one_case(model, offence=offence, need=need)
    roster, case = Roster(made), row(made)
    members = made.casework.teams.all[case["team"]].members
    assert {(person.post.function, person.post.specialism) for person in members} == {line}
    assert len(members) in sizes
    if line[1] == "station":
        assert made.establishment.sites[members[0].post.site].area == case["area"]

    accepted = WEDNESDAY_TEN + ACCEPTANCE
    started, _ = first_present(roster, [members], accepted)
    cleared = solved(roster, members, started, need, offence)
    split = model == "one_five_n_one"
    now = worked(roster, members, cleared, CLOSING * (SPLIT if split else 1))
    if split:
        now, pretrial = first_present(roster, pool(made, "pretrial"), now)
        read_in = reach(now, TAKE_OVER, lambda t: roster.people(pretrial, t, 1.0))
        now = worked(roster, pretrial, read_in, CLOSING * (1 - SPLIT))
    now, reviewer = first_present(roster, pool(made, "review"), now)
    moments = {
        "reported_at": WEDNESDAY_TEN,
        "accepted_at": accepted,
        "filed_at": accepted + FILING,
        "assigned_at": accepted,
        "started_at": started,
        "solved_at": cleared,
        "transferred_at": worked(roster, reviewer, now, REVIEW),
    }
    assert {name: case[name] for name in moments} == pytest.approx(moments, abs=0.02)
    amounts = {
        "effective_hours": need,
        "setup_hours": TAKE_OVER if split else 0.0,
        "closing_hours": CLOSING,
        "review_hours": REVIEW * (2 if model == "dabuzhi" else 1),
        "handovers": int(split),
        "returns": 0,
    }
    assert {name: case[name] for name in amounts} == pytest.approx(amounts, abs=1e-6)
    assert case["status"] == CaseStatus.TRANSFERRED
    assert case["solvable"]
    assert np.isnan(case["suspended_at"])
    assert case["specialist"] == (line[1] != "station")
    assert case["station_only"] == (line[1] == "station")
    happened = [step for step in steps(made) if step not in (CaseStep.FILED, CaseStep.PRETRIAL)]
    assert happened == [
        CaseStep.REPORTED, CaseStep.ACCEPTED, CaseStep.ASSIGNED, CaseStep.STARTED, CaseStep.SOLVED,
        CaseStep.REVIEWED, CaseStep.TRANSFERRED,
    ]  # fmt: skip
    assert (CaseStep.PRETRIAL in steps(made)) == split


@pytest.mark.parametrize(("standby", "night"), [(True, True), (False, True), (False, False)])
@pytest.mark.parametrize("model", ["traditional", "dabuzhi"])
def test_when_people_work_on_cases_can_be_set(model: str, standby: bool, night: bool) -> None:
    values = {"work.case.standby_cases": standby, "work.case.night_cases": night}
    made = one_case(model, values, need=4.0)
    roster, case = Roster(made), row(made)
    members = made.casework.teams.all[case["team"]].members
    started, _ = first_present(roster, [members], WEDNESDAY_TEN + ACCEPTANCE)
    assert case["started_at"] == started
    assert case["solved_at"] == pytest.approx(solved(roster, members, started, 4.0), abs=0.02)


@pytest.mark.parametrize("model", ["traditional", "one_five_n_one"])
def test_the_hours_of_a_case_are_those_before_its_clearance(model: str) -> None:
    made = one_case(model, offence=ROBBERY, need=20.0)
    roster, case = Roster(made), row(made)
    members = made.casework.teams.all[case["team"]].members
    spent = person_hours(roster, members, case["started_at"], case["solved_at"], HANDS_ROBBERY)
    assert case["hours"] == pytest.approx(spent, abs=0.02)


def test_a_case_of_a_call_opens_with_the_first_presence_and_is_accepted_on_scene() -> None:
    call = {"category": 0, "offence": THEFT, "received_at": WEDNESDAY_TEN, "cell": 700, "case": 0}
    opened = {
        "call": 0,
        "channel": 0,
        "reported_at": WEDNESDAY_TEN,
        "cell": 700,
        "involved": True,
        "need": 8.0,
    }
    made = model_of(config("dabuzhi", "reference", SIMPLE), world=world([call], [opened]))
    incident = made.run().frame("incidents").iloc[0]
    case = row(made)
    assert case["presence_at"] == incident["first_able_at"]
    assert case["accepted_at"] == case["assigned_at"] == incident["scene_cleared_at"]
    roster, members = Roster(made), made.casework.teams.all[case["team"]].members
    start, _ = first_present(roster, [members], case["accepted_at"])
    moment = solved(roster, members, start, 8.0, opened=incident["first_able_at"])
    assert case["solved_at"] == pytest.approx(moment, abs=0.02)
    # log-odds: theft, a named suspect, no camera; -1 for each e-fold of (5 min + response) over 20 min.
    response = incident["first_able_at"] - WEDNESDAY_TEN
    odds = 0.4 + 1.5 - log((5 + min(max(response, 1), 60)) / 20)
    assert made.casework.cases[0].chance == pytest.approx(1 / (1 + exp(-odds)))


def test_a_case_sent_back_is_mended_by_its_owner_and_reviewed_again() -> None:
    made = one_case("traditional", review=(0.05, 0.5))
    roster, case = Roster(made), row(made)
    members = made.casework.teams.all[case["team"]].members
    now = worked(roster, members, case["solved_at"], CLOSING)
    now, reviewer = first_present(roster, pool(made, "review"), now)
    returned = worked(roster, reviewer, now, REVIEW)
    mending, _ = first_present(roster, [members], returned)
    mended = worked(roster, members, mending, MEND)
    now, reviewer = first_present(roster, pool(made, "review"), mended)
    assert case["transferred_at"] == pytest.approx(worked(roster, reviewer, now, REVIEW), abs=0.02)
    assert case["returns"] == 1
    assert case["review_hours"] == pytest.approx(2 * REVIEW)
    assert case["closing_hours"] == pytest.approx(CLOSING + MEND)
    assert steps(made)[-3:] == [CaseStep.RETURNED, CaseStep.REVIEWED, CaseStep.TRANSFERRED]


def test_a_case_that_grows_is_handed_over_with_a_loss_and_read_into() -> None:
    """A theft of which further offences come to light goes from the station to the specialists (K18)."""
    made = one_case("one_five_n_one", need=15.0, suspects=2, offences=3, reveal=(0.5, 0.6, 0.7))
    assert made.records is not None
    roster, case = Roster(made), row(made)
    log_ = made.records.frame("case_steps")
    handed_over = float(log_.loc[log_["step"] == CaseStep.REFERRED, "at"].item())
    first = int(log_.loc[log_["step"] == CaseStep.ASSIGNED, "team"].item())
    station, squad = (made.casework.teams.all[index].members for index in (first, case["team"]))
    assert station[0].post.specialism == "station"
    assert {person.post.specialism for person in squad} == {"property"}
    # It comes to light at the end of the first shift in which enough hours were worked.
    started, _ = first_present(roster, [station], WEDNESDAY_TEN + ACCEPTANCE)
    ends = [d * 1440 + m for d in range(2, 9) for m in (510, 1050, 1230) if d * 1440 + m > started]
    enough = [t for t in ends if person_hours(roster, station, started, t, HANDS_THEFT) >= 0.7]
    assert handed_over == enough[0]
    before = gathered(roster, station, started, handed_over, HANDS_THEFT)
    left = 15.0 - (1 - LOSS) * before
    started, _ = first_present(roster, [squad], handed_over)
    read_in = reach(started, TAKE_OVER, lambda t: roster.people(squad, t, min(HANDS_THEFT, 1.0)))
    assert case["solved_at"] == pytest.approx(solved(roster, squad, read_in, left), abs=0.05)
    assert case["effective_hours"] == pytest.approx(15.0, abs=1e-6), "what is lost is gathered once more"
    assert case["handovers"] == 2, "to the specialists, and to pre-trial"
    assert not case["station_only"]
    assert case["specialist"]


def two_cases(hands: float, need: tuple[float, float]) -> tuple[PolicingModel, list[Person]]:
    """An older and a newer theft with the same officer of a station."""
    drawn = [
        {"reported_at": WEDNESDAY_TEN, "need": need[0]},
        {"reported_at": WEDNESDAY_TEN + 60, "need": need[1]},
    ]
    settings = {**SIMPLE, "work.case.offences.theft.hands": hands}
    made = model_of(config("traditional", "reference", settings), world=world(cases=drawn))
    area, roster = int(made.county.area[0]), Roster(made)
    teams = [team for team in made.casework.teams.by_line["investigate:station"] if team.area == area]
    chosen = next(team for team in teams if roster.people(team.members, WEDNESDAY_TEN + ACCEPTANCE + 1) > 0)
    # Everybody else of the station looks busy.
    for team in teams:
        team.open = 0 if team is chosen else 99
    made.run()
    return made, chosen.members


def test_the_newest_case_goes_first_and_the_older_one_is_resumed_with_reading_in() -> None:
    made, officer = two_cases(hands=1.0, need=(4.0, 1.0))
    assert made.records is not None
    roster = Roster(made)
    older, newer = made.records.frame("cases").to_dict("records")
    one, two = WEDNESDAY_TEN + ACCEPTANCE, WEDNESDAY_TEN + 60 + ACCEPTANCE
    assert (older["started_at"], newer["started_at"]) == (one, two)
    cleared = solved(roster, officer, two, 1.0, opened=WEDNESDAY_TEN + 60, hands=1.0)
    assert newer["solved_at"] == pytest.approx(cleared, abs=0.02)
    resumed, _ = first_present(roster, [officer], worked(roster, officer, cleared, CLOSING))
    read_in = reach(resumed, RESUME, lambda t: roster.people(officer, t))
    left = 4.0 - gathered(roster, officer, one, two, hands=1.0)
    assert older["solved_at"] == pytest.approx(solved(roster, officer, read_in, left, hands=1.0), abs=0.05)
    assert [steps(made, 0).count(step) for step in (CaseStep.SET_ASIDE, CaseStep.RESUMED)] == [1, 1]
    assert CaseStep.SET_ASIDE not in steps(made, 1)
    assert older["setup_hours"] == pytest.approx(RESUME)
    assert newer["setup_hours"] == 0


def test_cases_that_take_part_of_a_day_go_side_by_side() -> None:
    made, officer = two_cases(hands=0.25, need=(1.0, 0.5))
    assert made.records is not None
    roster = Roster(made)
    cases = made.records.frame("cases")
    for case, need, reported in zip(cases.to_dict("records"), (1.0, 0.5), (0, 60), strict=True):
        opened = WEDNESDAY_TEN + reported
        moment = solved(roster, officer, opened + ACCEPTANCE, need, opened=opened, hands=0.25)
        if moment < cases["solved_at"].min() + 0.05:  # then its closing takes all the officer's time
            assert case["solved_at"] == pytest.approx(moment, abs=0.02)
    assert cases["solved_at"].min() < inf
    assert cases["started_at"].tolist() == [WEDNESDAY_TEN + ACCEPTANCE, WEDNESDAY_TEN + 60 + ACCEPTANCE]


@pytest.mark.parametrize("switch", ["work.case.setup_on", "work.case.hand_over_loss_on"])
def test_the_prices_of_interruption_and_hand_over_can_be_switched_off(switch: str) -> None:
    drawn = world(
        cases=[
            {
                "reported_at": WEDNESDAY_TEN,
                "need": 15.0,
                "suspects": 2,
                "offences": 3,
                "reveal": (0.5, 0.6, 0.7),
            }
        ]
    )
    paid, free = (
        model_of(config("one_five_n_one", "reference", {**SIMPLE, switch: on}), world=drawn)
        .run()
        .frame("cases")
        for on in (True, False)
    )
    assert free["solved_at"].item() < paid["solved_at"].item()
    assert (free["setup_hours"].item() == 0) == switch.endswith("setup_on")
    assert paid["setup_hours"].item() > 0


def test_an_unsolvable_case_is_given_up_when_it_is_no_longer_worth_an_hour_and_reopened_once() -> None:
    made = one_case("traditional", solvable=0.9999, reopen=0.0499, reopen_after=2 * 1440.0)
    assert made.records is not None
    roster, case = Roster(made), row(made)
    members = made.casework.teams.all[case["team"]].members
    log_ = made.records.frame("case_steps")
    given_up = log_.loc[log_["step"] == CaseStep.SUSPENDED, "at"].tolist()
    assert len(given_up) == 2
    reopened = log_.loc[log_["step"] == CaseStep.REOPENED, "at"].item()
    assert reopened == pytest.approx(given_up[0] + 2 * 1440)
    assert case["status"] == CaseStatus.SUSPENDED
    assert case["suspended_at"] == given_up[1] > reopened

    chance = 1 / (1 + exp(-(0.4 + 1.5)))
    started, _ = first_present(roster, [members], WEDNESDAY_TEN + ACCEPTANCE)
    looked = 0
    for end in (d * 1440 + m for d in range(2, 45) for m in (510, 1050, 1230)):
        if not started < end <= given_up[0] or not roster.people(members, end - 1):
            continue  # nobody was at work whose shift could end
        weight = chance * exp(-gathered(roster, members, started, end, HANDS_THEFT) / 12)
        worth = weight / (weight + 1 - chance) * cooling(end, TAU_THEFT)
        assert (worth < 0.1) == (end == given_up[0]), f"at {end}: worth {worth:.3f}"
        looked += 1
    assert looked > 3
