"""Whether the cells are small enough: the default against finer and coarser ones.

Changing the size changes two things: how finely the land is cut, and, because travel times shift a little, which
townships have a station. So each size is run with the stations as drawn, which is what a user gets, and with the
stations held in the townships in which the default puts them, which is the size alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from sim.county.cache import Layout
from sim.validation.convergence.design import OF, Design, Figure
from sim.validation.convergence.judge import (
    CRITERION,
    Floats,
    Judged,
    Part,
    interval,
    judge,
    margin,
)
from sim.validation.convergence.layout import KEPT
from sim.validation.convergence.values import grouped, listed, span, told, values, whose
from sim.validation.findings import Answer

GROUP, PLACES = "Cell size", "Cell size: where stations and squadrons stand"
LAYOUTS = {"held": "stations held in place", "drawn": "stations as drawn"}
_LAND = (
    Figure("over_40", "rural residents whose round trip exceeds 40 min (K5)", "share", "points", 100, 2),
    Figure("drive", "drive from the own station, over residents", "min", "min"),
)
_MEANT = {
    "stations": "townships with a station",
    "urban": "townships with an urban station",
    "grounds": "station of each township",
    "squadrons": "townships with a road squadron",
}

Pairs = Mapping[tuple[Any, ...], Mapping[str, Any]]
Seen = dict[str, dict[float, dict[str, Floats]]]
"""Figure -> size -> whose -> its values by draw."""


def answer(design: Design, pairs: Pairs) -> Part:
    """Rows, sentences and curves on the size of the cells, out of the pairs by (layout, size, draw, seed)."""
    seen = {layout: _by_size(design, pairs, layout) for layout in LAYOUTS}
    rows = [row for layout in LAYOUTS for row in _rows(design, layout, seen[layout])]
    rows += list(_place_rows(design, _alike(design, pairs, design.finer)))
    sentences = list(_sentences(design, pairs, seen, rows))
    curves = {
        layout: {name: [_plain(found) for found in by_size.values()] for name, by_size in figures.items()}
        for layout, figures in seen.items()
    }
    about = {"sizes": list(design.sizes), "size": design.size, "draws": design.cell_draws}
    words = {figure.name: [figure.words, figure.level, figure.scale, figure.told] for figure in _all(design)}
    return Part(rows, sentences, {"cells": {**about, "words": words, **curves}})


def _all(design: Design) -> tuple[Figure, ...]:
    return (*design.figures, *_LAND)


def _plain(found: Mapping[str, Floats]) -> dict[str, list[float]]:
    return {of: numbers.tolist() for of, numbers in found.items()}


def _by_size(design: Design, pairs: Pairs, layout: str) -> Seen:
    draws = range(1, design.cell_draws + 1)
    seen: Seen = {figure.name: {} for figure in _all(design)}
    for size in design.sizes:
        chosen = [pairs[layout, size, draw, design.seed_of(draw)] for draw in draws]
        for figure in design.figures:
            seen[figure.name][size] = values(chosen, figure.name)
        for figure in _LAND:
            seen[figure.name][size] = {"county": np.array([pair["county"][figure.name] for pair in chosen])}
    return seen


def _compared(by_size: Mapping[float, Mapping[str, Floats]], of: str, pair: tuple[float, float]) -> Floats:
    return by_size[pair[0]][of] - by_size[pair[1]][of]


def _judged(design: Design, seen: Seen, name: str, of: str, other: float) -> Judged:
    """The change that the default makes against `other`, draw by draw."""
    return judge(_compared(seen[name], of, (design.size, other)), margin(name, of == OF[2]))


def _rows(design: Design, layout: str, seen: Seen) -> Iterator[dict[str, Any]]:
    for figure in _all(design):
        for of in seen[figure.name][design.size]:
            judged = _judged(design, seen, figure.name, of, design.finer)
            yield {
                "group": GROUP, "about": CRITERION, "quantity": figure.words, "of": of, "unit": figure.unit,
                "compared": f"{design.size:g} km against {design.finer:g} km, {LAYOUTS[layout]}",
                "default": float(seen[figure.name][design.size][of].mean()),
                "other": float(seen[figure.name][design.finer][of].mean()),
                "draws": design.cell_draws, **judged.columns,
            }  # fmt: skip


def _alike(design: Design, pairs: Pairs, size: float) -> dict[str, int]:
    """In how many draws the layout at `size` is that of the default, as drawn."""
    found = dict.fromkeys(KEPT, 0)
    for draw in range(1, design.cell_draws + 1):
        ours, theirs = (
            pairs["drawn", one, draw, design.seed_of(draw)]["county"] for one in (design.size, size)
        )
        for kind in KEPT:
            found[kind] += ours[kind] == theirs[kind]
    return found


def _place_rows(design: Design, alike: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    for kind, count in alike.items():
        yield {
            "group": PLACES, "about": "as drawn: the same townships in every draw of places",
            "quantity": _MEANT[kind], "compared": f"{design.size:g} km against {design.finer:g} km",
            "draws": design.cell_draws, "the same in": count,
            "verdict": str(Answer.HOLDS if count == design.cell_draws else Answer.DOES_NOT_HOLD),
            "holds": count == design.cell_draws,
        }  # fmt: skip


# -- sentences -------------------------------------------------------------------------------------------------


def _sentences(
    design: Design, pairs: Pairs, seen: Mapping[str, Seen], rows: list[dict[str, Any]]
) -> Iterator[str]:
    for figure in _all(design):
        yield _changes(design, seen["held"], figure)
    if design.coarser:
        yield _coarser(design, seen["held"], design.coarser)
    yield _layout(design, pairs, seen)
    yield _meaning(design, pairs, rows)


def _changes(design: Design, seen: Seen, figure: Figure) -> str:
    """What the default changes against finer cells, stations held in place."""
    by_size = seen[figure.name]
    levels, parts = [], []
    for of, found in by_size[design.size].items():
        judged = _judged(design, seen, figure.name, of, design.finer)
        change = f"{told(figure, judged.change, True)} {figure.told} for {whose(of)}"
        within = f"margin {told(figure, judged.margin)}"
        parts.append(f"{change} ({span(figure, judged.low, judged.high)}, {within})")
        levels.append(f"{told(figure, float(found.mean()))} for {whose(of)}")
    return (
        f"Cells of {design.size:g} km instead of {design.finer:g} km, stations held in place, change the "
        f"{figure.words} (in {figure.level} {listed(levels)}) by {listed(parts)}, over {design.cell_draws} draws "
        "of places."
    )


def _coarser(design: Design, seen: Seen, coarser: float) -> str:
    """How far off still coarser cells would be."""
    parts = []
    for figure in design.figures:
        by_size = seen[figure.name]
        changes = []
        for of in OF:
            mean, low, high = interval(_compared(by_size, of, (coarser, design.size)))
            changes.append(f"{told(figure, mean, True)} for {whose(of)} ({span(figure, low, high)})")
        parts.append(f"the {figure.words} by {listed(changes)} {figure.told}")
    return f"Cells of {coarser:g} km would change, against {design.size:g} km, {'; '.join(parts)}."


def _layout(design: Design, pairs: Pairs, seen: Mapping[str, Seen]) -> str:
    """How far a size moves the stations, and what that alone does to the mean response."""
    figure = design.figures[0]
    parts = []
    for size in design.sizes:
        if size == design.size:
            continue
        moved = {kind: design.cell_draws - count for kind, count in _alike(design, pairs, size).items()}
        alone = []
        for of in OF:
            by_layout = [seen[layout][figure.name][size][of] for layout in ("drawn", "held")]
            mean, low, high = interval(by_layout[0] - by_layout[1])
            alone.append(f"{told(figure, mean, True)} min for {whose(of)} ({span(figure, low, high)})")
        parts.append(
            f"at {size:g} km other townships have a station in {moved['stations']} of {design.cell_draws} draws, a "
            f"township belongs to another station in {moved['grounds']} and a road squadron stands elsewhere in "
            f"{moved['squadrons']}; drawing stations anew, rather than holding them, changes the {figure.words} "
            f"there by {listed(alone)}"
        )
    return (
        "Townships are drawn in kilometres and stay where they are at every size, but stations and squadrons are "
        f"placed by travel times, which depend on the cells: {'; '.join(parts)}."
    )


def _meaning(design: Design, pairs: Pairs, rows: list[dict[str, Any]]) -> str:
    """What it means for the default: all of it follows from the rows."""
    held = [row for row in rows if LAYOUTS["held"] in row["compared"]]
    bad = [row for row in held if row["verdict"] == Answer.DOES_NOT_HOLD]
    unsure = [row for row in held if row["verdict"] == Answer.NOT_SHOWN]
    size, count = f"Cells of {design.size:g} km", len(held)
    if not design.judges:
        return (
            f"That says nothing of the default: {count - len(bad) - len(unsure)} of {count} figures are shown to "
            f"change little from {design.finer:g} to {design.size:g} km, {len(bad)} to change by more than the margin, "
            f"and {len(unsure)} are not shown."
        )
    if not bad and not unsure:
        return f"{size} suffice: all of {count} figures have converged, stations held in place."
    text = f"{size} have converged in {count - len(bad) - len(unsure)} of {count} figures, stations held in place"
    if unsure:
        text += f"; with {design.cell_draws} draws of places it is not shown for {grouped(unsure)}"
    if not bad:
        return f"{text}."
    cells = pairs["held", design.finer, 1, design.seed_of(1)]["county"]["cells"]
    price = f"{cells:,} cells and {Layout(cells).size / 1e9:.1f} GB of travel times"
    choice = f"where these matter, county.cell_km={design.finer:g} is the choice ({price})"
    return f"{text}; not for {grouped(bad)}: {choice}."
