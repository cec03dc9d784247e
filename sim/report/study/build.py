"""The report built and written: one HTML file, and beside it every figure with the table that it shows."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sim.config.errors import ConfigError
from sim.report.study.blocks import Section, Shown
from sim.report.study.language import Words, languages
from sim.report.study.material import Prices, StudyMaterial
from sim.report.study.written import replace_file, write_files

if TYPE_CHECKING:
    from jinja2 import Environment

    from sim.report.study.figures.frame import Picture
    from sim.study.studies.study import Study

TEMPLATES = Path(__file__).parent / "templates"
MARK = '<meta name="generator" content="county-policing-sim report">'
"""Stands near the head of every report; a file without it is somebody else's and is not replaced."""
NAME = "report.html"
BREAKS = re.compile(r"(?<=\d) (?=\d{3}(?!\d)|%)")
Making = Callable[[StudyMaterial, Words], Section | None]


@dataclass(frozen=True)
class Edition:
    """The report in one language; `prefix` keeps its anchors apart from those of another."""

    words: Words
    prefix: str
    sections: list[Section]

    @property
    def pictures(self) -> list[Picture]:
        """All figures, in their order."""
        return [block.picture for part in self.sections for block in part.blocks if isinstance(block, Shown)]


def build(study: Study, language: str, prices: Prices | None = None) -> str:
    """The report as HTML. `language`: en, zh or both. Raises `ConfigError` where nothing was simulated yet."""
    return _html(study.plan.name, editions(study, language, prices))


def write_report(study: Study, language: str, out: Path | None = None, prices: Prices | None = None) -> Path:
    """Write the report, and its figures into a folder of the same name beside it; returns the file.

    Figures that an earlier report left in that folder are removed where this one does not have them.

    `out` is `report.html` in the study's folder where None. Raises `ConfigError` where nothing was simulated yet,
    where `out` is somebody else's file, or where the disk refuses.
    """
    file = study.folder.path / NAME if out is None else Path(out)
    if not is_ours(file):
        raise ConfigError(f"out: {str(file)!r} is there and is no report; choose another with out=FILE.html")
    made = editions(study, language, prices)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_files(file.with_suffix(""), _figures(made))
        replace_file(file, _html(study.plan.name, made).encode())
    except OSError as error:
        raise ConfigError(
            f"the report cannot be written to {str(file)!r}: {error.strerror or error}"
        ) from error
    return file


def _figures(made: list[Edition]) -> dict[str, bytes]:
    """The files of all figures by name."""
    found: dict[str, bytes] = {}
    for edition in made:
        for picture in edition.pictures:
            found |= picture.files(edition.words.code)
    return found


def editions(study: Study, language: str, prices: Prices | None = None) -> list[Edition]:
    """The report in each language that is asked for."""
    from sim.report.study.contents import SECTIONS
    from sim.report.study.figures.frame import lettered

    material = StudyMaterial(study, prices)
    codes = languages(language)
    made = []
    for code in codes:
        words = Words(code)
        with lettered():
            sections = [section for make in SECTIONS if (section := make(material, words)) is not None]
        made.append(Edition(words, f"{code}-" if len(codes) > 1 else "", sections))
    return made


def _html(study: str, made: list[Edition]) -> str:
    from markupsafe import Markup

    css = Markup((TEMPLATES / "report.css").read_text(encoding="utf-8"))  # our own file
    return _environment().get_template("page.html.j2").render(study=study, editions=made, css=css)


@cache
def _environment() -> Environment:
    """Jinja with everything escaped and nothing undefined."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.filters["whole"] = whole
    return made


def whole(text: str) -> str:
    """The text with numbers that no line breaks: neither between thousands nor before the sign of per cent."""
    return BREAKS.sub("\u00a0", text)


def is_ours(file: Path) -> bool:
    """Whether nothing is there, or a report that may be replaced."""
    if not os.path.lexists(file):
        return True
    try:
        with file.open(encoding="utf-8") as text:
            return MARK in text.read(2000)
    except (OSError, UnicodeDecodeError):
        return False
