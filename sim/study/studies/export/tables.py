"""The tables of a study as data frames; what each column says stands in `COLUMNS`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from sim.study.studies.assumed.findings import Uncertain
from sim.study.studies.assumed.influence import Influence
from sim.study.studies.comparisons import Comparison
from sim.study.studies.folder import Replicate
from sim.study.studies.kept import Kept
from sim.study.studies.plan import Margin
from sim.study.studies.study import Study
from sim.study.studies.verdicts import verdicts

if TYPE_CHECKING:
    import pandas as pd

_SPLITS = {
    "metric": "name of the figure; `python -m sim list metrics` says what it is",
    "priority": "1 (most urgent) to 3, or all",
    "category": "call category, or all",
    "area": "station, or township where the metric says so, or all",
    "offence": "offence, or all",
    "unit": "unit of the value",
}
_COMPARED = {
    "metric": _SPLITS["metric"],
    "unit": "unit of the difference; share: 0.01 is one percentage point",
    "point": "the point that is compared",
    "baseline": "the point that it is compared with",
}
_FLAG = "few: fewer than 30 events a year; lower bound: unserved calls count their wait so far; not reached: beyond "
_FLAG += "what was watched; not stationary: the backlog grows"
COLUMNS: dict[str, dict[str, str]] = {
    "points": {
        "place": "number of the point, also of its file in config/",
        "point": "what the point is called",
        "baseline": "the point that it is compared with, itself where it is a baseline",
        "model": "structure",
        "county": "county",
        "residents": "residents of the county",
        "officers": "sworn officers of the force",
        "auxiliaries": "auxiliaries of the force",
        "replications": "replications as shipped that are in these tables",
        "asked": "replications as shipped that the study asks for",
        "words": "what was typed for it",
    },
    "seeds": {
        "point": "what the point is called",
        "seed": "seed of the replication",
        "draw": "number of the draw of what is assumed, empty as shipped",
        "state": "kept, missing or damaged; only what is kept is in these tables",
        "key": "hash of configuration, seed, code and versions, under which the store has it",
        "digest": "hash of its records",
    },
    "summary": {
        **_SPLITS,
        "point": "what the point is called",
        "mean": "mean over the replications",
        "ci_low": "lower end of its 95 % t-interval, chance alone",
        "ci_high": "upper end of the same",
        "difference": "mean of point less baseline, over the seeds that both have",
        "difference_low": "lower end of its 95 % paired t-interval, chance alone, not adjusted",
        "difference_high": "upper end of the same",
        "n_replications": "replications with a value",
        "n_events": "mean number of events a replication",
        "flag": _FLAG,
    },
    "comparisons": {
        **_COMPARED,
        "replications": "seeds that both have",
        "events": "mean number of events a replication",
        "difference": "mean of point less baseline, at the values as shipped",
        "low": "lower end of the 95 % paired t-interval, chance alone, this comparison alone",
        "high": "upper end of the same",
        "joint_low": "lower end of the interval that holds for all comparisons together (Bonferroni)",
        "joint_high": "upper end of the same",
        "below": "how likely the expected difference is below zero, chance alone",
        "p": "p value of no difference",
        "p_adjusted": "the same, adjusted by Holm for all comparisons of the study",
        "p_equivalent": "p value of a difference of the margin or more (two one-sided tests); empty without a margin",
        "saved": "share of the variance of the difference that pairing saves",
        "answer": "what it comes to by chance alone",
        "verdict": "what can be said with the wider interval: less, more, same, equivalent; assumed, beyond, as_stated "
        "(told by chance alone, what was assumed could turn it); not_yet, few, bound, single, not_known",
    },
    "assumptions": {
        **_COMPARED,
        "draws": "draws of what is assumed that both have",
        "difference": "mean of the difference over the draws",
        "low": "lower end of the 95 % interval of the expected difference, with chance and assumptions",
        "high": "upper end of the same",
        "chance_low": "lower end with chance alone",
        "chance_high": "upper end with chance alone",
        "below": "probability that the point's expected value is below the baseline's",
        "explained": "share of the variance over the draws that is more than chance",
    },
    "influences": {
        **_COMPARED,
        "rank": "1 for the constant that matters most to this comparison",
        "path": "the constant, as `explain` and an override name it",
        "constant_unit": "unit of the constant",
        "source": "where its value comes from",
        "status": "assumed or literature",
        "value": "value as shipped",
        "low": "lower end of its range",
        "high": "upper end of its range",
        "share": "share of the variance of the difference that goes with it in a straight line",
        "p": "p value of no influence, by Holm over all constants that were drawn",
        "at_low": "expected difference at the lower end of its range, all others varying",
        "at_high": "expected difference at the upper end",
        "flips_at": "value at which the expected difference is zero, empty where nowhere in its range",
    },
    "figures": {
        "point": "what the point is called",
        "seed": "seed of the replication",
        **_SPLITS,
        "value": "the figure, empty where there is none",
        "n_events": "number of events behind it",
        "flag": _FLAG,
    },
}


def tables(kept: Kept) -> dict[str, pd.DataFrame]:
    """Every table that the study has something for, by name, with the columns of `COLUMNS`."""
    study = kept.study
    found = {
        "points": points(kept),
        "seeds": seeds(kept),
        "summary": study.summary().rename(columns={"model": "point"}),
    }
    uncertain = study.uncertain()
    found["comparisons"] = comparisons(study.comparisons(), uncertain, study.plan.margin)
    if uncertain:
        found |= {"assumptions": assumptions(uncertain), "influences": influences(uncertain)}
    found["figures"] = study.metrics.rename(columns={"model": "point"})
    return {name: table[list(COLUMNS[name])] for name, table in found.items()}


def rows(kind: type[Any], values: Iterable[Any], *left_out: str) -> pd.DataFrame:
    """Dataclasses as a data frame, a column a field; with its columns also where there are none."""
    import pandas as pd

    names = [each.name for each in fields(kind) if each.name not in left_out]
    return pd.DataFrame([[_plain(getattr(each, name)) for name in names] for each in values], columns=names)


def _plain(value: Any) -> Any:
    """The text of an answer, anything else as it is."""
    return str(value) if isinstance(value, str) else value


def comparisons(
    made: Sequence[Comparison], uncertain: Sequence[Uncertain], margin: Margin | None
) -> pd.DataFrame:
    """One row a comparison, with the verdict on it."""
    said = verdicts(made, uncertain, margin)
    return rows(Comparison, made).assign(
        verdict=[str(said[each.point, each.metric].outcome) for each in made]
    )


def assumptions(uncertain: Sequence[Uncertain]) -> pd.DataFrame:
    """One row a comparison, with what had to be assumed counted in."""
    return rows(Uncertain, uncertain, "influences")


def influences(uncertain: Sequence[Uncertain]) -> pd.DataFrame:
    """One row a comparison and constant, the constant that matters most first."""
    import pandas as pd

    parts = [
        rows(Influence, each.influences)
        .rename(columns={"unit": "constant_unit"})
        .assign(
            metric=each.metric, unit=each.unit, point=each.point, baseline=each.baseline,
            rank=range(1, len(each.influences) + 1),
        )
        for each in uncertain
    ]  # fmt: skip
    columns = list(COLUMNS["influences"])
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def points(kept: Kept) -> pd.DataFrame:
    """One row a point."""
    import pandas as pd

    plan, there = kept.study.plan, Counter(each.point for each in kept.whole)
    made = [
        (
            place, point.name, plan.points[other].name, point.config.model.name, point.config.county.name,
            float(point.config.county.residents), int(point.config.force.officers),
            int(point.config.force.auxiliaries), there[place], len(plan.seeds), " ".join(point.words),
        )
        for place, (point, other) in enumerate(zip(plan.points, plan.against, strict=True))
    ]  # fmt: skip
    return pd.DataFrame(made, columns=list(COLUMNS["points"]))


def seeds(kept: Kept) -> pd.DataFrame:
    """One row a replication that the study asks for, those with drawn assumptions last."""
    import pandas as pd

    study = kept.study
    state = {each.key: "kept" for each in (*kept.whole, *kept.drawn.whole)} | {
        each.replicate.key: "damaged" for each in (*kept.shipped.damaged, *kept.drawn.damaged)
    }
    made = [_seed(study, each, state.get(each.key, "missing")) for each in (*study.asked, *study.asked_draws)]
    table = pd.DataFrame(made, columns=list(COLUMNS["seeds"]))
    return table.astype({"draw": "Int64"})


def _seed(study: Study, each: Replicate, state: str) -> tuple[object, ...]:
    digest = study.folder.store.manifest(each.key).get("digest") if state == "kept" else None
    draw = None if each.draw is None else each.draw.place
    return study.names[each.point], each.seed, draw, state, each.key, digest
