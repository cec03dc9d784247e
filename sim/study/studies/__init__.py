"""Studies: structures and settings compared on the same seeds, kept so that nothing is simulated twice."""
