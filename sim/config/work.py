"""What the work takes: the times of a call and the difficulty of a case, the same in every structure."""

from __future__ import annotations

from sim.config.base import AtLeastOne, Frozen, NonNegative, Positive, Share
from sim.config.demand import LogNormal
from sim.config.quantity import Quantity


class ResponseStandard(Frozen):
    """Within which time (min) somebody able is to come; measured against, and nothing else."""

    urban_minutes: Positive
    other_minutes: Positive


class CallWork(Frozen):
    """Times of a call that no structure changes."""

    handling: LogNormal
    invalid_handling: LogNormal
    relay: LogNormal
    selection_minutes_per_doubling: NonNegative
    turnout: LogNormal
    turnout_on_call: LogNormal
    on_call_below_officers: Quantity
    standard: ResponseStandard
    crew_size: AtLeastOne
    seats: AtLeastOne


class OffenceWork(Frozen):
    """How hard the cases of one offence are."""

    cleared_target: Share
    intercept: Quantity
    need_hours: Positive
    tau_days: Positive
    hands: Positive
    never_given_up: bool = False


class CaseWork(Frozen):
    """The case model's constants (see docs/model.md)."""

    offences: dict[str, OffenceWork]
    suspect_known: Quantity
    camera: Quantity
    response: Quantity
    response_reference_minutes: Positive
    response_at_least: Positive
    response_at_most: Positive
    alpha: Positive
    hand_over_loss: Share
    hand_over_loss_on: bool = True
    setup_on: bool = True
    setup_resume_hours: NonNegative
    setup_take_over_hours: NonNegative
    give_up_threshold: Share
    look_through_days: Positive
    """Between two looks through the cases that wait, at which those not worth an hour are given up."""
    linking_on: bool = True
    link_chance: Share
    reveal_hours: Positive
    acceptance: LogNormal
    filing: LogNormal
    closing_hours_per_suspect: NonNegative
    closing_hours_administrative: NonNegative
    closing_share_before_measure: Share
    review_hours: NonNegative
    filing_review_hours: NonNegative
    review_return: Share
    return_hours: NonNegative
    reopen_chance: Share
    reopen_days: Positive
    standby_cases: bool = True
    """Whether crews that wait at base work on their own cases meanwhile."""
    night_cases: bool = False
    """Whether whoever is on duty between 20:30 and 08:30 works on cases; the night shift rests otherwise."""
    call_out: bool = True
    """Whether work that cannot wait (after an arrest; a grave case while it is fresh) is done at night too, and
    brings people of its team in who are off duty."""
    urgent_gravity: NonNegative
    """Offences up to this gravity cannot wait while they are fresh; 0 for none."""
    urgent_hours: NonNegative
    """Hours from the report on for which a grave case counts as fresh."""
    next_case: str = "newest"
    """Name of the rule by which a team chooses among its waiting cases."""


class WorkConfig(Frozen):
    """Times and difficulties, equal in all structures."""

    title: str
    description: str = ""
    call: CallWork
    case: CaseWork
