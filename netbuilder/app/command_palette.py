"""Every command by name: a search over the window, and the rows that it finds."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from netbuilder.app.entry_rows import MOST_ROWS, Entry, EntryRows, found_entries
from netbuilder.app.overlay import EDGE, Overlay
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import Divider, Label, SearchField
from netbuilder.words import _

_WIDTH = 640
_TOP_SHARE = 0.14


class CommandPalette(Overlay):
    """Search field and rows: arrows choose, Enter or a click runs, Escape closes."""

    def __init__(self, store: ThemeStore, window: QWidget) -> None:
        super().__init__(store, window)
        self._entries: Sequence[Entry] = ()
        self.setObjectName("commands")
        self.setAccessibleName(_("Every command by name"))
        self.field = SearchField(store, placeholder=_("What do you want to do?"))
        self.field.setObjectName("commands.search")
        self.rows = EntryRows(store, _("Commands"))
        self.rows.setObjectName("commands.rows")
        self._foot = Label(store, style="caption", tone="text.hint")
        self._foot.setObjectName("commands.foot")
        self._foot.setContentsMargins(16, 6, 16, 8)
        body = self.card.body
        body.setContentsMargins(0, 12, 0, 0)
        body.setSpacing(8)
        head = QHBoxLayout()
        head.setContentsMargins(12, 0, 12, 0)
        head.addWidget(self.field)
        body.addLayout(head)
        for widget in (self.rows, Divider(store), self._foot):
            body.addWidget(widget)
        self.field.edit.installEventFilter(self)
        self.field.text_changed.connect(self._search)
        self.rows.clicked.connect(self._run)
        self.rows.selectionModel().currentChanged.connect(self._on_current_changed)

    def open_with(self, entries: Sequence[Entry]) -> None:
        """Show what can be done, with an empty search."""
        self._entries = entries
        self.field.edit.clear()
        self._search("")
        self.show_over(self.field)

    def card_size(self) -> tuple[int, int]:
        self.rows.setFixedHeight(0)
        rest = self.card.body.sizeHint().height()
        fitting = max(1, (self.height() - 2 * EDGE - rest) // self.rows.row_px)
        return self.store.theme.scaled(_WIDTH), rest + self.rows.show_at_most(
            min(MOST_ROWS, fitting)
        )

    def card_top(self) -> int:
        tallest = MOST_ROWS * self.rows.row_px + 3 * EDGE
        return max(EDGE, min(round(_TOP_SHARE * self.height()), (self.height() - tallest) // 2))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field.edit and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # the window's commands rest while their names are searched
            return True
        if watched is self.field.edit and isinstance(event, QKeyEvent):
            return event.type() == QEvent.Type.KeyPress and self._act_on(event)
        return super().eventFilter(watched, event)

    def _act_on(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        is_toggle = key == Qt.Key.Key_K and event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if key == Qt.Key.Key_Escape or is_toggle:
            self.close_over()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self.rows.currentIndex())
        elif not self.rows.step(key) and key not in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return False
        return True

    def _search(self, wanted: str) -> None:
        self.rows.show_found(found_entries(self._entries, wanted))
        self._show_foot()
        self.place_card()

    def _run(self, index: QModelIndex) -> None:
        entry = self.rows.entry_at(index)
        if entry is not None and not entry.reason:
            self.close_over()
            entry.run()

    def _on_current_changed(self, _index: QModelIndex) -> None:
        self._show_foot()
        if self.isVisible():
            self.rows.announce_current(self.field.edit)

    def _show_foot(self) -> None:
        """Say why the chosen row cannot be run, or which keys there are."""
        entry = self.rows.current
        if entry is None:
            self._foot.setText(_("Nothing is called that. Fewer letters find more."))
        else:
            self._foot.setText(entry.reason or _("↑ ↓ choose  ·  Enter runs  ·  Esc closes"))
        self._foot.setAccessibleName(self._foot.text())
