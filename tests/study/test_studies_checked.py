"""Points checked together: the mistakes that each has alone, and every mistake told once."""

from __future__ import annotations

import pytest

import sim.county.build
import sim.force.establish
from sim.config.errors import ConfigError
from sim.study.check import problems_of
from sim.study.studies.checked import check_points, problems_of_all
from sim.study.studies.plan import plan_study

WORDS = ("county=reference", "draws=0", "run.days=10")


def test_the_mistakes_are_those_of_each_alone() -> None:
    plan = plan_study(
        [*WORDS, "model=traditional,dabuzhi", "force.officers=3,300", "dispatch.rule=nearest,nearest_able"]
    )
    configs = [point.config for point in plan.points]
    found = problems_of_all(configs)
    assert found == [problems_of(config) for config in configs]
    assert [bool(problems) for problems in found].count(False) == 2


def test_every_mistake_is_told_once_with_its_points() -> None:
    plan = plan_study([*WORDS, "model=dabuzhi", "force.officers=3,4,300", "dispatch.rule=nearest"])
    with pytest.raises(ConfigError) as caught:
        check_points(plan.points)
    every, *others = sorted(caught.value.problems, key=lambda line: not line.startswith("every point"))
    assert every.startswith("every point: dispatch.rule: ")
    assert {line.split(":")[0] for line in others} <= {
        "force.officers=3", "force.officers=4", "force.officers=3; force.officers=4",
    }  # fmt: skip
    assert others


def test_many_points_are_named_by_the_first() -> None:
    plan = plan_study([*WORDS, "run.seed=1,2,3,4,5,6", "dispatch.rule=nearest,nearest_able"])
    assert len(plan.points) == 2, "seeds are no points"
    plan = plan_study([*WORDS, "work.case.alpha=0.1,0.2,0.3,0.4,0.5", "dispatch.rule=nearest,nearest_able"])
    with pytest.raises(ConfigError) as caught:
        check_points(plan.points)
    (line,) = caught.value.problems
    assert "and 2 more points: dispatch.rule: " in line


def test_what_is_alike_is_built_once(monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[str] = []
    county, force = sim.county.build.build_county, sim.force.establish.establish

    def building(config: object) -> object:
        built.append("county")
        return county(config)  # type: ignore[arg-type]

    def posting(*parts: object) -> object:
        built.append("force")
        return force(*parts)  # type: ignore[arg-type]

    monkeypatch.setattr(sim.county.build, "build_county", building)
    monkeypatch.setattr(sim.force.establish, "establish", posting)
    check_points(plan_study([*WORDS, "force.officers=250,300", "work.case.alpha=0.3,0.5,0.8"]).points)
    assert sorted(built) == ["county", "force", "force"]
