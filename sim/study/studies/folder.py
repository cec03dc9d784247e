"""A study on disk: what was asked, each configuration, and what went wrong; replications lie in the store."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypedDict

from sim.config.errors import ConfigError
from sim.store.folder import force_to_disk
from sim.store.manifest import plain, simulator_hash, versions
from sim.store.replications import Origin, ReplicationStore, key_from, part_of
from sim.study.studies.about import (
    FORMAT,
    check_about,
    check_versions,
    config_of,
    origin_of,
    read_about,
    read_tree,
)
from sim.study.studies.aside import Note, read_note
from sim.study.studies.assumed.constants import Draw, changed, changes, constants, draws
from sim.study.studies.plan import NAME, Margin, StudyPlan, StudyPoint

ASKED_LATER = ("seeds", "margin", "precision", "draws", "words", "config_dir")
"""What a study may be asked for anew without becoming another one."""
ABOUT, CONFIGS, FAILED, LOCK = "study.json", "configs", "failed", "lock"


@dataclass(frozen=True, slots=True)
class Replicate:
    """One replication of a study: place of its point, seed, and the key under which the store has it."""

    point: int
    seed: int
    key: str
    draw: Draw | None = None
    """The draw of what is assumed that it was simulated with; none: as shipped."""


def called(plan: StudyPlan, each: Replicate) -> str:
    """What a replication is called in a message."""
    which = f"seed {each.seed}" if each.draw is None else f"draw {each.draw.place + 1}"
    return f"{plan.points[each.point].name}, {which}"


class Aside(TypedDict):
    """A replication that was set aside: as its note has it, and as `called` takes it."""

    point: int
    seed: int
    key: str
    draw: int | None
    """Place of the draw of what is assumed; none: as shipped."""
    reason: str
    trace: str
    replicate: Replicate


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

        Raises `ConfigError` where another study has the name, it could not be read again, or the disk refuses.
        """
        about = {
            "format": FORMAT,
            "name": self.name,
            "words": list(plan.words),
            "points": [
                {
                    "name": point.name,
                    "words": list(point.words),
                    "part": point.part,
                    "against": other,
                }
                for point, other in zip(plan.points, plan.against, strict=True)
            ],
            "seeds": list(plan.seeds),
            "margin": None if plan.margin is None else asdict(plan.margin),
            "precision": None if plan.precision is None else asdict(plan.precision),
            "draws": plan.draws,
            "config_dir": plan.config_dir,
            "began": datetime.now(UTC).isoformat(),
            "code": simulator_hash(),
            "versions": versions(),
        }
        check_about(about)
        try:
            (self.path / CONFIGS).mkdir(parents=True, exist_ok=True)
            with self.held():
                self._begin(plan, about)
        except OSError as error:
            raise ConfigError(f"the study cannot be written to {self.path}: {error.strerror}") from error

    def _begin(self, plan: StudyPlan, about: dict[str, Any]) -> None:
        if (self.path / ABOUT).exists():
            self._same(about)
            return
        for place, point in enumerate(plan.points):
            _write(self.config_file(place), plain(point.config))
        _write(self.path / ABOUT, about)

    def _same(self, asked: dict[str, Any]) -> None:
        """Refuse another study under this name; take in the same one with other seeds, draws or margins."""
        held = self.about()
        check_versions(held)
        theirs, ours = (
            [(each["name"], each["part"], each["against"]) for each in about["points"]]
            for about in (held, asked)
        )
        if theirs != ours:
            raise ConfigError(
                f"study={self.name}: another study has this name, with other points; choose another name, or go on "
                f"with that one: python -m sim resume {self.name}"
            )
        if any(held.get(key) != asked[key] for key in ASKED_LATER):
            _write(self.path / ABOUT, {**held, **{key: asked[key] for key in ASKED_LATER}})

    def failed(self, each: Replicate, reason: str, trace: str) -> None:
        """Keep why a replication was set aside. Raises ``OSError`` where the disk refuses."""
        folder = self.path / FAILED
        folder.mkdir(exist_ok=True)
        note = Note(
            point=each.point,
            seed=each.seed,
            key=each.key,
            draw=None if each.draw is None else each.draw.place,
            reason=reason,
            trace=trace,
        )
        _write(folder / note.file, note.model_dump())

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
        except OSError as error:
            raise ConfigError(f"{self.path / LOCK} cannot be written: {error.strerror}") from error
        try:
            yield
        finally:
            lock.release()

    # -- reading ---------------------------------------------------------------------------------------------

    def about(self) -> dict[str, Any]:
        """What was asked. Raises `ConfigError` where there is no such study or it cannot be read."""
        return read_about(self.path / ABOUT, self.name, names(self.results))

    def plan(self, about: dict[str, Any]) -> StudyPlan:
        """The study as `about` tells it, with the configurations that were resolved then.

        Raises `ConfigError` where a configuration cannot be read, or is not the one that was resolved.
        """
        points = tuple(self._point(place, each) for place, each in enumerate(about["points"]))
        against = tuple(int(each["against"]) for each in about["points"])
        margin, precision = (Margin(**about[key]) if about[key] else None for key in ("margin", "precision"))
        seeds = tuple(int(seed) for seed in about["seeds"])
        return StudyPlan(
            self.name, tuple(about["words"]), points, against, seeds, margin, precision, int(about["draws"]),
            config_dir=about.get("config_dir"),
        )  # fmt: skip

    def _point(self, place: int, told: dict[str, Any]) -> StudyPoint:
        file = self.config_file(place)
        tree = read_tree(file)
        config = config_of(tree, str(file))
        if _part(tree) != told["part"]:
            raise ConfigError(
                f"{file} is not the configuration of {told['name']} any more; begin the study afresh under another name"
            )
        return StudyPoint(told["name"], tuple(told["words"]), config, told["part"])

    def replicates(self, plan: StudyPlan, origin: Origin | None = None) -> list[Replicate]:
        """All replications, seed by seed, so that the points of one seed finish together.

        `origin`: what they were simulated with; what is here where it is not named.
        """
        return [
            Replicate(place, seed, key_from(point.part, seed, origin))
            for seed in plan.seeds
            for place, point in enumerate(plan.points)
        ]

    def drawn(self, plan: StudyPlan, origin: Origin | None = None) -> list[Replicate]:
        """All replications with drawn assumptions, draw by draw, so that the points of one draw finish together."""
        trees = [plain(point.config) for point in plan.points]
        numbers = [constants(point.config) for point in plan.points]
        first = plan.seeds[0]
        return [
            Replicate(
                place,
                draw.seed,
                key_from(part_of(changed(tree, changes(mine, draw, first))), draw.seed, origin),
                draw,
            )
            for draw in draws(first, plan.draws)
            for place, (tree, mine) in enumerate(zip(trees, numbers, strict=True))
        ]

    def failures(self) -> list[Aside]:
        """What was set aside of what the study asks for now, and has not been simulated since.

        A note that cannot be read is left out. Raises `ConfigError` where the study cannot be read.
        """
        notes = [note for file in sorted(self.path.glob(f"{FAILED}/*.json")) if (note := read_note(file))]
        if not notes:
            return []
        about = self.about()
        compared = any(point["against"] != place for place, point in enumerate(about["points"]))
        made = draws(about["seeds"][0], about["draws"]) if compared else []
        told = [(note, each) for note in notes if (each := _asked(note, about, made)) is not None]
        return [_aside(note, each) for note, each in told if not self.store.find(each.key).whole]


