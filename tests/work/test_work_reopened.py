"""A case that a new lead reopens starts afresh."""

from __future__ import annotations

from math import isfinite
from typing import Any

import numpy as np
import pytest

from sim.config.load import load_config
from sim.model import PolicingModel
from sim.work.casework import Casework

NEED = 10.0
WORDS = (
    "model=reference_job", "county=reference", "personnel=always_on", "demand=steady", "work=bare",
    "county.travel.metric=none", "county.stations.count=1", "county.townships.count=1",
    "force.officers=253", "force.auxiliaries=0", "posts.bodies.crews.size.part=1",
    "posts.bodies.property.size.part=250", "posts.bodies.general.size.part=1",
    "demand.effective_calls=0", "demand.recorded_cases=190", "demand.administrative_cases=0",
    "demand.offences.theft.share_recent=1",
    *(f"demand.offences.{name}.share_recent=0"
      for name in ("fraud", "robbery", "injury", "rape", "homicide", "other_offence")),
    f"work.case.offences.theft.need_hours={NEED}", "work.case.offences.theft.intercept=0.85",
    "work.case.give_up_threshold=0.4", "work.case.reopen_chance=1", "work.case.reopen_days=0.5",
    "run.warmup=0", "run.days=30", "run.follow_up=0",
)  # fmt: skip


def test_a_reopened_case_needs_as_much_as_a_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its leads and the belief in it are those of a new case, so what it needs must be, too.

    A case that was worked on in vain needs more than it got: its first draw would be too long for the second life.
    """
    needs: list[float] = []
    reopened = Casework.case_reopened

    def noted(self: Casework, case: Any) -> None:
        before = len(self.model.case_steps.rows)
        reopened(self, case)
        if len(self.model.case_steps.rows) > before and isfinite(case.need):
            needs.append(case.need)

    monkeypatch.setattr(Casework, "case_reopened", noted)
    PolicingModel(load_config(WORDS), 1).run()
    error = NEED / np.sqrt(len(needs))
    assert len(needs) > 500
    assert np.mean(needs) == pytest.approx(NEED, abs=4 * error)
    assert np.median(needs) == pytest.approx(NEED * np.log(2), abs=4 * error)
