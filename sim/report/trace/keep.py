"""A trace as a page of words and a picture, kept in a folder of its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.config.errors import ConfigError
from sim.config.schema import Config
from sim.report.trace.page import call_page, case_page
from sim.store.folder import RunFolder
from sim.store.manifest import code_hash, config_hash, versions
from sim.study.trace.trace import Trace

WORDS, PICTURE = "trace.txt", "trace.png"
DOTS = 150
"""Per inch of the picture."""


def page_of(told: Trace, config: Config) -> str:
    """The words of a trace, at most 100 columns wide."""
    title, seed = config.county.title, config.run.seed
    if told.kind == "incident":
        return call_page(told.calls, title, seed, told.note)
    return case_page(told.cases, title, seed, told.note)


def keep(told: Trace, configs: Sequence[Config], page: str, out: Path) -> Path:
    """Write words, picture and manifest into a new folder in `out`, which appears when it is whole; gives it.

    Raises `ConfigError` when the disk refuses.
    """
    labels = [call.label for call in told.calls] or [case.label for case in told.cases]
    folder = RunFolder(out, "-".join([f"{told.kind}{told.row}", configs[0].county.name, *labels]))
    try:
        (folder.path / WORDS).write_text(page, encoding="utf-8")
        _draw(told, configs, folder.path / PICTURE)
        return folder.commit(
            {
                told.kind: told.row,
                "seed": configs[0].run.seed,
                "models": [
                    {"label": label, "config_hash": config_hash(config)}
                    for label, config in zip(labels, configs, strict=True)
                ],
                "code_hash": code_hash(),
                "versions": versions(),
            }
        )
    except OSError as error:
        folder.discard()
        why = error.strerror or error
        raise ConfigError(f"the trace cannot be written to {out}: {why}") from error
    except BaseException:
        folder.discard()
        raise


def _draw(told: Trace, configs: Sequence[Config], file: Path) -> None:
    from sim.report.style import styled
    from sim.report.trace.call_picture import draw_call
    from sim.report.trace.case_picture import draw_case

    with styled():
        figure = draw_call(told.calls, configs) if told.calls else draw_case(told.cases, configs)
        figure.savefig(file, format="png", dpi=DOTS, metadata={"Software": None})
