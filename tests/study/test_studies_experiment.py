"""Experiments: the file's words with the user's over them, named points, and every mistake with the file's name."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.config.catalogue import MECHANISMS
from sim.config.errors import ConfigError
from sim.study.studies.checked import check_points
from sim.study.studies.experiment import asked, files, read
from sim.study.studies.plan import StudyPlan, plan_study

HEAD = "title: T\nquestion: Q\ncommand: compare\n"
GOOD = HEAD + "words:\n- county=reference\n- model=traditional,dabuzhi\n- replications=3\n- draws=0\n"
NAMED = """\
points:
- {name: plain, words: [model=traditional]}
- {name: whole, words: [model=dabuzhi]}
- {name: without, against: whole, words: [model=dabuzhi, command=relayed]}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with an experiment called `mine`."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path, GOOD)
    return tmp_path


def write(here: Path, text: str, name: str = "mine") -> Path:
    file = here / "experiments" / name / "experiment.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def problems(*words: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        plan_study(words)
    assert all("\n" not in problem for problem in caught.value.problems)
    return caught.value.problems


@pytest.mark.parametrize("word", ["+experiment=mine", "experiment=mine"])
def test_the_file_says_the_words(here: Path, word: str) -> None:
    plan = plan_study([word])
    assert [point.name for point in plan.points] == ["traditional", "dabuzhi"]
    assert (plan.name, len(plan.seeds), plan.draws) == ("mine", 3, 0)
    assert plan.points[0].config.county.name == "reference"
    assert plan.words == (word,)


def test_the_users_words_win_and_stand_where_the_files_stood(here: Path) -> None:
    made = asked(["draws=2", "experiment=mine", "+model=one_five_n_one,dabuzhi", "run.replications=5"])
    assert made.words == (
        "county=reference", "+model=one_five_n_one,dabuzhi", "run.replications=5", "draws=2",
        "study=mine-model-one_five_n_one-dabuzhi",
    )  # fmt: skip


def test_another_county_is_another_study(here: Path) -> None:
    assert plan_study(["experiment=mine", "replications=2"]).name == "mine"
    assert plan_study(["experiment=mine", "county=synthetic"]).name == "mine-county-synthetic"
    assert plan_study(["experiment=mine", "county=synthetic", "study=other"]).name == "other"


def test_named_points_are_compared_with_what_they_name(here: Path) -> None:
    write(here, HEAD + "words: [county=reference]\n" + NAMED)
    plan = plan_study(["experiment=mine"])
    assert plan.pairs == [("whole", "plain"), ("without", "whole")]
    both = plan_study(["experiment=mine", "work.case.alpha=0.5,0.8"])
    assert ("without, work.case.alpha=0.8", "whole, work.case.alpha=0.8") in both.pairs
    assert plan_study(["experiment=mine", "baseline=whole"]).pairs == [
        ("plain", "whole"),
        ("without", "whole"),
    ]


def test_what_the_points_say_is_not_said_again(here: Path) -> None:
    write(here, HEAD + "words: [county=reference]\n" + NAMED)
    (line,) = problems("experiment=mine", "command=relayed")
    assert "the points of" in line and "command" in line


@pytest.mark.parametrize(
    "name", ["../mine", "", "mine/../mine", "<script>", "a" * 500, "mine,mine", "nobody"]
)
def test_a_name_that_is_none(here: Path, name: str) -> None:
    (line,) = problems(f"experiment={name}")
    assert "mine" in line and "looked for in" in line


def test_one_that_was_probably_meant(here: Path) -> None:
    (line,) = problems("experiment=min")
    assert "did you mean 'mine'?" in line and "There is mine" in line and str(here / "experiments") in line


def test_where_there_are_none_it_says_where_it_looked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.study.studies.experiment.config_root", lambda: tmp_path / "package" / "configs")
    (line,) = problems("experiment=staffing")
    assert "no experiment at all" in line and str(tmp_path / "package" / "experiments") in line


