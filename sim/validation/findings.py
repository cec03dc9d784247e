"""What a part of the validation found: rows, sentences, curves, with when and by which code."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from math import isfinite
from pathlib import Path
from typing import Any, ClassVar

from sim.config.errors import ConfigError
from sim.store.manifest import simulator_hash, versions

Row = dict[str, Any]
NUMBER = (float, int, type(None))
COLUMNS: dict[str, dict[str, tuple[type, ...]]] = {
    "exact": {
        **dict.fromkeys(("setup", "quantity", "unit"), (str,)),
        **dict.fromkeys(("exact", "simulated", "low", "high", "width"), NUMBER),
        "replications": (int,),
        "holds": (bool,),
    },
    "metamorphic": {"group": (str,), "holds": (bool,)},
    "convergence": {"group": (str,), "holds": (bool,)},
}
"""What every row of a part has, and of which kind it is; others may follow."""
PICTURE = re.compile(r"[a-z0-9][a-z0-9-]*\.(png|svg)")


class Answer(StrEnum):
    """What is found of a claim; a row without one says yes or no in `holds`."""

    HOLDS = "holds"
    NOT_SHOWN = "not shown"
    """The interval is too wide for the margin."""
    DOES_NOT_HOLD = "does not hold"


@dataclass(frozen=True)
class Findings:
    """One part's results, as they are kept in `<part>.json` and shown in docs/validation.md."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    part: str
    """exact, metamorphic or convergence."""
    quick: bool
    rows: list[Row]
    """One a compared number; the columns are the part's own, `holds` (true or false) among them."""
    sentences: list[str] = field(default_factory=list)
    """What it means, in plain words, the failures among them."""
    curves: dict[str, Any] = field(default_factory=dict)
    """What the pictures of the part draw."""
    missing: list[str] = field(default_factory=list)
    """What has no row because the part was stopped before it was done."""
    seconds: float = 0.0
    """Processor time of all workers together, of every start where it was resumed."""
    workers: int = 1
    only: list[str] = field(default_factory=list)
    """The setups that were asked for, none where all were."""
    pictures: list[str] = field(default_factory=list)
    """Names of the pictures beside the file."""
    began: str = ""
    """The day of the earliest result, where that is kept; `date` is the day on which all were compared."""
    date: str = field(default_factory=lambda: datetime.now(UTC).date().isoformat())
    code: str = field(default_factory=simulator_hash)
    """Of the simulator that was checked."""
    versions: dict[str, str] = field(default_factory=versions)

    @property
    def failures(self) -> list[Row]:
        """The rows that do not hold; one that an interval is too wide to show is none of them."""
        return [row for row in self.rows if not row["holds"] and row.get("verdict") != Answer.NOT_SHOWN]


def file_of(part: str, folder: Path) -> Path:
    """Where the findings of a part are kept."""
    return folder / f"{part}.json"


def write(findings: Findings, folder: Path) -> Path:
    """Write `<part>.json` into `folder`, whole or not at all; raises ``OSError`` when the disk refuses.

    What is not a finite number is written as null.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = file_of(findings.part, folder)
    part = file.with_suffix(".part")
    text = json.dumps(_finite(asdict(findings)), indent=1, ensure_ascii=False, allow_nan=False)
    part.write_text(text + "\n", encoding="utf-8")
    part.replace(file)
    return file


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and not isfinite(value) else value


def read(file: Path) -> Findings:
    """Read back what `write` wrote; `ConfigError` in one line if that is not what the file holds."""
    from pydantic import TypeAdapter, ValidationError

    try:
        found = TypeAdapter(Findings).validate_json(file.read_text(encoding="utf-8"), strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise _refused(file, f"{place}: {first['msg']}" if place else first["msg"]) from error
    except (OSError, ValueError) as error:
        raise _refused(file, error) from error
    wrong = _misshapen(found)
    if wrong:
        raise _refused(file, wrong)
    return found


def _refused(file: Path, why: object) -> ConfigError:
    return ConfigError(f"{file} holds no findings of a validation: {why}")


def _misshapen(found: Findings) -> str:
    """What is wrong with rows and pictures; nothing where all is as a part writes it."""
    columns = COLUMNS.get(found.part)
    if columns is None:
        return f"part: none of {', '.join(COLUMNS)}"
    for number, row in enumerate(found.rows, 1):
        missing = [name for name in columns if name not in row]
        if missing:
            return f"row {number} has no {', '.join(missing)}"
        wrong = [name for name, kinds in columns.items() if type(row[name]) not in kinds]
        if wrong:
            return f"row {number}: {wrong[0]} cannot be {row[wrong[0]]!r}"
        if found.part == "exact" and row["setup"] not in found.curves:
            return f"row {number}: nothing is said about the setup {row['setup']!r}"
    if found.part == "exact" and not all(_described(about) for about in found.curves.values()):
        return "curves: a setup without title or source"
    strange = [name for name in found.pictures if not PICTURE.fullmatch(name)]
    return f"pictures: {strange[0]!r} is not the name of one" if strange else ""


def _described(about: Any) -> bool:
    return isinstance(about, dict) and all(isinstance(about.get(key), str) for key in ("title", "source"))
