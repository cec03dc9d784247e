"""What a page without draws says of assumed numbers, and cells that a spreadsheet would compute."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from matplotlib.figure import Figure

from sim.config.load import load_config
from sim.report.study.figures.frame import Picture
from sim.report.study.suppositions import guessed
from sim.study.studies.assumed.constants import not_drawn


def test_what_is_called_not_drawn_is_what_would_be_drawn() -> None:
    config = load_config(["county=reference", "model=dabuzhi"])
    material: Any = SimpleNamespace(config=lambda _: config)
    found = guessed(material, 0)
    left = {path for path, _ in not_drawn(config)}
    assert "county.cell_km" in left and not left & found.keys()
    assert found and all(each.low < each.high for each in found.values())


def test_no_beginning_of_a_cell_is_taken_for_a_formula() -> None:
    cells = ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1", "a=1", -1.5]
    table = Picture("a", "", "", "", Figure(), ("=head",), [cells]).table()
    assert table == "'=head\r\n'=1,'+1,'-1,'@a,'\t=1,\"'\r=1\",\"'\n=1\",a=1,-1.5\r\n"
