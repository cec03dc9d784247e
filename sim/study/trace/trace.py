"""A trace: one call or case followed through each of the structures that were asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.study.trace.call import follow_call
from sim.study.trace.call_story import CallStory
from sim.study.trace.case import follow_case
from sim.study.trace.case_story import CaseStory
from sim.study.trace.choose import Example, examples, row_of, simulated
from sim.study.trace.wish import Wish, in_range

if TYPE_CHECKING:
    from sim.config.schema import Config
    from sim.demand.world import World

DAY = 1440.0


@dataclass(frozen=True)
class Trace:
    """The stories of one row, in the order of the structures."""

    kind: str
    row: int
    calls: tuple[CallStory, ...]
    cases: tuple[CaseStory, ...]
    note: str
    """What a reader should know of its place in the run, or empty."""

    @property
    def drawable(self) -> bool:
        """Whether there is anything to draw: not for a call that ended at the 110 desk."""
        return bool(self.cases) or self.calls[0].facts.valid


def trace(configs: Sequence[Config], labels: Sequence[str], wish: Wish) -> Trace:
    """Follow what `wish` names through each configuration, all with the seed of the first.

    Raises `ConfigError` for a row that the run does not have.
    """
    world = _world(configs[0])
    count = len(world.calls.received_at) if wish.kind == "incident" else len(world.cases.reported_at)
    row = _found(wish, configs) if wish.row is None else in_range(wish, count)
    pairs = list(zip(configs, labels, strict=True))
    if wish.kind == "incident":
        calls = tuple(follow_call(config, label, row) for config, label in pairs)
        note = _note(configs[0], calls[0].facts.received_at)
        return Trace("incident", row, calls, (), f"{note} {_next_call(world, calls[0])}".strip())
    cases = tuple(follow_case(config, label, row) for config, label in pairs)
    return Trace("case", row, (), cases, _note(configs[0], cases[0].facts.reported_at))


def worth_a_look(configs: Sequence[Config], wish: Wish) -> list[Example]:
    """Some calls or cases of the cohort, typical and remarkable."""
    return examples(wish, configs, simulated(configs))


def _found(wish: Wish, configs: Sequence[Config]) -> int:
    """Only a difference needs the records of all."""
    chosen = configs if wish.which == "different" else configs[:1]
    return row_of(wish, chosen, simulated(chosen))


def _world(config: Config) -> World:
    from sim.county.build import build_county
    from sim.demand.world import draw_world
    from sim.streams import Streams

    run, county = config.run, build_county(config.county)
    return draw_world(config.demand, config.work, county, Streams(run.seed), run.total_days)


def _note(config: Config, at: float) -> str:
    """Where in the run it lies, if that is not the cohort."""
    run = config.run
    if at < 0:
        return "It was open when the run began, so no figure counts it."
    if at < run.warmup * DAY:
        return f"It lies in the warm-up (the first {run.warmup} days), so no figure counts it."
    if at >= (run.warmup + run.days) * DAY:
        return f"It lies in the follow-up (after day {run.warmup + run.days}), so no figure counts it."
    return ""


def _next_call(world: World, story: CallStory) -> str:
    """Where to look instead, if the call is no police matter."""
    if story.facts.valid:
        return ""
    from numpy import flatnonzero

    later = flatnonzero(world.calls.priority[story.facts.row :] > 0)
    where = f"the next that is one is incident={story.facts.row + int(later[0])}; " if len(later) else ""
    return f"It is no police matter: {where}incident=list shows some worth a look."
