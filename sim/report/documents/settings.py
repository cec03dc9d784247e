"""Plain settings: rules, switches and other choices that are no measured numbers, with their meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel

from sim.config.catalogue import MECHANISMS
from sim.config.demand import Series
from sim.config.quantity import Quantity
from sim.config.walk import parts
from sim.report.documents.code import attributes
from sim.report.documents.markdown import Ready, cell, code, table
from sim.report.documents.material import Material, Structure

TOLD = frozenset(
    {"title", "title_zh", "also", "description", "source", "status", "name", "note", "label", "context"}
)
"""What only names and explains a section."""
TITLES = {
    "Pick": "Rounds of picking",
    "Body": "Bodies",
    "Duty": "Duties",
    "Category": "Categories of calls",
    "Offence": "Offences, as they arrive",
    "OffenceWork": "Offences, as they are worked on",
    "LogNormal": "Durations",
    "DayTypeConfig": "Kinds of day",
    "RosterConfig": "Rosters",
    "Few": "Rosters for few",
    "PlaceConfig": "Townships of one's own",
}
"""Classes of sections of which a configuration has several, each in a table of its own, and what it is called."""

MEANING = {
    "OutlineConfig.points": "the border as a polygon, km east and north of its south-west corner",
    "PlaceConfig.x": "km east of the border's south-west corner",
    "PlaceConfig.y": "km north of it",
    "PlaceConfig.urban": "whether its centre counts as urban",
    "StationsConfig.positions": "places of stations of one's own, instead of chosen ones",
    "DemandConfig.era": "which mix of offences holds: `share_recent` or `share_2009`",
    "Category.place": "where calls happen: by residents, along roads, or evenly",
    "Category.weekday": "`traffic`: the rate follows `weekday_traffic`; `flat`: every day alike",
    "Category.case": "kind of case that a call leads to",
    "LogNormal.family": "distribution of the duration",
    "Offence.criminal": "whether it is a crime; the other kind is an administrative case",
    "DayTypeConfig.blocks": "on duty 08:30-17:30, 17:30-20:30, 20:30-08:30",
    "DayTypeConfig.weekdays_only": "whether such a day is one of duty from Monday to Friday only",
    "RosterConfig.cycle": "the kinds of day that follow one another",
    "Few.roster": "the roster that stands in where too few people share the other",
    "OffenceWork.never_given_up": "whether its cases rest instead of being suspended when not worth an hour",
    "CaseWork.hand_over_loss_on": "whether a hand-over loses part of what was gathered",
    "CaseWork.setup_on": "whether resuming or taking over a case costs hours of reading in",
    "CaseWork.linking_on": "whether cases of one series can be linked",
    "Pick.rule": "rule by which the round chooses",
    "Pick.where": "at headquarters, at the grassroots (stations and squadrons), or everywhere",
    "Body.parent": "the body of which it is part",
    "Body.kind": "stations and squadrons are the grassroots; the other kinds move nothing",
    "Body.leader_roster": "roster of its leaders",
    "Body.leader_crew": "whether its leaders ride in crews on their duty days",
    "Duty.function": "what the post is for",
    "Duty.specialism": "line of investigation",
    "Duty.roster": "roster of whoever holds the post",
    "DispatchConfig.rule": "rule by which a team is sought (rings of ground)",
    "DispatchConfig.preemption": "whether a team may be taken off a less urgent call, and until when",
    "CaseworkConfig.station_grouping": "how the investigators of a station work",
    "CaseworkConfig.specialist_grouping": "how the other investigators work",
    "CaseworkConfig.referral": "rule by which a case finds its line of investigation",
    "CaseworkConfig.negative_list": "offences that the rule `threshold` always refers to specialists",
    "CaseworkConfig.closing": "who works the hours after the arrest: the owner, the pre-trial team, or both in turn",
}
"""Meaning of settings whose classes in `sim/config` do not say it."""


@dataclass(frozen=True)
class Setting:
    """One plain setting: section it stands in, name, class of the section, value."""

    section: str
    name: str
    kind: str
    value: Any

    @property
    def key(self) -> str:
        """The dotted key."""
        return f"{self.section}.{self.name}" if self.section else self.name


@cache
def _docs(kind: type[BaseModel]) -> dict[str, str]:
    """Field -> what its class says of it."""
    told = {attribute.name: attribute.words for attribute in attributes(kind)}
    described = {name: field.description for name, field in kind.model_fields.items()}
    return {name: described[name] or told.get(name, "") for name in kind.model_fields}


_CLASSES: dict[str, type[BaseModel]] = {}


def meaning(kind: str, name: str) -> str:
    """What a setting means; raises ``KeyError`` where neither its class nor `MEANING` says so."""
    return _docs(_CLASSES[kind])[name] or MEANING[f"{kind}.{name}"]


def settings(node: Any, path: str = "") -> Iterator[Setting]:
    """Every plain setting below a section, in the order of declaration."""
    if isinstance(node, BaseModel):
        kind = type(node).__name__
        _CLASSES[kind] = type(node)
        for name in type(node).model_fields:
            value = getattr(node, name)
            if _section(value):
                yield from settings(value, f"{path}.{name}" if path else name)
            elif name not in TOLD and not _measured(type(node), name):
                yield Setting(path, name, kind, value)
    else:
        for key, below in parts(node):
            yield from settings(below, f"{path}.{key}")


def _section(value: Any) -> bool:
    if isinstance(value, (Mapping, tuple)):
        return any(isinstance(below, BaseModel) for _, below in parts(value))
    return isinstance(value, BaseModel) and not isinstance(value, Series)


@cache
def _measured(kind: type[BaseModel], name: str) -> bool:
    """Whether the field holds a number or a section, or nothing: it then stands among the numbers or further down."""
    inside: list[Any] = [kind.model_fields[name].annotation]
    while inside:
        part = inside.pop()
        if isinstance(part, type) and issubclass(part, (Quantity, BaseModel)):
            return True
        inside += get_args(part)
    return False


def groups(material: Material) -> list[str]:
    """The groups of the configuration in the order of declaration."""
    return [name for name in type(material.config).model_fields if name != "model"]


def whose(material: Material, group: str) -> tuple[Structure, ...]:
    """The structures whose choices of a group may differ: all for a mechanism, else the first stands for all."""
    return material.structures if group in MECHANISMS else material.structures[:1]


def single(material: Material) -> Ready:
    """Settings that stand once in a configuration: key, value (by structure where they differ), meaning."""
    rows = []
    for group in groups(material):
        found = [_single(structure.config, group) for structure in whose(material, group)]
        for key in dict.fromkeys(key for settings in found for key in settings):
            there = [settings[key] for settings in found if key in settings]
            value = _by_structure([settings.get(key) for settings in found], material)
            rows.append((code(key), value, Ready(_ticks(meaning(there[0].kind, there[0].name)))))
    return table(["setting", "value", "meaning"], rows)


def _single(config: Any, group: str) -> dict[str, Setting]:
    once = {kind for kind, found in _by_kind(config, group).items() if len({s.section for s in found}) == 1}
    found = settings(getattr(config, group), group)
    return {setting.key: setting for setting in found if setting.kind in once and setting.kind not in TITLES}


def _by_kind(config: Any, group: str) -> dict[str, list[Setting]]:
    found: dict[str, list[Setting]] = {}
    for setting in settings(getattr(config, group), group):
        found.setdefault(setting.kind, []).append(setting)
    return found


def _by_structure(found: Sequence[Setting | None], material: Material) -> str:
    shown = [None if setting is None else _value(setting) for setting in found]
    if len(set(shown)) == 1:
        return Ready(shown[0] or "-")
    return Ready(
        "<br>".join(f"*{label}*: {value or '-'}" for label, value in zip(material.labels, shown, strict=True))
    )


def _value(setting: Setting) -> str:
    if isinstance(setting.value, tuple) and setting.value and isinstance(setting.value[0], tuple):
        return f"{len(setting.value)} points"
    return cell(setting.value)


@dataclass(frozen=True)
class Pivot:
    """Sections of one class, one row each; what is the same in all of them is said once."""

    title: Ready
    same: list[tuple[Ready, str, Ready]]
    """Setting, value, meaning."""
    meanings: list[tuple[Ready, Ready]]
    table: Ready


def pivots(material: Material) -> list[Pivot]:
    """The classes of which a configuration has several sections; those of mechanisms for each structure."""
    made = []
    for group in groups(material):
        looked_at = whose(material, group)
        for structure in looked_at:
            for kind, found in _by_kind(structure.config, group).items():
                if kind in TITLES:
                    label = f" of {structure.label}" if len(looked_at) > 1 else ""
                    made.append(_pivot(f"{TITLES[kind]}{label}", kind, found, group))
    return made


def _pivot(title: str, kind: str, found: Sequence[Setting], group: str) -> Pivot:
    rows: dict[str, dict[str, str]] = {}
    for setting in found:
        rows.setdefault(setting.section, {})[setting.name] = cell(setting.value)
    names = list(dict.fromkeys(setting.name for setting in found))
    alike = {name for name in names if len({row[name] for row in rows.values()}) == 1}
    first = next(iter(rows.values()))
    varied = [name for name in names if name not in alike]
    said = {name: Ready(_ticks(meaning(kind, name))) for name in names}
    cells = [
        (code(section.removeprefix(f"{group}.")), *(Ready(row[name]) for name in varied))
        for section, row in rows.items()
    ]
    return Pivot(
        Ready(f"{title} (`{group}`)"),
        [(code(name), Ready(first[name]), said[name]) for name in names if name in alike],
        [(code(name), said[name]) for name in varied],
        table(["section", *varied], cells) if varied else Ready(""),
    )


def _ticks(text: str) -> str:
    return text.replace("|", r"\|").rstrip(".")
