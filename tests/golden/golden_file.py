"""The files of accepted results: read, sealed, compared with what the simulator finds now."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from golden_runs import Results

HERE = Path(__file__).resolve().parent
COMMAND = 'python tests/golden/rewrite.py "why the results changed"'

RELATIVE = 1e-9
"""How far a figure may lie from the accepted one. Another C library or processor rounds the last bit of a logarithm
differently (1e-16 of it): with numpy's loops for older processors all records differ, and no figure moves by more
than 2e-15 of itself (`test_another_rounding_moves_no_figure`). A change of the model moves at least one row by more
than 1e-6, of some thousand rows. What lies between is neither, so the limit may stand far from both."""
ABSOLUTE = 1e-10
"""The same for a figure near zero: times of up to 60 000 minutes are stored to 1e-11 minutes."""


@dataclass(frozen=True)
class Moved:
    """One figure or count that is not what was accepted; None where there was or is no number."""

    name: str
    before: float | None
    after: float | None

    def __str__(self) -> str:
        return f"{self.name}: {_shown(self.before)} -> {_shown(self.after)}{self._share()}"

    @property
    def size(self) -> float:
        """Relative movement, 0 to 2; 2 where one of the two is no number."""
        if self.before is None or self.after is None:
            return 2.0
        return abs(self.after - self.before) / max(abs(self.before), abs(self.after), ABSOLUTE)

    def _share(self) -> str:
        if self.before is None or self.after is None or not self.before:
            return ""
        return f" ({100 * (self.after - self.before) / abs(self.before):+.3g} %)"


@dataclass(frozen=True)
class Difference:
    """How one run differs from its accepted results; `remarks` are information and make no difference."""

    name: str
    figures: list[Moved] = field(default_factory=list)
    counts: list[Moved] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.figures or self.counts or self.other)

    def __str__(self) -> str:
        lines = [f"{self.name}:", *(f"  {line}" for line in self.other)]
        lines += [f"  figure {moved}" for moved in self.figures]
        lines += [f"  count {moved}" for moved in self.counts]
        return "\n".join(lines + [f"  ({remark})" for remark in self.remarks])


@dataclass(frozen=True)
class Accepted:
    """What a file holds: results, the reason for which they were accepted, and the seal on both."""

    results: Results
    reason: str
    seal: str

    @property
    def unbroken(self) -> bool:
        """Whether the file is as the command wrote it."""
        return self.seal == seal(self.results, self.reason)


def seal(results: Results, reason: str) -> str:
    """A hash of the results and the reason."""
    text = json.dumps([asdict(results), reason], sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def read(file: Path) -> Accepted:
    """The accepted results of a file."""
    found = json.loads(file.read_text(encoding="utf-8"))
    return Accepted(Results(**found["results"]), **found["accepted"])


def text(results: Results, reason: str) -> str:
    """The contents of a file."""
    accepted = {"reason": reason, "seal": seal(results, reason)}
    return json.dumps({"accepted": accepted, "results": asdict(results)}, indent=1) + "\n"


def compare(name: str, before: Results, after: Results) -> Difference:
    """What moved: figures by more than rounding, counts by one or more.

    Records are compared only where all figures agree to the last bit and were made with the same libraries on
    the same kind of machine; anywhere else a different digest says nothing, and is a remark.
    """
    figures = _moved(before.figures, after.figures, RELATIVE, ABSOLUTE)
    counts = _moved(before.counts, after.counts, 0.0, 0.0)
    other = []
    if (before.overrides, before.seed) != (after.overrides, after.seed):
        other.append("the run itself is another: its overrides or its seed changed")
    there = {key: f"{before.made_with.get(key)} -> {now}" for key, now in after.made_with.items()
             if before.made_with.get(key) != now}  # fmt: skip
    remarks = [f"accepted with another {key}: {change}" for key, change in there.items()]
    if before.digest != after.digest:
        if not there and before.figures == after.figures and not counts and not other:
            other.append("single records differ, though no figure and no count does")
        else:
            remarks.append("the digest of the records differs too")
    return Difference(name, figures, counts, other, remarks)


def _moved(
    before: Mapping[str, float | None], after: Mapping[str, float | None], relative: float, absolute: float
) -> list[Moved]:
    pairs = [Moved(name, before.get(name), after.get(name)) for name in {**before, **after}]
    return [pair for pair in pairs if not _alike(pair.before, pair.after, relative, absolute)]


def _alike(one: float | None, other: float | None, relative: float, absolute: float) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=relative, abs_tol=absolute)


def _shown(value: Any) -> str:
    if value is None:
        return "no number"
    return str(value) if isinstance(value, int) else f"{value:.12g}"
