"""The person's own blocks: the networks of the project that can stand in the one that is shown."""

from __future__ import annotations

import json
from functools import partial

from PySide6.QtCore import QMimeData, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QDrag, QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from netbuilder.app.actions import Actions
from netbuilder.app.quantity import count_words
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import Control, Divider, IconButton, Label, ScrollArea
from netbuilder.app.widgets.painting import draw_box, draw_icon
from netbuilder.app.workspace import Workspace
from netbuilder.project import edit
from netbuilder.words import _

LAYER_MIME = "application/x-netbuilder-layer"
"""What a drag from the palette carries; the canvas reads it."""

_MOST_ROWS = 4
_TILE, _GLYPH = 22, 14
_WORDS_LEFT = 46


class BlockList(QWidget):
    """A heading, a button that makes a block of the selection, and a row for each block.

    Signals:
        block_chosen: The name of the network to place.
    """

    block_chosen = Signal(str)

    def __init__(
        self,
        store: ThemeStore,
        workspace: Workspace,
        actions: Actions,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._workspace = workspace
        self._shown: tuple[tuple[str, int], ...] | None = None
        self.setObjectName("palette.blocks")
        self.setAccessibleName(_("Your blocks"))
        action = actions["make_block"]
        self.make_button = IconButton(store, "plus", action.text(), small=True)
        self.make_button.setObjectName("palette.make_block")
        self.make_button.clicked.connect(action.trigger)
        head = QHBoxLayout()
        head.setContentsMargins(16, 8, 12, 4)
        head.addWidget(Label(store, _("Your blocks"), style="small", tone="text.secondary"), 1)
        head.addWidget(self.make_button)
        self._area = ScrollArea()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(0)
        column.addWidget(Divider(store))
        column.addLayout(head)
        column.addWidget(self._area)
        workspace.project_changed.connect(self.refresh)
        workspace.network_switched.connect(self.refresh)
        workspace.selection_changed.connect(self._show_reason)
        store.changed.connect(self._make_room)
        self.refresh()
        self._show_reason()

    def refresh(self) -> None:
        """Show the blocks that the network in sight can hold."""
        project, shown = self._workspace.project, self._workspace.network_name
        blocks = tuple(
            (name, len(network.nodes))
            for name, network in project.networks.items()
            if name != shown and edit.can_stand_in(project, name, shown)
        )
        if blocks == self._shown:
            return
        self._shown = blocks
        rows = QWidget()
        column = QVBoxLayout(rows)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for name, num_layers in blocks:
            row = BlockRow(self._store, name, num_layers)
            row.chosen.connect(partial(self.block_chosen.emit, name))
            column.addWidget(row)
        self._area.setWidget(rows)
        self._make_room()

    def _make_room(self) -> None:
        count = min(_MOST_ROWS, len(self._shown or ()))
        height = self._store.theme.scaled(self._store.theme.tokens.control.row_list)
        self._area.setFixedHeight(count * height)
        self._area.setVisible(count > 0)

    def _show_reason(self) -> None:
        is_selected = bool(self._workspace.selection)
        reason = _("Select the layers of the block first.")
        self.make_button.set_disabled_reason(None if is_selected else reason)


class BlockRow(Control):
    """One block: dragged onto the canvas, or placed by a double click or Enter.

    Signals:
        chosen: It is to be placed behind what is selected.
    """

    chosen = Signal()

    def __init__(self, store: ThemeStore, name: str, num_layers: int) -> None:
        super().__init__(store, name)
        self._words = count_words(num_layers, _("layer"), _("layers"))
        self._pressed: QPoint | None = None
        self.setObjectName(f"palette.block.{name}")
        self.setAccessibleName(f"{name}, {self._words}")
        self.set_tooltip(_("Drag it onto the canvas, or press Enter"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def mime_data(self) -> QMimeData:
        """What a drag of the row carries."""
        data = QMimeData()
        data.setData(LAYER_MIME, json.dumps({"kind": "Block", "block": self.text()}).encode())
        return data

    def corner_radius(self) -> int:
        return self.theme.tokens.radius.field

    def sizeHint(self) -> QSize:
        theme = self.theme
        return QSize(theme.scaled(120), theme.scaled(theme.tokens.control.row_list))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        moved = (event.position().toPoint() - self._pressed).manhattanLength()
        if moved >= QApplication.startDragDistance():
            self._pressed = None
            self.setDown(False)
            drag = QDrag(self)
            drag.setMimeData(self.mime_data())
            drag.exec(Qt.DropAction.CopyAction)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, colors = self.theme, self.theme.colors
        painter = self.begin_paint()
        body = self.box().adjusted(theme.scaled(8), 0, -theme.scaled(8), 0)
        if self.hover_level > 0 or self.isDown():
            fill = colors.surface.hover if self.isDown() else colors.surface.raised
            draw_box(painter, body, self.corner_radius(), fill=fill)
        edge = theme.scaled(_TILE)
        tile = QRectF(theme.scaled(14), round((self.height() - edge) / 2), edge, edge)
        radius = theme.tokens.radius.tile_small
        draw_box(painter, tile, radius, fill=colors.surface.field, line=colors.line.strong)
        glyph = QRectF(0, 0, theme.scaled(_GLYPH), theme.scaled(_GLYPH))
        glyph.moveCenter(tile.center())
        draw_icon(painter, self, self.store, "layers", colors.accent.text, glyph)
        painter.setFont(theme.font("caption"))
        painter.setPen(colors.text.hint)
        width = painter.fontMetrics().horizontalAdvance(self._words)
        middle, right = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignRight
        end = self.rect().adjusted(0, 0, -theme.scaled(18), 0)
        painter.drawText(end, middle | right, self._words)
        painter.setFont(theme.font("body"))
        painter.setPen(colors.text.primary)
        room = self.rect().adjusted(theme.scaled(_WORDS_LEFT), 0, -theme.scaled(26) - width, 0)
        name = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, middle, name)
        painter.end()
