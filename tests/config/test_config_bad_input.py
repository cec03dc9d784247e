"""Everything that must be refused, in one line a mistake."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.config.errors import ConfigError
from sim.config.load import load_config, plan


def problems(*overrides: str, config_dir: Path | None = None) -> list[str]:
    """The lines with which a configuration is refused."""
    with pytest.raises(ConfigError) as refused:
        load_config(overrides, config_dir)
    found = refused.value.problems
    assert found
    assert all(line and "\n" not in line for line in found)
    return found


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("model=dabuzi", ["unknown model 'dabuzi'", "did you mean 'dabuzhi'"]),
        ("+model=dabuzi", ["did you mean 'dabuzhi'"]),
        ("model=", ["unknown model ''"]),
        ("model=null", ["unknown model 'null'"]),
        ("model=../model/dabuzhi", ["unknown model"]),
        ("county=kaihau", ["unknown county 'kaihau'", "'kaihua'"]),
        ("command=songtao", ["unknown command 'songtao'", "'songtao_flat'"]),
        ("modle=dabuzhi", ["unknown key 'modle'", "'model'"]),
        ("county/x=1", ["unknown group 'county/x'"]),
        ("run.dayz=3", ["unknown key 'run.dayz'", "did you mean 'run.days'"]),
        ("+run.dayz=3", ["unknown key 'run.dayz'", "did you mean 'run.days'"]),
        ("++run.dayz=3", ["did you mean 'run.days'"]),
        ("days=3", ["did you mean 'run.days'"]),
        ("casework.alpha=0.7", ["did you mean 'work.case.alpha'"]),
        ("run.days.x=3", ["run.days is a single value"]),
        ("work.case.alpha.valeu=3", ["unknown key 'work.case.alpha.valeu'"]),
        ("demand.hour_profile.values.24=3", ["places 0 to 23"]),
        ("run.days=abc", ["run.days: 'abc' is not a whole number"]),
        ("run.days=1.5", ["run.days: 1.5 is not a whole number"]),
        ("run.days=true", ["run.days: true is not a whole number"]),
        ("run.days=null", ["run.days: null is not a whole number"]),
        ("run.days={a: 1}", ["is not a whole number"]),
        ("run.days=0", ["run.days: 0 is out of range", "at least 1"]),
        ("run.replications=0", ["run.replications: 0 is out of range"]),
        ("run.seed=-1", ["run.seed: -1 is out of range"]),
        ("run.workers=0", ["run.workers: 0 is out of range"]),
        ("run.results=''", ["run.results: '' is empty"]),
        ("run.name=../../x", ["run.name"]),
        ("run.baseline=traditionl", ["run.baseline: unknown model 'traditionl'", "'traditional'"]),
        ("work.case.alpha=nan", ["work.case.alpha: nan is not a finite number"]),
        ("work.case.alpha=inf", ["not a finite number"]),
        ("work.case.alpha=abc", ["work.case.alpha: 'abc' is not a number"]),
        ("work.case.alpha=-1", ["work.case.alpha: -1 is out of range", "greater than 0"]),
        ("work.case.alpha=[1]", ["work.case.alpha: [1] is not a number"]),
        ("work.case.link_chance=1.2", ["work.case.link_chance: 1.2 is out of range", "at most 1"]),
        ("force.officers=0", ["force.officers"]),
        ("force.officers=-3", ["force.officers"]),
        ("model=[a,b]", ["model takes one name"]),
        ("command=[a,b]", ["command takes one name"]),
        ("model={a: b}", ["model takes one name"]),
        ("model=a,b", ["model"]),
        ("~command", ["nothing can be deleted"]),
        ("~run.days", ["nothing can be deleted"]),
        ("~run.days=365", ["nothing can be deleted"]),
        ("run.days=1,2", ["one value"]),
        ("run.days=range(1,3)", ["one value"]),
        ("run.days=choice(1,3)", ["one value"]),
        ("hydra.run.dir=../../x", ["Hydra itself"]),
        ("+hydra.run.dir=x", ["Hydra itself"]),
        ("hydra/launcher=joblib", ["Hydra itself"]),
        ("hydra={run: {dir: x}}", ["Hydra itself"]),
        ("+work._target_=os.system", ["_target_ is not allowed"]),
        ("+work.case={_target_: os.system}", ["_target_ is not allowed"]),
        ("+work.case.x=[{a: {_target_: os.system}}]", ["_target_ is not allowed"]),
        ("+work._partial_=true", ["_partial_ is not allowed"]),
        ("run.results=${oc.env:HOME}", ["${...} is not allowed"]),
        ("run.results='x${oc.env:HOME}'", ["${...} is not allowed"]),
        ("county=${oc.env:HOME}", ["${...} is not allowed"]),
        ("model@here=dabuzhi", ["packages"]),
        ("nonsense", ["write key=value"]),
        ("=3", ["empty part"]),
        ("run.days=[1", ["cannot be read"]),
        ("run.days=3\n", ["control characters"]),
        ("run.results=" + "x" * 5000, ["longer than"]),
    ],
)
def test_a_mistake_is_one_line_with_what_was_meant(override: str, said: list[str]) -> None:
    found = problems(override)
    assert len(found) == 1
    assert all(words in found[0] for words in said)
    assert len(found[0]) < 250


def test_all_mistakes_are_reported_at_once() -> None:
    found = problems(
        "model=dabuzi", "run.dayz=3", "county=kaihau", "run.seed=x", "work.case.alpha=nan", "~posts"
    )
    assert len(found) == 6
    for words in ("'dabuzhi'", "'run.days'", "'kaihua'", "run.seed", "work.case.alpha", "deleted"):
        assert sum(words in line for line in found) == 1


def test_mistakes_of_stand_in_files_are_not_reported() -> None:
    assert len(problems("model=nothing_like_it", "run.days=30")) == 1


def test_a_group_is_chosen_once() -> None:
    assert problems("model=dabuzhi", "+model=traditional") == [
        "+model=traditional: model is chosen more than once"
    ]


def test_deep_nesting_is_refused() -> None:
    assert len(problems("run.days=" + "[" * 900 + "]" * 900)) == 1


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=30))
def test_any_text_is_refused_or_read_but_never_breaks(text: str) -> None:
    try:
        load_config([text])
    except ConfigError as error:
        assert error.problems


@settings(max_examples=15, deadline=None)
@given(st.text("${}[]()'\"\\,:=+~@/.a1_ ", max_size=15))
def test_any_value_is_refused_or_read_but_never_breaks(value: str) -> None:
    for key in ("model", "run.results", "work.case.alpha"):
        try:
            plan([f"{key}={value}"])
        except ConfigError as error:
            assert error.problems


HEAD = "# @package _global_\n"
OWN = HEAD + "defaults: [dabuzhi, _self_, {override /command: relayed}]\nmodel: {name: mine, title: Mine}\n"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder of the user's own with one model."""
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "mine.yaml").write_text(OWN)
    return tmp_path


