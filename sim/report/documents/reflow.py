"""Paragraphs and list items of a Markdown page wrapped to one width; tables, code and formulas as they are."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

WIDTH = 120
_ITEM = re.compile(r"^( *)((?:[-*]|\d+\.) +)")
_WHOLE = re.compile(r"\$[^$]+\$|`[^`]+`|\[[^\]]+\]\([^)]+\)")
"""What no line may end inside of: formulas, code, links."""
_KEPT = ("|", "#", "<!--", "$$", "```", ">")
_BLANK = "\N{NO-BREAK SPACE}\N{WORD JOINER}"
"""Stands for a blank that may not be broken."""


def reflow(page: str) -> str:
    """The page with every paragraph and list item wrapped to `WIDTH`."""
    lines: list[str] = []
    for block, fixed in _blocks(page.splitlines()):
        lines += block if fixed else _wrapped(block)
    text = "\n".join(line.rstrip() for line in lines).strip() + "\n"
    return re.sub(r"\n{3,}", "\n\n", text)


def _blocks(lines: list[str]) -> Iterator[tuple[list[str], bool]]:
    """Runs of lines that belong together, and whether they stay as they are."""
    block: list[str] = []
    code = False
    for line in lines:
        fence = line.lstrip().startswith("```")
        kept = code or fence or not line.strip() or line.lstrip().startswith(_KEPT)
        if kept or _ITEM.match(line):
            if block:
                yield block, False
            block = []
        if kept:
            yield [line], True
        else:
            block.append(line)
        code = code != fence
    if block:
        yield block, False


def _wrapped(block: list[str]) -> list[str]:
    first = block[0]
    item = _ITEM.match(first)
    indent = item[0] if item else first[: len(first) - len(first.lstrip())]
    text = " ".join(line.strip() for line in [first[len(indent) :], *block[1:]])
    text = _WHOLE.sub(lambda whole: whole[0].replace(" ", _BLANK), text)
    wrapped = textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=" " * len(indent), break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip
    return [line.replace(_BLANK, " ") for line in _no_false_items(wrapped)]


def _no_false_items(lines: list[str]) -> list[str]:
    """A line that wrapping made look like the start of an item gives its first word to the line above."""
    kept = lines[:1]
    for line in lines[1:]:
        indent = line[: len(line) - len(line.lstrip())]
        rest = line.lstrip()
        while _ITEM.match(indent + rest):
            word, _, rest = rest.partition(" ")
            kept[-1] += f" {word}"
            rest = rest.lstrip()
        kept.append(indent + rest)
    return kept
