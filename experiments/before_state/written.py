"""What the fit found, on disk: `findings.json`, and the same in words between two marks of the README."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
FINDINGS, README = HERE / "findings.json", HERE / "README.md"
BLOCK = re.compile(r"(<!-- findings -->\n).*?(<!-- end of findings -->\n)", re.DOTALL)


def write(found: dict[str, Any]) -> None:
    """Keep the findings and put them into the README."""
    FINDINGS.write_text(json.dumps(found, indent=1, allow_nan=False) + "\n", encoding="utf-8")
    README.write_text(filled(README.read_text(encoding="utf-8"), found), encoding="utf-8")


def filled(readme: str, found: dict[str, Any]) -> str:
    """The README with what was found between its marks."""
    return BLOCK.sub(lambda marks: marks[1] + in_words(found) + marks[2], readme)


def in_words(found: dict[str, Any]) -> str:
    """The table and the measured figures as Markdown."""
    first, last = found["seeds"]
    version = found["versions"]["county-policing-sim"]
    lines = [
        f"**Finding** ({found['date']}, version {version}; cleared within a year of the report,",
        f"seeds {first} to {last} together, with the 95 % t-interval over seeds):",
        "",
        "| offence | target | cleared | interval | cases | intercept | median days to clearance |",
        "|---|---|---|---|---|---|---|",
        *(_row(name, told) for name, told in found["offences"].items()),
        "",
        f"- Median time to clearance of all criminal cases: {found['median_days']:.1f} days; to an outcome, cleared or "
        "given up:",
        f"  {found['median_days_to_outcome']:.1f} days (I8: 9 to 14 days to any outcome).",
        f"- Slope of clearance on the response, for each e-fold: {_with_interval(found['slope'])};",
        f"  E1's is {found['slope_of_E1']:.3f}.",
        f"- Share of criminal cases that specialists carry under `{found['specialist_share']['structure']}`: "
        f"{_with_interval(found['specialist_share'])};",
        f"  K9 demands {found['specialist_share']['demanded']:.3f}.",
        "",
    ]  # fmt: skip
    return "\n".join(lines)


def _row(name: str, told: dict[str, Any]) -> str:
    share = told["cleared"]
    within = f"{share['low']:.3f} to {share['high']:.3f}" if "low" in share else "-"
    middle = "-" if told["median_days"] is None else f"{told['median_days']:.1f}"
    set_by_hand = "" if told["fitted"] else " (set, not fitted)"
    cases = f"{told['cases']:,}".replace(",", " ")
    intercept = f"{told['intercept']:.2f}{set_by_hand}"
    return f"| {name} | {told['target']:.2f} | {share['value']:.3f} | {within} | {cases} | {intercept} | {middle} |"


def _with_interval(figure: dict[str, float]) -> str:
    within = f" ({figure['low']:.3f} to {figure['high']:.3f})" if "low" in figure else ""
    return f"{figure['value']:.3f}{within}"
