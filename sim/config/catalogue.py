"""What can be chosen: the configuration folder, its groups, and the names in them, read without composing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

MECHANISMS = ("people", "posts", "command", "dispatch", "patrol", "casework", "review", "duty_load")
"""The groups that a model chooses, in the order in which they are listed."""

NO_BASELINE = "none"
"""The word that asks for a run without a structure to compare with."""


def config_root() -> Path:
    """The folder of shipped configurations: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "configs"
    return inside if inside.is_dir() else package.parent / "configs"


@dataclass(frozen=True)
class Choice:
    """One name of a group: its file, title and other names (``also``); a file without a title is an alias."""

    group: str
    name: str
    title: str
    title_zh: str
    description: str
    also: tuple[str, ...]
    same_as: str | None


@dataclass(frozen=True)
class Catalogue:
    """The groups and names found under one or two folders (the shipped one, then the user's own)."""

    roots: tuple[Path, ...]

    def groups(self) -> list[str]:
        """Names of the shipped groups, in alphabetical order."""
        return sorted(folder.name for folder in self.roots[0].iterdir() if folder.is_dir())

    def options(self, group: str) -> list[str]:
        """Names of the files of a group, in alphabetical order."""
        return sorted({file.stem for root in self.roots for file in (root / group).glob("*.yaml")})

    def choices(self, group: str) -> Iterator[Choice]:
        """Titles and other names of a group, files that are themselves and not aliases first."""
        read = [self._choice(group, name) for name in self.options(group)]
        yield from sorted(read, key=lambda choice: choice.same_as is not None)

    def other_names(self, group: str) -> dict[str, str]:
        """Other name -> name of file, from the ``also`` lists of a group."""
        return {other: choice.name for choice in self.choices(group) for other in choice.also}

    def _choice(self, group: str, name: str) -> Choice:
        raw = self._read(group, name)
        section = raw.get(group)
        facts: dict[str, Any] = section if isinstance(section, dict) else raw
        defaults = [base for base in raw.get("defaults", ()) if isinstance(base, str) and base != "_self_"]
        return Choice(
            group=group,
            name=name,
            title=str(facts.get("title", "")),
            title_zh=str(facts.get("title_zh", "")),
            description=str(facts.get("description", "")),
            also=tuple(str(other) for other in facts.get("also", ())),
            same_as=defaults[0] if defaults and set(raw) == {"defaults"} else None,
        )

    def _read(self, group: str, name: str) -> dict[str, Any]:
        path = next(file for root in self.roots if (file := root / group / f"{name}.yaml").is_file())
        raw = _parse(path)
        return raw if isinstance(raw, dict) else {}


@lru_cache(maxsize=256)
def _parse(path: Path) -> Any:
    import yaml

    return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
