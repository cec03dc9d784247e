"""What a small study leaves in its store."""

from __future__ import annotations

import json
from pathlib import Path

TINY = ("county=reference", "run.warmup=1", "run.days=6", "run.follow_up=1", "model=traditional,dabuzhi")
"""Two structures for a few days."""


def kept(results: Path) -> dict[str, bytes]:
    """Every file of the store; of the manifests all but what a clock said."""
    found = {}
    for file in sorted((results / "store").rglob("*")):
        if file.is_file():
            content = file.read_bytes()
            if file.name == "manifest.json":
                content = json.dumps({**json.loads(content), "seconds": 0}).encode()
            found[file.relative_to(results).as_posix()] = content
    return found
