"""What `--help` prints."""

from __future__ import annotations

MAIN = """\
Simulate how a county police force's structure changes response time and case clearance.

  python -m sim run +model=dabuzhi        run a structure beside the traditional one
  python -m sim compare model=a,b         several structures or settings on the same calls; kept, resumable
  python -m sim status STUDY              what of a study is there, damaged or set aside
  python -m sim resume STUDY              go on with a study that was stopped, or that failed in parts
  python -m sim report STUDY              the report of a study, one page for the chief first
  python -m sim export STUDY              its tables, LaTeX, methods paragraph and event log as one folder
  python -m sim query STUDY "select ..."  SQL over all runs of a study
  python -m sim sweep KEY=VALUE,VALUE     a design of settings, level by level; --dry-run says how long it takes
  python -m sim list models               what can be chosen: models, counties, mechanisms, rules, metrics
  python -m sim explain model=dabuzhi     who sits where, who passes what to whom, and how this is known
  python -m sim document model=dabuzhi    the model description (ODD), checklist and all numbers for your paper
  python -m sim validate                  known answers, relations that must hold, convergence
  python -m sim trace incident=list       follow one call, or one case, through two structures, in plain words
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

COMPARE = """\
usage: python -m sim compare KEY=VALUE,VALUE ... [GROUP=NAME ...] [KEY=VALUE ...] [options]

Simulates every combination of the values on the same seeds and compares each with its baseline, adjusted for all
comparisons that are made; once by chance alone, and once with what had to be assumed counted in. Everything is kept:
the same replication is never simulated twice, also not for another study, and what was stopped goes on with `resume`.

  model=traditional,dabuzhi        any key may take several values; the first value of the first such key is the
                                   baseline, within each combination of the others
  force.officers=range(250,351,50) Hydra's sweep syntax: lists, range(), choice(), glob() over names
  baseline=dabuzhi                 another baseline: a value of any key, or the name of a point for all
  replications=20                  seeds a point (run.replications)
  precision=0.2,1                  add seeds until the intervals of mean response (minutes) and of clearance (points)
                                   reach no further than that to either side
  draws=200                        draws of what is assumed (40; 0: chance alone)
  margin=0.5,2                     differences that do not matter to you: minutes of the response, points of
                                   clearance; without it nothing is called equivalent
  study=NAME                       name of the study's folder; made of the points otherwise
  run.results=FOLDER               where studies and their replications are kept
  report.language=zh               language of the report: en, zh, or both
  engine=ray                       processes (here, run.workers= of them), serial, or ray: a local Ray, or the cluster
                                   that engine.address=HOST:PORT names, see docs/engines.md
  +experiment=NAME                 the words of a folder under experiments/ (`python -m sim list experiments`); what you
                                   type beside it wins

options:
  --dry-run           stop after the check: points, runs, time, disk; no result is written
  --config-dir DIR    a folder with configurations of your own
  --help

Ctrl-C once finishes what runs, twice stops at once. Exit codes: 0 done, 2 a mistake in what was asked, 3 partly
failed, 130 stopped.
"""

SWEEP = """\
usage: python -m sim sweep KEY=VALUE,VALUE ... [GROUP=NAME ...] [KEY=VALUE ...] [options]

Simulates every combination of the values on the same seeds, and prints the headlines of each with 95 % intervals, and
the differences from the first value of the first key. Before anything is simulated, every point is checked, and it
says how many runs that is, how long they will take and how much disk.

  model=traditional,dabuzhi         beside other keys, the structures stand together, one block a value of the others
  force.officers=250,300,350        any key; Hydra's sweep syntax: lists, range(250,351,50), choice(), glob() over names
  +experiment=staffing              the words of a folder under experiments/, see `python -m sim list experiments`;
                                    what you type beside it wins
  replications=20 draws=0           and baseline=, margin=, precision=, study=, run.results=, report.language= as in
                                    `compare`, which prints the comparisons of the same study; nothing is simulated
                                    twice
  engine=ray                        on Ray: here, or on the cluster that engine.address=HOST:PORT names; see
                                    docs/engines.md

