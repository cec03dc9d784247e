"""The folder of an export: filled under a hidden name, and given its own name when it is whole."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from sim.config.errors import ConfigError
from sim.report.documents.write import check_folder
from sim.report.export.wish import Wish
from sim.store.folder import safe_name
from sim.store.manifest import write_config
from sim.study.studies.folder import ABOUT
from sim.study.studies.kept import Kept

if TYPE_CHECKING:
    import pandas as pd


def export(kept: Kept, folder: Path, wish: Wish | None = None) -> Path:
    """Write the folder, which must not be there yet; all of it or nothing. Returns it.

    Raises `ConfigError` where it is there, where the disk refuses, or where records turn out to be damaged.
    """
    if os.path.lexists(folder):
        raise ConfigError(
            f"out: {str(folder)!r} is there already; remove it, or choose another with out=FOLDER"
        )
    check_folder(folder.parent)
    above = [place for place in (folder.parent, *folder.absolute().parents[1:]) if not place.exists()]
    hidden: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        hidden = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        hidden.chmod(0o755)
        _fill(kept, hidden, wish or Wish())
        hidden.rename(folder)
    except BaseException as error:
        if hidden is not None:
            shutil.rmtree(hidden, ignore_errors=True)
        _remove(above)
        if isinstance(error, OSError):
            why = error.strerror or str(error)
            raise ConfigError(f"out: the export cannot be written to {str(folder)!r}: {why}") from error
        raise
    return folder


def _remove(folders: Collection[Path]) -> None:
    for folder in folders:
        try:
            folder.rmdir()
        except OSError:
            return


def _fill(kept: Kept, folder: Path, wish: Wish) -> None:
    from sim.report.export.latex import latex
    from sim.report.export.methods import methods
    from sim.report.export.readme import readme
    from sim.report.export.sheets import MOST_ROWS, write_workbook
    from sim.study.studies.export.tables import tables

    made, notes = tables(kept), kept.notes()
    _copy_study(kept, folder)
    _text(folder / "methods.md", methods(kept, made))
    if "csv" in wish.formats:
        _write_csv(made, folder)
    if "xlsx" in wish.formats:
        too_long = write_workbook(folder / "tables.xlsx", made)
        notes += [
            f"{name} has more than {MOST_ROWS} rows and is not in the workbook: {name}.csv has it."
            for name in too_long
        ]
    if "latex" in wish.formats:
        for name, text in latex(made):
            _text(folder / f"{name}.tex", text)
    if wish.events != "none":
        notes += _write_events(kept, folder, wish.events == "all")
    files = [file.name + "/" * file.is_dir() for file in folder.iterdir()]
    _text(folder / "README.txt", readme(kept.study.plan.name, ["README.txt", *files], notes))


def _copy_study(kept: Kept, folder: Path) -> None:
    """What was asked, and each point's configuration under its number and name."""
    theirs = kept.study.folder.path
    shutil.copyfile(theirs / ABOUT, folder / ABOUT)
    (folder / "config").mkdir()
    for place, point in enumerate(kept.study.plan.points):
        write_config(point.config, folder / "config" / f"{place}-{safe_name(point.name)[:60]}.yaml")


def _write_csv(made: dict[str, pd.DataFrame], folder: Path) -> None:
    from sim.report.export.sheets import arrow, write_csv

    for name, table in made.items():
        with (folder / f"{name}.csv").open("wb") as file:
            write_csv(file, [arrow(table)])


def _write_events(kept: Kept, folder: Path, every: bool) -> list[str]:
    """Write the event log, and return what a reader should know of it."""
    from sim.report.export.sheets import write_csv
    from sim.study.studies.export.events import FIRST_POINTS, event_logs

    with (folder / "events.csv").open("wb") as file:
        write_csv(file, event_logs(kept, every))
    if every:
        return []
    number = len({each.point for each in kept.whole})
    few = f"the first {FIRST_POINTS} of {number} points" if number > FIRST_POINTS else "each point"
    return [f"events.csv holds one replication of {few}; events=all writes all that are there."]


def _text(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8", newline="\n")
