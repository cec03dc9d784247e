"""The folder of an export: what is in it, same bytes, all or nothing, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
import yaml
from fakes import kept_study
from hypothesis import given
from hypothesis import strategies as st
from pyarrow.parquet import read_table

from sim.config.errors import ConfigError
from sim.report.export import folder as folder_module
from sim.report.export.answers import printable, shown, write_answer
from sim.report.export.folder import export
from sim.report.export.latex import latex
from sim.report.export.methods import joined, methods
from sim.report.export.readme import FILES, readme
from sim.report.export.sheets import BOM, write_csv, write_workbook
from sim.report.export.wish import Wish
from sim.study.studies.export.events import COLUMNS as EVENT_COLUMNS
from sim.study.studies.export.tables import COLUMNS, tables
from sim.study.studies.kept import Kept
from sim.study.studies.study import Study

TABLES = list(COLUMNS)


@pytest.fixture(scope="module")
def kept() -> Kept:
    return Kept.of(kept_study.study())


@pytest.fixture(scope="module")
def made(kept: Kept, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export(kept, tmp_path_factory.mktemp("out") / "mine")


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_the_folder_has_every_file_and_readme_says_what_each_is(made: Path) -> None:
    names = {file.name + "/" * file.is_dir() for file in made.iterdir()}
    assert names == set(FILES)
    page = (made / "README.txt").read_text(encoding="utf-8")
    for name in names:
        assert f"  {name} " in page
    for columns in (*COLUMNS.values(), EVENT_COLUMNS):
        for column in columns:
            assert re.search(rf"^  {column} ", page, re.MULTILINE)
    assert "one replication of each point" in " ".join(page.split())
    assert max(map(len, page.splitlines())) <= 110


def test_a_readme_speaks_only_of_what_is_there() -> None:
    page = readme("x", ["README.txt", "points.csv"], ["Something is missing."])
    assert "points.csv" in page and "events.csv" not in page and "tables.xlsx" not in page
    assert "Something is missing." in page


def test_tables_can_be_read_back(made: Path, kept: Kept) -> None:
    for name, table in tables(kept).items():
        file = made / f"{name}.csv"
        assert file.read_bytes().startswith(BOM)
        read = pd.read_csv(file, keep_default_na=False, na_values=[""], encoding="utf-8-sig")
        assert list(read.columns) == list(COLUMNS[name]) and len(read) == len(table)
        sheet = pd.read_excel(made / "tables.xlsx", sheet_name=name, keep_default_na=False, na_values=[""])
        assert list(sheet.columns) == list(COLUMNS[name]) and len(sheet) == len(table)
        for column in table.select_dtypes("number"):
            expected = table[column].astype(float)
            pd.testing.assert_series_equal(
                read[column].astype(float), expected, check_names=False, rtol=1e-12
            )
            pd.testing.assert_series_equal(
                sheet[column].astype(float), expected, check_names=False, rtol=1e-12
            )
    events = pd.read_csv(made / "events.csv", encoding="utf-8-sig")
    assert list(events.columns) == list(EVENT_COLUMNS) and set(events["point"]) == {"traditional", "dabuzhi"}


def test_configurations_are_those_of_the_points(made: Path, kept: Kept) -> None:
    files = sorted((made / "config").iterdir())
    assert [file.name for file in files] == ["0-traditional.yaml", "1-dabuzhi.yaml"]
    for file, point in zip(files, kept.study.plan.points, strict=True):
        assert yaml.safe_load(file.read_text(encoding="utf-8"))["model"]["name"] == point.config.model.name


def test_the_same_study_gives_the_same_bytes(made: Path, kept: Kept) -> None:
    again = export(kept, made.parent / "again")
    assert contents(again) == contents(made)
    assert sorted(file.name for file in made.parent.iterdir()) == ["again", "mine"], "nothing hidden is left"


def test_formats_and_events_can_be_chosen(kept: Kept, tmp_path: Path) -> None:
    few = export(kept, tmp_path / "few", Wish(("latex",), "none"))
    names = {file.name for file in few.iterdir()}
    assert names == {"README.txt", "study.json", "config", "methods.md", *(f"{n}.tex" for n in LATEX)}
    every = export(kept, tmp_path / "every", Wish(("csv",), "all"))
    events = pd.read_csv(every / "events.csv", encoding="utf-8-sig")
    assert set(map(tuple, events[["point", "seed"]].drop_duplicates().values.tolist())) == {
        (point, seed) for point in ("traditional", "dabuzhi") for seed in (1, 2, 3)
    }
    assert not (every / "tables.xlsx").exists()


def test_what_is_there_is_never_replaced(made: Path, kept: Kept) -> None:
    before = contents(made)
    with pytest.raises(ConfigError, match="is there already"):
        export(kept, made)
    assert contents(made) == before


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_all_or_nothing(
    error: BaseException, kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise error

    monkeypatch.setattr(folder_module, "_write_events", full)
    with pytest.raises((ConfigError, KeyboardInterrupt)) as caught:
        export(kept, tmp_path / "deep" / "down" / "mine")
    assert not list(tmp_path.iterdir()), "neither the folder nor those made for it"
    assert isinstance(caught.value, KeyboardInterrupt) or "No space left" in str(caught.value)


def test_what_is_missing_stands_in_the_readme(tmp_path: Path) -> None:
    study = Study.open(kept_study.copy(tmp_path), kept_study.NAME)
    study.folder.store.discard(study.asked[0].key)
    made = export(Kept.of(study), tmp_path / "mine", Wish(("csv",), "none"))
    assert "traditional, seed 1" in (made / "README.txt").read_text(encoding="utf-8")
    assert "5 of 6 replications are in this export" in _flat(made / "methods.md")


# -- cells ------------------------------------------------------------------------------------------------------

NASTY = (
    "=1+1",
    "+1",
    "-1",
    "@sum(a1)",
    "\tx",
    "\rx",
    "\n=1",
    "https://example.org",
    "a,b",
    'say "x"',
    "开化",
    "1e5",
)


def _csv(table: pa.Table) -> list[list[str]]:
    file = io.BytesIO()
    write_csv(file, [table])
    return list(csv.reader(io.StringIO(file.getvalue().decode("utf-8-sig"), newline="")))


def test_no_text_is_taken_for_a_formula_and_numbers_stay_numbers() -> None:
    head, *rows = _csv(pa.table({"name": NASTY, "value": [-1.5] * len(NASTY), "count": [-3] * len(NASTY)}))
    assert head == ["name", "value", "count"]
    for text, (name, value, count) in zip(NASTY, rows, strict=True):
        assert name == (f"'{text}" if text[0] in "=+-@\t\r\n" else text)
        assert (value, count) == ("-1.5", "-3")


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=1, max_size=5
    )
)
def test_any_text_comes_back_from_csv(texts: list[str]) -> None:
    for text, (_, cell) in zip(
        texts, _csv(pa.table({"n": range(len(texts)), "text": texts}))[1:], strict=True
    ):
        assert cell in (text, f"'{text}") and not cell.startswith(tuple("=+-@\t\r\n"))


def test_a_workbook_holds_texts_as_texts(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    table = pd.DataFrame({"name": NASTY, "value": [float("nan"), *([-1.5] * (len(NASTY) - 1))]})
    assert write_workbook(tmp_path / "a.xlsx", {"points": table}) == []
    sheet = load_workbook(tmp_path / "a.xlsx")["points"]
    cells = [cell for (cell,) in sheet.iter_rows(2, max_col=1)]
    assert [cell.data_type for cell in cells] == ["s"] * len(NASTY)
    assert all(cell.hyperlink is None for cell in cells)
    assert [sheet.cell(2, 2).value, sheet.cell(3, 2).value] == [None, -1.5]


def test_a_table_that_is_too_long_stays_out_of_the_workbook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.report.export.sheets.MOST_ROWS", 1)
    short, long = (pd.DataFrame({"a": range(number)}) for number in (1, 2))
    assert write_workbook(tmp_path / "a.xlsx", {"short": short, "long": long}) == ["long"]
    assert pd.ExcelFile(tmp_path / "a.xlsx").sheet_names == ["short"]


# -- LaTeX and methods ------------------------------------------------------------------------------------------

LATEX = ("headlines", "comparisons", "assumptions", "influences")


def test_latex_is_escaped_and_whole(kept: Kept) -> None:
    held = tables(kept)
    name = r"50% & more_ #1 {x} $y$ \input{a}"
    for table in held.values():
        for column in ("point", "baseline"):
            if column in table:
                table[column] = table[column].replace("dabuzhi", name)
    found = dict(latex(held))
    assert tuple(found) == LATEX
    for text in found.values():
        assert text.count(r"\begin{longtable}") == text.count(r"\end{longtable}") == 1
        for rule in ("toprule", "midrule", "bottomrule"):
            assert rf"\{rule}" in text
        widths = [float(width) for width in re.findall(r"p\{([\d.]+)cm\}", text)]
        assert sum(widths) + len(widths) * 6 / 28.45 < 345 / 28.45, (
            "no wider than the text of an article on A4"
        )
        assert r"\input{" not in text
        assert r"50\% \& more\_ \#1 \{x\} \$y\$" in text
        head = re.search(r"\\toprule\n(.+?) \\\\", text)
        assert head
        columns = head[1].count(" & ") + 1
        for line in re.findall(r"^(?!\\).* \\\\$", text, re.MULTILINE):
            assert len(re.findall(r"(?<!\\)&", line)) + 1 == columns


def _flat(file: Path) -> str:
    return " ".join(file.read_text(encoding="utf-8").split())


def test_the_methods_paragraph_has_the_studys_own_numbers(made: Path, kept: Kept) -> None:
    page = _flat(made / "methods.md")
    county = kept.study.plan.points[0].config.county
    about = kept.study.folder.about()
    for words in (
        county.title, "Traditional structure (`traditional`)", "1 days of warm-up, 6 days", "2 days of follow-up",
        "3 replications a point, under the seeds 1 to 3", f"{len(kept.study.comparisons())} comparisons", "Holm",
        "0.5 minutes of response, or 2 percentage points", "10 times (of 10 asked for",
        "not been validated on a Chinese county", about["code"], f"mesa {about['versions']['mesa']}",
        "python -m sim compare county=reference",
    ):  # fmt: skip
        assert words in page, words


def test_without_draws_and_margin_the_paragraph_says_what_that_means(kept: Kept) -> None:
    from dataclasses import replace

    study = Study(kept.study.folder, replace(kept.study.plan, draws=0, margin=None))
    alone = Kept.of(study)
    page = " ".join(methods(alone, tables(alone)).split())
    assert "all intervals hold chance alone" in page and "No margin of equivalence" in page


def test_a_study_of_one_point_compares_nothing(kept: Kept) -> None:
    from dataclasses import replace

    plan = kept.study.plan
    alone = Kept.of(Study(kept.study.folder, replace(plan, points=plan.points[:1], against=(0,))))
    held = tables(alone)
    assert "Nothing was compared." in methods(alone, held)
    assert [name for name, _ in latex(held)] == ["headlines"]


def test_names_that_markdown_would_read_are_escaped() -> None:
    assert joined(["<script>", "*a*", "b"]) == r"&lt;script>, \*a\* and b"
    assert joined([str(number) for number in range(14)]).endswith("10, 11 and 2 more")
    assert joined([]) == "" and joined(["a"]) == "a"


# -- answers ----------------------------------------------------------------------------------------------------


def reader(*batches: dict[str, list[object]]) -> pa.RecordBatchReader:
    made = [pa.RecordBatch.from_pydict(batch) for batch in batches]
    return pa.RecordBatchReader.from_batches(made[0].schema, iter(made))


def test_an_answer_as_csv_json_and_parquet(tmp_path: Path) -> None:
    parts = [{"a": ["=x", None], "b": [1.5, float("nan")]}, {"a": ["y"], "b": [2.0]}]
    said = {}
    for kind in ("csv", "json", "parquet"):
        with (tmp_path / kind).open("wb") as file:
            assert write_answer(reader(*parts), kind, file) == 3
        said[kind] = tmp_path / kind
    assert said["csv"].read_text() == '"a","b"\n"\'=x",1.5\n,nan\n"y",2\n'
    assert json.loads(said["json"].read_text()) == [
        {"a": "=x", "b": 1.5}, {"a": None, "b": None}, {"a": "y", "b": 2.0},
    ]  # fmt: skip
    assert read_table(said["parquet"]).column("a").to_pylist() == ["=x", None, "y"]


def test_an_answer_without_rows_has_its_head() -> None:
    file = io.BytesIO()
    empty = pa.schema([("a", pa.int64()), ("b", pa.list_(pa.int64()))])
    assert write_answer(pa.RecordBatchReader.from_batches(empty, iter(())), "csv", file) == 0
    assert file.getvalue() == b'"a","b"\n'


def test_a_terminal_is_shown_the_first_rows_and_nothing_that_steers_it() -> None:
    found = shown(reader({"\x1b[31m": ["\x1b]0;x\x07", "b", "c"], "n": [1.23456789, 2.0, 3.0]}), 2)
    assert found.rows == [["\\x1b]0;x\\x07", "1.23457"], ["b", "2"]]
    assert (found.head, found.numbers, found.more) == (["\\x1b[31m", "n"], [False, True], True)
    assert not shown(reader({"a": [1, 2]}), 2).more
    assert printable("开化 x") == "开化 x"
