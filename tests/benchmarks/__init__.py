"""How fast it is, set against others in the same run: `python -m tests.benchmarks`."""
