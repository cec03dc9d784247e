"""Makes `fakes` importable everywhere under tests/, takes Hypothesis's clock away, and spares the collector."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from fakes import composing
from hypothesis import settings

settings.register_profile("shared", deadline=None)
settings.load_profile("shared")

composing.remember()


@pytest.fixture(scope="module", autouse=True)
def kept_objects_are_not_searched() -> Iterator[None]:
    """What modules and shared runs hold stays to the end, so no later collection need look through it.

    `simulate` and statsmodels call for a full collection each time, which would take longer with every run that
    is kept.
    """
    gc.collect()
    gc.freeze()
    yield
