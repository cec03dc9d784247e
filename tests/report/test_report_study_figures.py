"""What the report's figures are computed from: the week, the curves of clearance, posts, swept settings."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from fakes.small import DAY, FakeConfig, case, clock, records
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.county.build import build_county
from sim.force.establish import establish
from sim.force.establishment import Establishment
from sim.metrics import measure
from sim.metrics.rows import Window
from sim.report.study import posts, swept
from sim.report.study.figures.clearance import curves
from sim.report.study.figures.structure import short
from sim.report.study.language import Words
from sim.report.study.week import HOURS, committed_by_hour, rostered_by_hour, share_by_hour


def dispatch(start: float, end: float) -> dict[str, Any]:
    return {"dispatched_at": start, "available_at": end}


def test_time_on_calls_falls_into_the_hours_of_the_week() -> None:
    monday, next_sunday = 9 * 60.0 + 30, 13 * DAY + 23 * 60 + 50
    made = records(
        when=clock(0, 14, 14),
        dispatches=[dispatch(monday, monday + 45), dispatch(next_sunday, next_sunday + 30)],
    )
    found = committed_by_hour(made, Window.of(made))
    assert found[9] == 30 and found[10] == 15
    assert found[167] == 10, "what lies beyond the cohort does not count"
    assert found.sum() == 55


@given(st.lists(st.tuples(st.floats(0, 6 * DAY), st.floats(0, 3000)), max_size=20))
def test_no_minute_on_calls_is_lost(spans: list[tuple[float, float]]) -> None:
    made = records(
        when=clock(0, 14, 14), dispatches=[dispatch(start, start + length) for start, length in spans]
    )
    assert committed_by_hour(made, Window.of(made)).sum() == pytest.approx(sum(length for _, length in spans))


@pytest.fixture(scope="module")
def force() -> Establishment:
    config = sim.load_config(["model=traditional", "county=synthetic"])
    return establish(config, build_county(config.county), 1)


def test_rostered_hours_are_those_of_the_rosters(force: Establishment) -> None:
    shape = rostered_by_hour(force)
    assert shape.shape == (HOURS,)
    days = range(force.duty.period)
    hours = sum(h * force.on_crew_duty(d, b).sum() for d in days for b, h in enumerate((9.0, 3.0, 12.0)))
    assert shape.sum() == pytest.approx(hours * 7 / force.duty.period)


def test_the_share_over_the_week_agrees_with_the_committed_share(force: Establishment) -> None:
    rows = [{"team": 0, "day": day, "on_duty": 1440.0} for day in range(14)]
    made = records(when=clock(0, 14, 14), dispatches=[dispatch(600, 900)], teams=rows)
    shares, in_all = share_by_hour(made, force)
    duty = rostered_by_hour(force)
    assert np.average(shares, weights=duty) == pytest.approx(300 / (14 * 1440))
    assert in_all == pytest.approx(300 / (14 * 1440)), "hours weigh by the crews on duty"


def test_in_all_every_hour_weighs_by_the_crews_on_duty() -> None:
    by_day: Any = SimpleNamespace(
        duty=SimpleNamespace(period=7), on_crew_duty=lambda _, block: np.ones(1 if block == 2 else 5, bool)
    )
    rows = [{"team": 0, "day": day, "on_duty": 1440.0} for day in range(14)]
    made = records(when=clock(0, 14, 14), dispatches=[dispatch(600, 900)], teams=rows)
    shares, in_all = share_by_hour(made, by_day)
    assert in_all == pytest.approx(300 / (14 * 1440))
    assert in_all == pytest.approx(np.average(shares, weights=rostered_by_hour(by_day)))
    assert in_all != pytest.approx(np.mean(shares))


def test_curves_end_where_the_metric_stands() -> None:
    made = records(
        when=clock(0, 100, 500),
        cases=[
            case(1, solved_at=3), case(2, solved_at=200), case(3, suspended_at=20), case(4), case(5, offence=2),
        ],
    )  # fmt: skip
    ages, (found,) = curves([made], FakeConfig())  # type: ignore[arg-type]
    table = measure(made, FakeConfig()).set_index(["metric", "offence"])  # type: ignore[arg-type]
    assert ages[-1] == 365
    assert found[0, -1] == pytest.approx(table.loc[("clearance_365", "all"), "value"])
    assert found[1, -1] == pytest.approx(0.25), "suspended: one of the four criminal cases"
    assert (np.diff(found, axis=1) >= 0).all()


def test_curves_end_with_the_follow_up() -> None:
    for end, followed in ((150, 50), (100, 0)):
        made = records(when=clock(0, 100, end), cases=[case(1, solved_at=3), case(4)])
        ages, _ = curves([made], FakeConfig())  # type: ignore[arg-type]
        assert ages[-1] == followed


def test_relief_is_people_over_those_present(force: Establishment) -> None:
    everyone = posts.staffing(force, range(len(force.people)))
    assert everyone.officers + everyone.auxiliaries == len(force.people)
    present = sum(h * n for h, n in zip((9, 3, 12), everyone.on_duty, strict=True)) / 24
    assert everyone.relief == pytest.approx(len(force.people) / present / (1 - force.absence))
    stations = posts.by_station(force)
    assert len(stations) == len(
        {site.area for site in force.sites if force.bodies[site.body].kind == "station"}
    )
    assert np.isnan(posts.staffing(force, []).relief)


def test_people_moved_is_the_fewest_that_must() -> None:
    before, after = Counter(lead=5, office=3), Counter(lead=2, respond=6)
    assert posts.moved(before, after) == 6
    assert posts.moved(before, before) == 0
    assert posts.inside(before) == 8


def sweep(*points: str) -> Any:
    made = []
    for words in points:
        known = dict(word.split("=", 1) for word in words.split())
        model = SimpleNamespace(name=known.get("model", "dabuzhi"), title_zh="大部制")
        county = SimpleNamespace(name=known.get("county", "x"), title="X county", title_zh="某县")
        config = SimpleNamespace(
            model=model,
            county=county,
            demand=SimpleNamespace(offences={}, categories={}),
            posts=SimpleNamespace(bodies={}),
        )
        made.append(SimpleNamespace(words=tuple(words.split()), config=config))
    return SimpleNamespace(plan=SimpleNamespace(points=made), config=lambda place: made[place].config)


def test_swept_numbers_are_told_from_swept_names() -> None:
    material = sweep("model=a force.officers=250 county=x", "model=b force.officers=300 county=x")
    assert swept.swept(material) == [("model", ["a", "b"]), ("force.officers", ["250", "300"])]
    assert swept.numeric(material) == [("force.officers", [250.0, 300.0])]
    assert swept.grouped(material, Words("en")) == {"a": [0], "b": [1]}
    assert swept.numeric(sweep("model=a", "model=b")) == []


def test_a_third_swept_number_tells_panels_apart() -> None:
    material = sweep("a=1 b=1 c=1", "a=2 b=2 c=2")
    assert [key for key, _ in swept.numeric(material)] == ["a", "b", "c"]
    assert list(swept.grouped(material, Words("en"))) == ["1", "2"]
    assert swept.grouped(sweep("a=1", "a=2"), Words("en")) == {"dabuzhi": [0, 1]}


def test_groups_and_settings_are_called_as_a_reader_knows_them() -> None:
    material = sweep("county=x a.b=p force.officers=1", "county=y a.b=q force.officers=2")
    assert next(iter(swept.grouped(material, Words("zh")))) == "某县 · a.b=p"
    assert swept.setting("force.officers", material, Words("en")) == "Officers of the force (force.officers)"
    assert swept.setting("a.b", material, Words("en")) == "a.b"


@given(st.text(alphabet="ab 派出所", max_size=60), st.integers(2, 40))
def test_titles_are_cut_to_their_room(text: str, room: int) -> None:
    cut = short(text, room)
    width = sum(2 if each >= "⺀" else 1 for each in cut)
    assert width <= max(room, 3) or cut == text
