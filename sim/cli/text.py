"""What `--help` prints."""

from __future__ import annotations

MAIN = """\
Simulate how a county police force's structure changes response time and case clearance.

  python -m sim run +model=dabuzhi        run a structure beside the traditional one
  python -m sim list models               what can be chosen: models, counties, mechanisms, rules, metrics
  python -m sim explain model=dabuzhi     who sits where, who passes what to whom, and how this is known
  python -m sim validate                  known answers, relations that must hold, convergence
  python -m sim bench                     time and memory on this machine

  python -m sim COMMAND --help            more on a command
  python -m sim --version
"""

RUN = """\
usage: python -m sim run [GROUP=NAME ...] [KEY=VALUE ...] [options]

Simulates a structure and, on the same calls with the same people, the structure to compare it with
(run.baseline). Prints before, after and difference with 95 % intervals, and writes to results/runs/.

  model=dabuzhi                 a structure (+model=dabuzhi is the same); see `python -m sim list models`
  county=songtao                a county; see `python -m sim list counties`
  command=songtao_flat          one mechanism put into the model; see `python -m sim list mechanisms`
  run.replications=20           number of seeds; more of them narrow the intervals
  run.days=90                   days that are counted; run.warmup before them, run.follow_up after them
  run.seed=3                    another world
  run.baseline=one_five_n_one   what to compare with; none runs alone
  run.workers=2                 processes
  run.results=FOLDER            where to write
  work.case.alpha=0.7           any number; it keeps its unit, and `explain` shows it as set by the user

The baseline takes every choice and value but those of the eight mechanisms (people, posts, command,
dispatch, patrol, casework, review, duty_load), which hold for the model only.

options:
  --json              print the table for machines on standard output
  --cfg job           print the whole configuration as it would be run, and stop (also: --cfg hydra, all)
  --package KEY       with --cfg job: that part of it only
  --resolve           accepted; the configuration is always resolved
  --info WHAT         Hydra's own view, WHAT being defaults, defaults-tree, searchpath or config
  --config-dir DIR    a folder with configurations of your own, laid out like configs/
  --help

Exit codes: 0 done, 2 a mistake in what was asked (nothing is written), 130 interrupted.
"""

LIST = """\
usage: python -m sim list models|counties|mechanisms|rules|metrics [--config-dir DIR]

One line on each thing that can be chosen or is measured.
"""

EXPLAIN = """\
usage: python -m sim explain [model=NAME] [county=NAME] [KEY=VALUE ...] [--config-dir DIR]

Bodies with headcounts, command lines, rules and duties of a structure in a county, each with its source
or its status (quoted, derived, literature, assumed, fitted, user).
"""

BENCH = """\
usage: python -m sim bench [quick]

Measures seconds a simulated year, peak memory and ratios on this machine. Takes some minutes.
"""

VALIDATE = """\
usage: python -m sim validate [exact] [metamorphic] [convergence] [quick] [out=FOLDER] [workers=N]

Shows whether the simulator can be believed. Prints each result, and writes findings and pictures.

  exact          situations whose answer queueing theory, geometry or calculus knows, found again
  metamorphic    what must not matter does not, what must does: renaming, a sham pair, a planted difference ...
  convergence    size of the cells, length of the warm-up, draws of places: do the figures stay?

Without a part, all three. `quick` is the short form that the tests pass; in full each part takes about a
quarter of an hour on two cores. What is finished is kept: after Ctrl-C the same command goes on.

  out=FOLDER     where findings and pictures go (results/validation)
  workers=2      processes

Exit codes: 0 all agrees, 1 something does not, 2 a mistake in what was asked, 130 interrupted.
"""
