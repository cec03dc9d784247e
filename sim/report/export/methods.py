"""The methods paragraph of a study: a template with every number taken from the study."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import sim
from sim.metrics.rows import FEW, Flag
from sim.report.documents.markdown import Ready, code, finished, number, plain
from sim.report.documents.reflow import reflow
from sim.study.studies.about import command
from sim.study.studies.assumed.constants import COUNTIES
from sim.study.studies.comparisons import HEADLINES
from sim.study.studies.kept import Kept

if TYPE_CHECKING:
    import pandas as pd

    from sim.config.schema import Config

TEMPLATES = Path(__file__).parent / "templates"
LISTED = 12
"""Names that a sentence lists; of more, the first and their number."""
PACKAGES = ("python", "mesa", "numpy", "scipy", "pandas")
"""Versions that the paragraph names; study.json has more."""


def methods(kept: Kept, tables: dict[str, pd.DataFrame]) -> str:
    """The page as Markdown; `tables` are those of `sim.study.studies.export.tables`."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, finalize=finished,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
        autoescape=False,  # for Markdown; `finished` escapes what a study says
    )  # fmt: skip
    made.filters["join_words"] = joined
    names = {**_design(kept), **_statistics(kept, tables), **_again(kept)}
    return reflow(made.get_template("methods.md.j2").render(names))


def joined(names: Sequence[str]) -> Ready:
    """``a, b and c``; of many the first, and how many more. What is not Markdown yet is escaped."""
    known = [plain(name) for name in names]
    if len(known) > LISTED:
        return Ready(f"{', '.join(known[:LISTED])} and {len(known) - LISTED} more")
    return Ready(" and ".join(filter(None, [", ".join(known[:-1]), *known[-1:]])))


def _design(kept: Kept) -> dict[str, Any]:
    plan = kept.study.plan
    configs = [point.config for point in plan.points]
    seeds = plan.seeds
    runs = [config.run for config in configs]
    baselines = [code(name) for name in dict.fromkeys(baseline for _, baseline in plan.pairs)]
    return {
        "counties": list(dict.fromkeys(map(_county, configs))),
        "stylised": list(dict.fromkeys(c.county.title for c in configs if c.county.stylised)),
        "points": [code(point.name) for point in plan.points],
        "structures": list(dict.fromkeys(_structure(config) for config in configs)),
        "pairs": plan.pairs,
        "baselines": baselines,
        "warmup": _span([run.warmup for run in runs]),
        "days": _span([run.days for run in runs]),
        "follow_up": _span([run.follow_up for run in runs]),
        "seeds": seeds,
        "seed_span": f"{seeds[0]} to {seeds[-1]}" if len(seeds) > 1 else str(seeds[0]),
        "complete": len(kept.whole) == len(kept.study.asked),
        "there": len(kept.whole),
        "asked": len(kept.study.asked),
    }


def _county(config: Config) -> str:
    force = config.force
    return (
        f"{config.county.title} ({number(config.county.residents)} residents, {number(force.officers)} officers, "
        f"{number(force.auxiliaries)} auxiliaries)"
    )


def _structure(config: Config) -> Ready:
    return Ready(f"{plain(config.model.title)} ({code(config.model.name)})")


def _span(values: Sequence[int]) -> str:
    low, high = min(values), max(values)
    return f"{low}" if low == high else f"{low} to {high}"


def _statistics(kept: Kept, tables: dict[str, pd.DataFrame]) -> dict[str, Any]:
    plan, compared, summary = kept.study.plan, tables["comparisons"], tables["summary"]
    growing = summary[(summary["metric"] == "backlog_slope") & (summary["flag"] == Flag.NOT_STATIONARY.value)]
    drawn = tables.get("assumptions")
    return {
        "comparisons": len(compared),
        "headlines": [code(name) for name in HEADLINES if name in set(compared["metric"])],
        "saved": _saved([value for value in compared["saved"] if isfinite(value)]),
        "margin": plan.margin,
        "few": FEW,
        "draws": "" if drawn is None else _span([int(number) for number in drawn["draws"]]),
        "asked_draws": plan.draws if plan.pairs else 0,
        "constants": tables["influences"]["path"].nunique() if drawn is not None else 0,
        "lands": COUNTIES,
        "growing": list(dict.fromkeys(growing["point"])),
    }


def _saved(values: Sequence[float]) -> str:
    """``70 % in the median comparison (12 to 80 %)``, or nothing where there is none."""
    if not values:
        return ""
    low, middle, high = (round(100 * value) for value in (min(values), median(values), max(values)))
    return f"{middle} % in the median comparison ({low} to {high} %)"


def _again(kept: Kept) -> dict[str, Any]:
    about, plan = kept.study.folder.about(), kept.study.plan
    held = about.get("versions")
    versions = held if isinstance(held, dict) else {}
    return {
        "version": str(versions.get("county-policing-sim", sim.__version__)),
        "versions": [f"{name} {versions[name]}" for name in PACKAGES if name in versions],
        "code": str(about["code"]),
        "command": Ready(command(about, plan.name)),
    }
