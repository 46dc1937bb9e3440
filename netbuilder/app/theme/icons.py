"""Line icons, tinted in a colour of the theme and sharp at every display scale."""

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from netbuilder import resources

if TYPE_CHECKING:
    from netbuilder.app.theme.theme import ThemeStore

_RATIOS = (1.0, 1.5, 2.0, 3.0)


class Icons(QObject):
    """Draws the icons of `resources/icons` by name; belongs to a `ThemeStore`."""

    def __init__(self, store: "ThemeStore") -> None:
        super().__init__(store)
        self._store = store
        self._pixmaps: dict[tuple[str, int, int, float], QPixmap] = {}
        store.changed.connect(self._on_theme_changed)

    def pixmap(self, name: str, color: QColor, size: int, ratio: float) -> QPixmap:
        """Return an icon in a colour.

        Args:
            name: file name without its ending, such as `play`.
            color: replaces the drawing's own colour, transparency included.
            size: edge length in logical pixels.
            ratio: physical pixels a logical pixel.

        Raises:
            FileNotFoundError: there is no such icon.
        """
        key = (name, color.rgba(), size, ratio)
        if key not in self._pixmaps:
            self._pixmaps[key] = _draw(name, color, size, ratio)
        return self._pixmaps[key]

    def icon(self, name: str, tone: str = "text.secondary", size: int | None = None) -> QIcon:
        """Return an icon for Qt's own widgets, in a colour by its path in the tokens.

        Disabled, it shows at 40 %. It does not follow the theme: ask again after a change.
        """
        theme = self._store.theme
        size = size or theme.tokens.control.icon_size
        color = theme.color(tone)
        faint = QColor(color)
        faint.setAlphaF(0.4)
        icon = QIcon()
        for ratio in _RATIOS:
            icon.addPixmap(self.pixmap(name, color, size, ratio), QIcon.Mode.Normal)
            icon.addPixmap(self.pixmap(name, faint, size, ratio), QIcon.Mode.Disabled)
        return icon

    def _on_theme_changed(self) -> None:
        self._pixmaps.clear()


@cache
def _source(name: str) -> str:
    return resources.path(f"icons/{name}.svg").read_text(encoding="utf-8")


def _draw(name: str, color: QColor, size: int, ratio: float) -> QPixmap:
    text = _source(name).replace("currentColor", color.name())
    renderer = QSvgRenderer(QByteArray(text.encode()))
    edge = round(size * ratio)
    pixmap = QPixmap(edge, edge)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, edge, edge))
    # Applied to the whole picture: in the drawing, a line over a fill would let through less.
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    painter.fillRect(pixmap.rect(), color)
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
