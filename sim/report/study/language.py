"""The words of the report in each of its languages; a word that is missing stops the report."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "zh")
BOTH = "both"
CHOICES = (*LANGUAGES, BOTH)
"""What `report.language` may say."""
FOLDER = Path(__file__).parent / "words"


class Words:
    """The texts of one language by dotted key, with named places to be filled in."""

    def __init__(self, code: str) -> None:
        self.code = code
        self._texts = texts(code)

    def __call__(self, key: str, /, **values: Any) -> str:
        """The text under `key` with its places filled in.

        Raises ``KeyError`` where there is no such text, or a place of it is not given.
        """
        return self._texts[key].format_map(values)

    def __contains__(self, key: str) -> bool:
        return key in self._texts

    def either(self, english: str, chinese: str) -> str:
        """The title in this language, where there is one."""
        return chinese if self.code == "zh" and chinese else english

    def joined(self, parts: list[str]) -> str:
        """``a, b and c``."""
        if len(parts) < 2:
            return "".join(parts)
        return self("join.comma").join(parts[:-1]) + self("join.last") + parts[-1]


def languages(asked: str) -> tuple[str, ...]:
    """The languages that `report.language` asks for; raises ``KeyError`` for one that there is not."""
    if asked not in CHOICES:
        raise KeyError(asked)
    return LANGUAGES if asked == BOTH else (asked,)


@cache
def texts(code: str) -> Mapping[str, str]:
    """All texts of a language by dotted key."""
    read = tomllib.loads((FOLDER / f"{code}.toml").read_text(encoding="utf-8"))
    return dict(_flat(read, ""))


def _flat(tree: Mapping[str, Any], path: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in tree.items():
        name = f"{path}.{key}" if path else key
        found += _flat(value, name) if isinstance(value, dict) else [(name, str(value))]
    return found
