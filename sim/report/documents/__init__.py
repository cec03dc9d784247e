"""Documents a reviewer asks for, with their values taken from a configuration, the registries and the code."""
