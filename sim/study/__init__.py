"""Replications, pairing and their summary."""
