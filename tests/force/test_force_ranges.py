import random
from dataclasses import replace
from typing import Any

import pytest
from force_fakes import POSTS, SIZES, fake_county, settings

from sim.config.personnel import PersonnelConfig
from sim.config.posts import PostsConfig
from sim.force.establish import establish


def _drawn(node: Any, chance: random.Random) -> Any:
    """The same tree with every ranged number at an end of its range or somewhere between."""
    if isinstance(node, dict) and {"value", "unit"} <= set(node):
        low, high = node.get("range") or (node["value"], node["value"])
        return node | {"value": chance.choice((low, high, chance.uniform(low, high)))}
    if isinstance(node, dict):
        return {key: _drawn(below, chance) for key, below in node.items()}
    return [_drawn(below, chance) for below in node] if isinstance(node, list) else node


@pytest.mark.parametrize("posts", POSTS)
@pytest.mark.parametrize("county", SIZES)
def test_every_draw_from_the_ranges_can_be_posted(posts: str, county: str) -> None:
    officers, auxiliaries, stations, urban = SIZES[county]
    base = settings(posts, "kaihua_grades", officers, auxiliaries)
    raw = base.posts.model_dump(mode="json"), base.personnel.model_dump(mode="json")
    sizes = set()
    for seed in range(8):
        chance = random.Random(seed)
        config = replace(
            base,
            posts=PostsConfig.model_validate(_drawn(raw[0], chance)),
            personnel=PersonnelConfig.model_validate(_drawn(raw[1], chance)),
        )
        force = establish(config, fake_county(stations, urban), seed)
        assert sum(body.own_officers for body in force.bodies) == officers
        assert len(force.posts) == officers + auxiliaries
        sizes.add(tuple(body.own_officers for body in force.bodies))
    assert len(sizes) > 1
