"""A cache folder of the tests' own, and ways to a county's configuration."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from sim.config.county import CountyConfig
from sim.county import cache

CONFIGS = Path(__file__).parents[2] / "configs" / "county"
Make = Callable[..., CountyConfig]


@pytest.fixture(scope="session", autouse=True)
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("travel")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cache, "folder", lambda: folder)
        yield folder


@pytest.fixture(scope="session")
def shipped() -> Make:
    """shipped(name, **{"stations.count": 90}): the configuration of a shipped county with changes."""

    def load(name: str, /, **changes: Any) -> CountyConfig:
        tree = yaml.safe_load((CONFIGS / f"{name}.yaml").read_text(encoding="utf-8"))["county"]
        for key, value in changes.items():
            *above, last = key.split("__")
            node = tree
            for step in above:
                node = node[step]
            node[last] = value
        return CountyConfig.model_validate(tree)

    return load


@pytest.fixture(scope="session")
def small(shipped: Make) -> Make:
    """A synthetic county of 14 x 10 km, with changes."""

    def load(**changes: Any) -> CountyConfig:
        size = {"outline__width": 14, "outline__height": 10, "townships__count": 4, "stations__count": 3}
        rest = {"stations__urban": 1, "townships__villages": 12, "residents": 30_000, "cameras__count": 200}
        return shipped("synthetic", **{**size, **rest, **changes})

    return load
