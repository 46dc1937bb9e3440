"""A recent project in the list of the start page."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from netbuilder.app.start.drawing import draw_glimpse, draw_sparkline
from netbuilder.app.start.glimpse import Glimpse
from netbuilder.app.start.moment import moment_words
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import IconButton
from netbuilder.app.widgets.control import DISABLED_OPACITY, Control
from netbuilder.app.widgets.painting import draw_box, draw_icon
from netbuilder.words import _

_HEIGHT = 64
_PADDING = 8
_TILE = 40
_GAP = 12
_SPARK = 62


class RecentRow(Control):
    """One project; `clicked` opens it. It shows its name alone until it was looked at.

    One whose file is gone is faint and can only be taken off the list.

    Signals:
        removed: The person wants the project off the list; its file stays.
    """

    removed = Signal()

    def __init__(self, store: ThemeStore, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(store, path.stem, parent)
        self.path = path
        self._glimpse = Glimpse(path=path, name=path.stem)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setToolTip(str(path))
        self.remove_button = IconButton(
            store, "x", _("Take off this list"), small=True, parent=self
        )
        self.remove_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.remove_button.clicked.connect(self.removed)
        self.remove_button.hide()

    @property
    def is_gone(self) -> bool:
        """Whether the project's file is no longer there."""
        return self._glimpse.is_gone

    def show_glimpse(self, glimpse: Glimpse) -> None:
        """Show what has been read of the project."""
        self._glimpse = glimpse
        said = [glimpse.name, self.below(), glimpse.best]
        self.setAccessibleName(", ".join(words for words in said if words))
        self.setToolTip("\n".join(x for x in (str(self.path), glimpse.reason) if x))
        self._show_remove()
        self.update()

    def name(self) -> str:
        """What the project is called."""
        return self._glimpse.name

    def below(self) -> str:
        """What stands below the name: when it was, or what is wrong."""
        if self._glimpse.fault or self._glimpse.changed is None:
            return self._glimpse.fault
        return moment_words(self._glimpse.changed, datetime.now().astimezone())

    def sizeHint(self) -> QSize:
        return QSize(self.theme.scaled(200), self.theme.scaled(_HEIGHT))

    def hitButton(self, pos: QPoint) -> bool:
        return not self.is_gone and super().hitButton(pos)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        size = self.remove_button.sizeHint()
        left = self.width() - _PADDING - size.width()
        self.remove_button.setGeometry(
            QRect(QPoint(left, (self.height() - size.height()) // 2), size)
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not self.is_gone:
                self.click()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()  # the list knows the neighbours
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors, scaled = self.theme.colors, self.theme.scaled
        painter = self.begin_paint()
        ground = QColor(colors.surface.pressed if self.isDown() else colors.surface.hover)
        ground.setAlphaF(1.0 if self.isDown() or self.hasFocus() else self.hover_level)
        draw_box(painter, self.box(), self.corner_radius(), fill=ground)
        if self.is_gone:
            painter.setOpacity(DISABLED_OPACITY)
        edge = scaled(_TILE)
        tile = QRectF(_PADDING, (self.height() - edge) / 2, edge, edge)
        self._paint_tile(painter, tile)
        right = self.width() - _PADDING
        if not self.remove_button.isVisibleTo(self):
            self._paint_run(painter, right)
        left = tile.right() + scaled(_GAP)
        taken = scaled(_SPARK + _GAP) if self._has_run() else 0
        if self.remove_button.isVisibleTo(self):
            taken = max(taken, self.remove_button.width() + scaled(_GAP))
        self._paint_words(painter, QRectF(left, 0, right - taken - left, self.height()))
        painter.end()

    def _show_remove(self) -> None:
        """Offer to take off the list what is gone; what is there goes by the key Delete."""
        self.remove_button.setVisible(self.is_gone)

    def _has_run(self) -> bool:
        return bool(self._glimpse.best or len(self._glimpse.losses) > 1)

    def _paint_tile(self, painter: QPainter, tile: QRectF) -> None:
        colors = self.theme.colors
        radius = self.theme.tokens.radius.tile_large
        draw_box(painter, tile, radius, fill=colors.surface.canvas, line=colors.line.strong)
        inset = tile.width() / 10
        room = tile.adjusted(inset, inset, -inset, -inset)
        if self._glimpse.fault:
            edge = self.theme.scaled(self.theme.tokens.control.icon_size)
            icon = QRectF(0, 0, edge, edge)
            icon.moveCenter(tile.center())
            draw_icon(painter, self, self.store, "alert", colors.warn.text, icon)
        elif bars := self._glimpse.skyline.glimpse:
            draw_glimpse(painter, room, bars, self.theme)

    def _paint_run(self, painter: QPainter, right: float) -> None:
        """The last run's curve, and under it what it came to."""
        theme, scaled = self.theme, self.theme.scaled
        middle = self.height() / 2
        box = QRectF(right - scaled(_SPARK), middle - scaled(17), scaled(_SPARK), scaled(18))
        draw_sparkline(painter, box, self._glimpse.losses, theme.colors.chart.train)
        painter.setFont(theme.font("mono"))
        painter.setPen(theme.colors.text.secondary)
        line = QRectF(0, middle + scaled(4), right, theme.line_px("mono"))
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(line, side, self._glimpse.best)

    def _paint_words(self, painter: QPainter, room: QRectF) -> None:
        theme, colors = self.theme, self.theme.colors
        name, below = theme.line_px("body"), theme.line_px("small")
        top = (self.height() - name - below) / 2
        for font, tone, words, height in (
            (theme.font("body", weight=500), colors.text.primary, self.name(), name),
            (theme.font("small"), colors.text.hint, self.below(), below),
        ):
            painter.setFont(font)
            painter.setPen(tone)
            elide = Qt.TextElideMode.ElideRight
            shown = QFontMetrics(font).elidedText(words, elide, int(room.width()))
            box = QRectF(room.left(), top, room.width(), height)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, shown)
            top += height
