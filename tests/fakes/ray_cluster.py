"""Two machines of a Ray cluster on loopback. Whoever imports this without Ray is skipped."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest

# Before Ray is imported: nothing is reported, and the shared secret is not left in the home folder.
os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
os.environ.setdefault("RAY_AUTH_MODE", "token")
os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))
pytest.importorskip("ray", reason="engine=ray needs Ray: pip install 'county-policing-sim[ray]'")

from ray import is_initialized
from ray.cluster_utils import Cluster

__all__ = ["TESTS", "Cluster", "is_initialized", "kill", "one_more", "two_nodes"]

TESTS = str(Path(__file__).resolve().parents[1])


@contextmanager
def two_nodes() -> Iterator[Cluster]:
    """A head and another machine with one processor each; both can import `fakes`."""
    with patch.dict(os.environ, PYTHONPATH=TESTS):
        cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
        try:
            cluster.add_node(num_cpus=1)
            yield cluster
        finally:
            cluster.shutdown()


@contextmanager
def one_more(cluster: Cluster, **environment: str) -> Iterator[object]:
    """Another machine, whose processes have the environment."""
    with patch.dict(os.environ, environment):
        node = cluster.add_node(num_cpus=1)
    try:
        yield node
    finally:
        if node in cluster.worker_nodes:
            kill(cluster, node)


def kill(cluster: Cluster, node: object = None) -> None:
    """Take a machine away as if its plug had been pulled, the one beside the head where none is named."""
    cluster.remove_node(node or next(iter(cluster.worker_nodes)), allow_graceful=False)