def test_only_one_at_a_time(here: Path) -> None:
    assert "one experiment at a time" in problems("experiment=mine", "+experiment=mine")[0]


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "title"),
        ("just a word", "it holds no sections"),
        ("title: [", "cannot be read as YAML"),
        ("title: \x00", "cannot be read as YAML"),
        ("title: !!python/object:os.system x", "anchors, aliases and tags"),
        (BOMB, "anchors, aliases and tags"),
        ("x: " + "[" * 5000 + "]" * 5000, "deep"),
        ("#" * 200_000, "larger than"),
        (GOOD + "titel: x\n", "unknown key 'titel'; did you mean 'title'?"),
        (GOOD.replace("compare", "run"), "command: "),
        (HEAD, "words is missing"),
        (HEAD + "words: model=a\n", "words: "),
        (HEAD + "words: [{model: a}]\n", "words.0: "),
        (HEAD + "? [a]\n: b\nwords: []\n", "cannot be read as YAML"),
        (HEAD + "words: [study=other]\n", "study=other: an experiment does not say this"),
        (HEAD + "words: [run.results=elsewhere]\n", "run.results=elsewhere: an experiment does not say this"),
        (HEAD + "words: ['+experiment=other']\n", "an experiment does not say this"),
        (HEAD + "words: []\npoints: [{name: a, word: [x=1]}]\n", "did you mean 'words'"),
        (HEAD + "words: []\npoints: [{name: '<b>', words: []}]\n", "points.0.name: "),
        (HEAD + "words: []\npoints: [{name: a, words: []}, {name: a, words: [x=1]}]\n", "more than once"),
        (HEAD + "words: []\npoints: [{name: a, words: [], against: bb}]\n", "which is no point"),
        (
            HEAD
            + "words: []\npoints: [{name: a, words: [], against: b}, {name: b, words: [], against: a}]\n",
            "compared with itself",
        ),
    ],
)
def test_a_file_with_a_mistake_is_named(here: Path, text: str, said: str) -> None:
    write(here, text)
    found = problems("experiment=mine")
    assert any(said in line for line in found), found
    assert all(line.startswith("experiments/mine/experiment.yaml: ") for line in found), found


def test_mistakes_in_the_files_words_carry_its_name_and_the_users_do_not(here: Path) -> None:
    write(here, GOOD.replace("dabuzhi", "dabuzi").replace("draws=0", "run.dayz=3"))
    found = problems("experiment=mine", "run.seeed=4")
    assert [line for line in found if not line.startswith("experiments/mine/")] == [
        "unknown key 'run.seeed'; did you mean 'run.seed'?"
    ]
    assert len(found) == 3


def test_the_working_directory_comes_first(here: Path) -> None:
    file = write(here, GOOD.replace("title: T", "title: Ours"), "staffing")
    assert files()["staffing"].absolute() == file
    assert read(files()["staffing"]).title == "Ours"
    assert "three_structures" in files()


@given(st.text(max_size=200))
def test_no_text_is_more_than_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.getbasetemp() / "any.yaml"
    file.write_text(text, encoding="utf-8", errors="surrogatepass")
    with pytest.raises(ConfigError):
        read(file)


SHIPPED = sorted(Path(__file__).resolve().parents[2].glob("experiments/*/experiment.yaml"))


@cache
def shipped(name: str) -> StudyPlan:
    return plan_study([f"experiment={name}"])


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.parent.name)
def test_a_shipped_experiment_can_be_run_and_its_readme_says_what_its_file_says(file: Path) -> None:
    found, name = read(file), file.parent.name
    text = (file.parent / "README.md").read_text(encoding="utf-8")
    assert f"```sh\npython -m sim {found.command} +experiment={name}\n```" in text
    assert " ".join(found.question.split()) in " ".join(text.split())
    plan = shipped(name)
    check_points(plan.points)
    assert plan.name == name
    assert not plan.notes, "no point is the same as another"


def test_one_mechanism_is_each_alone_and_each_left_out() -> None:
    """Section by section: alone, that of dabuzhi in the traditional structure; left out, the other way round."""
    plan = shipped("one_mechanism")
    part = {point.name: {name: getattr(point.config, name) for name in MECHANISMS} for point in plan.points}
    plain, whole = part.pop("traditional"), part.pop("dabuzhi")
    assert part.keys() == {f"{name} alone" for name in MECHANISMS} | {
        f"without {name}" for name in MECHANISMS
    }
    for name in MECHANISMS:
        assert part[f"{name} alone"] == {**plain, name: whole[name]}
        assert part[f"without {name}"] == {**whole, name: plain[name]}
    assert dict(plan.pairs) == {
        "dabuzhi": "traditional",
        **{f"{name} alone": "traditional" for name in MECHANISMS},
        **{f"without {name}": "dabuzhi" for name in MECHANISMS},
    }
