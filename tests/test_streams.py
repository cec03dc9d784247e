"""Named random streams: by name, never by order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sim.streams import Streams, stream

SEEDS = st.integers(0, 2**63 - 1)
NAMES = st.tuples(st.text(min_size=1, max_size=8), st.integers(-5, 5) | st.text(max_size=5))


@given(SEEDS, NAMES)
def test_a_name_gives_the_same_draws_whenever_it_is_asked_for(seed: int, name: tuple[str, int | str]) -> None:
    alone = stream(seed, *name).random(5)
    streams = Streams(seed)
    streams.get("something else").random(1000)
    assert (streams.get(*name).random(5) == alone).all()


@given(SEEDS, st.lists(NAMES, min_size=2, max_size=6, unique=True))
def test_the_order_of_asking_changes_nothing(seed: int, names: list[tuple[str, int | str]]) -> None:
    forward, backward = Streams(seed), Streams(seed)
    drawn = {name: forward.get(*name).random(3).tolist() for name in names}
    again = {name: backward.get(*name).random(3).tolist() for name in reversed(names)}
    assert drawn == again


@given(SEEDS, NAMES)
def test_a_name_is_handed_out_once(seed: int, name: tuple[str, int | str]) -> None:
    streams = Streams(seed)
    streams.get(*name)
    with pytest.raises(ValueError, match="already handed out"):
        streams.get(*name)
    streams.get(*name, "another entity")


@given(SEEDS, SEEDS, NAMES, NAMES)
def test_other_seeds_and_other_names_give_other_draws(
    seed: int, other_seed: int, name: tuple[str, int | str], other: tuple[str, int | str]
) -> None:
    assume((seed, name) != (other_seed, other))
    assert stream(seed, *name).random(4).tolist() != stream(other_seed, *other).random(4).tolist()


def test_a_number_and_its_spelling_are_two_entities() -> None:
    assert stream(1, "absence", 3).random() != stream(1, "absence", "3").random()


def test_parts_of_a_name_do_not_run_together() -> None:
    assert stream(1, "a", "bc").random() != stream(1, "ab", "c").random()


def test_streams_of_one_seed_are_uncorrelated() -> None:
    draws = np.array([stream(4, "calls", place).standard_normal(4000) for place in range(12)])
    found = np.corrcoef(draws)[np.triu_indices(12, 1)]
    # 66 pairs of 4 000: the largest of them stays below 4.5 standard errors but once in 2 000 sets.
    assert np.abs(found).max() < 4.5 / np.sqrt(4000)
