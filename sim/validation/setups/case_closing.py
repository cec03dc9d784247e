"""What follows an arrest, and cases that change hands: situations with a known answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.validation import leads
from sim.validation.case_formulas import geometric
from sim.validation.formulas import mean_wait, one_server_wait
from sim.validation.setup import Setup, Size, Values
from sim.validation.setups.case_words import (
    cases_an_hour,
    counted,
    grouping,
    hard,
    hours_between,
    mean,
    offence,
    rate_of,
    team,
)

if TYPE_CHECKING:
    from sim.config.schema import Config
    from sim.study.simulate import Result

MORE_SUSPECTS = "demand.offences.theft.more_suspects"


def _suspects(config: Config) -> tuple[float, float]:
    """Mean and mean square of a case's suspects."""
    return geometric(float(config.demand.offences["theft"].more_suspects))


# -- the arrest first: one officer who closes a case before he takes up another ------------------------------------


def _closed(result: Result) -> Values:
    cases = counted(result)
    return {
        "time to clearance": mean(hours_between(cases, "reported_at", "solved_at")),
        "time to transfer": mean(hours_between(cases, "reported_at", "transferred_at")),
    }


def _closed_known(config: Config) -> Values:
    need, each = float(hard(config).need_hours), float(config.work.case.closing_hours_per_suspect)
    number, square = _suspects(config)
    service = need + each * number
    wait = one_server_wait(
        rate_of(config), (service, 2 * need**2 + 2 * need * each * number + each**2 * square)
    )
    return {"time to clearance": wait + need, "time to transfer": wait + service}


# -- another team takes over after the arrest: two queues in a row -------------------------------------------------

FIRST = 2
"""Investigators of the pool that arrests."""


def _taken_over(result: Result) -> Values:
    cases = counted(result)
    return {
        "time to clearance": mean(hours_between(cases, "reported_at", "solved_at")),
        "clearance to transfer": mean(hours_between(cases, "solved_at", "transferred_at")),
    }


def _taken_over_known(config: Config) -> Values:
    """Arrests are a Poisson stream again (Burke 1956), so the second queue is one of its own."""
    work, rate = config.work.case, rate_of(config)
    need, reading, each = (
        float(hours)
        for hours in (hard(config).need_hours, work.setup_take_over_hours, work.closing_hours_per_suspect)
    )
    number, square = _suspects(config)
    service = reading + each * number
    wait = one_server_wait(rate, (service, reading**2 + 2 * reading * each * number + each**2 * square))
    return {
        "time to clearance": mean_wait(FIRST, rate * need, need) + need,
        "clearance to transfer": wait + service,
    }


# -- a case that grows is handed over at the end of the shift ------------------------------------------------------


def _handed_over(result: Result) -> Values:
    cases = counted(result)
    return {
        "share handed over": mean(cases["handovers"]),
        "time to clearance": mean(hours_between(cases, "reported_at", "solved_at")),
    }


def _handed_over_known(config: Config) -> Values:
    """Cases not solved by the end of the shift in which they came, and of more than one offence, change hands."""
    work, need = config.work.case, float(hard(config).need_hours)
    more = float(config.demand.offences["theft"].more_offences)
    share = more / (1 + more)
    unsolved = leads.mean_at_look(lambda late: leads.left(late, need))
    lost = float(work.hand_over_loss) * leads.mean_at_look(lambda late: late * leads.left(late, need))
    reading = share * unsolved * float(work.setup_take_over_hours)
    return {
        "share handed over": share * unsolved,
        "time to clearance": need + reading + share * lost,
    }


# -- the review sends cases back -----------------------------------------------------------------------------------


def _reviewed(result: Result) -> Values:
    return {"clearance to transfer": mean(hours_between(counted(result), "solved_at", "transferred_at"))}


def _reviewed_known(config: Config) -> Values:
    """The first two reviews send a case back with the same chance, the third lets it pass."""
    work = config.work.case
    back = float(work.review_return) + float(work.review_return) ** 2
    review = float(work.review_hours) * (1 + back)
    return {"clearance to transfer": review + float(work.return_hours) * back}


SETUPS = (
    Setup(
        name="arrest-first",
        title="M/G/1: one officer, who works on the file before he takes up another case; the oldest first",
        source="Pollaczek 1930, Khinchine 1932",
        words=(
            *team(1),
            *grouping("own_officer"),
            *cases_an_hour(0.8),
            *offence(need_hours=0.3),
            "work.case.closing_hours_per_suspect=0.2",
            f"{MORE_SUSPECTS}=0.5",
            "work.case.next_case=oldest",
        ),
        units={"time to clearance": "h", "time to transfer": "h"},
        measure=_closed,
        exact=_closed_known,
        quick=Size(20, 40),
        full=Size(80, 300),
        warmup=3,
        follow_up=5,
    ),
    Setup(
        name="pre-trial",
        title=f"M/M/{FIRST}, then M/G/1: one officer reads in on every arrest and works on its file",
        source="Burke 1956, Pollaczek 1930, Khinchine 1932",
        words=(
            *team(FIRST),
            *cases_an_hour(1),
            *offence(need_hours=0.75),
            "casework.closing=pretrial",
            "work.case.setup_on=true",
            "work.case.setup_take_over_hours=0.125",
            "work.case.closing_hours_per_suspect=0.25",
            f"{MORE_SUSPECTS}=0.5",
        ),
        units={"time to clearance": "h", "clearance to transfer": "h"},
        measure=_taken_over,
        exact=_taken_over_known,
        quick=Size(20, 30),
        full=Size(80, 180),
        warmup=3,
        follow_up=5,
    ),
    Setup(
        name="handed-over",
        title="Cases of more than one offence change hands at the end of the shift; nobody waits",
        source="integral over the hour of arrival",
        words=(
            *team(150, 150),
            *cases_an_hour(8),
            *offence(need_hours=6),
            "casework.referral=threshold",
            "casework.threshold=2",
            "demand.offences.theft.suspect_known=0",
            "demand.offences.theft.more_offences=2",
            "work.case.reveal_hours=1e-6",
            "work.case.setup_on=true",
            "work.case.hand_over_loss_on=true",
            "work.case.hand_over_loss=0.9",
        ),
        units={"share handed over": "share", "time to clearance": "h"},
        measure=_handed_over,
        exact=_handed_over_known,
        quick=Size(20, 4),
        full=Size(80, 10),
        warmup=0,
        follow_up=6,
    ),
    Setup(
        name="sent-back",
        title="A review sends a case back, at most twice; nobody waits",
        source="geometric, cut off",
        words=(
            *team(60, 60),
            *cases_an_hour(5),
            *offence(need_hours=1),
            "review=legal_unit",
            "work.case.review_return=0.4",
        ),
        units={"clearance to transfer": "h"},
        measure=_reviewed,
        exact=_reviewed_known,
        quick=Size(20, 7),
        full=Size(80, 7),
        warmup=0,
        follow_up=3,
    ),
)
