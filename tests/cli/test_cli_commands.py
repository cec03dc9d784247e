"""The command line, called as a function: what it prints where, and its exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

import sim
from sim.cli.main import main
from sim.config.catalogue import Catalogue, config_root

ROOT = Path(__file__).resolve().parents[2]
SMALL = ["run.warmup=0", "run.days=3", "run.follow_up=0", "run.replications=2", "run.workers=1"]


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test works in a folder of its own, where it can be seen what is written."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


@pytest.mark.parametrize(
    "argv",
    [[], ["--help"], ["-h"], ["run", "--help"], ["list", "-h"], ["explain", "--help"], ["bench", "--help"]],
)
def test_help_goes_to_standard_output(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == 0
    out, err = capsys.readouterr()
    assert "python -m sim" in out
    assert err == ""


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert sim.__version__ in capsys.readouterr().out


@pytest.mark.parametrize(
    ("argv", "lines"),
    [
        (["rum"], ["unknown command 'rum'; did you mean 'run'?"]),
        (["model=dabuzhi"], ["unknown command 'model=dabuzhi'; did you mean 'run model=dabuzhi'?"]),
        (["run", "model=dabuzi"], ["unknown model 'dabuzi'; did you mean 'dabuzhi'?"]),
        (
            ["run", "model=dabuzi", "run.dayz=3", "county=kaihau"],
            ["'dabuzhi'", "'kaihua'", "'run.days'"],
        ),
        (["run", "--jsn", "model=dabuzi", "-x"], ["'--json'", "'-x'", "'dabuzhi'"]),
        (["run", "-m", "model=dabuzhi"], ["type: python -m sim sweep model=dabuzhi"]),
        (["run", "--multirun", "model=a,b"], ["type: python -m sim sweep model=a,b"]),
        (["run", "--cfg", "jobs", "run.days=x"], ["--cfg", "run.days"]),
        (["run", "--cfg", "job", "run.days=x"], ["run.days: 'x' is not a whole number"]),
        (["run", "--cfg", "job", "--package", "run.dayz"], ["did you mean 'run.days'"]),
        (["run", "--cfg", "hydra", "hydra.run.dir=x"], ["Hydra itself"]),
        (["run", "hydra.run.dir=../../x"], ["Hydra itself"]),
        (["run", "model=[a,b]", "command=[a,b]", "~review"], ["model takes", "command takes", "deleted"]),
        (["run", "--config-dir", "nowhere"], ["no folder"]),
        (["run", "force.officers=1", "run.baseline=none"], ["more posts than people"]),
        (["run", "dispatch.rule=nearest"], ["dispatch.rule: "]),
        (["explain", "model=dabuzi", "--json"], ["unknown option '--json'", "'dabuzhi'"]),
        (["list", "modles", "rules", "--all"], ["unknown option", "did you mean 'models'"]),
        (["list"], ["list what?"]),
        (["bench", "quickly"], ["'quickly'"]),
        (["run", "work.case.next_case=olde"], ["did you mean 'oldest'"]),
    ],
)
def test_mistakes_are_lines_on_standard_error_and_nothing_is_written(
    argv: list[str], lines: list[str], empty_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(argv) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == len(lines)
    for words, line in zip(lines, err.splitlines(), strict=True):
        assert words in line
    assert "Traceback" not in err
    assert list(empty_folder.iterdir()) == []


def test_a_file_in_the_way_of_the_results(empty_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (empty_folder / "results").write_text("mine")
    assert main(["run", "county=reference", *SMALL]) == 2
    assert "run.results" in capsys.readouterr().err
    assert (empty_folder / "results").read_text() == "mine"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="a superuser may write anywhere")
def test_a_folder_that_may_not_be_written_to(empty_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty_folder.chmod(0o500)
    assert main(["run", "county=reference", *SMALL]) == 2
    empty_folder.chmod(0o700)
    assert "cannot be written to" in capsys.readouterr().err
    assert list(empty_folder.iterdir()) == []


def test_the_whole_configuration_can_be_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--cfg", "job", "--resolve", "+model=1+5+N+1", "work.case.alpha=0.7"]) == 0
    shown = yaml.safe_load(capsys.readouterr().out)
    assert shown["model"]["name"] == "one_five_n_one"
    assert shown["work"]["case"]["alpha"]["value"] == 0.7
    assert shown["work"]["case"]["alpha"]["status"] == "user"
    assert main(["run", "-c", "job", "-p", "run.days", "run.days=90"]) == 0
    assert capsys.readouterr().out == "90\n"


def test_hydra_shows_its_view_and_writes_nothing(
    empty_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    argv = sys.argv
    assert main(["run", "--info", "defaults-tree", "model=大部制"]) == 0
    assert "songtao_flat" in capsys.readouterr().out
    assert sys.argv is argv
    assert list(empty_folder.iterdir()) == []


def test_lists_have_one_line_on_each_thing(capsys: pytest.CaptureFixture[str]) -> None:
    catalogue = Catalogue((config_root(),))
    for word, group in (("models", "model"), ("counties", "county")):
        assert main(["list", word]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert sorted(line.split()[0] for line in lines) == sorted(catalogue.options(group))
        assert all(len(line.split()) > 1 for line in lines)
    for word in ("mechanisms", "rules", "metrics"):
        assert main(["list", word]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert len(lines) > 5
        assert all(len(line.split()) > 1 for line in lines)


def test_every_registered_rule_is_listed_with_the_setting_that_names_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["list", "rules"]) == 0
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    registries = {
        "dispatch.rule": sim.DISPATCH_RULES, "casework.referral": sim.REFERRAL_RULES,
        "work.case.next_case": sim.NEXT_CASE_RULES, "people.picks.ROUND.rule": sim.PICKING_RULES,
        "patrol.plan": sim.PATROL_PLANS,
    }  # fmt: skip
    assert sorted(listed) == sorted(f"{key}={name}" for key, rules in registries.items() for name, _ in rules)


@pytest.mark.parametrize("model", ["traditional", "dabuzhi", "one_five_n_one"])
def test_explain_shows_bodies_rules_and_where_it_is_known_from(
    model: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", f"model={model}", "work.case.alpha=0.7"]) == 0
    out = capsys.readouterr().out
    for words in ("331", "469", "intake", "派出所", "quoted", "assumed", "A call: intake desk", "dispatch="):
        assert words in out
    assert "user" in next(line for line in out.splitlines() if "work.case.alpha" in line)


class Study:
    """Stands in for the simulation and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: tuple[Any, ...] = ()

    def run_pair(self, *asked: Any) -> Any:
        """Interrupted at once, so that nothing is written."""
        self.asked = asked
        raise KeyboardInterrupt


