"""The printed table, its sentence, and the table for machines."""

import json
from pathlib import Path

import pytest
from report.summaries import NUMBERS, make_summary, without

from sim.report.machine import as_json
from sim.report.rows import TABLE
from sim.report.table import Labels, render
from sim.report.verdict import next_command, verdict

PAIR = Labels("dabuzhi", "traditional", "Kaihua county")


def flat(text: str) -> str:
    return " ".join(text.split())


def test_the_load_comes_first_and_says_that_nothing_queues() -> None:
    text = flat(render(make_summary(), PAIR))
    assert text.startswith("Load in Kaihua county, a year: 6 900 effective calls (of 27 600 received), 920")
    assert "2.1 % (traditional) and 2.2 % (dabuzhi)" in text
    assert "so keeping crews in reserve and calling crews off for more urgent calls cannot bind" in text


@pytest.mark.parametrize(("metric", "value"), [("queue_time", 4.0), ("committed_share", 0.3)])
def test_where_something_queues_nothing_is_said_to_be_free(metric: str, value: float) -> None:
    summary = make_summary()
    summary.loc[(summary["metric"] == metric) & (summary["model"] == "traditional"), "mean"] = value
    assert "cannot bind" not in render(summary, PAIR)


def test_caseload_cannot_bind_only_where_investigators_have_hardly_a_case() -> None:
    summary = make_summary()
    summary.loc[summary["metric"] == "caseload", "mean"] = 0.4
    assert "and the number of cases in hand cannot bind" in flat(render(summary, PAIR))


@pytest.mark.parametrize(
    ("width", "shown", "note"),
    [
        (140, "12.0 [11.8, 12.2] 10.8 [10.6, 11.0] -1.2 [-1.5, -0.9] 3 900", "Brackets: 95 % interval"),
        (100, "12.0 [11.8, 12.2] 10.8 [10.6, 11.0] -1.2 [-1.5, -0.9] 3 900", "Brackets: 95 % interval"),
        (80, "12.0 ±0.2 10.8 ±0.2 -1.2 ±0.3 3 900", "±: half of the 95 % interval"),
        (70, "12.0 10.8 -1.2 3 900 ±0.2 ±0.2 ±0.3", "±: half of the 95 % interval"),
    ],
)
def test_a_row_has_before_after_difference_and_events(width: int, shown: str, note: str) -> None:
    text = render(make_summary(), PAIR, width=width)
    assert f"mean, urban {shown} mean, rural" in flat(text)
    assert note in flat(text)


def test_in_80_columns_every_row_takes_one_line_and_names_are_whole() -> None:
    summary = make_summary()
    names = {"dabuzhi": "three_centres_three_bureaus", "traditional": "traditional-songtao_flat"}
    for model, name in names.items():
        summary.loc[summary["model"] == model, "model"] = name
    text = render(summary, Labels(*names.values()))
    lines = text.partition("events\n")[2].partition("Response time:")[0].splitlines()
    known = set(summary["metric"])
    shown = [row for section in TABLE for row in section.rows if row.metric in known]
    without_row = {"9 in 10, priority 2", "9 in 10, priority 3"}
    assert len(lines) == 1 + len(TABLE) + len(shown) - len(without_row)
    head = text.partition("─")[0].splitlines()[-3:]
    assert [flat(line) for line in head] == [
        "before after",
        "traditional- three_centres_",
        "songtao_flat three_bureaus difference events",
    ]


def test_a_figure_is_never_cut_short_to_fit() -> None:
    summary = make_summary()
    summary[NUMBERS] *= 4000.0
    for width in (80, 100, 140):
        text = render(summary, PAIR, width=width)
        assert "…" not in text and max(map(len, text.splitlines()[:40])) <= width
        assert "85 600.0" in text and "-7 600.0" in text


def test_every_row_that_has_a_figure_is_shown() -> None:
    summary = make_summary()
    text = render(summary, PAIR)
    known = set(summary["metric"])
    words = [row.words for section in TABLE for row in section.rows if row.metric in known]
    missing = {word for word in words if word not in text}
    assert missing == {"9 in 10, priority 2", "9 in 10, priority 3"}


@pytest.mark.parametrize("width", [80, 100, 140])
@pytest.mark.parametrize("replications", [1, 8])
def test_nothing_is_wider_than_asked(width: int, replications: int) -> None:
    text = render(make_summary(replications), PAIR, width=width)
    assert max(len(line) for line in text.splitlines() if not line.startswith("Next:")) <= width
    assert "..." not in text
    assert "…" not in text


def test_a_structure_alone_has_no_difference() -> None:
    text = render(make_summary(), Labels("dabuzhi"))
    assert "difference" not in text
    assert "traditional" not in text
    assert "19.5 [19.1, 19.9]" in text, "alone there is room for both ends"


def test_what_was_not_reached_is_words_and_never_a_number() -> None:
    text = render(without(make_summary(), "clearance_365", "not reached"), PAIR)
    assert "nan" not in text.lower()
    assert text.count("not reached") >= 2
    assert "the share of cases cleared within 90 days is" in flat(text)


def test_flags_are_explained_where_they_occur() -> None:
    summary = make_summary()
    assert "* fewer" not in render(summary, PAIR)
    summary.loc[summary["metric"] == "backlog", "flag"] = "not stationary"
    summary.loc[summary["metric"] == "period_rate", "flag"] = "few"
    summary.loc[summary["metric"] == "response_time_mean", "flag"] = "lower bound"
    text = render(summary, PAIR)
    assert "610!" in text
    assert "920*" in text
    assert ">= 19.5" in text
    assert all(note in text for note in ("! not stationary", "* fewer than 30", ">= some calls"))


