"""A traced call or case in words and in a picture: what is printed adds up, fits the page and is all there."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from math import nan
from pathlib import Path

import pytest
from fakes.runs import MODELS, config, model_of
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg

from sim.config.schema import Config
from sim.records.statuses import CaseStep
from sim.report.style import styled
from sim.report.trace import case_words, compare_calls, compare_cases
from sim.report.trace.call_picture import draw_call
from sim.report.trace.call_words import told
from sim.report.trace.case_days import by_day, days_of
from sim.report.trace.case_picture import ROWS, draw_case, hours_of_days
from sim.report.trace.clock_words import clock, long_span, seconds, span, when
from sim.report.trace.page import WIDTH, call_page, case_page
from sim.study.trace.call import CallOnlooker
from sim.study.trace.call_story import CallStory
from sim.study.trace.case import CaseOnlooker
from sim.study.trace.case_story import CaseStory

LOAD = {
    "run.warmup": 0,
    "run.days": 12,
    "run.follow_up": 10,
    "demand.effective_calls": 300,
    "demand.invalid_share": 0.2,
}
CALLS, CASES = range(2, 1000, 29), range(1, 200, 13)


@cache
def configs() -> list[Config]:
    return [config(model, "kaihua", LOAD) for model in MODELS]


@cache
def stories() -> tuple[list[tuple[CallStory, ...]], list[tuple[CaseStory, ...]]]:
    """Calls and cases, each under all structures."""
    calls, cases = [], []
    for label, settings in zip(MODELS, configs(), strict=True):
        watched = model_of(settings)
        on_calls = [CallOnlooker(watched, label, row) for row in CALLS]
        on_cases = [CaseOnlooker(watched, label, row) for row in CASES]
        watched.run()
        calls.append([onlooker.tell() for onlooker in on_calls])
        cases.append([onlooker.tell() for onlooker in on_cases])
    return list(zip(*calls, strict=True)), list(zip(*cases, strict=True))


def valid_calls() -> list[tuple[CallStory, ...]]:
    return [group for group in stories()[0] if group[0].facts.valid]


def in_seconds(text: str) -> int:
    """What `span` printed, read back."""
    sign = -1 if text.startswith("-") else 1
    found = re.fullmatch(r"[+-]?(?:(\d+) d )?(?:(\d+):)?(\d+):(\d\d)", text)
    assert found, text
    days, hours, minutes, rest = (int(part or 0) for part in found.groups())
    return sign * (days * 86400 + hours * 3600 + minutes * 60 + rest)


@given(st.integers(-(10**7), 10**7))
def test_a_span_can_be_read_back(whole: int) -> None:
    assert in_seconds(span(whole)) == whole
    assert in_seconds(span(whole, signed=True)) == whole
    assert not span(0, signed=True).startswith(("+", "-"))


@given(st.floats(-1e5, 2e6), st.floats(0, 1e4), st.floats(0, 1e4))
def test_spans_between_rounded_times_add_up(start: float, first: float, second: float) -> None:
    a, b, c = (seconds(at) for at in (start, start + first, start + first + second))
    assert (b - a) + (c - b) == c - a
    assert re.fullmatch(r"\d\d:\d\d:\d\d", clock(start))


def test_day_zero_is_a_monday_and_days_before_it_have_names() -> None:
    assert when(0) == "Monday, day 0, 00:00:00"
    assert when(9 * 1440 + 845.5) == "Wednesday, day 9, 14:05:30"
    assert when(1439.9999) == "Tuesday, day 1, 00:00:00"
    assert when(-10) == "Sunday, day -1, 23:50:00"
    assert long_span(86400 * 3 + 3723) == "3 d 01:02"


def test_the_table_of_a_call_adds_up_as_printed() -> None:
    assert len(valid_calls()) > 10
    for group in valid_calls():
        head, *rows, whole = compare_calls.table(group)
        assert all(len(row) == len(head) for row in (*rows, whole))
        for column in range(1, len(head)):
            assert sum(in_seconds(row[column]) for row in rows) == in_seconds(whole[column])
        for row in (*rows, whole):
            values = [in_seconds(cell) for cell in row[1 : 1 + len(group)]]
            assert [in_seconds(cell) for cell in row[1 + len(group) :]] == [v - values[0] for v in values[1:]]
        for story, cell in zip(group, whole[1:], strict=False):
            if story.ender:
                assert in_seconds(cell) == seconds(story.first_able_at) - seconds(story.facts.received_at)


def test_every_part_that_differs_has_its_reason_and_no_other() -> None:
    for group in valid_calls():
        said = compare_calls.reasons(group)
        first, *others = (story.moments() for story in group)
        for place, part in enumerate(compare_calls.PARTS):
            mine = first[place + 1] - first[place]
            differs = any(abs(o[place + 1] - o[place] - mine) >= 0.5 / 60 for o in others)
            assert differs == any(sentence.startswith(part.capitalize()) for sentence in said), part
    alone = valid_calls()[0][0]
    assert compare_calls.reasons([alone, replace(alone, label="twin")]) == []


def test_the_table_of_a_case_adds_up_as_printed() -> None:
    for group in stories()[1]:
        for story in group:
            spent = compare_cases.phases(story)
            assert sum(spent.values()) == (seconds(story.decided_at) - seconds(story.began)) // 60
        assert len(compare_cases.table(group)[0]) == 1 + len(group)
        assert len(compare_cases.table(group[:2])[0]) == 4
        assert {len(row) for row in compare_cases.facts(group)} == {1 + len(group)}


@pytest.mark.parametrize("many", [1, 2, 3])
def test_pages_fit_their_width_and_hold_no_broken_number(many: int) -> None:
    pages = [call_page(group[:many], "Kaihua county", 1, "A note.") for group in stories()[0]]
    pages += [case_page(group[:many], "Kaihua county", 1, "") for group in stories()[1]]
    for page in pages:
        assert max(len(line) for line in page.splitlines()) <= WIDTH
        assert not re.search(r"\bnan\b|\binf\b|None|  {", page)
        assert page.count("Under ") >= many
        assert page.endswith("\n")


def test_a_story_runs_forward_and_ends_with_the_call() -> None:
    for group in valid_calls():
        for story in group:
            lines = told(story)
            assert [line.at for line in lines] == sorted(line.at for line in lines)
            assert lines[0].at == story.facts.received_at
            assert lines[-1].at == story.until
            waited = f"the caller has waited {span(seconds(story.first_able_at) - seconds(story.facts.received_at))}"
            assert sum(waited in line.text for line in lines) == 1


def test_an_invalid_call_ends_at_the_desk() -> None:
    groups = [group for group in stories()[0] if not group[0].facts.valid]
    assert groups
    for group in groups:
        page = call_page(group, "Kaihua county", 1, "")
        assert page.count("No police matter: it ends at the 110 desk.") == len(group)
        assert "drive" not in page


def test_every_turn_and_task_of_a_case_is_told() -> None:
    for group in stories()[1]:
        for story in group:
            lines = case_words.told(story)
            assert [line.at for line in lines] == sorted(line.at for line in lines)
            assert len(lines) >= len(story.turns) + len(story.tasks)


def test_the_days_of_a_case_hold_all_its_hours() -> None:
    for group in stories()[1]:
        for story in group:
            whole = sum(story.hours_by_day().values())
            assert sum(here.hours for here in days_of(story)) == pytest.approx(whole)
            assert sum(hours_of_days(story).values()) == pytest.approx(whole)
            said = by_day(story, set())
            told_hours = sum(float(words.split()[0]) for words in said.values() if words[0].isdigit())
            late = [re.search(r"([\d.]+) person-hours on \d+ days", words) for words in said.values()]
            told_hours += sum(float(found[1]) for found in late if found)
            assert told_hours == pytest.approx(whole, abs=0.06 * (len(said) + 1))


def test_a_call_that_nobody_reached_has_a_page_and_a_picture() -> None:
    story = valid_calls()[0][0]
    left = replace(
        story, sendings=[], able=None, first_able_at=nan, closed_at=nan, until=story.relayed_at + 60
    )
    page = call_page([left], "Kaihua county", 1, "")
    assert "Nobody able had come." in page
    with styled():
        figure = draw_call([left], configs()[:1])
    assert any("no crew" in label.get_text() for ax in figure.axes for label in ax.get_yticklabels())


@pytest.mark.parametrize("many", [1, 2, 3])
def test_pictures_are_stamped_and_the_same_each_time(many: int, tmp_path: Path) -> None:
    calls, cases = valid_calls()[1][:many], stories()[1][2][:many]
    for name, draw in (("call", lambda: draw_call(calls, configs()[:many])),
                       ("case", lambda: draw_case(cases, configs()[:many]))):  # fmt: skip
        made = []
        for again in (1, 2):
            with styled():
                figure = draw()
                figure.savefig(tmp_path / f"{name}{again}.png", metadata={"Software": None})
            made.append((tmp_path / f"{name}{again}.png").read_bytes())
            assert any("STYLISED" in text.get_text() for text in figure.texts)
            assert any("seed 1" in text.get_text() for text in figure.texts)
        assert made[0] == made[1]


def test_bars_show_the_parts_of_the_table() -> None:
    group = valid_calls()[0]
    with styled():
        figure = draw_call(group, configs())
    widths = [
        bar.get_width() for bar in figure.axes[0].patches if bar.get_width() > 0 and bar.get_height() == 0.5
    ]
    wanted = [part / 60 for story in group for part in compare_calls.parts(story) if part]
    assert widths == pytest.approx(wanted)


def test_names_of_steps_do_not_run_into_each_other() -> None:
    """Boxes of the names in a case's picture, for the cases with most steps."""
    busiest = sorted(stories()[1], key=lambda group: -max(len(story.turns) for story in group))[:2]
    for group in busiest:
        with styled():
            figure = draw_case(group, configs())
            renderer = FigureCanvasAgg(figure).get_renderer()
            for ax in figure.axes:
                boxes = [text.get_window_extent(renderer) for text in ax.texts]
                clashes = sum(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])
                assert clashes == 0 or len(boxes) > 2 * ROWS, "four rows hold eight names, and mostly more"


