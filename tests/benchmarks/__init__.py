"""What netbuilder measures of itself. `python -m tests.benchmarks [NAME ...]` prints the tables."""
