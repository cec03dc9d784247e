"""docs/metrics.md and the registry say the same, and every metric written is registered."""

from fakes.documents import own_documents, rows
from fakes.drawn import drawn
from fakes.small import FakeConfig

from sim.metrics import measure
from sim.metrics.registry import GROUPS, METRICS


def test_every_metric_is_on_the_page_with_unit_meaning_and_equation() -> None:
    page = rows(own_documents()["metrics.md"])
    for metric in METRICS.values():
        (row,) = (row for row in page if row[0] == f"`{metric.name}`")
        assert [cell.replace("\\", "") for cell in row[1:]] == [
            metric.unit, metric.text, metric.equation, metric.events,
        ]  # fmt: skip
        assert all(row) and metric.group in GROUPS


def test_exactly_the_registered_metrics_are_measured_and_each_has_an_unsplit_row() -> None:
    table = measure(drawn(1), FakeConfig())
    assert set(table["metric"]) == set(METRICS)
    unsplit = table[(table[["priority", "category", "area", "offence"]] == "all").all(axis=1)]
    assert sorted(unsplit["metric"]) == sorted(METRICS)
    assert all(METRICS[name].unit == unit for name, unit in zip(table["metric"], table["unit"], strict=True))