def test_no_bar_runs_past_the_end_of_a_case() -> None:
    seen = 0
    for story in (story for group in stories()[1] for story in group):
        work = [until for _, until, sample in story.spans() if sample.people + sample.beside > 0]
        if not work:
            continue
        given_up = replace(story.turns[-1], step=CaseStep.SUSPENDED, at=max(work))
        with styled():
            figure = draw_case([replace(story, turns=[*story.turns, given_up])], configs()[:1])
        days = [bar for bar in figure.axes[0].patches if bar.get_y() >= 0 and bar.get_height() > 0]
        last = max(bar.get_x() + bar.get_width() for bar in days)
        assert last == pytest.approx((max(work) - story.began) / 1440)
        seen += 1
    assert seen > 1, "no case was worked on"


def test_what_is_said_of_crews_and_desks_adds_up() -> None:
    reasons = 0
    for story in (story for group in valid_calls() for story in group):
        for line in told(story):
            found = re.search(r"(\d+) free, (\d+) of these able", line.text)
            if found:
                others = [
                    int(number)
                    for number in re.findall(
                        r"(\d+) (?:serve|ha)", line.text.partition("of the free ones")[2]
                    )
                ]
                assert int(found[1]) - int(found[2]) == sum(others)
                reasons += bool(others)
            shared = re.search(r"shared by (\d+) people at the desk", line.text)
            assert shared is None or int(shared[1]) > 1
    assert reasons > 3


def test_a_case_that_is_given_up_says_who_never_is() -> None:
    lines = [line.text for group in stories()[1] for story in group for line in case_words.told(story)]
    given_up = [text for text in lines if text.startswith("GIVEN UP")]
    assert given_up and all(text.endswith(case_words.KEPT) for text in given_up)
