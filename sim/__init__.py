"""Agent-based simulation of how a county police force's structure changes response time and case clearance.

The table of contents; each name is loaded when it is first used, so that `import sim` costs nothing.

    load_config(overrides)      what Hydra would compose, validated
    simulate(config, seed)      one replication, nothing written
    compare(words, models=...)  a study of several structures or settings, kept on disk, as data frames
    open_study(name)            a study that is there
    PolicingModel(config, seed) the Mesa model behind it
    Config                      the resolved configuration
    ConfigError                 every mistake in a configuration, one line each
    Records                     the record tables of one replication
    Result                      records as data frames, and metrics
    StudyFrames                 a study: metrics, summary, comparisons, query(sql), records(point, seed)
    DISPATCH_RULES, REFERRAL_RULES, NEXT_CASE_RULES, PICKING_RULES, PATROL_PLANS
                                rules by name; `register` adds your own
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_HOME = {
    "Config": "sim.config.schema",
    "ConfigError": "sim.config.errors",
    "DISPATCH_RULES": "sim.rules.dispatch",
    "NEXT_CASE_RULES": "sim.rules.next_case",
    "PATROL_PLANS": "sim.rules.plans",
    "PICKING_RULES": "sim.force.picking",
    "PolicingModel": "sim.model",
    "REFERRAL_RULES": "sim.rules.referral",
    "Records": "sim.records.log",
    "Result": "sim.study.simulate",
    "StudyFrames": "sim.study.studies.api",
    "compare": "sim.study.studies.api",
    "load_config": "sim.config.load",
    "open_study": "sim.study.studies.api",
    "simulate": "sim.study.simulate",
}

__all__ = [
    "DISPATCH_RULES",
    "NEXT_CASE_RULES",
    "PATROL_PLANS",
    "PICKING_RULES",
    "REFERRAL_RULES",
    "Config",
    "ConfigError",
    "PolicingModel",
    "Records",
    "Result",
    "StudyFrames",
    "__version__",
    "compare",
    "load_config",
    "open_study",
    "simulate",
]

if TYPE_CHECKING:
    from sim.config.errors import ConfigError as ConfigError
    from sim.config.load import load_config as load_config
    from sim.config.schema import Config as Config
    from sim.force.picking import PICKING_RULES as PICKING_RULES
    from sim.model import PolicingModel as PolicingModel
    from sim.records.log import Records as Records
    from sim.rules.dispatch import DISPATCH_RULES as DISPATCH_RULES
    from sim.rules.next_case import NEXT_CASE_RULES as NEXT_CASE_RULES
    from sim.rules.plans import PATROL_PLANS as PATROL_PLANS
    from sim.rules.referral import REFERRAL_RULES as REFERRAL_RULES
    from sim.study.simulate import Result as Result
    from sim.study.simulate import simulate as simulate
    from sim.study.studies.api import StudyFrames as StudyFrames
    from sim.study.studies.api import compare as compare
    from sim.study.studies.api import open_study as open_study


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return list(__all__)
