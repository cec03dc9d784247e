"""Markdown that is wrapped without being changed, and files that appear whole or not at all."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.config.errors import ConfigError
from sim.config.quantity import Quantity
from sim.report.documents.markdown import NBSP, cell, code, known, number, plain, table
from sim.report.documents.reflow import WIDTH, reflow
from sim.report.documents.write import MARK, check_folder, inside, write

WORDS = st.sampled_from(
    ["a", "is", "longer", "-", "*", "1.", "12.", "+", "`a b c`", "$x + y$", "[a b](c.md)", "x" * 130]
)
NUMBERS = st.floats(-1e6, 1e6, allow_nan=False)


@given(st.lists(WORDS, min_size=1, max_size=80), st.sampled_from(["", "- ", "1. "]))
def test_wrapping_keeps_every_word_and_makes_no_item(words: list[str], item: str) -> None:
    text = f"{item}A {' '.join(words)}"
    wrapped = reflow(text)
    assert wrapped.split() == text.split()
    lines = wrapped.splitlines()
    indent = " " * len(item)
    for line in lines[1:]:
        assert line.startswith(indent)
        first = line.split()[0]
        assert first not in {"-", "*", "1.", "12."} or line.split() == [first]
    assert all(len(line) <= WIDTH + 135 for line in lines)
    for whole in ("`a b c`", "$x + y$", "[a b](c.md)"):
        assert wrapped.count(whole) == text.count(whole), "broken inside"


def test_short_words_fill_lines_up_to_the_width() -> None:
    lines = reflow("word " * 200).splitlines()
    assert max(map(len, lines)) <= WIDTH
    assert all(len(line) > WIDTH - 5 for line in lines[:-1])


def test_tables_code_and_headings_stay_as_they_are() -> None:
    page = (
        "# Head\n\n| a | b |\n|---|---|\n| "
        + "x " * 90
        + "| y |\n\n```\n"
        + "long " * 60
        + "\n   kept\n```\n"
    )
    assert reflow(page) == "\n".join(line.rstrip() for line in page.splitlines()) + "\n"


@given(NUMBERS)
def test_numbers_can_be_read_back(value: float) -> None:
    text = number(value)
    assert "e" not in text
    assert float(text.replace(NBSP, "")) == pytest.approx(value, rel=1e-5, abs=1e-11)


def test_numbers_as_a_reader_meets_them() -> None:
    half = Quantity.of({"value": 0.5, "unit": "share", "status": "assumed", "source": "s", "range": [0, 1]})
    point = Quantity.of({"value": 1, "unit": "share", "status": "assumed", "source": "s", "range": [1, 1]})
    assert (known(half), known(point)) == ("0.5 (assumed, 0 to 1)", "1 (assumed, fixed)")
    assert [cell(value) for value in (True, None, (), (1, "a"), {"a": ("b",)}, 230000.0)] == [
        "yes", "-", "-", "1, a", "a -> b", f"230{NBSP}000",
    ]  # fmt: skip


@given(st.text(max_size=40))
def test_any_text_stays_one_cell(text: str) -> None:
    lines = table(["a", "b"], [(plain(text), code(text))]).splitlines()
    assert len(lines) == 3
    assert len(re.findall(r"(?<!\\)\|", lines[2].replace("\\\\", ""))) == 3
    assert not re.search("<[a-zA-Z/!?]", plain(text))


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="1 cells under 2"):
        table(["a", "b"], [("x",)])


DOCUMENTS = {"a.md": f"{MARK}\nA\n", "b.md": f"{MARK}\nB\n"}


def test_documents_are_written_whole_and_over_older_ones(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    files = write(DOCUMENTS, folder)
    assert files == [folder / "a.md", folder / "b.md"]
    write({**DOCUMENTS, "a.md": f"{MARK}\nnew\n"}, folder)
    assert (folder / "a.md").read_text(encoding="utf-8") == f"{MARK}\nnew\n"
    assert sorted(file.name for file in folder.iterdir()) == ["a.md", "b.md"]


@pytest.mark.parametrize("theirs", [b"# My own\n", b"", b"\xff\xfe"])
def test_a_file_of_somebody_else_is_never_overwritten(tmp_path: Path, theirs: bytes) -> None:
    (tmp_path / "b.md").write_bytes(theirs)
    with pytest.raises(ConfigError, match=r"b\.md .* was not written by this command"):
        write(DOCUMENTS, tmp_path)
    assert (tmp_path / "b.md").read_bytes() == theirs
    assert not (tmp_path / "a.md").exists()


@pytest.mark.parametrize("failing", ["fsync", "open"])
def test_a_disk_that_refuses_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    calls = iter([False, True])
    whole = os.fsync if failing == "fsync" else Path.open

    def refuse(*args: object, **more: object) -> object:
        if next(calls):
            raise OSError(28, "No space left on device")
        return whole(*args, **more)  # type: ignore[operator]  # one of two functions with other arguments

    monkeypatch.setattr(*((os, "fsync") if failing == "fsync" else (Path, "open")), refuse)
    with pytest.raises(ConfigError, match="No space left"):
        write(DOCUMENTS, tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


def test_where_documents_may_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert inside([]) is None
    assert inside(["a/b"]) == Path("a/b")
    assert inside([str(tmp_path / "a")]) == tmp_path / "a"
    (tmp_path / "way").symlink_to(tmp_path.parent)
    for outside in ("..", "a/../../b", "/", "way", "way/x", "a\0b"):
        with pytest.raises(ConfigError, match="out: "):
            inside([outside])
    for asked in (["a", "b"], [""]):
        with pytest.raises(ConfigError, match="out"):
            inside(asked)
    (tmp_path / "file").write_text("mine")
    for place in ("file", "file/x"):
        with pytest.raises(ConfigError, match="is not a folder"):
            check_folder(Path(place))
