"""Runs: events, commands, series and the run folder. Pure Python."""
