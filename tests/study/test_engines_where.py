"""The words engine= and engine.address=, and a cluster that is not to be had."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sim.cli.main import main
from sim.config.errors import ConfigError
from sim.engines import Where, execute
from sim.engines.where import host_and_port, where_asked


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ({}, Where("processes", 3)),
        ({"margin": "1,1"}, Where("processes", 3)),
        ({"engine": "processes"}, Where("processes", 3)),
        ({"engine": "serial"}, Where("serial", 1)),
        ({"engine": "ray"}, Where("ray", 3)),
        ({"engine": "ray", "engine.address": "node-1.lan:6379"}, Where("ray", 3, "node-1.lan:6379")),
    ],
)
def test_words_that_say_where(said: dict[str, str], where: Where) -> None:
    assert where_asked(said, 3) == where
    again = dict(word.split("=") for word in where.words)
    assert where_asked(again, 3) == where


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["engine=rays"], "did you mean 'ray'?"),
        (["engine="], "there is no such engine; there is processes, ray, serial"),
        (["engine=dask"], "no such engine"),
        (["engine.address=here:1"], "only engine=ray has an address"),
        (["engine=serial", "engine.address=here:1"], "only engine=ray has an address"),
        (["engine=ray", "engine.address=here"], "HOST:PORT is wanted"),
    ],
)
def test_a_mistake_is_named(words: list[str], said: str) -> None:
    with pytest.raises(ConfigError) as error:
        where_asked(dict(word.split("=") for word in words), 1)
    assert len(error.value.problems) == 1 and said in error.value.problems[0]


@given(st.text(max_size=30) | st.from_regex(r"[a-z.]{1,9}:[0-9]{1,6}", fullmatch=True))
@example("ray://here:6379")
@example("here:0")
@example("here:65536")
@example("here:٣")
@example("-:6379\n")
@example("[::1]:6379")
def test_an_address_is_a_host_and_a_port_or_refused(text: str) -> None:
    try:
        where = where_asked({"engine": "ray", "engine.address": text}, 1)
    except ConfigError:
        return
    host, port = host_and_port(str(where.address))
    assert host and not set(host) & set("/@[]'\" \n") and 0 < port < 65536


@pytest.fixture
def something_else() -> Iterator[str]:
    """A server that knows nothing of Ray."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_greet, args=(server,), daemon=True).start()
        yield f"127.0.0.1:{server.getsockname()[1]}"


def _greet(server: socket.socket) -> None:
    try:
        connection, _ = server.accept()
        connection.sendall(b"220 welcome\r\n")
        connection.recv(99)
        connection.close()
    except OSError:
        return


def test_a_cluster_that_is_not_there_is_said_with_how_to_start_one(something_else: str) -> None:
    pytest.importorskip("ray", reason="engine=ray needs Ray: pip install 'county-policing-sim[ray]'")
    with socket.create_server(("127.0.0.1", 0)) as server:
        free = f"127.0.0.1:{server.getsockname()[1]}"
    for address in (free, something_else):
        with pytest.raises(ConfigError, match=r"ray start --head --port="):
            execute(abs, [1, 2], Where("ray", 2, address), lambda *_: None)


def test_ray_that_is_not_installed_is_said_with_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ConfigError, match=r"pip install -c constraints.txt -e '\.\[ray\]'"):
        execute(abs, [1, 2], Where("ray", 2), lambda *_: None)


@pytest.mark.parametrize("command", ["compare", "sweep"])
def test_an_engine_that_is_not_to_be_had_is_refused_before_anything_is_written(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["county=reference", "run.days=2", "run.warmup=0", "run.follow_up=0", "model=traditional,dabuzhi"]
    nobody = ["engine=ray", "engine.address=127.0.0.1:1"]
    assert main([command, *words, "replications=2", "draws=0", f"run.results={tmp_path}/made", *nobody]) == 2
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1 and ("no Ray cluster" in said or "Ray is not installed" in said)
    assert not list(tmp_path.glob("made/*/*"))
