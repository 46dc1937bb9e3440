"""What all controls that can be pressed have in common."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFocusEvent, QPainter
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from netbuilder.app.theme import Theme, ThemeStore
from netbuilder.app.widgets.focus import FocusMark
from netbuilder.app.widgets.motion import Fade

DISABLED_OPACITY = 0.4


class Control(QAbstractButton):
    """A button without a face: hover, keyboard ring, theme, and the reason for being disabled.

    A subclass paints itself in `paintEvent`, says its size in `sizeHint` and its corner in
    `corner_radius`, and takes fonts in `apply_theme`.
    """

    def __init__(self, store: ThemeStore, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.store = store
        self._tooltip = ""
        self._hover = Fade(self)
        self._focus_mark = FocusMark(store)
        self.setText(text)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        store.changed.connect(self._on_theme_changed)

    @property
    def theme(self) -> Theme:
        """The theme in force."""
        return self.store.theme

    @property
    def hover_level(self) -> float:
        """How far the hover look has faded in, 0 to 1; 0 while disabled."""
        return self._hover.level if self.isEnabled() else 0.0

    def corner_radius(self) -> int:
        """The radius that the keyboard ring follows."""
        return self.theme.tokens.radius.button

    def apply_theme(self) -> None:
        """Take fonts from the theme. Called at the start and after each change."""

    def set_tooltip(self, sentence: str) -> None:
        """Say what the control does when the pointer rests on it."""
        self._tooltip = sentence
        if self.isEnabled():
            self.setToolTip(sentence)

    def set_disabled_reason(self, sentence: str | None) -> None:
        """Disable the control and say why in its tooltip, or enable it again with None."""
        self.setEnabled(sentence is None)
        self.setToolTip(self._tooltip if sentence is None else sentence)

    def begin_paint(self) -> QPainter:
        """Return a painter on this widget, faint while disabled."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.isEnabled():
            painter.setOpacity(DISABLED_OPACITY)
        return painter

    def box(self) -> QRectF:
        """The widget's own rectangle."""
        return QRectF(self.rect())

    def minimumSizeHint(self) -> QSize:
        """A control is never squeezed below what it shows."""
        return self.sizeHint()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Fade the hover look in."""
        self._hover.move_to(1.0, self.theme.duration_ms("hover"))
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Fade the hover look out."""
        self._hover.move_to(0.0, self.theme.duration_ms("hover"))
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring if the keyboard brought the focus."""
        self._focus_mark.take(self, event.reason(), self.corner_radius())
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Remove the ring."""
        self._focus_mark.leave()
        super().focusOutEvent(event)

    def _on_theme_changed(self) -> None:
        self.apply_theme()
        self.updateGeometry()
        self.update()
