"""Makes `fakes` importable everywhere under tests/, and takes Hypothesis's clock away."""

from hypothesis import settings

settings.register_profile("shared", deadline=None)
settings.load_profile("shared")
