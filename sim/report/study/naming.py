"""What a constant is called: in words where the report has them, otherwise its path."""

from __future__ import annotations

from sim.config.schema import Config
from sim.report.study.language import Words

OFFENCES = "work.case.offences."


def constant(path: str, unit: str, config: Config, words: Words) -> tuple[str, str]:
    """The constant under a dotted path as a reader would say it, and its unit where the name does not hold it."""
    name = _named(path, config, words)
    return (name, "") if name else (path.replace("_", " ").replace(".", " › "), unit)


def _named(path: str, config: Config, words: Words) -> str:
    """The name that the report has for it, or nothing."""
    key = f"constant.{path}"
    if key in words:
        return words(key)
    for above in (OFFENCES, "demand.offences."):
        offence, _, rest = path.removeprefix(above).partition(".")
        known = config.demand.offences.get(offence)
        if path.startswith(above) and known is not None and f"constant.offence.{rest}" in words:
            return words(f"constant.offence.{rest}", offence=words.either(known.title, known.title_zh))
    return ""
