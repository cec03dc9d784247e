"""Text that a file of a study holds, before it is shown: a stranger's could command the terminal, or not be text."""

from __future__ import annotations

import re

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
"""Characters that a terminal obeys instead of showing them."""


def whole(text: str) -> str:
    """The text with ``\\udcff`` spelt out for what is no character, so that it can be written."""
    return text.encode("utf-8", "backslashreplace").decode()


def printable(text: str) -> str:
    """`whole`, with a blank for every control character."""
    return CONTROL.sub(" ", whole(text))


def one_line(text: str) -> str:
    """The text if it is whole characters and none of them a control character; raises ``ValueError``."""
    if printable(text) != text:
        raise ValueError("holds control characters, or what is no text")
    return text
