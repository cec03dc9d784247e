"""The report as a page: whole, the same bytes, safe against what a study holds, honest about what is missing."""

from __future__ import annotations

import base64
import csv
import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from sim.config.errors import ConfigError
from sim.report.study.build import MARK, build, write_report
from sim.report.study.figures import glance
from sim.report.study.figures.frame import lettered
from sim.report.study.language import Words
from sim.report.study.material import Prices, StudyMaterial
from sim.report.study.written import LIST
from sim.study.studies.assumed.findings import Uncertain
from sim.study.studies.assumed.influence import Influence
from sim.study.studies.plan import plan_study
from sim.study.studies.study import Study

WORDS = (
    "county=synthetic", "run.warmup=1", "run.days=20", "run.follow_up=1", "model=traditional,dabuzhi",
    "replications=3", "draws=0", "study=small",
)  # fmt: skip
VOID = {"meta", "img", "br", "link"}


class Page(HTMLParser):
    """Every element with its attributes, its text, and the elements that were never closed."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.said: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.said.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.said).split())

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.found if name == tag]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    made = Study.begin(tmp_path_factory.mktemp("results"), plan_study(WORDS))
    assert made.go_on(1).there == 6
    return made


@pytest.fixture(scope="module")
def html(study: Study) -> str:
    return build(study, "both")


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


def test_the_page_is_whole_and_needs_nothing_else(page: Page, html: str) -> None:
    assert not page.open
    assert not page.all("script") and not page.all("link") and not page.all("iframe")
    assert not re.search(r"""(?:src|href|url)\s*[=(]\s*["']?(?:https?:)?//""", html)
    assert all(image["src"].startswith("data:image/svg+xml;base64,") for image in page.all("img"))
    assert all(link["href"].startswith("#") for link in page.all("a"))


def test_whoever_cannot_see_or_point_can_use_it(page: Page) -> None:
    ids = [attributes["id"] for _, attributes in page.found if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {link["href"][1:] for link in page.all("a")} <= set(ids)
    assert page.found[0][0] == "html" and page.found[0][1]["lang"] == "en"
    assert {each.get("lang") for each in page.all("div")} >= {"en", "zh-CN"}
    assert page.all("img") and all(len(image["alt"]) > 20 for image in page.all("img"))
    assert page.all("th") and all(head["scope"] in ("col", "row") for head in page.all("th"))
    assert len(page.all("caption")) == len(page.all("table"))
    scrolled = [each for each in page.all("div") if each.get("class") == "scroll"]
    assert scrolled and all(each["tabindex"] == "0" and each["aria-label"] for each in scrolled)
    assert page.all("a")[0]["class"] == "skip"


def test_no_number_is_missing_in_silence(page: Page) -> None:
    assert not re.search(r"\bnan\b|\binf\b", page.text)
    assert "Simulated, not measured" in page.text and "模拟结果，并非实测" in page.text
    assert "not reached: the run did not follow long enough" in page.text
    assert "What had to be assumed is in none of them".lower() in page.text.lower()
    assert "not simulated in this study" in page.text


def test_sections_stand_in_their_order(study: Study) -> None:
    page = Page(build(study, "en"))
    assert [each["id"] for each in page.all("section")] == [
        "page-one", "organisation", "staffing", "response", "minutes", "clearance", "workload", "downside", "means",
        "assumptions", "reported", "annex",
    ]  # fmt: skip
    assert all(f"R{number} " in page.text for number in range(1, 19))
    assert "python -m sim compare county=synthetic" in page.text


def test_the_same_study_gives_the_same_bytes_and_every_figure_has_its_table(
    study: Study, tmp_path: Path
) -> None:
    first, second = (write_report(study, "en", tmp_path / name / "r.html") for name in ("a", "b"))
    names = sorted(file.name for file in first.with_suffix("").iterdir())
    assert names == sorted(file.name for file in second.with_suffix("").iterdir())
    for file in (first, *first.with_suffix("").iterdir()):
        assert file.read_bytes() == (tmp_path / "b" / file.relative_to(tmp_path / "a")).read_bytes()
    names.remove(LIST)
    figures = {name.split(".")[0] for name in names}
    assert figures == {"structure-1", "map-0", "townships-1", "minutes", "clearance", "week"}
    assert names == sorted(f"{name}.{end}" for name in figures for end in ("csv", "en.png", "en.svg"))
    for table in first.with_suffix("").glob("*.csv"):
        assert table.read_bytes().startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(table.read_text(encoding="utf-8-sig").splitlines()))
        assert len(rows) > 1 and all(len(row) == len(rows[0]) for row in rows)


def test_every_figure_names_the_study_and_those_with_places_say_stylised(study: Study) -> None:
    import matplotlib as mpl

    from sim.report.study.build import editions
    from sim.report.study.figures.frame import lettered

    (edition,) = editions(study, "en")
    for picture in edition.pictures:
        said = " ".join(text.get_text() for text in picture.figure.texts)
        assert picture.title in said and "Study small. Simulated, not measured." in said
        assert ("STYLISED" in said) == (picture.name.split("-")[0] != "structure")
        with lettered():  # in which it is drawn, and in which its ticks are made
            assert not any(text.get_parse_math() for text in picture.figure.findobj(mpl.text.Text))


EVIL = '<script>alert("1")</script>$x^{$&=1+1'


def test_what_a_study_holds_is_text_and_nothing_else(study: Study, tmp_path: Path) -> None:
    points = (study.plan.points[0], replace(study.plan.points[1], name=EVIL))
    evil = Study(study.folder, replace(study.plan, points=points))
    file = write_report(evil, "en", tmp_path / "evil.html")
    page = Page(file.read_text(encoding="utf-8"))
    assert not page.all("script") and not page.open
    assert EVIL in page.text
    for image in page.all("img"):
        drawn = ElementTree.fromstring(base64.b64decode(image["src"].partition(",")[2]))
        assert not [each for each in drawn.iter() if str(each.tag).endswith("script")]
    assert EVIL in (tmp_path / "evil" / "minutes.csv").read_text(encoding="utf-8-sig").replace('""', '"')


def test_a_formula_in_a_table_is_text(study: Study, tmp_path: Path) -> None:
    points = (study.plan.points[0], replace(study.plan.points[1], name="=1+1"))
    write_report(Study(study.folder, replace(study.plan, points=points)), "en", tmp_path / "r.html")
    assert "\n'=1+1," in (tmp_path / "r" / "minutes.csv").read_text(encoding="utf-8-sig").replace("\r", "")


def test_what_was_set_aside_is_named(study: Study) -> None:
    more = Study.begin(study.folder.results, replace(study.plan, seeds=(*study.plan.seeds, 99)))
    more.folder.failed(more.asked[-1], "<b>a wheel</b> came off", "")
    try:
        page = Page(build(more, "en"))
    finally:
        shutil.rmtree(study.folder.path / "failed")
        Study.begin(study.folder.results, study.plan)
    assert "Only 6 of 8 replications are there; set aside after an error: 1." in page.text
    assert "<b>a wheel</b> came off" in page.text


def test_nothing_simulated_yet(study: Study, tmp_path: Path) -> None:
    empty = Study.begin(tmp_path, plan_study([*WORDS[:-1], "study=empty"]))
    with pytest.raises(ConfigError, match="no replication yet"):
        build(empty, "en")


def test_somebody_elses_file_is_not_replaced(study: Study, tmp_path: Path) -> None:
    theirs = tmp_path / "mine.html"
    theirs.write_text("<p>my thesis</p>")
    with pytest.raises(ConfigError, match="is no report"):
        write_report(study, "en", theirs)
    assert theirs.read_text() == "<p>my thesis</p>"
    ours = write_report(study, "en", tmp_path / "r.html")
    assert MARK in ours.read_text(encoding="utf-8")
    assert write_report(study, "en", ours) == ours


def test_damaged_records_are_named_with_what_mends_them(study: Study) -> None:
    (each,) = [each for each in study.there() if (each.point, each.seed) == (1, 2)]
    file = study.folder.store.folder(each.key) / "cases.parquet"
    whole = file.read_bytes()
    file.write_bytes(bytes(len(whole)))
    try:
        with pytest.raises(
            ConfigError, match=r"dabuzhi, seed 2 are damaged .* resume small run.results=.* --verify"
        ):
            build(study, "en")
    finally:
        file.write_bytes(whole)


def test_money_only_from_prices(study: Study) -> None:
    assert "No money is named" in Page(build(study, "en")).text
    priced = Page(build(study, "en", Prices(overtime=45.0, km=2.5))).text
    assert "No money is named" not in priced
    material = StudyMaterial(study)
    value = material.figures.value("traditional", "vehicle_km")
    assert value is not None
    assert f"{value.mean * 2.5:,.0f}".replace(",", " ") in priced


def test_with_draws_the_wider_interval_and_what_turns_it(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    def influence(path: str, share: float, flips: float | None, p: float = 0.001) -> Influence:
        return Influence(path, "min", "MODEL 6", "assumed", 1.0, 0.0, 3.0, share, p, 0.4, -3.2, flips)

    told = (influence("work.call.relay.mean", 0.61, 0.22), influence("some.new_path", 0.1, None, p=0.4))
    drawn = Uncertain(
        "response_time_mean",
        "min",
        "dabuzhi",
        "traditional",
        40,
        -2.5,
        -9.0,
        3.0,
        -2.0,
        -1.0,
        0.93,
        0.8,
        told,
    )
    monkeypatch.setattr(Study, "uncertain", lambda _: [drawn])
    page = Page(build(study, "en"))
    assert "Minutes that each desk takes to pass a call on (1, 0 to 3): 61 % of the spread" in page.text
    assert "the conclusion turns at 0.22" in page.text
    assert "(−9.0 to +3.0)" in page.text.replace("\u00a0", " ")
    assert "7 %" in page.text, "the chance that it is worse is that of the draws"
    assert "some › new path" not in page.text.split("Contents")[0], (
        "page one names no influence that is not told"
    )
    assert any("influences" in image["alt"] or "ranked" in image["alt"] for image in page.all("img"))


def test_a_study_of_one_structure_compares_nothing(study: Study) -> None:
    alone = replace(study.plan, points=study.plan.points[:1], against=(0,))
    page = Page(build(Study(study.folder, alone), "en"))
    assert "This study compares nothing" in page.text
    assert (
        "Compared:" not in page.text and "Simulated: traditional, in Synthetic county, 3 times" in page.text
    )
    body = page.text.rpartition("Who sits where")[2].partition("Means used")[0]
    assert len(body) > 2000
    for word in ("before", "after ", "difference (95 %)", "either side", "Told apart", "An arrow"):
        assert word not in body, word
    assert "downside" not in [each["id"] for each in page.all("section")]


def test_of_many_pairs_some_are_shown_in_detail_and_all_in_the_annex(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.report.study.material.SHOWN", 1)
    first, second = study.plan.points
    third = replace(second, name="again")
    page = Page(
        build(
            Study(study.folder, replace(study.plan, points=(first, second, third), against=(0, 0, 0))), "en"
        )
    )
    assert "Shown in detail: the first 1 of 2 comparisons" in page.text
    assert page.text.count("again instead of traditional") == 1, "its verdict alone"
    assert "again against traditional" in page.text


def test_chinese_titles_stand_for_the_names_of_models(study: Study) -> None:
    material = StudyMaterial(study)
    assert material.label(1, Words("en")) == "dabuzhi"
    assert material.label(1, Words("zh")) == material.config(1).model.title_zh


def test_all_comparisons_stand_in_one_figure(study: Study) -> None:
    material = StudyMaterial(study)
    with lettered():
        picture = glance.draw(material, Words("zh"))
    assert picture is not None
    found = {each.metric: each for each in study.comparisons()}
    shown = {row[2]: row for row in picture.rows}
    assert (
        set(shown) <= {"response_time_mean", "clearance_90", "clearance_365"}
        and "response_time_mean" in shown
    )
    for metric, (point, baseline, _, unit, *numbers, assumed) in shown.items():
        each, factor = found[metric], 100 if unit == "points" else 1
        assert (point, baseline, assumed) == ("dabuzhi", "traditional", "no")
        wanted = [each.difference, each.low, each.high, each.low, each.high]
        assert numbers == pytest.approx([factor * number for number in wanted], nan_ok=True)
