"""Whether the simulator can be believed: known answers found again, what must not matter, what must."""
