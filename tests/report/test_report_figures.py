"""The pictures: files, bytes, captions, and the curves that are drawn."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from fakes.drawn import drawn
from fakes.small import call, clock, records

import sim
from sim.config.schema import Config
from sim.force.establish import establish
from sim.metrics import measure
from sim.records.log import Records
from sim.records.statuses import Activity, IncidentStatus
from sim.report.distribution import reached
from sim.report.figures import DRAWINGS, draw_all
from sim.report.material import Material
from sim.report.minutes import ACTIVITIES, rostered_shares
from sim.report.outline import boxes, call_chain
from sim.study.summarise import summarise

MODELS = ("traditional", "dabuzhi")
SMALL = ["county=synthetic", "run.replications=2", "run.days=100"]


@pytest.fixture(scope="module")
def material() -> Material:
    configs = {model: sim.load_config([f"model={model}", *SMALL]) for model in MODELS}
    return made(configs, {model: [drawn(seed), drawn(seed + 1)] for seed, model in enumerate(MODELS)})


def made(configs: dict[str, Config], runs: dict[str, list[Records]]) -> Material:
    measured = [
        measure(run, configs[model]).assign(model=model, seed=seed)
        for model in runs
        for seed, run in enumerate(runs[model])
    ]
    summary = summarise(pd.concat(measured), tuple(reversed(runs)))
    return Material("20260101T000000.000000Z-dabuzhi", tuple(runs), configs, summary, runs)


@pytest.fixture(scope="module")
def folder(material: Material, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run") / "figures"
    draw_all(folder, material)
    return folder


def test_every_picture_is_there_twice_and_described(folder: Path) -> None:
    names = [*DRAWINGS, *(f"structure-{model}" for model in MODELS)]
    assert {file.name for file in folder.iterdir()} == {
        *(f"{name}.{kind}" for name in names for kind in ("svg", "png")),
        "captions.json",
    }
    captions = json.loads((folder / "captions.json").read_text(encoding="utf-8"))
    assert list(captions) == names
    for caption in captions.values():
        assert caption["title"]
        assert len(caption["alt"]) > 60
        assert "nan" not in caption["alt"].split()


def test_svgs_are_well_formed_and_fit_a_page(folder: Path) -> None:
    for file in folder.glob("*.svg"):
        root = ElementTree.fromstring(file.read_text(encoding="utf-8"))
        assert float(root.attrib["width"].removesuffix("pt")) <= 8 * 72, "an A4 page with margins"
        assert float(root.attrib["height"].removesuffix("pt")) <= 11 * 72
        assert not root.findall(".//{http://purl.org/dc/elements/1.1/}date")


def test_the_same_material_gives_the_same_bytes_whatever_the_run_is_called(
    folder: Path, material: Material, tmp_path: Path
) -> None:
    draw_all(tmp_path, replace(material, name="another"))
    for file in folder.glob("*.*g"):
        assert file.read_bytes() == (tmp_path / file.name).read_bytes(), file.name


def test_the_stamp_tells_configurations_apart_but_not_how_they_were_run(material: Material) -> None:
    def stamp(**changed: object) -> str:
        config = material.config.model_copy(update=changed)
        return Material("", ("dabuzhi",), {"dabuzhi": config}, material.summary, {}).stamp

    elsewhere = material.config.run.model_copy(update={"workers": 2, "results": "elsewhere"})
    assert stamp() == stamp(run=elsewhere)
    assert stamp() != stamp(command=material.configs["traditional"].command)
    assert "synthetic, 100 days, seeds 1 to 2" in stamp()


def test_a_stylised_county_is_stamped_and_a_real_one_is_not(material: Material) -> None:
    real = material.config.model_copy(
        update={"county": material.config.county.model_copy(update={"stylised": False})}
    )
    for config, expected in ((material.config, True), (real, False)):
        changed = replace(material, configs=dict.fromkeys(MODELS, config))
        for _, draw in DRAWINGS.values():
            figure, _ = draw(changed)
            assert any("STYLISED" in text.get_text() for text in figure.texts) is expected


@pytest.mark.parametrize("models", [("dabuzhi",), MODELS])
def test_no_demand_still_draws(models: tuple[str, ...], material: Material, tmp_path: Path) -> None:
    empty = {model: [records(when=clock())] for model in models}
    configs = {model: material.configs[model] for model in models}
    draw_all(tmp_path, made(configs, empty))
    captions = json.loads((tmp_path / "captions.json").read_text(encoding="utf-8"))
    assert "no township has a figure" in captions["map"]["alt"]
    assert "no criminal case was reported" in captions["clearance"]["alt"]


def test_a_call_that_nobody_reached_stays_in_the_denominator() -> None:
    run = records(
        incidents=[
            call(10, 1, 1, 1, 1, 1),
            call(20, 1, 1, 1, 1, 6),
            call(30, 1),
            call(40, 1, 1, 1, 1, 1, priority=2),
            {**call(50, 1, 1, 1, 1, 1), "status": IncidentStatus.INVALID},
        ]
    )
    assert reached(run, 1, np.array([4.9, 5.1, 11, 1e9])).tolist() == pytest.approx([0, 1 / 3, 2 / 3, 2 / 3])
    assert np.isnan(reached(run, 3, np.array([1.0]))).all()


def test_rostered_time_adds_up_and_leaves_out_time_off() -> None:
    day = {activity.name.lower(): 10.0 for activity in Activity} | {"month": 1, "off": 1e6}
    early = {activity.name.lower(): 0.0 for activity in Activity} | {"month": 0, "call": 1e6}
    shares = rostered_shares(records(people=[early, day], when=clock(start=30)))
    assert set(ACTIVITIES) == set(Activity) - {Activity.OFF}
    assert shares == pytest.approx(np.full(len(ACTIVITIES), 1 / len(ACTIVITIES)))


@pytest.mark.parametrize("model", MODELS)
def test_the_chart_holds_the_whole_force_once(model: str, material: Material) -> None:
    config = material.configs[model]
    force = establish(config, material.county, 1)
    roots = boxes(force)
    assert sum(root.body.officers for root in roots) == config.force.officers
    assert sum(root.body.auxiliaries for root in roots) == config.force.auxiliaries
    listed = [box.body.index for root in roots for box in root.walk()]
    assert len(listed) == len(set(listed))
    assert {post.body for post in force.posts} <= set(listed)


def test_the_way_of_a_call_has_the_hops_of_the_chain(material: Material) -> None:
    ways = {}
    for model in MODELS:
        config = material.configs[model]
        steps = call_chain(config, establish(config, material.county, 1))
        assert all(step.bodies for step in steps)
        ways[model] = [(step.words, step.watching) for step in steps]
    desk, area, crew = ("110 desk", False), ("duty desk of the area", False), ("crew", False)
    assert ways["traditional"] == [desk, area, crew]
    watching = [("command desk", True), ("duty desk of the area", True)]
    assert ways["dabuzhi"] == [desk, crew, *watching]
