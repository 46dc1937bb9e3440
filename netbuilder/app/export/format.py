"""The forms of export, as a table and as rows to choose from.

To offer another form, add a row to `FORMATS` and say in `dialog` how it is written.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from netbuilder.app.theme import ThemeStore, mix
from netbuilder.app.widgets import Control
from netbuilder.app.widgets.painting import draw_box, draw_icon
from netbuilder.words import _

_PADDING, _TILE, _ICON, _GAP = 14, 36, 18, 12
_HEIGHT = 76
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One form. `ending` is of the file that the person names; `files` is for people."""

    key: str
    title: str
    ending: str
    files: str
    summary: str
    icon: str


FORMATS = (
    Format(
        key="pytorch",
        title="PyTorch",
        ending=".py",
        files=".py + .safetensors",
        summary=_("A Python file you can read, and the learned weights"),
        icon="code",
    ),
    Format(
        key="weights",
        title=_("Weights only"),
        ending=".safetensors",
        files=".safetensors",
        summary=_("Just the numbers, one named table per layer"),
        icon="db",
    ),
    Format(
        key="svg",
        title=_("Drawing"),
        ending=".svg",
        files=".svg",
        summary=_("The network as drawn, sharp at any size"),
        icon="image",
    ),
    Format(
        key="png",
        title=_("Picture"),
        ending=".png",
        files=".png",
        summary=_("The network as drawn, for slides and handouts"),
        icon="image",
    ),
    Format(
        key="project",
        title=_("Project"),
        ending=".netb",
        files=".netb",
        summary=_("Everything drawn and set, to open here on another computer"),
        icon="folder",
    ),
)
ENDINGS = (".rows.npz", *(format.ending for format in FORMATS))
"""Endings that a typed name may have; the form's own takes their place."""


class FormatRow(Control):
    """One form of export: icon, name, endings, one line.

    Signals:
        stepped: The arrow down (1) or up (-1) was pressed.
    """

    stepped = Signal(int)

    def __init__(self, store: ThemeStore, format: Format) -> None:
        super().__init__(store, format.title)
        self.format = format
        self.setObjectName(f"export.format.{format.key}")
        self.setAccessibleDescription(f"{format.files}. {format.summary}")
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.apply_theme()

    def apply_theme(self) -> None:
        self.setFont(self.theme.font("bodyStrong"))

    def sizeHint(self) -> QSize:
        lines = self.theme.line_px("body") + 2 * self.theme.line_px("caption")
        return QSize(
            self.theme.scaled(240), max(self.theme.scaled(_HEIGHT), lines + self.theme.scaled(20))
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _STEPS:
            self.stepped.emit(_STEPS[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()  # the dialog knows what Enter does
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, colors = self.theme, self.theme.colors
        painter = self.begin_paint()
        level = self.hover_level
        fill = mix(colors.surface.raised, colors.surface.hover, level)
        line = None
        if self.isChecked():
            fill, line = colors.accent.soft, colors.accent.line
        if self.isChecked() or level:
            draw_box(painter, self.box(), self.corner_radius(), fill=fill, line=line)
        scaled = theme.scaled
        tile = QRectF(scaled(_PADDING), 0, scaled(_TILE), scaled(_TILE))
        tile.moveTop((self.height() - tile.height()) / 2)
        ground = colors.accent.fill if self.isChecked() else colors.surface.field
        draw_box(painter, tile, theme.tokens.radius.tile_large, fill=ground)
        icon = QRectF(0, 0, scaled(_ICON), scaled(_ICON))
        icon.moveCenter(tile.center())
        ink = colors.accent.on_fill if self.isChecked() else colors.text.secondary
        draw_icon(painter, self, self.store, self.format.icon, ink, icon)
        left = round(tile.right()) + scaled(_GAP)
        room = QRect(left, 0, self.width() - left - scaled(_PADDING), self.height())
        words = self._words_box(room)
        title_px = theme.line_px("body")
        top = (self.height() - title_px - words.height()) // 2
        head = QRect(room.left(), top, room.width(), title_px)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self.font())
        painter.setPen(colors.text.primary)
        painter.drawText(head, middle, self.format.title)
        painter.setFont(theme.font("mono"))
        painter.setPen(colors.text.secondary if self.isChecked() else colors.text.hint)
        painter.drawText(head, middle | Qt.AlignmentFlag.AlignRight, self.format.files)
        painter.setFont(theme.font("caption"))
        painter.setPen(colors.text.secondary)
        words.moveTop(top + title_px)
        painter.drawText(words, Qt.TextFlag.TextWordWrap, self.format.summary)
        painter.end()

    def _words_box(self, room: QRect) -> QRect:
        """The room of the summary, whose top is still open."""
        metrics = QFontMetrics(self.theme.font("caption"))
        box = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, self.format.summary)
        return QRect(room.left(), 0, room.width(), box.height())
