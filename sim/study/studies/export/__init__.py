"""What leaves a study: its tables, its event log, SQL over its runs."""
