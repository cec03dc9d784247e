"""All pictures of a run, as SVG and PNG, with a caption for each. Brings in matplotlib: import it late."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from matplotlib.figure import Figure

from sim.force.establish import establish
from sim.report import chart, clearance, county_map, distribution, minutes
from sim.report.material import Material
from sim.report.style import save, styled

Drawing = Callable[[Material], tuple[Figure, str]]

DRAWINGS: dict[str, tuple[str, Drawing]] = {
    "map": (county_map.TITLE, county_map.draw),
    "response": (distribution.TITLE, distribution.draw),
    "minutes": (minutes.TITLE, minutes.draw),
    "clearance": (clearance.TITLE, clearance.draw),
}


def draw_all(folder: Path, material: Material) -> list[Path]:
    """Draw every picture into `folder`, which is made; returns the files written, captions.json last.

    The same material gives the same bytes, whatever the run is called; captions.json alone holds its name.
    """
    material = material.slim()
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    captions: dict[str, dict[str, str]] = {}
    with styled():
        for name, title, (figure, words) in _drawn(material):
            written += save(figure, folder, name)
            captions[name] = {"title": title, "alt": words, "run": material.name}
    listed = folder / "captions.json"
    listed.write_text(json.dumps(captions, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return [*written, listed]


def _drawn(material: Material) -> Iterator[tuple[str, str, tuple[Figure, str]]]:
    """File name, title and picture, one after the other."""
    for name, (title, draw) in DRAWINGS.items():
        yield name, title, draw(material)
    for model in material.models:
        config = material.configs[model]
        force = establish(config, material.county, config.run.seed)
        yield f"structure-{model}", config.model.title, chart.draw(material, model, force)
