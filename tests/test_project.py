"""The project's paperwork: what is promised in one file holds in the others."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import sim
from sim.config.quantity import STATUSES, Quantity

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
README = (ROOT / "README.md").read_text(encoding="utf-8")
LITTER = {".git", ".venv", "build", "dist", "__pycache__"}
RESULTS = ROOT / "results"
"""Of what lies in here git sees the README alone."""

SETTINGS = (
    re.compile(r"^(?!county\.).*\.?(reserve|gravity)$"),  # teams kept back: a rule's setting; a rank
    re.compile(r"^county\.places_seed$"),
    re.compile(r"^county\.outline\.(points|seat)\b"),  # a border's corners; their source stands beside them
)
"""Plain numbers: they choose or place something and measure nothing."""


def texts() -> Iterator[tuple[Path, str]]:
    """Every text file of the project, as far as git would see it."""
    for folder, below, files in os.walk(ROOT):
        kept = [name for name in below if name not in LITTER and not name.endswith(("_cache", ".egg-info"))]
        below[:] = [name for name in kept if name not in {".hypothesis"} and Path(folder) != RESULTS]
        for name in files:
            path = Path(folder) / name
            if path.suffix not in {".png", ".gz", ".otf", ".parquet", ".pyc"}:
                yield path.relative_to(ROOT), path.read_text(encoding="utf-8")


def command(name: str) -> str:
    """The one line in the block of code under README's mark `name`."""
    found = re.search(rf"<!-- command:{name} -->\n```sh\n(.+)\n```\n", README)
    assert found, f"README has no one-line block under <!-- command:{name} -->"
    return found[1]


def plain_numbers(node: Any, path: str = "") -> Iterator[str]:
    """Paths of all numbers under `node` that are no quantity."""
    if isinstance(node, dict):
        if "value" in node and "unit" in node:
            Quantity.of(node)
            return
        if "values" in node and "unit" in node:
            assert node["status"] in STATUSES, path
            assert node["source"], path
            return
        for key, value in node.items():
            yield from plain_numbers(value, f"{path}.{key}" if path else str(key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from plain_numbers(value, f"{path}.{index}")
    elif isinstance(node, (int, float)) and not isinstance(node, bool):
        yield path


@pytest.mark.parametrize("file", sorted((ROOT / "configs").rglob("*.yaml")), ids=lambda file: file.stem)
def test_every_number_stands_with_unit_source_and_status(file: Path) -> None:
    bare = list(plain_numbers(yaml.safe_load(file.read_text(encoding="utf-8"))))
    if file.parent.name == "run":
        return
    assert [path for path in bare if not any(setting.search(path) for setting in SETTINGS)] == []


def test_a_bare_number_would_be_found() -> None:
    assert list(
        plain_numbers({"a": {"b": [1, {"value": 2, "unit": "min", "status": "user"}]}, "c": True})
    ) == ["a.b.0"]


def test_run_settings_say_that_they_are_settings() -> None:
    for line in (ROOT / "configs/run/default.yaml").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            assert "status: setting" in line, line


def test_versions_agree() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert PROJECT["version"] == sim.__version__ == citation["version"]
    assert citation["license"] == PROJECT["license"] == "MIT"
    assert "MIT License" in (ROOT / "LICENSE").read_text(encoding="utf-8")


def test_the_changelog_has_a_place_for_what_comes_next() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert text.index("## [Unreleased]") > 0


def test_readme_has_both_commands_in_one_line_each() -> None:
    setup = "python3 -m venv .venv && .venv/bin/python -m pip install -q -c constraints.txt -e "
    assert command("run") == f"{setup}. && .venv/bin/python -m sim run +model=dabuzhi"
    assert command("test").startswith(f"{setup}'.[dev]' && .venv/bin/python -m pytest")


def test_ci_takes_its_commands_from_the_readme() -> None:
    script = ROOT / ".ci" / "run"
    text = script.read_text(encoding="utf-8")
    assert os.access(script, os.X_OK)
    assert "pip install" not in text, "the README alone says how to install"
    read = re.search(r"^command_of\(\) \{.*?^\}", text, re.DOTALL | re.MULTILINE)
    assert read
    for name in ("run", "test"):
        given = subprocess.run(
            ["bash", "-c", f"{read[0]}\ncommand_of command:{name}"],
            cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert given.stdout == command(name) + "\n"


def test_pictures_and_files_that_the_readme_names_exist() -> None:
    for link in re.findall(r"\]\((?!https?:)([^)#]+)", README):
        assert (ROOT / link).exists(), link
    for named in re.findall(r"`([\w./-]+\.(?:md|cff|txt|toml))`", README):
        assert (ROOT / named).exists(), named


def test_constraints_pin_everything_that_is_asked_for() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = dict(line.split("==") for line in lines if line and not line.startswith("#"))
    asked = [Requirement(line) for line in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]]
    for requirement in asked:
        pinned = pins[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(pinned), f"{requirement} against {pinned}"


def test_no_host_of_packages_and_no_path_of_a_machine() -> None:
    hosts = re.compile(
        "|".join(("py" + "pi", "python" + "hosted", "arti" + "factory", "--" + "index-url")), re.I
    )
    paths = re.compile(r"(?<![\w.}~*-])/(?:tmp|root|home/\w|Users/\w|work/(?:main|shared|\.))")
    for path, text in texts():
        found = [line.strip() for line in text.splitlines() if hosts.search(line) or paths.search(line)]
        assert found == [] or path.name == Path(__file__).name, f"{path}: {found}"


def test_hooks_fetch_nothing() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert {repo["repo"] for repo in hooks["repos"]} == {"local"}
    assert {hook["language"] for repo in hooks["repos"] for hook in repo["hooks"]} == {"system"}
