"""Posts at one place: leaders, overhead of units, duties; then auxiliaries beside the officers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sim.config.posts import Body as BodyConfig
from sim.config.posts import Duty, Function
from sim.config.quantity import Quantity
from sim.force.apportion import seat_by_seat
from sim.force.bodies import taken_first, whole

OFFICE_WORK = Duty(
    function=Function.OFFICE,
    roster="office",
    part=Quantity.of({"value": 1, "unit": "weight", "status": "assumed", "source": "MODEL 14"}),
)
"""What people do for whom a body has no duty."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A post that waits for a person."""

    body: int
    site: int
    function: Function
    specialism: str
    roster: str
    crew: bool
    leader: bool
    rides_as: str = ""
    """What the holder's crew does; empty: what the post does."""


@dataclass(frozen=True)
class Filled:
    """The duties of one place with the officers on each; leaders and clerks of units beside them."""

    leaders: int
    unit_leaders: int
    unit_clerks: int
    duties: tuple[Duty, ...]
    heads: tuple[int, ...]

    def slots(self, body: BodyConfig, body_index: int, site: int) -> list[Slot]:
        """One slot an officer, leaders first."""
        riding = {str(duty.function) for duty in self.duties if duty.crew}
        # A leader rides with the crews of the place, which at a road squadron are all of one kind.
        rides_as = riding.pop() if body.leader_crew and len(riding) == 1 else ""
        lead = Slot(body_index, site, Function.LEAD, "", body.leader_roster, body.leader_crew, True, rides_as)
        head = Slot(body_index, site, Function.LEAD, "", "office", False, True)
        clerk = Slot(body_index, site, Function.OFFICE, "", "office", False, False)
        made = [lead] * self.leaders + [head] * self.unit_leaders + [clerk] * self.unit_clerks
        for duty, count in zip(self.duties, self.heads, strict=True):
            made += [slot_of(duty, body_index, site)] * count
        return made


def slot_of(duty: Duty, body: int, site: int) -> Slot:
    """An empty post of this duty."""
    leader = duty.function is Function.LEAD
    return Slot(body, site, duty.function, duty.specialism, duty.roster, duty.crew, leader)


def fill_place(
    body: BodyConfig, officers: int, urban: bool, relief: Mapping[str, int], turn: int = 0
) -> Filled:
    """Divide the officers of one place: leaders, desks, overhead of units, then by share and part.

    A unit's leader and clerk never take the last seat of a desk; a desk that cannot be filled round the clock
    is left out. `turn`: number of the place among those of its body, so that what cannot be divided evenly falls to
    another duty at every place.
    """
    duties = _duties_here(body, urban)
    leaders = leaders_among(body, officers)
    free = officers - leaders
    least: list[int] = []
    for duty in duties:
        wanted = taken_first(duty, relief)
        least.append(wanted if wanted <= free - sum(least) else 0)
    units = unit_count(body, officers - leaders)
    heads = min(round(units * (body.unit_leaders or 0.0)), free - sum(least))
    clerks = min(round(units * (body.unit_clerks or 0.0)), free - sum(least) - heads)
    work = free - heads - clerks
    return Filled(leaders, heads, clerks, duties, tuple(_divide(duties, work, officers, least, turn)))