def test_the_sentence_tells_apart_what_the_interval_tells_apart() -> None:
    clear = verdict(make_summary(), "dabuzhi", "traditional")
    assert "mean response time is 1.9 minutes shorter (95 % interval: 1.4 to 2.4)" in clear
    assert "cleared within a year is 0.6 points higher" in clear
    unclear = verdict(make_summary(half=2), "dabuzhi", "traditional")
    assert unclear.count("not told apart") == 2
    assert "5.7 minutes shorter to 1.9 minutes longer" in unclear


def test_the_sentence_tells_no_direction_that_waiting_calls_could_turn() -> None:
    summary = make_summary()
    response = summary["metric"] == "response_time_mean"
    summary.loc[response & (summary["model"] == "traditional"), "flag"] = "lower bound"
    assert "1.9 minutes shorter" in verdict(summary, "dabuzhi", "traditional"), "it could only be more"
    summary.loc[response, "flag"] = "lower bound"
    said = verdict(summary, "dabuzhi", "traditional")
    assert "the mean response time is known only as a lower bound" in said and "shorter" not in said


def test_the_sentence_on_one_replication_claims_nothing() -> None:
    assert "cannot tell chance from structure" in verdict(make_summary(1), "dabuzhi", "traditional")


def test_the_sentence_says_when_events_are_few_or_missing() -> None:
    summary = make_summary()
    summary.loc[summary["metric"] == "clearance_365", ["flag", "n_events"]] = ["few", 12]
    assert "from only 12 events" in verdict(summary, "dabuzhi", "traditional")
    gone = without(without(make_summary(), "clearance_365", "not reached"), "clearance_90", "not reached")
    assert "is not known (not reached)" in verdict(gone, "dabuzhi", "traditional")


def test_without_events_sentence_table_and_json_say_so() -> None:
    summary = make_summary()
    for metric in ("response_time_mean", "clearance_365", "clearance_90"):
        summary = without(summary, metric, "few")
    summary.loc[summary["metric"] == "response_time_mean", "n_events"] = 0
    said = verdict(summary, "dabuzhi", "traditional")
    assert said.count("is not known (no events)") == 2 and "few" not in said
    assert verdict(summary, "dabuzhi", None).count("is not known (no events)") == 2
    row = next(line for line in render(summary, PAIR).splitlines() if line.startswith("  mean  "))
    assert flat(row) == "mean no events no events - 0*"
    found = json.loads(as_json(summary, PAIR))["summary"]
    reasons = [line["reason"] for line in found if line["metric"] == "response_time_mean"]
    assert {reason["mean"] for reason in reasons} == {"no events"}
    assert {reason["difference"] for reason in reasons} == {"no events", "nothing to compare with"}


def test_a_figure_that_the_summary_lacks_is_not_known_either() -> None:
    summary = make_summary()
    lacking = summary[summary["metric"] != "response_time_mean"]
    assert "the mean response time is not known (no events)" in verdict(lacking, "dabuzhi", "traditional")


def test_the_sentence_on_equal_structures() -> None:
    summary = make_summary()
    summary.loc[summary["model"] == "dabuzhi", ["difference", "difference_low", "difference_high"]] = 0.0
    assert verdict(summary, "dabuzhi", "traditional").count("exactly the same") == 2


def test_the_next_command_narrows_the_interval_and_keeps_what_was_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("VIRTUAL_ENV", "active")
    asked = ["+model=dabuzhi", "county=songtao", "run.replications=8"]
    wide = next_command(make_summary(half=2), "dabuzhi", "traditional", asked)
    assert wide == "python -m sim run model=dabuzhi county=songtao run.replications=16"
    clear = next_command(make_summary(), "dabuzhi", "traditional", asked)
    assert clear == "python -m sim explain model=dabuzhi county=songtao"
    alone = next_command(make_summary(), "dabuzhi", None, ["run.baseline=none", *asked[1:]])
    assert alone == "python -m sim run model=dabuzhi county=songtao run.replications=8"
    assert (
        next_command(make_summary(), "traditional", None, ["model=traditional"])
        == "python -m sim run model=dabuzhi"
    )
    mixed = ["model=traditional", "command=songtao_flat", "run.baseline=none"]
    found = next_command(make_summary(), "traditional-songtao_flat", None, mixed)
    assert found == "python -m sim run model=traditional command=songtao_flat"


def test_the_next_command_names_the_python_that_is_not_active(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    monkeypatch.setattr("sys.prefix", "elsewhere")
    monkeypatch.setattr("sys.executable", str(Path.cwd() / ".venv" / "bin" / "python"))
    found = next_command(make_summary(), "dabuzhi", "traditional", ["model=dabuzhi"])
    assert found == ".venv/bin/python -m sim explain model=dabuzhi"


def test_json_is_strict_and_says_why_a_number_is_missing() -> None:
    text = as_json(without(make_summary(1), "clearance_365", "not reached"), PAIR, status="complete")

    def refuse(constant: str) -> float:
        raise AssertionError(f"{constant} is not JSON")

    found = json.loads(text, parse_constant=refuse)
    assert found["status"] == "complete"
    assert len(found["summary"]) == len(make_summary())
    for row in found["summary"]:
        assert (row["mean"] is None) == ("mean" in row["reason"])
        assert (row["difference"] is None) == ("difference" in row["reason"])
        assert all(row[name] is None for name in NUMBERS if name.endswith(("low", "high")))
    missing = [row["reason"]["mean"] for row in found["summary"] if row["metric"] == "clearance_365"]
    assert missing == ["not reached", "not reached"]
