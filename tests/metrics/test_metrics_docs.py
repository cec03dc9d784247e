"""docs/metrics.md and the registry say the same, and every metric written is registered."""

from pathlib import Path

from fakes.drawn import drawn
from fakes.small import FakeConfig

from sim.metrics import measure
from sim.metrics.page import page
from sim.metrics.registry import GROUPS, METRICS

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_is_up_to_date() -> None:
    assert (DOCS / "metrics.md").read_text(encoding="utf-8") == page()


def test_every_metric_is_on_the_page_with_unit_and_equation() -> None:
    text = page()
    for metric in METRICS.values():
        line = next(line for line in text.splitlines() if line.startswith(f"| `{metric.name}` "))
        assert metric.unit and f"| {metric.unit} |" in line
        assert metric.equation and metric.equation.replace("|", r"\|") in line
        assert metric.text and metric.events and metric.group in GROUPS


def test_exactly_the_registered_metrics_are_measured_and_each_has_an_unsplit_row() -> None:
    table = measure(drawn(1), FakeConfig())
    assert set(table["metric"]) == set(METRICS)
    unsplit = table[(table[["priority", "category", "area", "offence"]] == "all").all(axis=1)]
    assert sorted(unsplit["metric"]) == sorted(METRICS)
    assert all(METRICS[name].unit == unit for name, unit in zip(table["metric"], table["unit"], strict=True))
