"""Numbers that know their unit, source and status."""

from __future__ import annotations

import math
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import core_schema

STATUSES = ("quoted", "derived", "literature", "assumed", "fitted", "user")
"""Where a number comes from: a source document, arithmetic on one, research, a guess, a fit, or the user."""

_KEYS = {"value", "unit", "source", "status", "range", "note"}


class Quantity(float):
    """A float with the unit, source, status and range that the configuration gave beside it.

    In a configuration it is a mapping, ``{value: 0.8, unit: exponent, range: [0.5, 1], status: assumed,
    source: ...}``. A bare number is taken as the user's own (status ``user``).
    """

    unit: str
    source: str
    status: str
    range: tuple[float, float] | None
    note: str

    @classmethod
    def of(cls, raw: Any) -> Quantity:
        """Read a mapping or a bare number; raise ``ValueError`` in plain words on anything else."""
        if isinstance(raw, Quantity):
            return raw
        if isinstance(raw, dict):
            return cls._from_mapping(raw)
        return cls._make(raw, {"status": "user", "unit": "", "source": "set by the user"})

    @classmethod
    def _from_mapping(cls, raw: dict[str, Any]) -> Quantity:
        unknown = sorted(set(raw) - _KEYS)
        if unknown:
            raise ValueError(
                f"a number has no field {', '.join(unknown)}; it may have {', '.join(sorted(_KEYS))}"
            )
        missing = [key for key in ("value", "unit", "status") if key not in raw]
        if missing:
            raise ValueError(f"a number needs its {' and '.join(missing)} beside it")
        if raw["status"] not in STATUSES:
            raise ValueError(f"status {raw['status']!r} is none of {', '.join(STATUSES)}")
        if raw["status"] != "user" and not raw.get("source"):
            raise ValueError("a number needs its source beside it")
        return cls._make(raw["value"], raw)

    @classmethod
    def _make(cls, value: Any, raw: dict[str, Any]) -> Quantity:
        number = _finite(value)
        made = super().__new__(cls, number)
        made.unit = str(raw["unit"])
        made.source = str(raw.get("source", ""))
        made.status = str(raw["status"])
        made.note = str(raw.get("note", ""))
        made.range = None
        if raw.get("range") is not None:
            low, high = (_finite(end) for end in raw["range"])
            if low > high:
                raise ValueError(f"the range [{low:g}, {high:g}] is upside down")
            if made.status != "user" and not low <= number <= high:
                raise ValueError(f"{number:g} lies outside its own range [{low:g}, {high:g}]")
            made.range = (low, high)
        return made

    def to_mapping(self) -> dict[str, Any]:
        """The mapping that `of` reads back to an equal quantity."""
        made: dict[str, Any] = {"value": float(self), "unit": self.unit, "status": self.status}
        if self.source:
            made["source"] = self.source
        if self.range is not None:
            made["range"] = list(self.range)
        if self.note:
            made["note"] = self.note
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return (Quantity.of, (self.to_mapping(),))

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.of, serialization=core_schema.plain_serializer_function_ser_schema(lambda q: q.to_mapping())
        )


def _finite(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(f"{value!r} is not a number")
    if not math.isfinite(value):
        raise ValueError(f"{value!r} is not a finite number")
    return float(value)
