"""Finds words in a page of code: a small bar in its upper right corner."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from netbuilder.app.theme import ThemeStore, mix
from netbuilder.app.widgets import Card, IconButton, Label, SearchField
from netbuilder.words import _

_MARGIN = 8
_WIDTH, _COUNT_WIDTH = 180, 88
MOST_FOUND = 1000
"""More finds than this are not counted, and only these are marked."""


class FindBar(QWidget):
    """Marks all that is found, and goes from one to the next with Enter, F3 and the arrows.

    Args:
        view: The page that is searched, and that the bar lies over.
    """

    def __init__(self, store: ThemeStore, view: QPlainTextEdit) -> None:
        super().__init__(view)
        self._store = store
        self._view = view
        self._found: list[QTextCursor] = []
        self._at = -1
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
        view.textChanged.connect(self._on_page_changed)
        self.hide()

    def open_bar(self) -> None:
        """Show the bar with what is selected in it, ready to be written over."""
        chosen = self._view.textCursor().selectedText()
        if chosen and "\u2029" not in chosen:
            self.field.edit.setText(chosen)
        self.show()
        self.place()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.edit.selectAll()
        self._search()

    def close_bar(self) -> None:
        """Take the bar and its marks away; the page has the keyboard."""
        self.hide()
        self._view.setExtraSelections([])
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def place(self) -> None:
        """Stand in the corner; called whenever the page has another size."""
        if self.isHidden():
            return
        self._card.body.activate()  # else the size is that of another scale
        self.adjustSize()
        viewport = self._view.viewport().geometry()
        self.move(max(0, viewport.right() - self.width() - _MARGIN), viewport.top() + _MARGIN)

    def step(self, step: int) -> None:
        """Go to the next find (1) or the one before (-1), round and round."""
        if not self._found:
            return
        self._at = (self._at + step) % len(self._found)
        cursor = self._found[self._at]
        shown = QTextCursor(cursor)
        shown.setPosition(cursor.selectionEnd())
        shown.setPosition(cursor.selectionStart(), QTextCursor.MoveMode.KeepAnchor)
        self._view.setTextCursor(shown)
        self._view.ensureCursorVisible()
        self._mark()

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
        self._mark()

    def _search(self) -> None:
        """Find every place anew, and stay at the one nearest behind the cursor."""
        words = self.field.text()
        self._found = _all_of(self._view.document(), words) if words else []
        here = self._view.textCursor().selectionStart()
        behind = [i for i, found in enumerate(self._found) if found.selectionStart() >= here]
        self._at = (behind[0] if behind else 0) - 1
        if self._found:
            self.step(1)
        else:
            self._mark()

    def _mark(self) -> None:
        if self.isHidden():
            return
        colors = self._store.theme.colors
        marks = []
        for number, found in enumerate(self._found):
            mark = QTextEdit.ExtraSelection()
            mark.cursor = found
            share = 0.55 if number == self._at else 0.25
            tone = mix(colors.surface.canvas, colors.accent.fill, share)
            mark.format.setBackground(tone)
            marks.append(mark)
        self._view.setExtraSelections(marks)
        count = f"{len(self._found):,}" + ("+" if len(self._found) == MOST_FOUND else "")
        words = _("{at} of {count}").format(at=self._at + 1, count=count)
        nothing = _("Nothing") if self.field.text() else ""
        self.count.setText(words if self._found else nothing)
        self.place()

    def _on_text_changed(self, _text: str) -> None:
        self._search()

    def _on_page_changed(self) -> None:
        if self.isVisible():
            self._found, self._at = [], -1
            words = self.field.text()
            self._found = _all_of(self._view.document(), words) if words else []
            self._mark()

    def _on_next(self) -> None:
        self.step(1)

    def _on_previous(self) -> None:
        self.step(-1)


def _all_of(document: QTextDocument, words: str) -> list[QTextCursor]:
    """Every place of some words, whatever their case, up to `MOST_FOUND`."""
    found: list[QTextCursor] = []
    cursor = document.find(words)
    while not cursor.isNull() and len(found) < MOST_FOUND:
        found.append(cursor)
        cursor = document.find(words, cursor)
    return found
