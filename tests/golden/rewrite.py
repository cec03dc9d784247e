"""Accept changed results: ``python tests/golden/rewrite.py "why they changed"``.

The one way to do so. It runs the golden runs, shows what moved, rewrites the files of those that did, and puts the
reason and the largest movements into CHANGELOG.md under [Unreleased], "Changed results".
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from textwrap import fill

from golden_file import HERE, Difference, Moved, compare, read, text
from golden_runs import NAMES, Results, results_of

from sim.metrics.registry import METRICS

UNRELEASED, HEADING = "## [Unreleased]", "### Changed results"
NAMED = 3
"""Movements that the changelog names."""


def main(
    arguments: Sequence[str],
    root: Path = HERE.parents[1],
    names: Sequence[str] = NAMES,
    run: Callable[[str], Results] = results_of,
) -> int:
    """Do it in the project at `root`; 0 when files were rewritten, 2 when there was a reason not to."""
    reason = " ".join(" ".join(arguments).split())
    if not any(letter.isalpha() for letter in reason):
        return _refuse('say why the results changed: python tests/golden/rewrite.py "reason"')
    changelog = root / "CHANGELOG.md"
    written = changelog.read_text(encoding="utf-8")
    if UNRELEASED not in written:
        return _refuse(f"{changelog.name} has no part {UNRELEASED}")
    folder = root / "tests" / "golden" / "accepted"
    found = {name: run(name) for name in names}
    differences = [each for name in names if (each := _difference(folder, name, found[name]))]
    gone = sorted({file.stem for file in folder.glob("*.json")} - set(names))
    if not differences and not gone:
        return _refuse("the results are those that were accepted; nothing is rewritten")
    print("\n".join([*map(str, differences), *(f"{name}: is no longer run" for name in gone)]))
    changelog.write_text(with_line(written, line(reason, differences, gone, len(names))), encoding="utf-8")
    for each in differences:
        (folder / f"{each.name}.json").write_text(text(found[each.name], reason), encoding="utf-8")
    for name in gone:
        (folder / f"{name}.json").unlink()
    print(
        f"Accepted: {len(differences)} of {len(names)} runs rewritten, and a line added to {changelog.name}."
    )
    return 0


def _refuse(why: str) -> int:
    print(why, file=sys.stderr)
    return 2


def _difference(folder: Path, name: str, found: Results) -> Difference | None:
    """How a run differs from what its file says, None where it does not; a broken seal is a difference."""
    file = folder / f"{name}.json"
    if not file.exists():
        return Difference(name, other=["is new"])
    accepted = read(file)
    difference = compare(name, accepted.results, found)
    if not accepted.unbroken:
        difference.other.append("its file was edited by hand")
    return difference or None


def line(reason: str, differences: Sequence[Difference], gone: Sequence[str], runs: int) -> str:
    """The line of the changelog: the reason, how many runs moved, and the largest movements in plain words."""
    parts = [f"{reason.rstrip('.')}."]
    moved = [(each.name, figure) for each in differences for figure in each.figures]
    new = sum("is new" in each.other for each in differences)
    if new:
        parts.append(f"{new} new golden run{'s' if new > 1 else ''}.")
    if moved:
        largest: dict[str, str] = {}
        for name, figure in sorted(moved, key=lambda pair: -pair[1].size):
            largest.setdefault(figure.name, f"{in_words(figure)} ({name})")
        most = "; ".join(list(largest.values())[:NAMED])
        parts.append(
            f"Figures of {len({name for name, _ in moved})} of {runs} golden runs moved, most: {most}."
        )
    elif len(differences) > new:
        parts.append(
            f"No figure moved; counts or single records of {len(differences) - new} golden runs did."
        )
    if gone:
        parts.append(f"No longer run: {', '.join(gone)}.")
    return fill(" ".join(parts), 118, initial_indent="- ", subsequent_indent="  ", break_on_hyphens=False,
                break_long_words=False)  # fmt: skip


def in_words(moved: Moved) -> str:
    """``response time mean 21.4 -> 20.9 min``."""
    before, after = (("no number" if v is None else f"{v:.4g}") for v in (moved.before, moved.after))
    unit = METRICS[moved.name].unit if moved.name in METRICS else ""
    return f"{moved.name.replace('_', ' ')} {before} -> {after} {unit}".rstrip()


def with_line(changelog: str, added: str) -> str:
    """The changelog with `added` at the end of the part "Changed results" of what is not yet released."""
    before, mark, rest = changelog.partition(UNRELEASED)
    unreleased, later = _cut(rest, "\n## ")
    earlier, part = _cut(unreleased, f"\n{HEADING}")
    part, after = _cut(part or f"\n{HEADING}", "\n### ", start=1)
    blocks = [f"{before}{mark}{earlier}", f"{part.strip()}\n{added}", after, later]
    return "\n\n".join(stripped for block in blocks if (stripped := block.strip("\n"))) + "\n"


def _cut(text: str, mark: str, start: int = 0) -> tuple[str, str]:
    """What stands before `mark`, and what from it on."""
    place = text.find(mark, start)
    return (text, "") if place < 0 else (text[:place], text[place:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
