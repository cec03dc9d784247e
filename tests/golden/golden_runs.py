"""The short runs, and the small study, whose results are kept, and what is kept of each.

Each run is pressed hard on purpose: more calls than the county has, cases open from the start, suspended ones that
are soon reopened, so that within a few days every mechanism acts.
"""

from __future__ import annotations

import hashlib
import math
import platform
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import scipy
from numpy.lib import introspect

from sim import load_config, simulate
from sim.records.log import Records
from sim.records.statuses import CaseChannel, CaseStatus, CaseStep, DispatchOutcome, IncidentStatus
from sim.study.bench.reference import job
from sim.study.studies.assumed.findings import Uncertain
from sim.study.studies.comparisons import Answer, Comparison
from sim.study.studies.plan import plan_study
from sim.study.studies.study import Study

DAYS = ("run.warmup=1", "run.days=8", "run.follow_up=31")
"""More than a month in all, and so long a follow-up that clearance within 30 days is reached."""
PRESSURE = (
    "demand.effective_calls=350", "demand.backlog_days=20", "work.case.link_chance=0.9",
    "work.case.look_through_days=7", "work.case.reopen_chance=0.6", "work.case.reopen_days=5",
)  # fmt: skip
OTHER_RULES = (
    "demand.effective_calls=150", "dispatch.preemption=on_scene", "dispatch.reserve=1",
    "dispatch.auxiliary_crews=true", "work.case.next_case=gravest",
)  # fmt: skip
"""Settings that no shipped structure uses."""

RUNS: dict[str, tuple[str, ...]] = {
    "kaihua-traditional": ("model=traditional", "county=kaihua", *DAYS, *PRESSURE),
    "kaihua-dabuzhi": ("model=dabuzhi", "county=kaihua", *DAYS, *PRESSURE),
    "kaihua-one_five_n_one": ("model=one_five_n_one", "county=kaihua", *DAYS, *PRESSURE),
    "songtao-dabuzhi": ("model=dabuzhi", "county=songtao", *DAYS, *PRESSURE, "demand.effective_calls=100"),
    "lingwu-traditional-other_rules": ("model=traditional", "county=lingwu", *DAYS, *PRESSURE, *OTHER_RULES),
    "reference_job": tuple(job(30)),
    "reference_job-loss": (*job(4), "dispatch.loss=true", "demand.effective_calls=1500"),
}
"""Name -> overrides."""
STUDIES: dict[str, tuple[str, ...]] = {
    "study-small": (
        "model=traditional,dabuzhi,one_five_n_one", "county=reference", "run.warmup=1", "run.days=8", "run.follow_up=2",
        "demand.effective_calls=350", "replications=3", "draws=10", "margin=0.5,2", "study=golden",
    ),
}  # fmt: skip
"""Name -> words."""
NAMES = (*RUNS, *STUDIES)
SEED = 1

COUNTED: tuple[tuple[str, str, type[IntEnum]], ...] = (
    ("incidents", "status", IncidentStatus),
    ("dispatches", "outcome", DispatchOutcome),
    ("cases", "status", CaseStatus),
    ("cases", "channel", CaseChannel),
    ("case_steps", "step", CaseStep),
)


@dataclass(frozen=True)
class Results:
    """What is kept of one run, or of one study.

    `figures` holds every metric where it is not split (None: no number), `counts` the rows of each table and
    the rows by status, `digest` the hash of the records, `made_with` what can move their last bits. Of a study
    `figures` holds every comparison, by chance alone and with drawn assumptions, `counts` how many came to which
    answer, `digest` that of all replications.
    """

    overrides: list[str]
    seed: int
    figures: dict[str, float | None]
    counts: dict[str, int]
    digest: str
    made_with: dict[str, str]


def results_of(name: str) -> Results:
    """Do the run, or the study, of this name."""
    if name in STUDIES:
        return results_of_study(STUDIES[name])
    overrides = list(RUNS[name])
    found = simulate(load_config(overrides), SEED)
    figures = {metric: value if math.isfinite(value) else None for metric, value in found.metrics.items()}
    return Results(overrides, SEED, figures, counts(found.records), found.records.digest(), made_with())


def results_of_study(words: Sequence[str]) -> Results:
    """Carry out the study in a folder of its own."""
    with TemporaryDirectory() as folder:
        study = Study.begin(Path(folder), plan_study(words))
        carried = study.go_on(1)
        store, compared = study.folder.store, study.comparisons()
        digests = [store.manifest(each.key)["digest"] for each in (*study.asked, *study.asked_draws)]
        told: list[tuple[str, Comparison | Uncertain]] = [("by chance", each) for each in compared]
        told += [("with assumptions", each) for each in study.uncertain()]
    figures = {
        f"{each.point}, {each.metric}, {kind}: {name}": value if math.isfinite(value) else None
        for kind, each in told
        for name in ("difference", "low", "high")
        for value in [float(getattr(each, name))]
    }
    answers = Counter(each.answer.name for each in compared)
    found = {"replications": carried.there, **{answer.name: answers[answer.name] for answer in Answer}}
    digest = hashlib.blake2b("".join(digests).encode(), digest_size=16).hexdigest()
    return Results(list(words), SEED, figures, found, digest, made_with())


def counts(records: Records) -> dict[str, int]:
    """Rows of each table, and rows by status, outcome, channel and step."""
    found = {table: len(next(iter(columns.values()))) for table, columns in records.tables.items()}
    for table, column, kinds in COUNTED:
        rows = np.bincount(records.tables[table][column], minlength=len(kinds))
        found |= {f"{table}.{column}.{kind.name}": int(rows[kind]) for kind in kinds}
    return found


def made_with() -> dict[str, str]:
    """What else than the simulator decides the last bit of a logarithm, and the order of a sum."""
    loops = introspect.opt_func_info(func_name="^(exp|log)$", signature="float64")
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "libc": " ".join(platform.libc_ver()).strip(),
        "python": ".".join(platform.python_version_tuple()[:2]),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "processor": ", ".join(
            sorted({kind["current"] for loop in loops.values() for kind in loop.values()})
        ),
    }
