"""The one error that a user's configuration can cause."""

from __future__ import annotations

from collections.abc import Iterable


class ConfigError(ValueError):
    """A configuration that cannot be run; ``problems`` says why, one line a mistake."""

    def __init__(self, problems: str | Iterable[str]) -> None:
        listed = [problems] if isinstance(problems, str) else list(problems)
        self.problems: list[str] = [" ".join(problem.split()) for problem in dict.fromkeys(listed)]
        super().__init__("\n".join(self.problems))

    def __reduce__(self) -> tuple[type[ConfigError], tuple[list[str]]]:
        return (ConfigError, (self.problems,))
