"""The field in which a note is written, in the place of the note."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextBlockFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QTextEdit, QWidget

from netbuilder.app.canvas.notes import PADDING, WIDEST, line_height, note_font
from netbuilder.app.canvas.rename import COMES_BACK
from netbuilder.app.theme import ThemeStore
from netbuilder.project.reading import LONGEST_NOTES
from netbuilder.words import _

_LEAST_LINES = 2
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class NoteEditor(QTextEdit):
    """Shows itself over a note, as wide as one can be; it grows with what is typed.

    Escape, Ctrl Enter and going elsewhere keep what was typed.

    Signals:
        written: The text; the editor has gone.
    """

    written = Signal(str)

    def __init__(self, store: ThemeStore, parent: QWidget) -> None:
        super().__init__(parent)
        self._store = store
        self._zoom = 1.0
        self._is_open = False
        self.setObjectName("note_editor")
        self.setAccessibleName(_("Note"))
        self.setPlaceholderText(_("Write a note"))
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QTextEdit.Shape.NoFrame)
        self.document().setDocumentMargin(0)
        self.document().contentsChanged.connect(self._fit)
        store.changed.connect(self._apply_theme)
        self.hide()
        self._apply_theme()

    @property
    def is_open(self) -> bool:
        """Whether a note is being written."""
        return self._is_open

    def open(self, text: str, at: QPoint, zoom: float) -> None:
        """Show `text` with the upper left corner of its note at a point of the parent."""
        self._is_open = True
        self._zoom = 0.0
        self.setPlainText(text)
        self.place(at, zoom)
        self.document().clearUndoRedoStacks()
        self.moveCursor(QTextCursor.MoveOperation.End)
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def place(self, at: QPoint, zoom: float) -> None:
        """Keep over the note as it moves; below full size the text keeps its size."""
        zoom = max(zoom, 1.0)
        if zoom != self._zoom:
            self._zoom = zoom
            font = note_font()
            font.setPixelSize(round(font.pixelSize() * zoom))
            self.setFont(font)
            ring = self._store.theme.tokens.control.focus_ring.width
            across, down = (round(part * zoom) - ring for part in PADDING)
            self.setViewportMargins(across, down, across, down)
            self._set_line_height()
            self._fit()
        self.move(at)

    def close_note(self) -> None:
        """Go, and say what was typed."""
        if self._is_open:
            self._is_open = False
            self.hide()
            self.written.emit(self.toPlainText()[:LONGEST_NOTES])

    def close_unwritten(self) -> None:
        """Go without a word: the note is no longer there."""
        self._is_open = False
        self.hide()

    def event(self, event: QEvent) -> bool:
        """Ctrl Enter belongs to the note, not to a command of the window."""
        if event.type() is QEvent.Type.ShortcutOverride and _ends(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape and Ctrl Enter end it."""
        if _ends(event):
            self.close_note()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Going elsewhere keeps what was typed; a menu or another window may come between."""
        super().focusOutEvent(event)
        if event.reason() not in COMES_BACK:
            self.close_note()

    def _fit(self) -> None:
        """Be as high as the text."""
        width = math.ceil(WIDEST * self._zoom)
        self.document().setTextWidth(width - 2 * round(PADDING[0] * self._zoom))
        least = _LEAST_LINES * line_height() * self._zoom
        height = max(self.document().size().height(), least) + 2 * round(PADDING[1] * self._zoom)
        self.setFixedSize(width, math.ceil(height))

    def _set_line_height(self) -> None:
        form = QTextBlockFormat()
        kind = QTextBlockFormat.LineHeightTypes.FixedHeight.value
        form.setLineHeight(line_height() * self._zoom, kind)
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(form)

    def _apply_theme(self) -> None:
        colors, tokens = self._store.theme.colors, self._store.theme.tokens
        ring = tokens.control.focus_ring.width
        self.setStyleSheet(
            f"QTextEdit {{ background: {colors.surface.raised.name()};"
            f" color: {colors.text.primary.name()};"
            f" selection-background-color: {colors.accent.soft.name()};"
            f" selection-color: {colors.text.primary.name()};"
            f" border: {ring}px solid {colors.accent.line.name()};"
            f" border-radius: {tokens.radius.field}px; }}"
        )


def _ends(event: QEvent) -> bool:
    """Whether a key says that the note is written."""
    if not isinstance(event, QKeyEvent):
        return False
    has_ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    return event.key() == Qt.Key.Key_Escape or (has_ctrl and event.key() in _ENTER)
