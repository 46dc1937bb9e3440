"""The Console tab: what a run has said, in words, one line a record."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QShowEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QStackedWidget, QVBoxLayout, QWidget

from netbuilder.app.engine import Engine
from netbuilder.app.panels.records import MOST_RECORDS, Records, clock_words, words_of
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import Button, EmptyState
from netbuilder.runs.event import Event
from netbuilder.words import _


class ConsolePanel(QWidget):
    """Shows the records; follows the end unless the person has scrolled up."""

    def __init__(
        self, store: ThemeStore, engine: Engine, records: Records, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._records = records
        self._shown = 0
        self.setObjectName("console")
        self.setAccessibleName(_("Console"))
        self.text = QPlainTextEdit()
        self.text.setObjectName("console.text")
        self.text.setAccessibleName(_("What the run has said"))
        self.text.setReadOnly(True)
        self.text.setUndoRedoEnabled(False)
        self.text.setMaximumBlockCount(MOST_RECORDS)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.copy_button = Button(store, _("Copy"), size="small", icon="copy")
        self.copy_button.setObjectName("console.copy")
        self._empty = EmptyState(store, _("Press Train and the run says here what it does."))
        self._empty.label.setObjectName("console.empty")
        self._pages = QStackedWidget()
        written = QWidget()
        row = QHBoxLayout(written)
        row.setContentsMargins(12, 0, 16, 12)
        row.setSpacing(16)
        row.addWidget(self.text, 1)
        row.addWidget(self.copy_button, 0, Qt.AlignmentFlag.AlignTop)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(written)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        self.setFocusProxy(self.text)
        self.copy_button.clicked.connect(self._on_copy_wanted)
        records.cleared.connect(self._write_anew)
        engine.progressed.connect(self._write)
        engine.state_changed.connect(self._write)
        store.changed.connect(self._apply_theme)
        self._apply_theme()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._write()

    def _write_anew(self) -> None:
        self.text.clear()
        self._shown = 0
        self._write()

    def _write(self) -> None:
        """Add what has been said since the last time; nothing is written while hidden."""
        if not self.isVisible():
            return
        events = self._records.since(self._shown)
        is_empty = self.text.document().isEmpty()
        self._shown = self._records.count
        if events:
            bar = self.text.verticalScrollBar()
            place, is_at_end = bar.value(), is_empty or bar.value() >= bar.maximum() - 1
            cursor = QTextCursor(self.text.document())
            cursor.movePosition(QTextCursor.MoveOperation.End)
            for event in events:
                self._write_event(cursor, event)
            bar.setValue(bar.maximum() if is_at_end else place)
        self._pages.setCurrentIndex(int(not self.text.document().isEmpty()))

    def _write_event(self, cursor: QTextCursor, event: Event) -> None:
        for words, tone in words_of(event):
            if not self.text.document().isEmpty():
                cursor.insertBlock()
            cursor.insertText(f"{clock_words(event.time_s):>9}  ", self._look("text.hint"))
            cursor.insertText(words, self._look(tone))

    def _look(self, tone: str) -> QTextCharFormat:
        look = QTextCharFormat()
        look.setForeground(self._store.theme.color(tone))
        return look

    def _on_copy_wanted(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())

    def _apply_theme(self) -> None:
        theme, colors = self._store.theme, self._store.theme.colors
        self.text.setFont(theme.font("code"))
        self.text.setStyleSheet(
            f"QPlainTextEdit {{ background: {colors.surface.canvas.name()};"
            f" border: 1px solid {colors.line.soft.name()};"
            f" border-radius: {theme.tokens.radius.field}px; padding: 8px 4px; }}"
        )
        self._write_anew()
