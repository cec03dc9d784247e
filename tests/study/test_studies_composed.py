"""Points composed over what they share are those that are composed one by one, and mistakes are the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.config.errors import ConfigError
from sim.config.load import load, open_catalogue
from sim.study.studies.composed import Composed

GROUPS = (
    "model=traditional", "model=大部制", "+model=one_five_n_one", "county=reference", "county=songtao",
    "command=songtao_flat", "posts=songtao_bureaus", "demand=steady", "model=nobody", "posts=before_kaihua",
)  # fmt: skip
SETTINGS = (
    "force.officers=300", "force.officers={value: 310, source: mine}", "force.officers=-1", "force.officer=3",
    "work.case.alpha=0.5", "+work.case.alpha=0.6", "run.days=30", "run.days=x", "run.baseline=none",
    "run.baseline=nobody", "model.name=mine", "dispatch.reserve=1", "county.places_seed=7", "run.seed=3", "bad",
    "county.residents=100000", "patrol.plan=at_base", "work.case.offences.theft.hands=3", "hydra.run.dir=x",
)  # fmt: skip
shared = Composed(open_catalogue())


def outcome(loader: object, words: list[str]) -> object:
    try:
        return loader(words)  # type: ignore[operator]
    except ConfigError as error:
        return error.problems


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(GROUPS), max_size=3),
    st.lists(st.sampled_from(SETTINGS), max_size=4),
    st.randoms(),
)
def test_as_one_by_one(groups: list[str], values: list[str], random: object) -> None:
    words = [*groups, *values]
    random.shuffle(words)  # type: ignore[attr-defined]
    one, many = outcome(load, words), outcome(shared.load, words)
    assert one == many
    if not isinstance(one, list):
        assert one.config.model_dump_json() == many.config.model_dump_json()  # type: ignore[attr-defined]


def test_points_share_what_they_have_in_common() -> None:
    composed = Composed(open_catalogue())
    one, two = (composed.load(["model=dabuzhi", f"force.officers={number}"]).config for number in (300, 310))
    assert one.county is two.county
    assert (one.force.officers, two.force.officers) == (300, 310)


def test_a_setting_of_one_point_does_not_reach_another() -> None:
    composed = Composed(open_catalogue())
    composed.load(["model=dabuzhi", "work.case.offences.theft.hands=3"])
    plain = composed.load(["model=dabuzhi", "work.case.alpha=0.5"]).config
    assert plain == load(["model=dabuzhi", "work.case.alpha=0.5"]).config


def test_a_mistake_of_all_is_told_by_all() -> None:
    with pytest.raises(ConfigError, match="did you mean 'dabuzhi'"):
        shared.load(["model=dabuzi"])