def test_a_users_own_model_is_found(own: Path) -> None:
    config = load_config(["model=mine", "run.days=30"], own)
    assert (config.model.name, config.model.title_zh) == ("mine", load_config().model.title_zh)
    assert config.command == load_config(["command=relayed"]).command
    assert problems("model=mnie", config_dir=own) == ["unknown model 'mnie'; did you mean 'mine'?"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: &a [x]\nb: *a\n", "anchors"),
        ("a: !!python/object/apply:os.system [ls]\n", "tags"),
        ("a: {_target_: os.system}\n", "_target_"),
        ('a: "${oc.env:HOME}"\n', "resolvers"),
        ("a: [\n", "YAML"),
        ("a: \x00\n", "YAML"),
        ("a: 1\n" * 300_000, "larger"),
    ],
)
def test_a_users_own_file_must_be_harmless(own: Path, text: str, said: str) -> None:
    (own / "model" / "bad.yaml").write_text(text)
    found = problems("model=mine", config_dir=own)
    assert all(line.startswith("model/bad.yaml: ") for line in found)
    assert any(said in line for line in found)


def test_a_short_file_that_unfolds_into_gigabytes_is_refused_at_once(own: Path) -> None:
    rows = ["a0: &a0 [x, x]", *(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12))]
    (own / "model" / "bomb.yaml").write_text("\n".join(rows))
    assert len(problems("model=bomb", config_dir=own)) == 1


def test_a_users_own_file_may_not_replace_a_shipped_one(own: Path) -> None:
    (own / "model" / "dabuzhi.yaml").write_text(OWN)
    assert "shipped already" in problems("model=mine", config_dir=own)[0]


def test_a_users_own_folder_must_be_there(tmp_path: Path) -> None:
    assert "no folder" in problems(config_dir=tmp_path / "none")[0]


def test_a_forgotten_mechanism_is_named(own: Path) -> None:
    (own / "model" / "half.yaml").write_text(
        HEAD + "defaults: [{/people: as_they_are}, _self_]\nmodel: {name: half, title: Half, source: me}\n"
    )
    found = problems("model=half", config_dir=own)
    assert len(found) == 7
    assert "patrol is missing: the model chooses no patrol (add '/patrol: <name>' to its defaults)" in found


def test_a_value_in_a_users_file_is_checked_like_any_other(own: Path) -> None:
    (own / "command").mkdir()
    mine = own / "command" / "mine.yaml"
    mine.write_text("title: Mine\nsource: me\nstatus: mine\nhop: []\nwatch: nobody\n")
    found = problems("command=mine", config_dir=own)
    assert len(found) == 4
    for words in ("status: 'mine' is none of", "key 'command.hop'", "command.watch", "hops is missing"):
        assert sum(words in line for line in found) == 1
    mine.write_text("title: ${run.seed}\nsource: me\nstatus: assumed\nhops: []\n")
    assert problems("command=mine", config_dir=own) == [
        "command.title: ${...} is not allowed in a value; write the value itself"
    ]


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("model", "work: {case: {alpha: 1}}\n", "work: a model holds structure only"),
        ("model", "defaults: [dabuzhi, {override /county: songtao}]\n", "county: a model holds structure"),
        ("model", "defaults: [/work/standard@_global_]\n", "a model holds structure only"),
        ("model", "[]\n", "section with keys"),
        ("command", "work: {case: {alpha: 1}}\n", "without @package"),
        ("command", "defaults: [{/work: standard}]\n", "work: a command holds structure only"),
    ],
)
def test_a_users_own_model_may_set_structure_only(own: Path, file: str, text: str, said: str) -> None:
    (own / file).mkdir(exist_ok=True)
    (own / file / "unfair.yaml").write_text(HEAD + text)
    assert any(said in line for line in problems("model=mine", config_dir=own))