options:
  --dry-run           stop after the check: points, runs, time, disk; no result is written
  --config-dir DIR    a folder with configurations of your own
  --help

Ctrl-C once finishes what runs, twice stops at once. Exit codes: 0 done, 2 a mistake in what was asked, 3 partly
failed, 130 stopped.
"""

RESUME = """\
usage: python -m sim resume STUDY [run.results=FOLDER] [report.language=en|zh|both]
                            [engine=processes|serial|ray] [--verify]

Goes on with a study: simulates what is missing or damaged, tries again what was set aside, and prints the
comparisons. It need not go on with the engine that it began with (engine.address=HOST:PORT: a Ray cluster).
--verify also compares the content of every file with its hash.
"""

STATUS = """\
usage: python -m sim status STUDY [run.results=FOLDER]

How many replications of each point are there, which are missing or damaged, and what was set aside and why. A study
that was made with other versions is read as ever.
"""

REPORT = """\
usage: python -m sim report STUDY [report.language=en|zh|both] [out=FILE.html] [run.results=FOLDER]

Builds the report of a study again: one HTML file that needs no network, and a folder of the same name beside it
with every figure as SVG and PNG and the table behind it as CSV. The same study gives the same bytes.

  report.language=zh            English (en), Chinese (zh), or one after the other (both)
  out=FILE.html                 where to write, inside the working folder; results/studies/STUDY/report.html otherwise
  prices=overtime:45,km:2.5     what an hour of overtime and a kilometre cost, in your own money; without it the
                                report names no money
  run.results=FOLDER            where studies are kept
"""

EXPORT = """\
usage: python -m sim export STUDY [out=FOLDER] [format=csv,xlsx,latex] [events=first|all|none] [run.results=FOLDER]

Writes a study into one folder that is there whole or not at all: each point's configuration, seeds, tables (summary,
comparisons, assumptions, figures) as CSV, as one workbook and as LaTeX, a methods paragraph for a paper, and an event
log of calls and cases for process mining. README.txt in it says what each file and column is. The same study gives
the same bytes. What is missing or damaged is named and left out.

  out=FOLDER            a new folder inside the working folder; results/exports/STUDY otherwise
  format=csv,latex      tables only as these; all of csv, xlsx, latex otherwise
  events=all            the event log of every replication (first: one of each of the first 12 points)
  run.results=FOLDER    where studies are kept
"""

QUERY = """\
usage: python -m sim query STUDY "select ..." [--csv | --json] [out=FILE.csv|.json|.parquet] [run.results=FOLDER]

