"""The serif letters of equations and how far their ink reaches."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFont, QFontMetricsF

from netbuilder.app.equation.boxes import Extent
from netbuilder.app.theme import read_tokens


def math_font(px: int, is_italic: bool) -> QFont:
    """The font of equations, `px` pixels high; needs a running application."""
    font = QFont(list(read_tokens().type.math))
    font.setStyleHint(QFont.StyleHint.Serif)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setPixelSize(px)
    font.setItalic(is_italic)
    return font


class Letters:
    """Measures signs, each once."""

    def __init__(self) -> None:
        self._font = cache(math_font)
        self._extents: dict[tuple[str, int, bool], Extent] = {}

    def font(self, px: int, is_italic: bool) -> QFont:
        """The font of a size and slant."""
        return self._font(px, is_italic)

    def measure(self, text: str, px: int, is_italic: bool) -> Extent:
        """How far the ink of a text reaches from its origin, in pixels."""
        key = text, px, is_italic
        if key not in self._extents:
            metrics = QFontMetricsF(self.font(px, is_italic))
            ink = metrics.tightBoundingRect(text)
            self._extents[key] = Extent(
                metrics.horizontalAdvance(text), ink.left(), ink.top(), ink.right(), ink.bottom()
            )
        return self._extents[key]
