"""Means used: posts by body, overtime, kilometres, and money where the user gave prices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite

from sim.report.outline import boxes
from sim.report.study import wording
from sim.report.study.blocks import Block, Cell, Section, Table, Text, row
from sim.report.study.language import Words
from sim.report.study.material import StudyMaterial
from sim.report.study.tables import Line, tables
from sim.report.words import shown

USED = ("overtime", "vehicle_km", "front_line_share")


def means(material: StudyMaterial, words: Words) -> Section:
    """Hours, kilometres, money if there are prices, then posts by body of every structure."""
    blocks: list[Block] = []
    lines = [Line(wording.name(metric, words), metric) for metric in USED]
    for stratum in material.shown_strata:
        blocks += tables(material, stratum, lines, words("means.caption"), words)
    blocks += _money(material, words)
    blocks += [_posts(material, place, words) for place in _structures(material)]
    return Section("means", words("means.title"), blocks)


def _structures(material: StudyMaterial) -> Iterator[int]:
    """Points whose bodies differ from those of all points before."""
    seen: list[list[tuple[str, int, int]]] = []
    for place in material.shown_points:
        bodies = [(body.title, body.officers, body.auxiliaries) for body in material.force(place).bodies]
        if bodies not in seen:
            seen.append(bodies)
            yield place


def _money(material: StudyMaterial, words: Words) -> list[Block]:
    prices = material.prices
    priced = [("overtime", prices.overtime), ("vehicle_km", prices.km)]
    known = [(metric, price) for metric, price in priced if price is not None]
    if not known:
        return [Text(words("means.no_prices"), "note")]
    rows = [_priced(material, metric, price, words) for metric, price in known]
    if len(rows) > 1:
        totals = [sum(_cost(material, place, m, p) for m, p in known) for place in material.shown_points]
        rows.append(row(words("means.total"), *map(_amount, totals)))
    head = ("", *(material.label(place, words) for place in material.shown_points))
    return [Table(words("means.money"), head, tuple(rows), words("means.money_note"))]


def _priced(material: StudyMaterial, metric: str, price: float, words: Words) -> tuple[Cell, ...]:
    name = words("means.at", what=wording.name(metric, words), price=f"{price:g}")
    return row(name, *(_amount(_cost(material, place, metric, price)) for place in material.shown_points))


def _cost(material: StudyMaterial, place: int, metric: str, price: float) -> float:
    value = material.figures.value(material.names[place], metric)
    return value.mean * price if value is not None else float("nan")


def _amount(value: float) -> str:
    return shown(value, "money") if isfinite(value) else "–"


def _posts(material: StudyMaterial, place: int, words: Words) -> Table:
    """Bodies with their heads, indented as they command."""
    rows: list[tuple[Cell, ...]] = []

    def walk(found: Sequence[object], depth: int) -> None:
        from sim.report.outline import Box

        for box in found:
            assert isinstance(box, Box), "boxes hold boxes"
            title = words.either(box.body.title, box.body.title_zh)
            numbers = (str(box.places), str(box.body.officers), str(box.body.auxiliaries))
            rows.append(row("\u2003" * depth + title, *numbers))
            walk(box.children, depth + 1)

    walk(boxes(material.force(place)), 0)
    head = tuple(words(f"means.head.{name}") for name in ("body", "places", "officers", "auxiliaries"))
    return Table(
        words("means.posts", name=material.label(place, words)), head, tuple(rows), words("means.posts_note")
    )
