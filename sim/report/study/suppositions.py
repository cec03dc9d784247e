"""What was assumed, in sentences: the constants that matter most and where they turn a conclusion round."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.config.catalogue import MECHANISMS
from sim.report.study import wording
from sim.report.study.findings import RESPONSE, clearance_of
from sim.report.study.language import Words
from sim.report.study.material import Pair, StudyMaterial
from sim.report.study.naming import constant
from sim.study.studies.assumed.constants import Constant, constants

if TYPE_CHECKING:
    from sim.config.schema import Config
    from sim.study.studies.assumed.findings import Uncertain
    from sim.study.studies.assumed.influence import Influence

MOST = 5


def supposed(material: StudyMaterial, pair: Pair, words: Words) -> list[str]:
    """The five that matter most for response, then where clearance turns; without draws what can be said."""
    told = [words("assumed.always")]
    if material.config(pair.point).county.stylised:
        told.append(words("figure.stylised_note"))
    name = material.names[pair.point]
    drawn = material.uncertain.get((name, RESPONSE))
    if drawn is None:
        return [*told, *_not_drawn(material, pair, words)]
    told.append(words("assumed.drawn", draws=drawn.draws, share=wording.share(drawn.explained, words)))
    for metric in (RESPONSE, clearance_of(material, pair)):
        found = material.uncertain.get((name, metric))
        if found is not None:
            told += _most(found, metric, material.configs(pair), words)
    return told


def _most(found: Uncertain, metric: str, configs: Sequence[Config], words: Words) -> list[str]:
    """One sentence a constant whose influence is told, at most five."""
    mine = [each for each in found.influences if each.told][:MOST]
    subject = words(f"metric.{metric}.name")
    if not mine:
        return [words("assumed.none_told", metric=subject)]
    parts = [_influence(each, configs, words) for each in mine]
    return [words("assumed.most", metric=subject, parts=words("join.semicolon").join(parts))]


def _influence(each: Influence, configs: Sequence[Config], words: Words) -> str:
    name, unit = constant(each.path, each.unit, configs, words)
    flips = "" if each.flips_at is None else f"{each.flips_at:.3g} {unit}".rstrip()
    turn = words("assumed.flips", value=flips) if flips else words("assumed.never_flips")
    value = f"{each.value:.3g} {unit}".rstrip()
    return words(
        "assumed.one", name=name, value=value, low=f"{each.low:.3g}", high=f"{each.high:.3g}",
        share=wording.share(each.share, words), turn=turn,
    )  # fmt: skip


def guessed(material: StudyMaterial, place: int) -> dict[str, Constant]:
    """Every number of a point's configuration that draws= draws, by its path."""
    return {each.path: each for each in constants(material.config(place))}


def differs(before: Constant | None, after: Constant | None) -> bool:
    """Whether two points have different numbers in a place, or only one has a number there."""
    return before is None or after is None or before.value != after.value


def _not_drawn(material: StudyMaterial, pair: Pair, words: Words) -> list[str]:
    before, after = guessed(material, pair.baseline), guessed(material, pair.point)
    apart = [
        path
        for path, number in after.items()
        if path.split(".")[0] in MECHANISMS and differs(before.get(path), number)
    ]
    told = [words("assumed.not_drawn", number=len(after))]
    return [*told, words("assumed.apart", number=len(apart))] if apart else told
