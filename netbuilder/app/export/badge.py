"""The strip of the export dialog that says how an export went."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from netbuilder.app.theme import ThemeStore, mix
from netbuilder.app.widgets import Card, Label
from netbuilder.app.widgets.painting import draw_box, draw_icon
from netbuilder.words import _

_MARK = 28
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def difference_words(difference: float) -> str:
    """A small number as people write it: ``4.8 × 10⁻⁷``."""
    if not difference:
        return "0"
    digits, _e, exponent = f"{difference:.1e}".partition("e")
    return f"{digits} × 10{str(int(exponent)).translate(_RAISED)}"


class RoundMark(QWidget):
    """An icon on a round ground in the colour of what it says."""

    def __init__(self, store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._icon, self._tone = "check", "success"
        self._apply_theme()
        store.changed.connect(self._apply_theme)

    def show_mark(self, icon: str, tone: str) -> None:
        """Show another icon; the tone is ``success``, ``error`` or ``plain``."""
        self._icon, self._tone = icon, tone
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, colors = self._store.theme, self._store.theme.colors
        ground = colors.surface.pressed
        ink = colors.text.secondary
        if self._tone != "plain":
            ground = theme.color(f"{self._tone}.text")
            ink = mix(ground, colors.surface.canvas, 0.85)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_box(painter, QRectF(self.rect()), self.width() / 2, fill=ground)
        inset = self.width() * 0.2
        room = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        draw_icon(painter, self, self._store, self._icon, ink, room)
        painter.end()

    def _apply_theme(self) -> None:
        edge = self._store.theme.scaled(_MARK)
        self.setFixedSize(edge, edge)
        self.update()


class CheckBadge(Card):
    """What is going on, what the check found, or why there is no export."""

    def __init__(self, store: ThemeStore) -> None:
        super().__init__(store, padding=12)
        self.setObjectName("export.badge")
        self._icon = RoundMark(store)
        self._title = Label(store, style="bodyStrong", wrap=True)
        self._title.setObjectName("export.badge.title")
        self._detail = Label(store, style="small", tone="text.secondary", wrap=True)
        self._detail.setObjectName("export.badge.detail")
        self._figure = Label(store, style="code")
        self._figure.setObjectName("export.badge.difference")
        self._caption = Label(store, _("largest difference"), style="small", tone="text.secondary")
        self._lay_out()
        self.clear()

    @property
    def title(self) -> str:
        """What is said, in short."""
        return self._title.text()

    def clear(self) -> None:
        """Say nothing."""
        self.hide()

    def show_note(self, title: str, detail: str = "") -> None:
        """Say what is going on, or what to know."""
        self._show("plain", "help", title, detail)

    def show_done(self, title: str, detail: str = "") -> None:
        """Say that files were written that need no check."""
        self._show("success", "check", title, detail)

    def show_equal(self, difference: float, rows: int) -> None:
        """Say that the exported model gives the same answers."""
        words = _("Checked on 1 row in a fresh Python")
        if rows != 1:
            words = _("Checked on {rows} rows in a fresh Python").format(rows=f"{rows:,}")
        self._show("success", "check", _("Gives the same answers as here"), words)
        self._figure.setText(difference_words(difference))
        self._figure.show()
        self._caption.show()

    def show_failed(self, sentence: str) -> None:
        """Say why there is no export."""
        self._show("error", "alert", _("Not exported"), sentence)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._icon)
        for labels, stretch in (
            ((self._title, self._detail), 1),
            ((self._figure, self._caption), 0),
        ):
            column = QVBoxLayout()
            column.setSpacing(2)
            for label in labels:
                if not stretch:
                    label.setAlignment(Qt.AlignmentFlag.AlignRight)
                column.addWidget(label)
            row.addLayout(column, stretch)
        self.body.addLayout(row)

    def _show(self, tone: str, icon: str, title: str, detail: str) -> None:
        self.set_tone(tone)  # type: ignore[arg-type]  # one of the card's tones
        ink = {"success": "success.text", "error": "error.text"}.get(tone, "text.primary")
        self._icon.show_mark(icon, tone)
        self._title.set_tone(ink)
        self._title.setText(title)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self._figure.hide()
        self._caption.hide()
        self.setAccessibleName(f"{title}. {detail}" if detail else title)
        self.show()