def _asked(note: Note, about: Mapping[str, Any], made: Sequence[Draw]) -> Replicate | None:
    """The replication of a note; None where the study, as `about` tells it, asks for none such. `made`: its draws."""
    if note.point >= len(about["points"]):
        return None
    if note.draw is not None:
        draw = made[note.draw] if note.draw < len(made) else None
        known = draw is not None and draw.seed == note.seed
        return Replicate(note.point, note.seed, note.key, draw) if known else None
    key = key_from(about["points"][note.point]["part"], note.seed, origin_of(about))
    known = note.key == key and note.seed in about["seeds"]
    return Replicate(note.point, note.seed, key) if known else None


def _aside(note: Note, each: Replicate) -> Aside:
    return {
        "point": note.point,
        "seed": note.seed,
        "key": note.key,
        "draw": note.draw,
        "reason": note.reason,
        "trace": note.trace,
        "replicate": each,
    }


def _part(tree: Mapping[str, Any]) -> str:
    """The hash of what is simulated; nothing for a configuration with half a character in it, which has none."""
    try:
        return part_of(tree)
    except UnicodeEncodeError:
        return ""


def names(results: Path) -> list[str]:
    """Names of the studies that are there."""
    return sorted(file.parent.name for file in (Path(results) / "studies").glob(f"*/{ABOUT}"))


def _write(file: Path, content: dict[str, Any]) -> None:
    """Write JSON beside, force it to disk and rename, so that half a file is never read."""
    part = file.with_suffix(f".{os.getpid()}.part")
    try:
        text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)
        part.write_text(text + "\n", encoding="utf-8")
        force_to_disk(part)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    force_to_disk(file.parent)
