"""What the export dialog shows of a file before it is written: text, or a picture."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from netbuilder.app.code_view import CodeView
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import Label
from netbuilder.app.widgets.painting import draw_box
from netbuilder.words import _

_MARGIN = 16


class FileTab(Label):
    """The name of the file whose content is shown, on a ground of its own."""

    def __init__(self, store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(store, style="small", weight=500, parent=parent)
        self._ground_store = store
        self.setObjectName("export.file")
        self.setContentsMargins(12, 6, 12, 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._ground_store.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = theme.tokens.radius.field
        draw_box(painter, QRectF(self.rect()), radius, fill=theme.colors.surface.hover)
        painter.end()
        super().paintEvent(event)


class PictureView(QWidget):
    """A picture, as large as it fits."""

    def __init__(self, store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._image = QImage()
        self.setObjectName("export.picture")
        self.setAccessibleName(_("The network as it will be drawn"))
        store.changed.connect(self.update)

    def show_image(self, image: QImage) -> None:
        """Show another picture."""
        self._image = image
        self.update()

    @property
    def image(self) -> QImage:
        """The picture that is shown."""
        return self._image

    def sizeHint(self) -> QSize:
        return QSize(320, 240)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._store.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        colors = theme.colors
        rect = QRectF(self.rect())
        radius = theme.tokens.radius.button
        draw_box(painter, rect, radius, fill=colors.surface.canvas, line=colors.line.soft)
        room = self.rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        if not self._image.isNull():
            ratio = self.devicePixelRatioF()
            fitted = self._image.scaled(
                room.size() * ratio,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            fitted.setDevicePixelRatio(ratio)
            place = QRectF(0, 0, fitted.width() / ratio, fitted.height() / ratio)
            place.moveCenter(QRectF(room).center())
            painter.drawImage(place, fitted)
        painter.end()


class Pages(QStackedWidget):
    """The text or the picture of what will be written."""

    def __init__(self, store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.code = CodeView(store)
        self.code.setObjectName("export.code")
        self.picture = PictureView(store)
        self.addWidget(self.code)
        self.addWidget(self.picture)

    def show_python(self, text: str) -> None:
        """Show Python in its colours."""
        self.setCurrentWidget(self.code)
        self.code.show_source(text)

    def show_text(self, text: str) -> None:
        """Show text as it is."""
        self.setCurrentWidget(self.code)
        self.code.show_source(text, {})

    def show_image(self, image: QImage) -> None:
        """Show a picture."""
        self.setCurrentWidget(self.picture)
        self.picture.show_image(image)
