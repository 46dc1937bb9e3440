"""Finds things in what lies under it: a small bar in the upper right corner of a view."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractScrollArea, QHBoxLayout, QVBoxLayout, QWidget

from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import Card, IconButton, Label, SearchField
from netbuilder.words import _

_MARGIN = 8
_WIDTH, _COUNT_WIDTH = 180, 88
MOST_FOUND = 1000
"""More finds than this are not counted."""


class Finder(Protocol):
    """What a bar looks through. Finds are numbered from 0 in the order of the view."""

    def chosen(self) -> str:
        """What is selected and might be looked for, or ""."""

    def search(self, words: str) -> int:
        """Find every place of some words, at most `MOST_FOUND`; return how many there are."""

    def nearest(self) -> int:
        """The find to begin with."""

    def show(self, at: int) -> None:
        """Mark all finds and bring one of them into view; none of them with -1."""

    def clear(self) -> None:
        """Take all marks away."""


class FindBar(QWidget):
    """Marks all that is found, and goes from one to the next with Enter, F3 and the arrows.

    Args:
        view: What the bar lies over.
        finder: Looks through it.
    """

    def __init__(self, store: ThemeStore, view: QAbstractScrollArea, finder: Finder) -> None:
        super().__init__(view)
        self._store = store
        self._view = view
        self._finder = finder
        self._count = 0
        self._at = -1
        self._hidden_px = 0
        self.setObjectName("find")
        self.field = SearchField(store, placeholder=_("Find"))
        self.field.setObjectName("find.field")
        self.count = Label(store, style="small", tone="text.hint")
        self.count.setObjectName("find.count")
        self._buttons = [
            self._button("up", _("Previous"), -1),
            self._button("down", _("Next"), 1),
        ]
        close = IconButton(store, "x", _("Close"), small=True)
        close.setObjectName("find.close")
        close.clicked.connect(self.close_bar)
        self._lay_out(close)
        self.field.text_changed.connect(self._on_text_changed)
        self.field.submitted.connect(self._on_next)
        self.field.stepped_down.connect(self._on_next)
        self.field.edit.installEventFilter(self)
        store.changed.connect(self._apply_theme)
        self.hide()

    def open_bar(self) -> None:
        """Show the bar with what is selected in it, ready to be written over."""
        if chosen := self._finder.chosen():
            self.field.edit.setText(chosen)
        self.show()
        self.raise_()
        self.place()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.edit.selectAll()
        self._search()

    def close_bar(self) -> None:
        """Take the bar and its marks away; the page has the keyboard."""
        self.hide()
        self._finder.clear()
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def place(self, hidden_px: int | None = None) -> None:
        """Stand in the corner; called whenever the view has another size.

        Args:
            hidden_px: How much of the view's right side something else lies over; as before with
                None.
        """
        self._hidden_px = self._hidden_px if hidden_px is None else hidden_px
        if self.isHidden():
            return
        self._card.body.activate()  # else the size is that of another scale
        self.adjustSize()
        viewport = self._view.viewport().geometry()
        right = viewport.right() - self._hidden_px
        self.move(max(0, right - self.width() - _MARGIN), viewport.top() + _MARGIN)

    def step(self, step: int) -> None:
        """Go to the next find (1) or the one before (-1), round and round."""
        if self._count:
            self._at = (self._at + step) % self._count
            self._show()

    def look_again(self) -> None:
        """What is searched has changed: find anew, and go nowhere."""
        if self.isVisible():
            self._count, self._at = self._finder.search(self.field.text()), -1
            self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        match event.key():
            case Qt.Key.Key_Escape:
                self.close_bar()
            case Qt.Key.Key_F3:
                self.step(-1 if back else 1)
            case Qt.Key.Key_Up:
                self.step(-1)
            case Qt.Key.Key_Down:
                self.step(1)
            case _:
                super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self.field.edit
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
        ):
            self.close_bar()  # at once, whatever was typed
            return True
        return super().eventFilter(watched, event)

    def _button(self, icon: str, name: str, step: int) -> IconButton:
        button = IconButton(self._store, icon, name, small=True)
        button.setObjectName("find.next" if step > 0 else "find.previous")
        button.clicked.connect(self._on_next if step > 0 else self._on_previous)
        return button

    def _lay_out(self, close: IconButton) -> None:
        card = self._card = Card(self._store, padding=4)
        row = QHBoxLayout()
        row.setSpacing(4)
        for widget in (self.field, self.count, *self._buttons, close):
            row.addWidget(widget)
        card.body.addLayout(row)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(card)
        self._apply_theme()

    def _apply_theme(self) -> None:
        scaled = self._store.theme.scaled
        self.field.setFixedWidth(scaled(_WIDTH))
        self.count.setFixedWidth(scaled(_COUNT_WIDTH))
        if self.isVisible():
            self._show()

    def _search(self) -> None:
        """Find every place anew, and go to the nearest."""
        self._count = self._finder.search(self.field.text())
        self._at = self._finder.nearest() if self._count else -1
        self._show()

    def _show(self) -> None:
        self._finder.show(self._at)
        count = f"{self._count:,}" + ("+" if self._count == MOST_FOUND else "")
        words = _("{at} of {count}").format(at=self._at + 1, count=count)
        nothing = _("Nothing") if self.field.text() else ""
        self.count.setText(words if self._count else nothing)
        self.place()

    def _on_text_changed(self, _text: str) -> None:
        self._search()

    def _on_next(self) -> None:
        self.step(1)

    def _on_previous(self) -> None:
        self.step(-1)
