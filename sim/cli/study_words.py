"""Words of a command on one study: names, and values by key."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sim.config.errors import ConfigError
from sim.config.messages import close_to

if TYPE_CHECKING:
    from sim.study.studies.kept import Kept
    from sim.study.studies.study import Study

RESULTS = "run.results"


@dataclass
class StudyWords:
    """What was typed: words without a key in their order, values by key, and what is wrong so far."""

    named: list[str] = field(default_factory=list)
    given: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def results(self) -> Path:
        """The folder that studies are kept in."""
        return Path(self.given.get(RESULTS, "results")).expanduser()

    def one_of(self, key: str, choices: Sequence[str]) -> str:
        """The value of a key, its first choice where it was not said."""
        value = self.given.get(key, choices[0])
        if value not in choices:
            self.problems.append(
                f"{key}={value}: {', '.join(choices)} can be chosen{close_to(value, choices)}"
            )
        return value

    def out(self) -> Path | None:
        """The place to write to, which lies inside the working folder; None where none was named."""
        from sim.report.documents.write import inside

        try:
            return inside([self.given["out"]]) if "out" in self.given else None
        except ConfigError as error:
            self.problems += error.problems
            return None

    def check(self) -> None:
        """Raise `ConfigError` with all that is wrong."""
        if self.problems:
            raise ConfigError(self.problems)

    def want_one(self) -> None:
        """One study has to be named, and nothing else."""
        if len(self.named) != 1:
            self.problems.append(f"name one study; {self.studies()}")

    def open(self) -> Study:
        """The study that the first word names, once nothing is wrong; raises `ConfigError`."""
        from sim.study.studies.study import Study

        self.check()
        return Study.open(self.results, self.named[0])

    def kept(self) -> Kept:
        """What there is of that study; raises `ConfigError` also where nothing is."""
        from sim.study.studies.kept import Kept

        return Kept.some(self.open())

    def studies(self) -> str:
        """Which studies there are, for a message."""
        from sim.study.studies.folder import names

        there = names(self.results)
        return f"there is {', '.join(there)}" if there else f"there is none in {self.results}"


def told(words: Sequence[str], keys: Sequence[str], problems: Sequence[str] = ()) -> StudyWords:
    """The words told apart; a key that is none of `keys`, or is said twice, is a problem.

    What stands before the first ``=`` is a key only where it is one word, so SQL has none.
    """
    found = StudyWords(problems=list(problems))
    for word in words:
        key, sign, value = word.partition("=")
        if not sign or not re.fullmatch(r"[\w.+-]+", key):
            found.named.append(word)
        elif key not in keys:
            found.problems.append(f"{word}: there is no {key}{close_to(key, keys)}")
        elif key in found.given:
            found.problems.append(f"{word}: {key} is said more than once")
        else:
            found.given[key] = value
    return found
