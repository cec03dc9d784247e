"""The report in a browser without a network: silent, no wider than a phone or a sheet of A4, in both languages.

Skipped where no Chromium is installed.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Sequence
from html import unescape
from pathlib import Path

import pytest
from fakes import kept_study

from sim.report.study.build import write_report

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER = next((found for found in map(shutil.which, NAMES) if found), None)
MILLIMETRE = 96 / 25.4
A4 = round((210 - 2 * 14) * MILLIMETRE)
"""Width in pixels of what is printed on a sheet, between the margins that the report asks for."""
PHONE = 400
FRAME = """<!doctype html><title>frame</title>
<iframe id="page" src="{page}" width="{width}" height="900" style="border:0"></iframe>
<script>
addEventListener("load", () => {{
  const page = document.getElementById("page").contentDocument;
  const scrolls = each => {{
    const box = each.closest(".scroll");
    return box && getComputedStyle(box).overflowX != "visible";
  }};
  const wide = [...page.querySelectorAll("body *")].filter(
    each => each.getBoundingClientRect().right > {width} + 1 && !scrolls(each));
  const said = {{
    width: page.documentElement.scrollWidth,
    wide: wide.slice(0, 5).map(each => each.outerHTML.slice(0, 90)),
    images: [...page.images].map(each => [each.naturalWidth, each.alt.length]),
    language: page.documentElement.lang,
    text: page.body.innerText.length,
  }};
  const told = document.createElement("pre");
  told.id = "told";
  told.textContent = JSON.stringify(said);
  document.body.append(told);
}});
</script>
"""


def browse(file: Path, *more: str) -> tuple[str, str]:
    """The page as it stands after its scripts, and what the browser printed; nothing can be looked up or fetched."""
    assert BROWSER is not None
    profile = file.parent / f"profile-{file.stem}"
    done = subprocess.run(
        [
            BROWSER, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
            "--disable-dev-shm-usage", "--no-first-run",
            f"--user-data-dir={profile}", "--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=127.0.0.1:9",
            "--allow-file-access-from-files", "--enable-logging=stderr", "--virtual-time-budget=20000", *more,
            "--dump-dom", file.as_uri(),
        ],
        check=True, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    return done.stdout, done.stderr


def console(printed: str) -> Sequence[str]:
    return [line for line in printed.splitlines() if "CONSOLE" in line]


def framed(page: Path, width: int, name: str) -> tuple[dict[str, object], Sequence[str]]:
    """What is measured of a page in a frame of a width in pixels, and what it wrote to the console."""
    frame = page.parent / f"{name}.html"
    frame.write_text(FRAME.format(page=page.name, width=width), encoding="utf-8")
    dom, printed = browse(frame)
    told = re.search(r'<pre id="told">(.*?)</pre>', dom, re.DOTALL)
    assert told, printed
    return json.loads(unescape(told[1])), console(printed)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("browser")
    for language in ("en", "zh"):
        write_report(kept_study.study(), language, made / f"{language}.html")
    return made


@pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_silent_without_a_network_and_no_wider_than_a_phone_or_a_sheet(folder: Path, language: str) -> None:
    page = folder / f"{language}.html"
    printed = folder / f"{language}-printed.html"
    text = page.read_text(encoding="utf-8")
    assert "@media print" in text
    printed.write_text(text.replace("@media print", "@media all"), encoding="utf-8")
    for file, width in ((page, PHONE), (printed, A4)):
        said, errors = framed(file, width, f"{file.stem}-{width}")
        assert errors == []
        assert said["width"] <= width and said["wide"] == [], "also what is cut off at the edge"
        assert said["images"] and all(size > 0 and alt > 20 for size, alt in said["images"])
        assert said["language"].startswith(language) and said["text"] > 5000


@pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed")
def test_the_browser_would_tell(folder: Path) -> None:
    """What the test above looks for is seen where it is there."""
    bad = folder / "bad.html"
    bad.write_text(
        "<html lang=en><body style='margin:0'><p style='width:708px'>wide</p>"
        "<img src='http://127.0.0.1:9/a.png' alt=''>"
        "<script>console.error('a wheel came off')</script>",
        encoding="utf-8",
    )
    said, errors = framed(bad, PHONE, "bad-frame")
    assert any("a wheel came off" in line for line in errors)
    assert said["width"] == 708 and said["images"] == [[0, 0]]
    assert any("wide</p>" in each for each in said["wide"])
    clipped = folder / "clipped.html"
    clipped.write_text(
        "<html lang=en><body style='margin:0'><div style='overflow:hidden'><p style='width:708px'>wide</p></div>",
        encoding="utf-8",
    )
    said, _ = framed(clipped, PHONE, "clipped-frame")
    assert said["width"] == PHONE and any("wide</p>" in each for each in said["wide"])
