"""The cache of travel times: it saves the work, and damage to it does no harm."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sim.county import cache, travel
from sim.county.build import build_county


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "folder", lambda: tmp_path / "travel")
    return tmp_path / "travel"


def forbid(*_):
    raise AssertionError("travel was computed again")


def test_the_second_county_is_read_not_computed(folder, small, monkeypatch):
    first = build_county(small()).travel["car"]
    assert [path.suffix for path in folder.iterdir()] == [".npy"]
    monkeypatch.setattr(travel, "_fill", forbid)
    second = build_county(small()).travel["car"]
    for name in ("minutes", "kilometres"):
        assert getattr(first, name).tobytes() == getattr(second, name).tobytes()
    assert first.path(3, 90)[0].tolist() == second.path(3, 90)[0].tolist()


def test_other_vehicles_are_built_only_when_asked_for(folder, small):
    county = build_county(small())
    assert len(list(folder.iterdir())) == 1
    _ = county.travel["foot"]
    assert len(list(folder.iterdir())) == 2


def test_another_speed_is_another_file(folder, small):
    for speed in (20, 25):
        build_county(small(travel__mountain=speed))
    assert len(list(folder.iterdir())) == 2


def flip(data: bytes) -> bytes:
    return data[:-1000] + bytes([data[-1000] ^ 1]) + data[-999:]


@pytest.mark.parametrize(
    "damage",
    [flip, lambda data: data[:-5], lambda data: data + b"x" * 7, lambda data: b"", lambda data: b"junk" * 99],
    ids=["one bit", "truncated", "longer", "empty", "junk"],
)
def test_a_damaged_file_is_made_anew(folder, small, damage):
    expected = build_county(small()).travel["car"].minutes.copy()
    (file,) = folder.iterdir()
    good = file.read_bytes()
    file.unlink()  # the county above still has the file mapped
    file.write_bytes(damage(good))
    assert file.read_bytes() != good
    again = build_county(small()).travel["car"].minutes
    np.testing.assert_array_equal(again, expected)
    assert file.read_bytes()[: len(good)] == good


def test_a_pickle_in_the_cache_is_never_opened(folder, small):
    build_county(small())
    (file,) = folder.iterdir()
    with file.open("wb") as handle:
        np.save(handle, np.array([{"a": 1}], dtype=object), allow_pickle=True)
    assert np.isfinite(build_county(small()).travel["car"].minutes).all()


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path, small, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(cache, "folder", lambda: tmp_path / "file" / "travel")
    assert np.isfinite(build_county(small()).travel["car"].minutes).all()


def test_a_write_that_fails_leaves_nothing_half_written(folder, small, monkeypatch):
    def full(*_, **__):
        raise OSError("no space left on device")

    monkeypatch.setattr(np, "save", full)
    assert np.isfinite(build_county(small()).travel["car"].minutes).all()
    assert list(folder.iterdir()) == []


def test_the_oldest_files_give_way(folder, small, monkeypatch):
    build_county(small())
    (oldest,) = folder.iterdir()
    monkeypatch.setattr(cache, "MAX_BYTES", oldest.stat().st_size * 2)
    for speed in (21, 22, 23):
        build_county(small(travel__mountain=speed))
    assert len(list(folder.iterdir())) == 2
    assert not oldest.exists()


def test_a_cached_county_needs_no_scipy(tmp_path):
    """What makes the second run quick; also with a cache folder of the user's own."""
    program = """
import sys, yaml
from pathlib import Path
from sim.config.county import CountyConfig
from sim.county import cache
from sim.county.build import build_county
cache.folder = lambda: Path(sys.argv[2])
build_county(CountyConfig.model_validate(yaml.safe_load(Path(sys.argv[1]).read_text(encoding="utf-8"))["county"]))
print("scipy" in sys.modules)
"""
    file = Path(__file__).parents[2] / "configs" / "county" / "district.yaml"
    answers = [
        subprocess.run(
            [sys.executable, "-c", program, str(file), str(tmp_path)],
            capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
        ).stdout.strip()
        for _ in range(2)
    ]  # fmt: skip
    assert answers == ["True", "False"]
