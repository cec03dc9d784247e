"""What a spreadsheet would take a text for a formula by, and what goes before such a text."""

from __future__ import annotations

FORMULA = r"^([=+\-@\t\r\n])"
"""Beginnings of a text that a spreadsheet would compute, as a pattern."""
GUARDED = r"'\1"
"""What such a beginning becomes: an apostrophe goes before it."""
