"""The search at the pointer: a few letters place a layer and wire it, the likely ones lead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QCursor, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from netbuilder.app.entry_rows import Entry, EntryRows
from netbuilder.app.layer_offers import (
    Offers,
    Placement,
    found_offers,
    leading_first,
    likely_first,
)
from netbuilder.app.overlay import Overlay
from netbuilder.app.widgets import Divider, Label, SearchField
from netbuilder.compiler.suggest import Suggestion, suggest
from netbuilder.project.value import End
from netbuilder.words import _

if TYPE_CHECKING:
    from netbuilder.app.window import Window

MOST_ROWS = 10
"""Rows in sight; more are scrolled to."""

_WIDTH = 400
_ABOUT_LINES = 3
_GAP = 8
"""Pixels between the card and the window's edge or a node, at least."""


class LayerSearch(Overlay):
    """Search field and rows where the person points; what is chosen is placed there and wired.

    Enter places and goes on behind what it has placed, so that a second one adds the next layer; a
    click on a row places and closes, as do Escape and a click outside without placing anything.
    """

    def __init__(self, window: Window) -> None:
        store = window.store
        super().__init__(store, window)
        self._canvas = window.canvas
        self._workspace = window.workspace
        self._settings = window.settings
        self._place = QPointF()
        self._beside = ""
        self._keys = ""
        self._waiting: tuple[End, bool] | None = None
        self._entries: Sequence[Entry] = ()
        self.setObjectName("layer_search")
        self.setAccessibleName(_("Search for a layer"))
        self.field = SearchField(store, placeholder=_("Find a layer"))
        self.field.setObjectName("layer_search.field")
        self.rows = EntryRows(store, _("Layers"))
        self.rows.setObjectName("layer_search.rows")
        self._about = Label(store, style="small", tone="text.secondary", wrap=True)
        self._about.setObjectName("layer_search.about")
        self._about.setContentsMargins(16, 0, 16, 0)
        self._about.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._foot = Label(store, style="caption", tone="text.hint", wrap=True)
        self._foot.setObjectName("layer_search.foot")
        self._foot.setContentsMargins(16, 6, 16, 8)
        self._lay_out()
        self.field.text_changed.connect(self._search)
        self.rows.clicked.connect(self._on_row_clicked)
        self.rows.selectionModel().currentChanged.connect(self._on_current_changed)
        self._canvas.camera.moved.connect(self._on_camera_moved)

    def open_at(self, place: QPointF) -> None:
        """Offer what can be placed at a scene point, or taken up by the wire let go there."""
        self._place = place
        self._beside = self._wanted_beside()
        self._keys = _("↑ ↓ choose  ·  Enter adds  ·  Esc closes")
        self._offer(leads=True)
        self._canvas.loose.draw()
        self.show_over(self.field)
        self._listen(True)

    def open_beside(self, node_id: str, entries: Sequence[Entry], *, keys: str) -> None:
        """Offer something else beside a node, what is likely first; `keys` says what they do."""
        self._waiting = None
        self._beside, self._keys = node_id, keys
        self._entries = entries
        self.field.edit.clear()
        self._search("")
        self.show_over(self.field)
        self._listen(True)

    def write(self, text: str) -> None:
        """Search for a text, as if it was typed."""
        self.field.edit.setText(text)

    def close_over(self) -> None:
        self._listen(False)
        super().close_over()
        self._canvas.loose.forget()

    def place_card(self) -> None:
        super().place_card()
        self.setMask(self.card.geometry())  # what lies beside the card is not painted anew

    def card_size(self) -> tuple[int, int]:
        self.rows.setFixedHeight(0)
        width = self.store.theme.scaled(_WIDTH)
        # As high for every layer, so that nothing jumps from row to row.
        self._about.setMinimumHeight(_ABOUT_LINES * self._about.fontMetrics().lineSpacing())
        self._about.setVisible(self.rows.current is not None)
        rest = self.card.body.totalHeightForWidth(width)
        room = max(1, (self.height() - 2 * _GAP - rest) // self.rows.row_px)
        return width, rest + self.rows.show_at_most(min(MOST_ROWS, room))

    def card_left(self) -> int:
        return self._corner().x()

    def card_top(self) -> int:
        return self._corner().y()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress and self._is_outside(watched):
            self.close_over()
            return True
        if watched is self.field.edit and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # letters are searched for, whatever they do on the canvas
            return True
        if watched is self.field.edit and isinstance(event, QKeyEvent):
            return event.type() == QEvent.Type.KeyPress and self._act_on(event)
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The canvas stays as bright as it is."""

    def _listen(self, on: bool) -> None:
        """Hear of clicks anywhere in the app, or no longer."""
        app = QApplication.instance()
        assert app is not None, "there are no widgets without an app"
        app.removeEventFilter(self)
        if on:
            app.installEventFilter(self)

    def _is_outside(self, watched: QObject) -> bool:
        """Whether something lies in the same window, but not in the card; menus lie in none."""
        if not isinstance(watched, QWidget) or watched.window() is not self._window:
            return False
        return not self.isAncestorOf(watched)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(12, 0, 12, 0)
        head.addWidget(self.field)
        body = self.card.body
        body.setContentsMargins(0, 12, 0, 0)
        body.setSpacing(8)
        body.addLayout(head)
        for widget in (self.rows, Divider(self.store), self._about, self._foot):
            body.addWidget(widget)

    def _offer(self, *, leads: bool) -> None:
        """Offer what fits the wire that waits, or all layers with an empty search."""
        workspace = self._workspace
        families = {key: family.name for key, family in self.store.theme.colors.family.items()}
        offers = Offers(families, self._take)
        self._waiting = self._canvas.loose.end_at(self._place)
        if self._waiting is not None:
            end, is_input = self._waiting
            fitting = suggest(workspace.analysis, workspace.network_name, end, is_input=is_input)
            offered = offers.fitting(fitting)
        else:
            offered = offers.all(workspace.project, workspace.network_name)
            likely = self._likely_next()
            offered = likely_first(offered, likely)
            if leads:
                offered = leading_first(offered, self._settings.chosen_layers, likely)
        self._entries = [entry for _placement, entry in offered]
        self.field.edit.clear()
        self._search("")

    def _likely_next(self) -> tuple[Suggestion, ...]:
        """What is likely behind the selected node; nothing where none or several are."""
        workspace = self._workspace
        here = workspace.network_analysis
        if here is None or len(workspace.selection) != 1:
            return ()
        (node,) = workspace.selection
        outputs = here.outputs[node]
        if not outputs:
            return ()
        end = End(node, next(iter(outputs)))
        return suggest(workspace.analysis, workspace.network_name, end)

    def _act_on(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.close_over()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.rows.current is not None:
                self.rows.current.run()
        else:
            return self.rows.step(key)
        return True

    def _search(self, wanted: str) -> None:
        self.rows.show_found(found_offers(self._entries, wanted))
        self._show_about()
        self._show_foot()
        self.place_card()

    def _take(self, placement: Placement) -> None:
        """Place what was chosen, and go on behind it where anything can follow."""
        is_free = self._waiting is not None or len(self._workspace.selection) != 1
        added = self._canvas.add_layer(
            placement.kind,
            placement.parameters,
            self._place if is_free else None,
            block=placement.block,
            port=placement.port,
        )
        if added is None:
            return
        if placement.key:
            self._settings.add_chosen_layer(placement.key)
        self._beside = added
        self._keys = _("↑ ↓ choose  ·  Enter adds the next  ·  Esc closes")
        if placement.kind == "Output":  # nothing follows
            self.close_over()
        else:
            self._offer(leads=False)

    def _corner(self) -> QPoint:
        """Where the card stands: at the pointer, or beside a layer and not over it.

        As if it had all its rows, so that the field stays where it is while letters are typed.
        """
        tallest = self.card.height() - self.rows.height() + MOST_ROWS * self.rows.row_px
        room = self.rect().adjusted(_GAP, _GAP, -_GAP, -_GAP)
        card = QRect(QPoint(), QSize(self.card.width(), min(tallest, room.height())))
        node = self._box_beside()
        if node is None:
            card.moveTopLeft(self._in_window(self._place))
            return _pushed_into(room, card).topLeft()
        below = QPoint(node.left(), node.bottom() + _GAP)
        behind = QPoint(node.right() + _GAP, node.top())
        before = QPoint(node.left() - _GAP - card.width(), node.top())
        for corner in (below, behind, before):
            card.moveTopLeft(corner)
            card = _pushed_into(room, card)
            if not card.intersects(node):
                break
        return card.topLeft()

    def _wanted_beside(self) -> str:
        """The selected node where nothing points: that is where the layer will go."""
        viewport, selection = self._canvas.viewport(), self._workspace.selection
        is_pointed = viewport.rect().contains(viewport.mapFromGlobal(QCursor.pos()))
        if is_pointed or self._canvas.loose.end_at(self._place) or len(selection) != 1:
            return ""
        return next(iter(selection))

    def _box_beside(self) -> QRect | None:
        """The layer that the card stands beside, in px of the window."""
        canvas = self._canvas
        row = canvas.arrays.row_of.get(self._beside)
        if row is None:
            return None
        left, top, right, bottom = canvas.arrays.boxes[row].tolist()
        first, last = (self._in_window(QPointF(*at)) for at in ((left, top), (right, bottom)))
        return QRect(first, last)

    def _in_window(self, place: QPointF) -> QPoint:
        """A scene point in px of the window."""
        canvas = self._canvas
        in_view = canvas.viewportTransform().map(place).toPoint()
        return canvas.viewport().mapTo(self._window, in_view)

    def _on_row_clicked(self, index: QModelIndex) -> None:
        entry = self.rows.entry_at(index)
        if entry is not None:
            entry.run()
            self.close_over()

    def _on_current_changed(self, _index: QModelIndex) -> None:
        if self.isVisible():
            self._show_about()
            self.rows.announce_current(self.field.edit)

    def _on_camera_moved(self) -> None:
        if self.isVisible():
            self.place_card()

    def _show_about(self) -> None:
        """Say what the current layer is."""
        self._about.setText(self.rows.current.line if self.rows.current is not None else "")

    def _show_foot(self) -> None:
        """Say that nothing was found, or which keys there are."""
        if self.rows.num_rows:
            words = self._keys
        elif self._waiting is not None:
            words = _("Nothing that fits this wire is called that. Fewer letters find more.")
        else:
            words = _("No layer is called that. Fewer letters find more.")
        self._foot.setText(words)
        self._foot.setAccessibleName(words)


def _pushed_into(room: QRect, card: QRect) -> QRect:
    """`card`, moved as little as it takes to lie in `room`."""
    left = max(room.left(), min(card.left(), room.right() + 1 - card.width()))
    top = max(room.top(), min(card.top(), room.bottom() + 1 - card.height()))
    return QRect(QPoint(left, top), card.size())
