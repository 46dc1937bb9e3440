"""The zoom control in the corner: smaller, the zoom in percent, larger, fit."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import Button, Divider, IconButton
from netbuilder.app.widgets.painting import draw_box
from netbuilder.words import _


class ZoomBar(QWidget):
    """Buttons for the zoom. `stepped` carries 1 or -1; `reset` means 100 %."""

    stepped = Signal(int)
    reset = Signal()
    fitted = Signal()

    def __init__(self, store: ThemeStore, parent: QWidget) -> None:
        super().__init__(parent)
        self._store = store
        self.setObjectName("zoom_bar")
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._less = IconButton(store, "minus", _("Zoom out"), small=True, parent=self)
        self._more = IconButton(store, "plus", _("Zoom in"), small=True, parent=self)
        self._fit = IconButton(store, "fit", _("Fit the network"), small=True, parent=self)
        self._percent = Button(store, "100%", kind="ghost", size="small", parent=self)
        for button, name in (
            (self._less, "zoom_out"),
            (self._percent, "zoom_reset"),
            (self._more, "zoom_in"),
            (self._fit, "zoom_fit"),
        ):
            button.setObjectName(name)
        self._percent.set_tooltip(_("Show at 100 %"))
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(4, 2, 4, 2)
        row.setSpacing(2)
        for widget in (
            self._less,
            self._percent,
            self._more,
            Divider(store, vertical=True),
            self._fit,
        ):
            row.addWidget(widget)
        self._less.clicked.connect(self._on_less_clicked)
        self._more.clicked.connect(self._on_more_clicked)
        self._percent.clicked.connect(self.reset)
        self._fit.clicked.connect(self.fitted)
        store.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def show_zoom(self, zoom: float) -> None:
        """Show a zoom, 1 being 100 %."""
        self._percent.setText(f"{round(zoom * 100)}%")
        self._percent.setAccessibleName(_("Zoom {percent} %").format(percent=round(zoom * 100)))

    def sizeHint(self) -> QSize:
        """As wide as its row."""
        return QSize(max(self._row.sizeHint().width(), 143), 32)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground."""
        colors = self._store.theme.colors
        draw_box(
            QPainter(self),
            QRectF(self.rect()),
            self._store.theme.tokens.radius.button,
            fill=colors.surface.raised,
            line=colors.line.soft,
        )

    def _on_theme_changed(self) -> None:
        self._percent.setFont(self._store.theme.font("code"))
        self.update()

    def _on_less_clicked(self) -> None:
        self.stepped.emit(-1)

    def _on_more_clicked(self) -> None:
        self.stepped.emit(1)
