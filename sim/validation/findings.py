"""What a part of the validation found: rows, sentences, curves, with when and by which code."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sim.config.errors import ConfigError
from sim.store.manifest import code_hash, versions

Row = dict[str, Any]


@dataclass(frozen=True)
class Findings:
    """One part's results, as they are kept in `<part>.json` and shown in docs/validation.md."""

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
    """Wall time, of the last start only where it was resumed."""
    workers: int = 1
    date: str = field(default_factory=lambda: datetime.now(UTC).date().isoformat())
    code: str = field(default_factory=code_hash)
    versions: dict[str, str] = field(default_factory=versions)

    @property
    def failures(self) -> list[Row]:
        """The rows that do not hold."""
        return [row for row in self.rows if not row["holds"]]


def write(findings: Findings, folder: Path) -> Path:
    """Write `<part>.json` into `folder`, whole or not at all; raises ``OSError`` when the disk refuses."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{findings.part}.json"
    part = file.with_suffix(".part")
    text = json.dumps(asdict(findings), indent=1, ensure_ascii=False, allow_nan=False)
    part.write_text(text + "\n", encoding="utf-8")
    part.replace(file)
    return file


def read(file: Path) -> Findings:
    """Read back what `write` wrote; `ConfigError` in one line if that is not what the file holds."""
    try:
        return Findings(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise ConfigError(f"{file} holds no findings of a validation: {error}") from error
