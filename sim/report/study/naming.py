"""What a constant is called: in words where the report has them, otherwise its path."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.config.schema import Config
from sim.report.study.language import Words

OFFENCES = ("work.case.offences.", "demand.offences.")
CATEGORIES, BODIES, DUTIES = "demand.categories.", "posts.bodies.", "duties."


def constant(path: str, unit: str, configs: Sequence[Config], words: Words) -> tuple[str, str]:
    """The constant under a dotted path as a reader would say it, and its unit where the name does not hold it.

    `configs`: those of the points; a body of the one may be missing in the other.
    """
    name = named(path, configs, words)
    return (name, "") if name else (path.replace("_", " ").replace(".", " › "), unit)


def named(path: str, configs: Sequence[Config], words: Words) -> str:
    """The name that the report has for the constant or setting under a dotted path, or nothing."""
    key = f"constant.{path}"
    if key in words:
        return words(key)
    return next((name for config in configs for name in _of_its_kind(path, config, words)), "")


def _of_its_kind(path: str, config: Config, words: Words) -> Iterator[str]:
    """Names of numbers that every offence, category of calls, or body has."""
    for above in OFFENCES:
        offence, rest = _split(path, above)
        if offence in config.demand.offences and f"constant.offence.{rest}" in words:
            known = config.demand.offences[offence]
            yield words(f"constant.offence.{rest}", offence=words.either(known.title, known.title_zh))
    category, rest = _split(path, CATEGORIES)
    if category in config.demand.categories and f"constant.category.{rest}" in words:
        calls = config.demand.categories[category]
        yield words(f"constant.category.{rest}", category=words.either(calls.title, calls.title_zh))
    body, rest = _split(path, BODIES)
    if body in config.posts.bodies:
        yield from _of_body(body, rest, config, words)


def _of_body(name: str, rest: str, config: Config, words: Words) -> Iterator[str]:
    """Names of the numbers of a body and of its duties."""
    body = config.posts.bodies[name]
    title = words.either(body.title, body.title_zh)
    if f"constant.body.{rest}" in words:
        yield words(f"constant.body.{rest}", body=title)
    duty, size = _split(rest, DUTIES)
    if duty in body.duties and f"constant.duty.{size}" in words:
        yield words(f"constant.duty.{size}", body=title, duty=work(body.duties[duty].line, words))


def _split(path: str, above: str) -> tuple[str, str]:
    """The name after `above` and what follows it; nothing where the path is another."""
    name, _, rest = path.removeprefix(above).partition(".") if path.startswith(above) else ("", "", "")
    return name, rest


def work(line: str, words: Words) -> str:
    """A line of work in words."""
    function, _, specialism = line.partition(":")
    return words(f"work.cases_{specialism}") if specialism else words(f"work.{function}")
