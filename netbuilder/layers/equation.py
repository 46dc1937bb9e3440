"""The subset of TeX in which layers state their equations.

Beside these macros: letters, digits, ``+ - = / , ( )``, subscripts and superscripts of one sign or
a group in braces. Who draws equations draws all of these; who writes one uses no other.
"""

from __future__ import annotations

GREEK = frozenset({"alpha", "beta", "gamma", "epsilon", "lambda", "mu", "sigma", "Phi"})
"""Letters."""

FUNCTIONS = frozenset({"max", "min", "log", "tanh"})
"""Upright names; `max` takes what it runs over as a subscript."""

SIGNS = frozenset({"sum", "odot", "cdot", "in", "dots"})
"""Signs; `sum` takes what it runs over as a subscript."""

FORMS = frozenset({"frac", "sqrt", "hat"})
"""Forms with one group in braces for each part."""

SPACES = frozenset({"quad"})
"""Space between two equations."""

MACROS = GREEK | FUNCTIONS | SIGNS | FORMS | SPACES
"""Every macro that an equation may use."""
