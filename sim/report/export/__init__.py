"""A study as files for other programs: tables, LaTeX, an event log, a methods paragraph."""
