"""Time and memory on this machine, each figure beside what is aimed at."""
