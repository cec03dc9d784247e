"""Configurations that must load, and what overrides do to them."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from fakes import composing

import sim
from sim.config import compose
from sim.config.catalogue import MECHANISMS, Catalogue, config_root
from sim.config.load import load, load_config, plan
from sim.config.own import beyond_structure
from sim.config.walk import quantities

CATALOGUE = Catalogue((config_root(),))
MODELS, COUNTIES = CATALOGUE.options("model"), CATALOGUE.options("county")


@pytest.mark.parametrize(("model", "county"), list(product(MODELS, COUNTIES)))
def test_every_shipped_model_composes_in_every_county(model: str, county: str) -> None:
    config = load_config([f"model={model}", f"county={county}"])
    assert config.county.name == county
    assert config.model.source


@pytest.mark.parametrize(
    "choice", [f"{group}={name}" for group in CATALOGUE.groups() for name in CATALOGUE.options(group)]
)
def test_every_shipped_file_composes_into_a_model(choice: str) -> None:
    group, _, name = choice.partition("=")
    beside = {"model": ["county=kaihua"], "county": ["model=dabuzhi"]}
    words = sorted([choice, *beside.get(group, [])], reverse=True)  # as they are composed above
    assert load(words).choices[group] == name


def test_a_file_that_tests_parse_once_is_composed_as_one_parsed_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    choices = (("model", "dabuzhi"), ("county", "songtao"))
    kept = [compose._compose(choices, CATALOGUE) for _ in range(2)]
    assert kept[0] == kept[1]
    monkeypatch.setattr(composing.SOURCE, "load_config", composing.parse)
    assert compose._compose(choices, CATALOGUE) == kept[0]


def test_every_number_knows_its_unit_status_and_source() -> None:
    numbers = list(quantities(load_config()))
    assert len(numbers) > 100
    bare = [path for path, number in numbers if not number.unit or not number.status or not number.source]
    assert bare == []
    ranged = [path for path, n in numbers if n.status in ("assumed", "literature") and n.range is None]
    assert len(ranged) < len(numbers) / 3


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("三中心三署", "dabuzhi"),
        ("大部制", "dabuzhi"),
        ("three_centres_three_bureaus", "dabuzhi"),
        ("1+5+N+1", "one_five_n_one"),
        ("1+5+1", "one_five_n_one"),
        ("before", "traditional"),
    ],
)
def test_a_model_has_other_names(name: str, meant: str) -> None:
    assert load_config([f"model={name}"]) == load_config([f"+model={meant}"])
    assert load_config([f"model={meant}"]).model.name == meant


def test_the_traditional_model_takes_the_posts_of_its_county() -> None:
    for county in ("kaihua", "songtao"):
        for overrides in (
            ["model=traditional", f"county={county}"],
            [f"county={county}", "+model=traditional"],
        ):
            assert load(overrides).choices["posts"] == f"before_{county}"


def test_a_mechanism_goes_into_another_model_in_either_order() -> None:
    one = load(["model=traditional", "command=songtao_flat"])
    other = load(["++command=songtao_flat", "+model=traditional"])
    assert one == other
    assert one.label == "traditional-songtao_flat"
    flat = load_config(["model=dabuzhi"])
    assert one.config.command == flat.command
    assert one.config.dispatch != flat.dispatch


@pytest.mark.parametrize(
    "override", ["work.case.alpha=0.7", "work.case.alpha.value=0.7", "work.case.alpha={value: 0.7}"]
)
def test_a_bare_number_keeps_the_unit_it_was_shipped_with(override: str) -> None:
    shipped = load_config().work.case.alpha
    mine = load_config([override]).work.case.alpha
    assert (mine, mine.status) == (0.7, "user")
    assert (mine.unit, mine.source, mine.range) == (shipped.unit, shipped.source, shipped.range)
    assert shipped.status != "user"


def test_the_force_can_be_set() -> None:
    force = load_config(["force.officers=300", "force.auxiliaries=0"]).force
    assert (force.officers, force.auxiliaries) == (300, 0)
    assert force.officers.unit == load_config().force.officers.unit


def test_a_plain_value_marks_the_mechanism_as_the_users() -> None:
    assert load_config(["dispatch.reserve=1"]).dispatch.status == "user"
    assert load_config(["dispatch.widen_after=9"]).dispatch.status != "user"


def test_a_value_that_the_files_leave_out_can_be_set() -> None:
    assert load_config(["work.case.next_case=oldest"]).work.case.next_case == "oldest"


def test_a_profile_keeps_its_other_places() -> None:
    before = load_config().demand.hour_profile
    after = load_config(["demand.hour_profile.values.3=9"]).demand.hour_profile
    assert after.values == (*before.values[:3], 9.0, *before.values[4:])
    assert (after.status, after.unit) == ("user", before.unit)


def test_without_overrides_the_defaults_run() -> None:
    run = load_config().run
    assert (run.warmup, run.days, run.follow_up, run.replications, run.seed) == (365, 365, 365, 8, 1)
    assert run.baseline == "traditional"
    assert run.processes >= 1
    assert sim.load_config() == load_config()


def test_loading_inside_someone_elses_hydra_leaves_theirs_alone(tmp_path: Path) -> None:
    from hydra import compose, initialize_config_dir

    (tmp_path / "config.yaml").write_text("theirs: 1\n")
    with initialize_config_dir(str(tmp_path), version_base="1.3"):
        load_config()
        assert compose("config").theirs == 1


def test_the_baseline_is_a_whole_model_with_the_rest_of_the_run() -> None:
    made = plan(
        ["model=dabuzhi", "county=songtao", "review=legal_unit", "work.case.alpha=0.7", "run.days=90"]
    )
    assert made.baseline is not None
    baseline, model = made.baseline.config, made.model.config
    assert (baseline.model.name, baseline.review) == ("traditional", model.review)
    for group in ("county", "force", "demand", "personnel", "work", "run"):
        assert getattr(baseline, group) == getattr(model, group)


def test_what_is_set_for_a_mechanism_holds_for_the_model_only() -> None:
    made = plan(["model=dabuzhi", "dispatch.widen_after=3"])
    assert made.baseline is not None
    assert made.model.config.dispatch.widen_after == 3
    assert made.baseline.config == load_config(["model=traditional"])
    assert any("dispatch.widen_after=3" in note for note in made.notes)


@pytest.mark.parametrize(
    "overrides",
    [["run.baseline=none"], ["model=traditional"], ["run.baseline=null"], ["run.baseline=大部制"]],
)
def test_a_run_without_or_against_itself_is_alone(overrides: list[str]) -> None:
    assert plan(overrides).baseline is None


def test_two_sides_of_a_run_are_never_called_alike() -> None:
    made = plan(["model=traditional", "dispatch.widen_after=3"])
    assert made.baseline is not None
    assert made.model.label != made.baseline.label


def test_a_number_outside_its_shipped_range_is_noted() -> None:
    assert any("outside the range" in note for note in plan(["work.case.alpha=1.7"]).notes)
    assert not any("outside the range" in note for note in plan(["work.case.alpha=0.9"]).notes)


@pytest.mark.parametrize("group", ["model", *MECHANISMS])
def test_shipped_models_and_mechanisms_hold_structure_only(group: str) -> None:
    for file in (config_root() / group).glob("*.yaml"):
        assert list(beyond_structure(group, file.read_text(encoding="utf-8"))) == []


def test_the_models_choose_all_mechanisms() -> None:
    for model in MODELS:
        assert set(MECHANISMS) < set(load([f"model={model}"]).choices)


def test_a_year_typed_as_a_number_names_an_era() -> None:
    assert load_config(["demand.era=2009"]).demand.era == "2009"


def test_a_number_that_may_be_absent_can_be_set_to_null() -> None:
    places = ["county.stations.count=null", "county.stations.positions=[[10.0,10.0],[20.0,20.0]]"]
    assert load_config(["county=reference", *places]).county.stations.number == 2
    with pytest.raises(sim.ConfigError, match="None is not a number"):
        load_config(["work.case.alpha=null"])
