"""Where tasks are executed: the words `engine=` and `engine.address=`, read and checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

from sim.config.errors import ConfigError
from sim.config.messages import close_to

Kind = Literal["processes", "serial", "ray"]
KINDS: tuple[Kind, ...] = get_args(Kind)
ENGINE, ADDRESS = "engine", "engine.address"
WORDS = (ENGINE, ADDRESS)
"""Words that say where; what is simulated does not depend on them."""
_HOST_PORT = re.compile(r"(?P<host>[\w.-]+|\[[0-9a-fA-F:.]+\]):(?P<port>[0-9]{1,5})", re.ASCII)


@dataclass(frozen=True)
class Where:
    """In this process, in local processes, or on Ray: a cluster that is there already, else a local one."""

    kind: Kind = "processes"
    workers: int = 1
    """Processes; a cluster that is there already has its own number."""
    address: str | None = None
    """HOST:PORT of the cluster's head."""

    @property
    def shares_disk(self) -> bool:
        """Whether tasks are executed where the files of this machine are."""
        return self.kind != "ray"

    @property
    def words(self) -> tuple[str, ...]:
        """What to type to have it again; nothing for local processes."""
        kind = () if self.kind == "processes" else (f"{ENGINE}={self.kind}",)
        return (*kind, f"{ADDRESS}={self.address}") if self.address else kind


def where_asked(options: Mapping[str, str], workers: int) -> Where:
    """What the words say, by name (other names are left alone); raises `ConfigError` with every mistake."""
    problems: list[str] = []
    named, address = options.get(ENGINE, KINDS[0]), options.get(ADDRESS)
    kind: Kind | None = next((each for each in KINDS if each == named), None)
    if kind is None:
        problems.append(f"{ENGINE}={named}: there is no such engine{close_to(named, KINDS)}")
    elif address is not None and kind != "ray":
        problems.append(f"{ADDRESS}={address}: only {ENGINE}=ray has an address; say that, too")
    if address is not None and not _is_address(address):
        problems.append(
            f"{ADDRESS}={address}: HOST:PORT is wanted, the address that `ray start --head` prints"
        )
    if kind is None or problems:
        raise ConfigError(problems)
    return Where(kind, 1 if kind == "serial" else workers, address)


def host_and_port(address: str) -> tuple[str, int]:
    """The parts of an address that `where_asked` let pass."""
    host, _, port = address.rpartition(":")
    return host.strip("[]"), int(port)


def on(where: Where | int) -> Where:
    """A number stands for as many local processes; with one worker they need not be started."""
    chosen = Where(workers=where) if isinstance(where, int) else where
    alone = chosen.kind == "processes" and chosen.workers <= 1
    return replace(chosen, kind="serial") if alone else chosen


def _is_address(text: str) -> bool:
    found = _HOST_PORT.fullmatch(text)
    return found is not None and 0 < int(found["port"]) < 65536
