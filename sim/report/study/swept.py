"""Which settings a study sweeps, and which of them are numbers."""

from __future__ import annotations

from sim.report.study.material import StudyMaterial

AXES = 2
"""Numbers over which a figure is drawn; the others make lines or panels."""


def settings(material: StudyMaterial) -> list[dict[str, str]]:
    """Key and value of every word of each point."""
    return [
        dict(word.lstrip("+").partition("=")[::2] for word in point.words if "=" in word)
        for point in material.plan.points
    ]


def swept(material: StudyMaterial) -> list[tuple[str, list[str]]]:
    """Keys that are not the same at all points, with their value at each; in the order of the words."""
    found = settings(material)
    keys = list(dict.fromkeys(key for each in found for key in each))
    values = {key: [each.get(key, "") for each in found] for key in keys}
    return [(key, listed) for key, listed in values.items() if len(set(listed)) > 1]


def numeric(material: StudyMaterial) -> list[tuple[str, list[float]]]:
    """Swept keys whose values are numbers everywhere."""
    found = []
    for key, listed in swept(material):
        try:
            found.append((key, [float(value) for value in listed]))
        except ValueError:
            continue
    return found


def structure_of(material: StudyMaterial, place: int) -> str:
    """What else is swept at a point, as its name: the values of keys that are no axis of the figures."""
    axes = {key for key, _ in numeric(material)[:AXES]}
    values = [listed[place] for key, listed in swept(material) if key not in axes]
    return ", ".join(values) or material.config(place).model.name
