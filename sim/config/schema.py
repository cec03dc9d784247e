"""The resolved configuration as one typed, frozen object."""

from __future__ import annotations

from sim.config.base import Frozen
from sim.config.casework import CaseworkConfig
from sim.config.command import CommandConfig
from sim.config.county import CountyConfig, ForceSize
from sim.config.demand import DemandConfig
from sim.config.dispatch import DispatchConfig
from sim.config.duty_load import DutyLoadConfig
from sim.config.model_info import ModelInfo
from sim.config.patrol import PatrolConfig
from sim.config.people import PeopleConfig
from sim.config.personnel import PersonnelConfig
from sim.config.posts import PostsConfig
from sim.config.review import ReviewConfig
from sim.config.run import RunConfig
from sim.config.work import WorkConfig


class Config(Frozen):
    """Everything that a run depends on: county, force, work, structure, run."""

    model: ModelInfo
    county: CountyConfig
    force: ForceSize
    demand: DemandConfig
    personnel: PersonnelConfig
    work: WorkConfig
    people: PeopleConfig
    posts: PostsConfig
    command: CommandConfig
    dispatch: DispatchConfig
    patrol: PatrolConfig
    casework: CaseworkConfig
    review: ReviewConfig
    duty_load: DutyLoadConfig
    run: RunConfig
