"""Rules by name: ours, and those that a user registers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from difflib import get_close_matches
from typing import Generic, TypeVar

from sim.config.errors import ConfigError

Rule = TypeVar("Rule", bound=Callable[..., object])


class Registry(Generic[Rule]):
    """Functions of one kind, found by the name that a configuration gives."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._rules: dict[str, Rule] = {}

    def register(self, name: str) -> Callable[[Rule], Rule]:
        """Decorator: make a function known under `name`; raises ``ValueError`` when the name is taken."""

        def add(rule: Rule) -> Rule:
            if name in self._rules:
                raise ValueError(f"a {self.kind} named {name!r} is registered already")
            self._rules[name] = rule
            return rule

        return add

    def get(self, name: str) -> Rule:
        """The function of this name; raises `ConfigError` with the nearest names otherwise."""
        if name not in self._rules:
            near = get_close_matches(name, self._rules, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else f"; there are {', '.join(sorted(self._rules))}"
            raise ConfigError([f"{self.kind} {name!r} is not known{hint}"])
        return self._rules[name]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Pairs of name and first line of the description."""
        for name, rule in sorted(self._rules.items()):
            yield name, (rule.__doc__ or "").strip().split("\n")[0]
