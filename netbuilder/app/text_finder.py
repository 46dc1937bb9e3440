"""Finds words on a page of text."""

from __future__ import annotations

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from netbuilder.app.find_bar import MOST_FOUND
from netbuilder.app.theme import ThemeStore, mix

_HERE, _ELSEWHERE = 0.55, 0.25
_BREAK = "\N{PARAGRAPH SEPARATOR}"


class TextFinder:
    """Marks every place of some words and selects one; a `Finder`."""

    def __init__(self, store: ThemeStore, view: QPlainTextEdit) -> None:
        self._store = store
        self._view = view
        self._found: list[QTextCursor] = []

    def chosen(self) -> str:
        """What is selected, where that is within one line."""
        words = self._view.textCursor().selectedText()
        return "" if _BREAK in words else words

    def search(self, words: str) -> int:
        """Find the words, whatever their case."""
        document = self._view.document()
        self._found = []
        cursor = document.find(words) if words else QTextCursor()
        while not cursor.isNull() and len(self._found) < MOST_FOUND:
            self._found.append(cursor)
            cursor = document.find(words, cursor)
        return len(self._found)

    def nearest(self) -> int:
        """The first find at or behind the cursor, else the first of all."""
        here = self._view.textCursor().selectionStart()
        behind = (i for i, found in enumerate(self._found) if found.selectionStart() >= here)
        return next(behind, 0)

    def show(self, at: int) -> None:
        """Mark all finds, one of them more; select that one and scroll to it."""
        if at >= 0:
            found = self._found[at]
            shown = QTextCursor(found)
            shown.setPosition(found.selectionEnd())
            shown.setPosition(found.selectionStart(), QTextCursor.MoveMode.KeepAnchor)
            self._view.setTextCursor(shown)
            self._view.ensureCursorVisible()
        self._view.setExtraSelections([self._mark(i, i == at) for i in range(len(self._found))])

    def clear(self) -> None:
        """Take the marks away."""
        self._view.setExtraSelections([])

    def _mark(self, number: int, is_here: bool) -> QTextEdit.ExtraSelection:
        colors = self._store.theme.colors
        mark = QTextEdit.ExtraSelection()
        mark.cursor = self._found[number]
        share = _HERE if is_here else _ELSEWHERE
        mark.format.setBackground(mix(colors.surface.canvas, colors.accent.fill, share))
        return mark
