"""`list`: one line on each thing that can be chosen or is measured."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sim.cli import options, text
from sim.cli.paper import columns
from sim.config.catalogue import MECHANISMS, Catalogue, Choice
from sim.config.errors import ConfigError
from sim.config.messages import close_to

Lines = Iterable[tuple[str, str]]


def listing(argv: list[str]) -> int:
    """Print names and titles, the names in one column."""
    request = options.read(argv, "config_dir")
    if request.help:
        print(text.LIST, end="")
        return 0
    problems = list(request.problems)
    unknown = [word for word in request.words if word not in _LISTS]
    problems += [f"cannot list {word!r}{close_to(word, _LISTS)}" for word in unknown]
    if not request.words and not problems:
        problems = [f"list what? There is {', '.join(_LISTS)}"]
    if problems:
        raise ConfigError(problems)
    from sim.config.load import open_catalogue

    catalogue = open_catalogue(request.config_dir)
    for word in request.words:
        print("\n".join(columns(list(_LISTS[word](catalogue)))))
    return 0


def _models(catalogue: Catalogue) -> Lines:
    return _group("model", catalogue)


def _counties(catalogue: Catalogue) -> Lines:
    return _group("county", catalogue)


def _group(group: str, catalogue: Catalogue) -> Lines:
    for choice in catalogue.choices(group):
        yield choice.name, _title(choice)


def _title(choice: Choice) -> str:
    if choice.same_as:
        return f"another name of {choice.same_as}"
    return " ".join(part for part in (choice.title, choice.title_zh) if part)


def _mechanisms(catalogue: Catalogue) -> Lines:
    for group in MECHANISMS:
        for choice in catalogue.choices(group):
            yield f"{group}={choice.name}", _title(choice)


def _rules(_: Catalogue) -> Lines:
    from sim.force.picking import PICKING_RULES
    from sim.rules.dispatch import DISPATCH_RULES
    from sim.rules.next_case import NEXT_CASE_RULES
    from sim.rules.plans import PATROL_PLANS
    from sim.rules.referral import REFERRAL_RULES

    yield from ((f"people.picks.ROUND.rule={name}", words) for name, words in PICKING_RULES)
    yield from ((f"patrol.plan={name}", words) for name, words in PATROL_PLANS)
    yield from ((f"dispatch.rule={name}", words) for name, words in DISPATCH_RULES)
    yield from ((f"casework.referral={name}", words) for name, words in REFERRAL_RULES)
    yield from ((f"work.case.next_case={name}", words) for name, words in NEXT_CASE_RULES)


def _metrics(_: Catalogue) -> Lines:
    from sim.metrics.registry import METRICS

    for metric in METRICS.values():
        yield metric.name, f"{metric.text} [{metric.unit}]"


def _experiments(_: Catalogue) -> Lines:
    from sim.study.studies.experiment import files, read

    for name, file in files().items():
        try:
            found = read(file)
            yield name, f"{found.title}: python -m sim {found.command} +experiment={name}"
        except ConfigError as error:
            yield name, f"cannot be used: {error.problems[0]}"


_LISTS: dict[str, Callable[[Catalogue], Lines]] = {
    "models": _models,
    "counties": _counties,
    "mechanisms": _mechanisms,
    "rules": _rules,
    "metrics": _metrics,
    "experiments": _experiments,
}
