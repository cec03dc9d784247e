"""Figures that somebody else wrote: as they are measured, or refused."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pytest

from sim.metrics.rows import COLUMNS
from sim.store.figures import NUMBERS, as_measured


def figures(**other: pa.Array) -> pa.Table:
    """Two rows, with other columns in place of those that are named."""
    made = {name: pa.array(["a", ""], pa.large_string()) for name in COLUMNS}
    made |= {"value": pa.array([1.5, None], pa.float64()), "n_events": pa.array([3, 0], pa.int64())}
    return pa.table(made | other)


def test_what_is_measured_is_taken_as_it_is() -> None:
    assert as_measured(figures()).equals(figures())


def test_another_order_more_columns_and_the_other_kind_of_text_are_the_same_figures() -> None:
    short = figures(unit=pa.array(["a", ""], pa.string()), more=pa.array([1, 2]))
    table = short.select([*reversed(short.column_names)]).replace_schema_metadata({"pandas": "junk"})
    found = as_measured(table)
    assert found.equals(figures()) and found.schema.metadata is None


WRONG: dict[str, tuple[Callable[[], pa.Table], str]] = {
    "none": (lambda: pa.table({"a": [1]}), "no column metric"),
    "text for a number": (lambda: figures(value=pa.array(["1", "2"])), "value is string"),
    "whole numbers": (lambda: figures(value=pa.array([1, 2])), "value is int64"),
    "a short number": (lambda: figures(n_events=pa.array([1, 2], pa.int32())), "n_events is int32"),
    "a number for text": (lambda: figures(metric=pa.array([1, 2])), "metric is int64"),
    "lists": (lambda: figures(flag=pa.array([["a"], ["b"]])), "flag is list"),
    "gaps": (lambda: figures(metric=pa.array(["a", None])), "metric has gaps"),
    "no number of events": (lambda: figures(n_events=pa.array([1, None], pa.int64())), "n_events has gaps"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_not_as_measured_is_refused(wrong: str) -> None:
    make, said = WRONG[wrong]
    with pytest.raises(ValueError, match=said):
        as_measured(make())


def test_a_column_that_stands_there_twice_is_refused() -> None:
    table = figures()
    with pytest.raises((ValueError, KeyError)):
        as_measured(table.append_column("metric", table.column("metric")))


def test_every_number_is_a_column() -> None:
    assert set(NUMBERS) <= set(COLUMNS)
