"""Figures in boxes, and the quiet headings above what is drawn of a layer."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import ElidedLabel, Label
from netbuilder.app.widgets.painting import draw_box
from netbuilder.words import _

_MARK_PX = 8


class Figure(QWidget):
    """A word and its number in a raised box."""

    def __init__(self, store: ThemeStore, word: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._word = word
        self._number = ElidedLabel(store, "–", style="code", weight=500)
        self._caption = ElidedLabel(store, word, style="caption", tone="text.hint")
        column = QVBoxLayout(self)
        column.setSpacing(0)
        column.addWidget(self._caption)
        column.addWidget(self._number)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._apply_theme()
        store.changed.connect(self._apply_theme)

    def text(self) -> str:
        """The number as it is written."""
        return self._number.full_text()

    def set_number(self, number: str) -> None:
        """Write another number."""
        self._number.set_full_text(number)
        self.setAccessibleName(f"{self._word} {number}")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the box."""
        theme = self._store.theme
        painter = QPainter(self)
        colors, radius = theme.colors, theme.tokens.radius.tile_large
        rect = QRectF(self.rect())
        draw_box(painter, rect, radius, fill=colors.surface.raised, line=colors.line.soft)
        painter.end()

    def _apply_theme(self) -> None:
        scaled = self._store.theme.scaled
        layout = self.layout()
        assert layout is not None
        layout.setContentsMargins(scaled(10), scaled(6), scaled(6), scaled(8))
        self.update()


class FigureRow(QWidget):
    """A few figures side by side, equally wide.

    Args:
        words: By key, the word above each number.
        name: Object names begin with it: ``name.key``.
    """

    def __init__(
        self,
        store: ThemeStore,
        words: Mapping[str, str],
        *,
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.figures = {key: Figure(store, word) for key, word in words.items()}
        for key, figure in self.figures.items():
            figure.setObjectName(f"{name}.{key}")
            row.addWidget(figure, 1)

    def show_numbers(self, numbers: Mapping[str, str]) -> None:
        """Write numbers, by key."""
        for key, number in numbers.items():
            self.figures[key].set_number(number)


class Heading(QWidget):
    """A quiet name of what is drawn below, and a remark at the right."""

    def __init__(
        self, store: ThemeStore, title: str = "", remark: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._title = ElidedLabel(store, title, style="caption", tone="text.hint", weight=600)
        self._remark = Label(store, remark, style="caption", tone="text.hint")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._row.addWidget(self._title, 1)
        self._row.addWidget(self._remark, 0, Qt.AlignmentFlag.AlignRight)

    def show_words(self, title: str, remark: str = "") -> None:
        """Write another name and remark."""
        self._title.set_full_text(title)
        self._remark.setText(remark)
        self._remark.setVisible(bool(remark))

    def add(self, widget: QWidget) -> None:
        """Put something more at the right end."""
        self._row.addWidget(widget)


class SignLegend(QWidget):
    """Which colour is minus and which is plus."""

    def __init__(self, store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for tone, word in (
            ("chart.weight_negative", _("minus")),
            ("chart.weight_positive", _("plus")),
        ):
            if row.count():
                row.addSpacing(6)
            row.addWidget(_Mark(store, tone))
            row.addWidget(Label(store, word, style="caption", tone="text.hint"))


class _Mark(QWidget):
    def __init__(self, store: ThemeStore, tone: str) -> None:
        super().__init__()
        self._store = store
        self._tone = tone
        self.setFixedSize(_MARK_PX, _MARK_PX)
        store.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_box(painter, QRectF(self.rect()), 2, fill=self._store.theme.color(self._tone))
        painter.end()


def section(*widgets: QWidget, spacing: int = 6) -> QWidget:
    """A column of what belongs together, to be shown and hidden as one."""
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(spacing)
    for widget in widgets:
        column.addWidget(widget)
    return box
