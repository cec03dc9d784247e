"""Who begins urgent work, in words: the numbers that are listed are those that came."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from fakes.runs import config, model_of
from hypothesis import given
from hypothesis import strategies as st

from sim.agents.case import JobKind
from sim.records.statuses import CaseStep
from sim.report.trace import case_words
from sim.study.trace.case import CaseOnlooker
from sim.study.trace.case_story import CaseStory, Hands

LOAD = {"run.warmup": 0, "run.days": 40, "run.follow_up": 5, "demand.recorded_cases": 12}
COUNTS = st.integers(0, 9)


@cache
def stories() -> list[CaseStory]:
    """Grave cases, some that calls led to, and others: many of one busy run."""
    watched = model_of(config("dabuzhi", "kaihua", LOAD))
    names, drawn = list(watched.config.demand.offences), watched.world.cases
    grave = [row for row, of in enumerate(drawn.offence) if names[of] in ("rape", "robbery", "homicide")]
    criminal = [
        row for row, of in enumerate(drawn.offence) if watched.config.demand.offences[names[of]].criminal
    ]
    called = [row for row, call in enumerate(drawn.call) if call >= 0]
    onlookers = [
        CaseOnlooker(watched, "dabuzhi", row)
        for row in sorted({*grave, *called[::7], *criminal[::16], *range(5, 400, 23)})
    ]
    watched.run()
    return [onlooker.tell() for onlooker in onlookers]


@given(COUNTS, COUNTS, COUNTS, COUNTS, COUNTS)
def test_the_listed_people_add_up(there: int, home: int, duty: int, from_home: int, on_duty: int) -> None:
    hands = Hands(there, home, duty, from_home, on_duty)
    told = case_words._who(hands)
    if not hands.brought_in:
        assert told == ""
        return
    lead, _, listed = told.partition(": ")
    assert sum(map(int, re.findall(r"\d+", listed))) == hands.brought_in == home + duty + from_home + on_duty
    numbers = [int(found) for found in re.findall(r"\d+", lead)]
    assert numbers == ([there] if there else []) + [hands.brought_in]


def test_the_start_of_urgent_work_names_whoever_is_brought_in() -> None:
    begun = 0
    for story in stories():
        for turn in story.turns:
            if turn.step is not CaseStep.STARTED:
                continue
            words = next(
                line.text for line in case_words.told(story) if line.text.startswith("Work on it begins")
            )
            (now,) = [sample for sample in story.samples if sample.at <= turn.at][-1:]
            assert ("brought in" in words) == (now.brought_in > 0)
            begun += now.brought_in > 0
    assert begun > 3


def test_after_an_arrest_people_are_named_too_but_there_is_none_in_an_administrative_case() -> None:
    told = [(story, line.text) for story in stories() for line in case_words.told(story)]
    assert any("What follows the arrest" in text and "Begun by" in text for _, text in told)
    own = re.compile(r"^(What follows the arrest|The penalty and its papers)")
    seen = {(story.facts.criminal, found[1]) for story, text in told if (found := own.match(text))}
    assert seen == {(True, "What follows the arrest"), (False, "The penalty and its papers")}


def test_nobody_counts_as_free_who_helps_elsewhere_and_a_group_says_its_size() -> None:
    teams = [task.team for story in stories() for task in story.tasks]
    assert all(0 <= team.there <= team.members for team in teams)
    groups = [team.name for team in teams if team.name.startswith("group")]
    assert groups and all(re.match(r"group \d+ \((\w+) people\) for ", name) for name in groups)
    assert any(task.kind is JobKind.INVESTIGATE for story in stories() for task in story.tasks)


def test_a_case_is_accepted_when_somebody_sees_it_or_when_the_scene_is_cleared() -> None:
    story = next(
        story for story in stories() if story.facts.call >= 0 and story.accepted_at == story.accepted_at
    )
    accepted = next(turn.at for turn in story.turns if turn.step is CaseStep.ACCEPTED)
    for presence, why in ((accepted, "the first crew is there and sees what it is"),
                          (accepted - 30, "the crew has cleared the scene")):  # fmt: skip
        lines = case_words.told(replace(story, presence_at=presence))
        assert [line.text for line in lines if line.text.startswith("Accepted")] == [f"Accepted: {why}."]
