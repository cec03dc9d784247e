"""A process that simulates many replications does not grow with them."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest
from fakes import collector
from fakes.runs import config

import sim.model
from sim.study.simulate import simulate


def test_a_finished_model_is_freed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[weakref.ref[Any]] = []
    build = sim.model.PolicingModel.__init__

    def noted(model: Any, *args: Any, **kwargs: Any) -> None:
        made.append(weakref.ref(model))
        build(model, *args, **kwargs)

    monkeypatch.setattr(sim.model.PolicingModel, "__init__", noted)
    monkeypatch.setattr(sim.model, "gc", gc)  # as in a program; other tests spare what they keep
    gc.disable()  # nothing but the program itself frees anything now
    try:
        result = simulate(
            config("traditional", "reference", {"run.warmup": 0, "run.days": 1, "run.follow_up": 0})
        )
    finally:
        gc.enable()
    left_frozen = gc.get_freeze_count()
    collector.spare()
    assert len(result.incidents) > 0
    assert [ref() for ref in made] == [None]
    assert left_frozen == 0, "a run gives back what it has taken from the collector"
