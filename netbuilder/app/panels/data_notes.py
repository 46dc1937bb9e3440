"""What reading the data assumed and changed: a short line, and all of it one click away."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QVBoxLayout, QWidget, QWidgetAction

from netbuilder.app.quantity import count_words
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import Button, Label, PopupMenu
from netbuilder.words import _

_WIDTH = 360
_MOST_SHOWN = 12


class DataNotes(Button):
    """Says how much there is to know; a click shows it sentence by sentence."""

    def __init__(self, store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(store, "", kind="link", size="small", parent=parent)
        self._store = store
        self._notes: tuple[str, ...] = ()
        self.setObjectName("training.data_notes")
        self.hide()
        self.clicked.connect(self._on_clicked)

    def show_notes(self, notes: tuple[str, ...]) -> None:
        """Have these sentences to tell; without any there is nothing to be seen."""
        self._notes = notes
        words = count_words(len(notes), _("note on the data"), _("notes on the data"))
        self.set_face(words, None, "link")
        self.setAccessibleDescription(" ".join(notes))
        self.set_tooltip("\n".join(notes[:_MOST_SHOWN]))
        self.setVisible(bool(notes))

    def _on_clicked(self) -> None:
        menu = PopupMenu(self._store, parent=self)
        menu.setObjectName("data_notes")
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        shown, rest = self._notes[:_MOST_SHOWN], len(self._notes) - _MOST_SHOWN
        for note in shown:
            column.addWidget(Label(self._store, note, style="small", wrap=True))
        if rest > 0:
            more = _("and {count} more").format(count=rest)
            column.addWidget(Label(self._store, more, style="small", tone="text.hint"))
        page.setFixedWidth(self._store.theme.scaled(_WIDTH))
        action = QWidgetAction(menu)
        action.setDefaultWidget(page)
        menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))
