"""Makes `fakes` importable everywhere under tests/, takes Hypothesis's clock away, and saves time at no cost."""

from __future__ import annotations

import pytest
from fakes import collector, composing
from hypothesis import settings

settings.register_profile("shared", deadline=None)
settings.load_profile("shared")

composing.remember()


@pytest.fixture(scope="module", autouse=True)
def kept_objects_are_not_looked_through() -> None:
    """What modules and shared runs hold stays to the end of the session."""
    collector.spare()
