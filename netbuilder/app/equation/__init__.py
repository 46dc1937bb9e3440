"""Equations of layers, drawn: TeX subset -> tree -> boxes -> paint.

    parse(text) -> Row                      `syntax`: what is written, free of Qt
    read_aloud(row) -> str                  `reading`: the same in words
    layout(row, measure, ...) -> Picture    `boxes`: where every sign stands, free of Qt
    EquationView(store, ...)                `view`: the widget

To add a macro: name it in `netbuilder.layers.equation`, give it a sign in `syntax`, and a word in
`reading`. A form (a macro with groups) also needs a node in `syntax` and a box in `boxes`.
"""

from netbuilder.app.equation.boxes import layout
from netbuilder.app.equation.reading import read_aloud
from netbuilder.app.equation.syntax import EquationError, parse
from netbuilder.app.equation.view import EquationView

__all__ = ["EquationError", "EquationView", "layout", "parse", "read_aloud"]