def leaders_among(body: BodyConfig, officers: int) -> int:
    """Leaders among the officers of one place; at a station or squadron at most half lead."""
    return min(whole(body.leaders), officers if body.per == "headquarters" else officers // 2)


def unit_count(body: BodyConfig, workers: int) -> int:
    """Units of a body: a number, or its officers without leaders by the size of a unit, rounded down."""
    if body.unit_size is not None:
        return max(1, int(workers // body.unit_size)) if workers else 0
    return whole(body.units)


def _duties_here(body: BodyConfig, urban: bool) -> tuple[Duty, ...]:
    """Duties of the place; one without a part at its end would leave people idle, so office work is added."""
    here = [duty for duty in body.duties.values() if duty.where in ("all", "urban" if urban else "rural")]
    if not any(duty.part for duty in here):
        here.append(OFFICE_WORK)
    return tuple(sorted(here, key=_rank))


def _rank(duty: Duty) -> tuple[int, str]:
    """Place of a duty among others, whatever the order in which a file declares them."""
    return list(Function).index(duty.function), duty.model_dump_json()


def _divide(duties: Sequence[Duty], work: int, officers: int, least: Sequence[int], turn: int) -> list[int]:
    asked = [max(low, (duty.share or 0.0) * officers) for duty, low in zip(duties, least, strict=True)]
    shared = [0.0 if duty.part is not None else want for duty, want in zip(duties, asked, strict=True)]
    pool = max(0.0, work - sum(shared))
    parts = [float(duty.part or 0.0) for duty in duties]
    quotas = [want + pool * part / sum(parts) for want, part in zip(shared, parts, strict=True)]
    return seat_by_seat(work, quotas, least, turn) if work else [0] * len(duties)


@dataclass(frozen=True)
class Ground:
    """A place with its officers, as the auxiliaries follow them."""

    body: int
    site: int
    filled: Filled
    leader_crew: bool
    turn: int = 0
    """Number of the place among those of its body."""


def auxiliary_slots(
    grounds: Sequence[Ground], auxiliaries: int, open_to: Collection[Function], relief: Mapping[str, int]
) -> list[Slot]:
    """Auxiliaries over the places in proportion to the officers whose work the law opens to them.

    At a place they fill the seats named for them first (where these take at most half of them) and then
    follow the officers of each duty; crew-riding officers of other duties are followed into responding.
    """
    if not auxiliaries:
        return []
    weights = [_weights(ground, open_to) for ground in grounds]
    pull = [sum(weight.values()) for weight in weights]
    if not sum(pull):
        first = grounds[0]
        return [slot_of(OFFICE_WORK, first.body, first.site)] * auxiliaries
    made: list[Slot] = []
    for ground, weight, count in zip(
        grounds, weights, seat_by_seat(auxiliaries, pull, [0] * len(pull)), strict=True
    ):
        made += _auxiliaries_at(ground, weight, count, open_to, relief)
    return made


def _weights(ground: Ground, open_to: Collection[Function]) -> dict[int, float]:
    """Place of a duty in the list -> officers whom auxiliaries follow there."""
    filled = ground.filled
    open_duties = [
        i for i, duty in enumerate(filled.duties) if duty.function in open_to and duty.part is not None
    ]
    open_duties = open_duties or [i for i, duty in enumerate(filled.duties) if duty.function in open_to]
    if not open_duties:
        return {}
    weights = {i: float(filled.heads[i]) for i, duty in enumerate(filled.duties) if duty.function in open_to}
    riders = filled.leaders if ground.leader_crew else 0
    riders += sum(
        filled.heads[i] for i, duty in enumerate(filled.duties) if duty.crew and duty.function not in open_to
    )
    responding = [i for i in weights if filled.duties[i].function is Function.RESPOND] or open_duties
    weights[responding[0]] += riders
    offices = [i for i in weights if filled.duties[i].function is Function.OFFICE]
    if offices:
        weights[offices[0]] += filled.unit_clerks
    return weights


def _auxiliaries_at(
    ground: Ground,
    weights: Mapping[int, float],
    count: int,
    open_to: Collection[Function],
    relief: Mapping[str, int],
) -> list[Slot]:
    made: list[Slot] = []
    for duty in ground.filled.duties:
        seated = whole(duty.auxiliary_seats) * relief[duty.roster] if duty.function in open_to else 0
        if seated and 2 * (len(made) + seated) <= count:
            made += [slot_of(duty, ground.body, ground.site)] * seated
    if count > len(made):
        shares = seat_by_seat(count - len(made), list(weights.values()), [0] * len(weights), ground.turn)
        for place, number in zip(weights, shares, strict=True):
            made += [slot_of(ground.filled.duties[place], ground.body, ground.site)] * number
    return made
