"""A study on disk: what was asked, each configuration, and what went wrong; replications lie in the store."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from sim.config.base import Frozen
from sim.config.errors import ConfigError
from sim.config.messages import close_to
from sim.store.manifest import plain, simulator_hash, versions
from sim.store.replications import ReplicationStore, is_key, key_from, part_of, simulated_part
from sim.study.studies.assumed.constants import Draw, changed, changes, constants, draws
from sim.study.studies.plan import MOST_DRAWS, NAME, Margin, StudyPlan, StudyPoint

if TYPE_CHECKING:
    from sim.config.schema import Config

FORMAT = 3
ASKED_LATER = ("seeds", "margin", "precision", "draws")
"""What a study may be asked for anew without becoming another one."""
ABOUT, CONFIGS, FAILED, LOCK = "study.json", "configs", "failed", "lock"


@dataclass(frozen=True)
class Replicate:
    """One replication of a study: place of its point, seed, and the key under which the store has it."""

    point: int
    seed: int
    key: str
    draw: Draw | None = None
    """The draw of what is assumed that it was simulated with; none: as shipped."""


class _Amounts(Frozen):
    minutes: float = Field(gt=0)
    points: float = Field(gt=0)


class _Asked(Frozen):
    name: str = Field(min_length=1)
    words: tuple[str, ...]
    part: str
    against: int = Field(ge=0)


class _About(Frozen):
    """What study.json holds."""

    format: Literal[3]
    name: str
    words: tuple[str, ...]
    points: tuple[_Asked, ...] = Field(min_length=1)
    seeds: tuple[Annotated[int, Field(ge=0)], ...] = Field(min_length=1)
    margin: _Amounts | None
    precision: _Amounts | None
    draws: int = Field(ge=0, le=MOST_DRAWS)
    began: str
    code: str
    versions: dict[str, str]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        names = [point.name for point in self.points]
        if len(set(names)) < len(names) or any(point.against >= len(names) for point in self.points):
            raise ValueError("the points do not fit together")
        return self


class StudyFolder:
    """`<results>/studies/<name>` with the store beside it in `<results>/store`."""

    def __init__(self, results: Path, name: str) -> None:
        if not NAME.fullmatch(name):
            raise ConfigError(f"{name!r} is no name of a study: letters, digits, dashes and underscores are")
        self.name = name
        self.results = Path(results)
        self.path = self.results / "studies" / name
        self.store = ReplicationStore(self.results / "store")

    def config_file(self, place: int) -> Path:
        """Where the resolved configuration of a point lies: as JSON, which is read ten times as fast as YAML."""
        return self.path / CONFIGS / f"{place}.json"

    # -- writing ---------------------------------------------------------------------------------------------

    def begin(self, plan: StudyPlan) -> None:
        """Write down what is asked; the same study again changes nothing.

        Raises `ConfigError` where another study has the name, or the disk refuses.
        """
        asked = {
            "format": FORMAT,
            "name": self.name,
            "words": list(plan.words),
            "points": [
                {
                    "name": point.name,
                    "words": list(point.words),
                    "part": simulated_part(point.config),
                    "against": other,
                }
                for point, other in zip(plan.points, plan.against, strict=True)
            ],
            "seeds": list(plan.seeds),
            "margin": None if plan.margin is None else asdict(plan.margin),
            "precision": None if plan.precision is None else asdict(plan.precision),
            "draws": plan.draws,
        }
        try:
            (self.path / CONFIGS).mkdir(parents=True, exist_ok=True)
            with self.held():
                self._begin(plan, asked)
        except OSError as error:
            raise ConfigError(f"the study cannot be written to {self.path}: {error.strerror}") from error

    def _begin(self, plan: StudyPlan, asked: dict[str, Any]) -> None:
        if (self.path / ABOUT).exists():
            self._same(asked)
            return
        for place, point in enumerate(plan.points):
            _write(self.config_file(place), plain(point.config))
        began = datetime.now(UTC).isoformat()
        _write(self.path / ABOUT, {**asked, "began": began, "code": simulator_hash(), "versions": versions()})

    def _same(self, asked: dict[str, Any]) -> None:
        """Refuse another study under this name; take in the same one with other seeds, draws or margins."""
        held = self.about()
        check_version(self.name, held)
        theirs, ours = (
            [(each["name"], each["part"], each["against"]) for each in about["points"]]
            for about in (held, asked)
        )
        if theirs != ours:
            raise ConfigError(
                f"study={self.name}: another study has this name, with other points; choose another name, or go on "
                f"with that one: python -m sim resume {self.name}"
            )
        if any(held[key] != asked[key] for key in ASKED_LATER):
            _write(self.path / ABOUT, {**held, **{key: asked[key] for key in (*ASKED_LATER, "words")}})

    def failed(self, each: Replicate, reason: str, trace: str) -> None:
        """Keep why a replication was set aside."""
        folder = self.path / FAILED
        folder.mkdir(exist_ok=True)
        _write(
            folder / f"{each.point}-{each.seed}.json",
            {
                "point": each.point,
                "seed": each.seed,
                "key": each.key,
                "reason": reason,
                "trace": trace,
                "draw": None if each.draw is None else each.draw.place,
            },
        )

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else simulates this study meanwhile; raises `ConfigError` where somebody does."""
        from filelock import FileLock, Timeout

        lock = FileLock(self.path / LOCK)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise ConfigError(
                f"the study {self.name} is being simulated by another process; wait for it, or stop it"
            ) from None
        try:
            yield
        finally:
            lock.release()

    # -- reading ---------------------------------------------------------------------------------------------

    def about(self) -> dict[str, Any]:
        """What was asked. Raises `ConfigError` where there is no such study or it cannot be read."""
        from pydantic import ValidationError

        try:
            found = json.loads((self.path / ABOUT).read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise ConfigError(
                f"there is no study {self.name!r}{close_to(self.name, names(self.results))}"
            ) from None
        except (OSError, ValueError, RecursionError) as error:
            raise ConfigError(f"{self.path / ABOUT} cannot be read: {error}") from error
        try:
            _About.model_validate(found)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            place = ".".join(map(str, first["loc"]))
            raise ConfigError(
                f"{self.path / ABOUT} is no study that this version can read: {place or 'the file'}: {first['msg']}"
            ) from None
        read: dict[str, Any] = found
        return read

    def plan(self) -> StudyPlan:
        """The study as it was asked, with the configurations that were resolved then.

        Raises `ConfigError` where a configuration cannot be read, or is not the one that was resolved.
        """
        about = self.about()
        points = tuple(
            StudyPoint(each["name"], tuple(each["words"]), self._config(place))
            for place, each in enumerate(about["points"])
        )
        for place, (point, each) in enumerate(zip(points, about["points"], strict=True)):
            if simulated_part(point.config) != each["part"]:
                raise ConfigError(
                    f"{self.config_file(place)} is not the configuration of {point.name} any more; begin the study "
                    "afresh under another name"
                )
        against = tuple(int(each["against"]) for each in about["points"])
        margin, precision = (Margin(**about[key]) if about[key] else None for key in ("margin", "precision"))
        seeds = tuple(int(seed) for seed in about["seeds"])
        return StudyPlan(
            self.name, tuple(about["words"]), points, against, seeds, margin, precision, int(about["draws"])
        )

    def _config(self, place: int) -> Config:
        return read_config(self.config_file(place))

    def replicates(self, plan: StudyPlan) -> list[Replicate]:
        """All replications, seed by seed, so that the points of one seed finish together."""
        parts = [simulated_part(point.config) for point in plan.points]
        return [
            Replicate(place, seed, key_from(part, seed))
            for seed in plan.seeds
            for place, part in enumerate(parts)
        ]

    def drawn(self, plan: StudyPlan) -> list[Replicate]:
        """All replications with drawn assumptions, draw by draw, so that the points of one draw finish together."""
        trees = [plain(point.config) for point in plan.points]
        numbers = [constants(point.config) for point in plan.points]
        first = plan.seeds[0]
        return [
            Replicate(
                place,
                draw.seed,
                key_from(part_of(changed(tree, changes(mine, draw, first))), draw.seed),
                draw,
            )
            for draw in draws(first, plan.draws)
            for place, (tree, mine) in enumerate(zip(trees, numbers, strict=True))
        ]

    def failures(self) -> list[dict[str, Any]]:
        """What was set aside and has not been simulated since; a note that cannot be read is left out."""
        notes = [_note(file) for file in sorted(self.path.glob(f"{FAILED}/*.json"))]
        return [each for each in notes if each is not None and not self.store.find(each["key"]).whole]


def _note(file: Path) -> dict[str, Any] | None:
    """Why a replication was set aside, as `StudyFolder.failed` wrote it; None for anything else."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    kinds = {"point": int, "seed": int, "key": str, "reason": str, "trace": str}
    fits = isinstance(found, dict) and all(isinstance(found.get(key), kind) for key, kind in kinds.items())
    return found if fits and is_key(found["key"]) and found["point"] >= 0 else None


def check_version(name: str, about: dict[str, Any]) -> None:
    """Raise `ConfigError` where a study was made with another simulator than this one."""
    made = str(about["code"])
    if made != simulator_hash():
        asked = shlex.join(word for word in map(str, about["words"]) if not word.startswith("study="))
        raise ConfigError(
            f"the study {name} was made with another version of the simulator ({made[:12]}, this is "
            f"{simulator_hash()[:12]}): none of its replications can be used here. Its words begin it afresh under "
            f"another name: python -m sim compare {asked} study=NAME"
        )


def read_config(file: Path) -> Config:
    """A resolved configuration; `ConfigError` where it is none."""
    try:
        return config_from(file.read_text(encoding="utf-8"), str(file))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file} cannot be read: {error}") from error


def config_from(text: str, name: str) -> Config:
    """A resolved configuration from the text of `name`; `ConfigError` where it is none."""
    from pydantic import ValidationError

    from sim.config.schema import Config

    try:
        return Config.model_validate(json.loads(text))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise ConfigError(f"{name}: {place}: {first['msg']}") from error
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{name} cannot be read: {error}") from error


def names(results: Path) -> list[str]:
    """Names of the studies that are there."""
    return sorted(file.parent.name for file in (Path(results) / "studies").glob(f"*/{ABOUT}"))


def _write(file: Path, content: dict[str, Any]) -> None:
    """Write JSON beside and rename, so that half a file is never read."""
    part = file.with_suffix(f".{os.getpid()}.part")
    part.write_text(
        json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8"
    )
    part.replace(file)
