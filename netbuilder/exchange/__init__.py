"""Exporters, and the check that what they write gives the same answers."""