Answers one SELECT (DuckDB's SQL) over all replications of a study. Prints a table on a terminal, CSV elsewhere.

  figures               every metric: point, seed, county, model, metric, priority, category, area, offence, unit,
                        value, n_events, flag
  incidents, dispatches, cases, case_steps, people, teams, gaps
                        the records (docs/records.md), with point, seed, county, model before; NULL where a thing did
                        not happen; they hold warm-up and follow-up, too
  drawn_figures, draws  figures of the replications with drawn assumptions (draws=), which keep no records; and what
                        each draw made of each constant: point, seed, draw, path, value
  points                the points: words, baseline, model, county, cohort_from and cohort_until in minutes
  names                 what an index means: point, seed, list (category, offence, township, area, body, team,
                        case_team, township_residents), index, name
  codes                 the closed lists: list (incident_status, dispatch_outcome, case_status, case_step,
                        case_channel), code, name

  --csv, --json         all rows as CSV or JSON
  out=FILE              a new file inside the working folder
  run.results=FOLDER    where studies are kept

It reads these tables and nothing else: SQL that writes, or reads a file, is refused. `select * from points` shows
what there is; examples: docs/export.md.
"""

LIST = """\
usage: python -m sim list models|counties|mechanisms|rules|metrics|experiments [--config-dir DIR]

One line on each thing that can be chosen or is measured.
"""

EXPLAIN = """\
usage: python -m sim explain [model=NAME] [county=NAME] [KEY=VALUE ...] [--config-dir DIR]

Bodies with headcounts, command lines, rules and duties of a structure in a county, each with its source
or its status (quoted, derived, literature, assumed, fitted, user).
"""

DOCUMENT = """\
usage: python -m sim document [GROUP=NAME ...] [KEY=VALUE ...] [out=FOLDER] [--config-dir DIR]

Writes what a reviewer asks for, with the numbers of your configuration: ODD.md (the model description by the ODD
protocol), STRESS.md (the STRESS-DES checklist), parameters.md (every number with unit, range, source and status),
limits.md (what not to use the model for), demand.md (how calls and cases agree), metrics.md and records.md.

  model=dabuzhi county=songtao  the words of your run; structure and baseline are described side by side
  run.baseline=none             describe the structure alone
  out=appendix                  where to write, inside the working folder; results/documents/MODEL-COUNTY otherwise
  out=docs                      the project's own documents, in a checkout: the default configuration, without others

All files are written, or none. A file that this command did not write is never overwritten.
"""

BENCH = """\
usage: python -m sim bench [quick]
       python -m sim bench sweep [part=NAME,NAME] [study=NAME] [run.results=FOLDER]

Measures seconds a simulated year, peak memory and ratios on this machine. Takes some minutes.

`sweep` measures what studies cost beside that, each figure with its goal. Without part=, all of it, about twelve
minutes on two idle cores:

  planning      milliseconds a task: a design planned, its keys made, its tasks handed over
  busy          share of two cores that is at work on tasks of half a second
  checking      10 000 finished replications: are they there, and whole?
  memory        of the process that drives 10 000 tasks rather than 1 000
  report        of three structures x 20 replications, simulated first; study=NAME: of one that is there
  quantiles     p90 of each of 1 000 runs, from figures and from calls
  draws         200 draws of what is assumed x two structures x a quarter-year
"""

VALIDATE = """\
usage: python -m sim validate [exact] [metamorphic] [convergence] [quick] [out=FOLDER] [workers=N] [setup=A,B]

Shows whether the simulator can be believed. Prints each result, and writes findings and pictures.

  exact          situations whose answer queueing theory, geometry or calculus knows, found again
  metamorphic    what must not matter does not, what must does: renaming, a sham pair, a planted difference ...
  convergence    size of the cells, length of the warm-up, draws of places: do the figures stay?

Without a part, all three. `quick` is a short form of a few minutes a part, with wider intervals; in full each
takes about a quarter of an hour on two cores. What is finished is kept: after Ctrl-C the same command goes on.

  out=FOLDER     where findings and pictures go (results/validation)
  workers=2      processes
  setup=many-crews,one-crew      of `exact` only these situations, at the level of all; named as in its output

Findings of the full form, or of all situations, are not replaced by those of less: name another folder.

Exit codes: 0 all agrees, 1 something does not, 2 a mistake in what was asked, 130 interrupted.
"""

TRACE = """\
usage: python -m sim trace incident=N|case=N [model=A,B] [county=NAME] [KEY=VALUE ...] [--config-dir DIR]

Follows one call, or one case, step by step through each structure: what the world dealt, who decided what and
why, and where the difference comes from. Prints it, and keeps it with a picture in results/traces/.

  incident=1234                 the call of this row in a run's table of incidents
  case=77                       the case of this row in its table of cases
  incident=list                 some worth a look, with their rows (also case=list)
  incident=typical              or slowest, gravest, different (between the first structure and the last)
  model=traditional,dabuzhi     structures, at least one; these two where none is named
  county=songtao run.seed=3     another county, another world; rows are counted in each world anew
  command=songtao_flat          a mechanism or value holds for every structure that is named
  run.results=FOLDER            where to write

A row is the same call, or the same case, under every structure. Nothing in the run is changed by following it.
"""