@pytest.fixture
def study(monkeypatch: pytest.MonkeyPatch) -> Study:
    """`run` hands over to it instead of simulating."""
    made = Study()
    monkeypatch.setattr("sim.study.run.run_pair", made.run_pair)
    return made


def test_a_run_has_the_model_first_and_its_baseline_second(study: Study) -> None:
    main(["run", "+model=dabuzhi", "county=reference", "run.workers=3", "run.results=there"])
    configs, labels, out, workers, progress = study.asked
    assert [config.model.name for config in configs] == labels == ["dabuzhi", "traditional"]
    assert (out, workers, progress) == (Path("there/runs"), 3, None)


def test_interrupting_gives_130(study: Study, empty_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "county=reference", "run.baseline=none"]) == 130
    assert len(study.asked[0]) == 1
    assert capsys.readouterr().err == "interrupted\n"
    assert list(empty_folder.iterdir()) == []


def test_notes_are_on_standard_error(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    main(["run", "county=reference", "dispatch.widen_after=3", "work.case.alpha=2"])
    out, err = capsys.readouterr()
    assert out == ""
    assert "dispatch.widen_after=3 holds for dabuzhi only" in err
    assert "outside the range" in err


def test_a_run_prints_a_table_for_people_and_one_for_machines(
    empty_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", "county=reference", *SMALL]) == 0
    out, err = capsys.readouterr()
    assert "before" in out
    assert "Next: " in out and " -m sim run model=dabuzhi county=reference" in out
    assert "Written to results" in err
    assert main(["run", "county=reference", "--json", "run.baseline=none", *SMALL]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["model"], found["baseline"], found["status"]) == ("dabuzhi", None, "complete")
    assert len(list((empty_folder / "results" / "runs").iterdir())) == 2


def test_help_and_a_misspelt_model_import_nothing_heavy() -> None:
    script = (
        "import sys; from sim.cli.main import main; main(['--help']); main(['run', '--help']); "
        "assert main(['run', 'model=dabuzi']) == 2; "
        "print(sorted({'numpy', 'mesa', 'pandas', 'scipy', 'matplotlib', 'pydantic', 'hydra'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"
