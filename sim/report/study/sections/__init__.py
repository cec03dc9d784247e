"""The sections of the report, each a function of the study and the words that gives its title and blocks."""
