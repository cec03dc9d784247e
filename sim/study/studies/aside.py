"""The note on a replication that was set aside: why it could not be simulated."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationError

from sim.config.base import Frozen
from sim.study.studies.printable import printable, whole


class Note(Frozen):
    """What a file of the folder `failed` holds."""

    point: int = Field(ge=0)
    seed: int = Field(ge=0)
    key: str = Field(pattern=r"^[0-9a-f]{32}$")
    draw: int | None = Field(default=None, ge=0)
    reason: Annotated[str, AfterValidator(printable)]
    trace: Annotated[str, AfterValidator(whole)]

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.point}-{self.seed}.json"


def read_note(file: Path) -> Note | None:
    """Why a replication was set aside; None for a file that is no such note, or is that of another replication."""
    try:
        note = Note.model_validate_json(file.read_bytes(), strict=True)
    except (OSError, ValidationError):
        return None
    return note if note.file == file.name else None
