"""Which settings a study sweeps, and which of them are numbers."""

from __future__ import annotations

from math import isfinite

from sim.report.study.labels import part_label, structure_title
from sim.report.study.language import Words
from sim.report.study.material import StudyMaterial
from sim.report.study.naming import named
from sim.study.studies.plan import settings_of

AXES = 2
"""Numbers over which a figure is drawn; the others make lines or panels."""


def settings(material: StudyMaterial) -> list[dict[str, str]]:
    """Key and value of every word of each point."""
    return [settings_of(point.words) for point in material.plan.points]


def swept(material: StudyMaterial) -> list[tuple[str, list[str]]]:
    """Keys that are not the same at all points, with their value at each; in the order of the words."""
    found = settings(material)
    keys = list(dict.fromkeys(key for each in found for key in each))
    values = {key: [each.get(key, "") for each in found] for key in keys}
    return [(key, listed) for key, listed in values.items() if len(set(listed)) > 1]


def numeric(material: StudyMaterial) -> list[tuple[str, list[float]]]:
    """Swept keys whose values are numbers everywhere, none of them infinite: a figure has them on an axis."""
    found = []
    for key, listed in swept(material):
        try:
            values = [float(value) for value in listed]
        except ValueError:
            continue
        if all(isfinite(value) for value in values):
            found.append((key, values))
    return found


def others(material: StudyMaterial, place: int) -> list[tuple[str, str]]:
    """Keys that are swept but are no axis of the figures, with their values at a point."""
    axes = {key for key, _ in numeric(material)[:AXES]}
    return [(key, listed[place]) for key, listed in swept(material) if key not in axes]


def grouped(material: StudyMaterial, words: Words) -> dict[str, list[int]]:
    """Points that make a line or a panel, by what the reader calls it."""
    found: dict[str, list[int]] = {}
    for place in range(len(material.plan.points)):
        found.setdefault(group_title(material, place, words), []).append(place)
    return found


def group_title(material: StudyMaterial, place: int, words: Words) -> str:
    """What else is swept at a point; its structure where nothing else is."""
    point = material.plan.points[place]
    parts = [value if "." not in key else f"{key}={value}" for key, value in others(material, place)]
    if not parts:
        return structure_title(point.config.model, words)
    return words("join.dot").join(part_label(part, point, words) for part in parts)


def setting(key: str, material: StudyMaterial, words: Words) -> str:
    """What a swept setting is called, with its key where it has a name."""
    name = setting_name(key, material, words)
    return key if name == key else words("sweep.setting", name=name, key=key)


def setting_name(key: str, material: StudyMaterial, words: Words) -> str:
    """What a swept setting is called; its key where it has no name."""
    return named(key, [material.config(0)], words) or key
