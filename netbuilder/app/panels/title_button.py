"""A heading that can be opened: what else may stand in its place."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import Control, PopupMenu
from netbuilder.app.widgets.painting import arrow_px, draw_icon

_GAP = 4


class TitleButton(Control):
    """Words in the weight of a heading with an arrow; a press opens a menu that `fill` fills."""

    def __init__(
        self,
        store: ThemeStore,
        text: str,
        fill: Callable[[QMenu], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(store, text, parent)
        self._fill = fill
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.apply_theme()
        self.clicked.connect(self._on_clicked)

    def apply_theme(self) -> None:
        self.setFont(self.theme.font("bodyStrong"))

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text()) + _GAP + arrow_px(self.theme)
        height = max(self.theme.line_px("bodyStrong"), self.theme.tokens.control.hit_minimum)
        return QSize(width + 2, height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = self.begin_paint()
        colors = self.theme.colors.text
        painter.setFont(self.font())
        painter.setPen(colors.primary)
        painter.drawText(self.box(), Qt.AlignmentFlag.AlignVCenter, self.text())
        left = self.fontMetrics().horizontalAdvance(self.text()) + _GAP
        arrow = QRectF(left, 1, arrow_px(self.theme), self.height())
        ink = colors.primary if self.hover_level > 0.5 else colors.hint
        draw_icon(painter, self, self.store, "down", ink, arrow)
        painter.end()

    def _on_clicked(self) -> None:
        menu = PopupMenu(self.store, self.text(), self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fill(menu)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))
