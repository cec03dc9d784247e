"""What the ids of sources stand for, and which of them a page cites."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from sim.report.documents.markdown import Ready, table

_HELD: dict[str, dict[str, str]] = tomllib.loads(
    Path(__file__).with_name("sources.toml").read_text(encoding="utf-8")
)
RESEARCH, FACTS, OTHERS, METHODS = (_HELD[part] for part in ("research", "documents", "others", "methods"))
"""Research by id, source documents by the letter of their ids, other sources and methods by name."""
SPELT = {**RESEARCH, **FACTS, **OTHERS, **METHODS}

CODES = (
    "A letter and a number name a source: S, K, L, D, T stand for facts of a source document (Songtao, Kaihua, "
    "Lingwu, a city district, patrol in three places), R for a change that such a document reports; E, I, O, C, P for "
    "research and data on response, investigation, organisation, calls, patrol. *MODEL n* is no source: choice of the "
    "authors, laid down in the model's specification, section n; not published. *FACTS* is none either: a note of "
    "the authors."
)
"""What the letters stand for, said once on every page that cites."""

_ID = re.compile(r"\b([SKLDTREPIOC])([1-9]\d?)\b")


def cited(text: str) -> list[str]:
    """Names of all that a text cites, in the order of the lists above; a letter stands for a source document."""
    ids = {letter + number for letter, number in _ID.findall(text)}
    letters = {letter for letter in FACTS if any(found[0] == letter for found in ids)}
    words = {word for word in (*OTHERS, *METHODS) if re.search(rf"\b{re.escape(word)}\b", text)}
    return [name for name in SPELT if name in ids | letters | words]


def unresolved(text: str) -> list[str]:
    """Ids that a text cites and that nothing here spells out."""
    letters = set(FACTS)
    ids = {letter + number for letter, number in _ID.findall(text)}
    return sorted(found for found in ids if found[0] not in letters and found not in RESEARCH)


def sources(text: str) -> Ready:
    """The sources that a text cites, spelt out; those of a user's own that are not known here are left out."""
    return table(["id", "what it is"], [(_label(name), Ready(SPELT[name])) for name in cited(text)])


def _label(name: str) -> str:
    if name in FACTS:
        return f"{name}1, {name}2 ..."
    return f"{name} n" if name == "MODEL" else name
