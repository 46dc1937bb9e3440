"""What a layer takes and what it gives, drawn and written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from netbuilder.app.panels.tensor_drawing import TensorDrawing
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import Card, ElidedLabel, IconView, Label
from netbuilder.layers.tensor import TensorType
from netbuilder.words import _

MOST_SHOWN = 4
"""Tensors shown on one side; further ones are counted."""

_GAP = 14


class ShapesCard(Card):
    """The tensors that enter on the left, those that leave on the right.

    Where both do not fit side by side, what leaves stands below what enters.
    """

    def __init__(self, store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(store, padding=12, parent=parent)
        self._store = store
        self._takes = _Side(store, _("Takes"))
        self._gives = _Side(store, _("Gives"), is_right=True)
        self._arrow = IconView(store, "right", tone="text.hint", size=14)
        self._row = QHBoxLayout()
        self._row.setSpacing(8)
        self._row.addWidget(self._takes, 1)
        self._row.addWidget(self._arrow)
        self._row.addWidget(self._gives, 1)
        self.body.addLayout(self._row)
        # Queued: the texts take their new fonts first.
        store.changed.connect(self._fit, Qt.ConnectionType.QueuedConnection)

    def show_types(
        self,
        takes: Mapping[str, tuple[TensorType, ...]],
        gives: Mapping[str, TensorType],
        *,
        assumed: bool,
    ) -> None:
        """Show the types at each port; `assumed` ones are dashed."""
        arriving = [x for types in takes.values() for x in types]
        self._takes.show_types(arriving, assumed=assumed)
        self._gives.show_types(list(gives.values()), assumed=assumed)
        words = _("Takes {takes}, gives {gives}")
        self.setAccessibleName(words.format(takes=self._takes.words(), gives=self._gives.words()))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand the sides below each other where they have no room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.contentsRect().width() - 2 * 12 - self._arrow.sizeHint().width() - 2 * 8
        has_room = max(side.wanted_px() for side in (self._takes, self._gives)) <= room / 2
        side_by_side, stacked = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._row.setDirection(side_by_side if has_room else stacked)
        self._arrow.setVisible(has_room)
        self._gives.set_right(has_room)


class _Side(QWidget):
    """A caption with a shape and a drawing for each tensor."""

    def __init__(self, store: ThemeStore, caption: str, *, is_right: bool = False) -> None:
        super().__init__()
        self._store = store
        self._is_right = is_right
        self._shown: object = None
        self._types: Sequence[TensorType] = ()
        self._caption = Label(store, caption, style="caption", tone="text.hint")
        self._texts: list[Label] = []
        self._drawings: list[TensorDrawing] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(_GAP)
        self._grid.setVerticalSpacing(2)

    def show_types(self, types: Sequence[TensorType], *, assumed: bool) -> None:
        """Show these tensors; nothing is built anew where they are shown already."""
        if (types, assumed) == self._shown:
            return
        self._shown = types, assumed
        self._types = types
        for old in (*self._texts, *self._drawings):
            old.hide()
            old.deleteLater()
        is_compact, shown = len(types) > 1, types[:MOST_SHOWN]
        self._drawings = [
            TensorDrawing(self._store, x, assumed=assumed, is_compact=is_compact, parent=self)
            for x in shown
        ]
        tone = "text.hint" if assumed else "text.primary"
        self._texts = [
            ElidedLabel(self._store, str(x), style="code", tone=tone, weight=500, parent=self)
            for x in shown
        ]
        self._texts += [
            Label(self._store, words, style="caption", tone="text.hint", parent=self)
            for words in self._remarks()
        ]
        self._place()

    def set_right(self, is_right: bool) -> None:
        """Write to the right edge, with the drawings on the left, or the other way round."""
        if is_right != self._is_right:
            self._is_right = is_right
            self._place()

    def words(self) -> str:
        """The shapes in one line."""
        return ", ".join(str(x) for x in self._types) or _("nothing")

    def wanted_px(self) -> int:
        """How much room it needs so that nothing is cut short."""
        texts = max(label.sizeHint().width() for label in (self._caption, *self._texts))
        drawings = max((drawing.sizeHint().width() for drawing in self._drawings), default=0)
        return texts + drawings + (_GAP if drawings else 0)

    def _remarks(self) -> list[str]:
        if not self._types:
            return [_("nothing")]
        rest = len(self._types) - MOST_SHOWN
        return [_("and {count} more").format(count=rest)] if rest > 0 else []

    def _place(self) -> None:
        text, drawing = (1, 0) if self._is_right else (0, 1)
        edge = Qt.AlignmentFlag.AlignRight if self._is_right else Qt.AlignmentFlag.AlignLeft
        middle = Qt.AlignmentFlag.AlignVCenter
        self._grid.setColumnStretch(text, 0)
        self._grid.setColumnStretch(drawing, 1)
        labels = (self._caption, *self._texts)
        last = len(labels) + 1
        for row in range(max(self._grid.rowCount(), last + 1)):
            self._grid.setRowStretch(row, int(row in (0, last)))
        for row, label in enumerate(labels, start=1):
            label.setAlignment(edge | middle)
            label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            self._grid.addWidget(label, row, text)
        is_single = len(self._drawings) == 1
        for row, picture in enumerate(self._drawings, start=2):
            first, span = (0, last + 1) if is_single else (row, 1)
            self._grid.addWidget(picture, first, drawing, span, 1, edge | middle)
