"""docs/demand.md, written from the shipped demand: ``python -m sim.report.demand_page > docs/demand.md``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sim.config.demand import DemandConfig
from sim.config.load import load_config
from sim.demand.reconcile import Flow, reconcile

HEAD = """# What arrives, and how calls and recorded cases agree
Two sources speak of crime, and they do not speak of the same thing. C1 counts *calls*: one week in mountain counties,
{calls:g} effective calls per 1 000 residents a year, {criminal:.1%} of them criminal, so {rung:.2f} criminal calls
per 1 000 residents a year. I7 counts *recorded cases*: about {recorded:g} criminal cases per 1 000 residents a year.
Most recorded cases therefore never were a criminal call to 110: somebody came to a station, was defrauded at a
distance, or the case was found later. `sim/demand/reconcile.py` makes the two agree, offence by offence. This page is
written from `configs/demand/county.yaml` by `python -m sim.report.demand_page`.

1. **Recorded** = `recorded_cases` times the offence's share in the mix of the era (`demand.era`: `recent` or `2009`).
2. **Through a call** = criminal calls (`effective_calls` times the share of the category) spread over the offences in
   proportion to share times `call_propensity`: how readily people ring about such an offence, relative to others.
3. **Otherwise** = recorded less through a call. Where calls would bring more than is recorded, all come through calls
   and the recorded figure is raised to them, so that no call is lost.

A call of a category with a case leads to exactly one case once a crew has cleared the scene; cases that arrive
otherwise are accepted without a crew. Public-security calls lead to administrative cases in the same way. Calls
of the other categories lead to no case; invalid calls ({invalid:.0%} of all calls) load the intake desk only.
"""

TAIL = """
## What is assumed
- The share of calls that are criminal and the number of calls rest on one week of a prefecture (C1: 0.2-0.9 criminal
  calls per 1 000 residents a year); I7's rate is national. Both have ranges in the configuration.
- The recent mix of offences and every `call_propensity` are assumed, with ranges. No source gives the number of
  administrative cases of a county.
- With so few criminal calls, less than half even of robberies and homicides come in by one, whatever their propensity:
  C1's week and I7's year fit together badly there, and the table does not hide it.
- Of what arrives otherwise, the offence's `remote` share has no scene; the rest is halved between walk-in and
  found later.
- A case that arrives otherwise cannot depend on the response: nobody drives to it. A case through a call can, where
  somebody noticed the offence while it happened (`involvement`); see `docs/model.md`.
- Besides, a backlog of `backlog_days` ({backlog:g}) days of earlier cases is open at the start, the same under every
  structure; the warm-up works it off or lets it settle.
"""


def page(demand: DemandConfig | None = None, residents: float = 0.0) -> str:
    """The whole page as Markdown; without arguments for the shipped demand in the default county."""
    if demand is None:
        config = load_config()
        demand, residents = config.demand, float(config.county.residents)
    parts = [_head(demand)]
    for era in ("recent", "2009"):
        flows = reconcile(demand.model_copy(update={"era": era}))
        parts += [f"\n## Cases by offence, era `{era}`\n\n", *_table(_cases(demand, flows, residents))]
    parts += ["\n## Effective calls by category\n\n", *_table(_calls(demand, residents))]
    return "".join(parts) + TAIL.format(backlog=demand.backlog_days)


def _head(demand: DemandConfig) -> str:
    share = sum(float(c.share) for c in demand.categories.values() if c.case == "criminal")
    return HEAD.format(
        calls=demand.effective_calls,
        criminal=share,
        rung=float(demand.effective_calls) * share,
        recorded=demand.recorded_cases,
        invalid=float(demand.invalid_share),
    )


def _cases(demand: DemandConfig, flows: Sequence[Flow], residents: float) -> Iterable[Sequence[str]]:
    yield (
        "offence",
        "recorded",
        "through a call",
        "otherwise",
        "called in",
        "of the otherwise: remote, walk-in, found later",
        f"recorded a year with {residents:,.0f} residents",
    )
    criminal = [flow for flow in flows if demand.offences[flow.offence].criminal]
    for flow in flows:
        remote = float(demand.offences[flow.offence].remote)
        rest = (1 - remote) / 2
        yield (*_flow(flow), f"{remote:.0%}, {rest:.0%}, {rest:.0%}", _yearly(flow, residents))
    total = Flow(
        "**all criminal**",
        sum(flow.recorded for flow in criminal),
        sum(flow.by_call for flow in criminal),
        sum(flow.otherwise for flow in criminal),
    )
    yield (*_flow(total), "", _yearly(total, residents))


def _flow(flow: Flow) -> tuple[str, ...]:
    """Name, cases per 1 000 residents a year three times, share through a call."""
    share = flow.by_call / flow.recorded if flow.recorded else 0.0
    rates = (f"{rate:.3f}" for rate in (flow.recorded, flow.by_call, flow.otherwise))
    return (flow.offence, *rates, f"{share:.0%}")


def _yearly(flow: Flow, residents: float) -> str:
    return f"{flow.recorded * residents / 1000:,.0f}"


def _calls(demand: DemandConfig, residents: float) -> Iterable[Sequence[str]]:
    yield (
        "category",
        "share of effective calls",
        "calls per 1 000 residents a year",
        f"calls a year with {residents:,.0f} residents",
        "leads to",
    )
    for name, category in demand.categories.items():
        rate = float(demand.effective_calls * category.share)
        leads = "no case" if category.case == "none" else f"a case ({category.case})"
        yield name, f"{category.share:.1%}", f"{rate:.2f}", f"{rate * residents / 1000:,.0f}", leads


def _table(rows: Iterable[Sequence[str]]) -> Iterable[str]:
    head, *body = rows
    yield "| " + " | ".join(head) + " |\n"
    yield "|" + "---|" * len(head) + "\n"
    for row in body:
        yield "| " + " | ".join(row) + " |\n"


if __name__ == "__main__":
    print(page(), end="")
