"""Small pictures of numbers in rows: feature maps and filters. A cell of numbers is never blurred.

How a picture is coloured is an object: `Ink` for light on near black, `Signs` for minus and plus.
"""

from __future__ import annotations

import math
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QImage,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from netbuilder.app.quantity import short_number
from netbuilder.app.theme import Theme, ThemeStore
from netbuilder.words import _

Values = NDArray[np.floating[Any]]
Pixels = NDArray[np.uint8]

_GAP = 8
_MOST_ROWS = 4
_WIDE = ((16.0, 1), (6.0, 2), (2.5, 3))
"""Pictures at least so many times as wide as high stand in so few columns."""
_UPRIGHT = 2.5
_FILLED = 0.7
_LOWEST_PX, _LOWEST_ALONE_PX, _STRIP_PX = 6, 16, 16
_MIN_CELL_PX, _FINE = 2, 32
"""Numbers are drawn so large; in pictures, those with longer sides than `_FINE` may be smaller."""


class Colouring(Protocol):
    """How numbers become colours."""

    is_picture: bool
    """Whether neighbours belong together, so that cells may be small."""

    def colour(self, values: Values, theme: Theme) -> NDArray[np.float64]:
        """Red, green and blue from 0 to 255 for each finite number: shape (..., 3)."""


class Ink:
    """The smallest number is near black, the largest the lightest, in both themes."""

    is_picture = True

    def colour(self, values: Values, theme: Theme) -> NDArray[np.float64]:
        """Evenly from near black to the lightest text."""
        finite = values[np.isfinite(values)]
        low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
        level = (np.nan_to_num(values, nan=low) - low) / (high - low or 1.0)
        dark, light = theme.colors.pixel_background, theme.tokens.theme["dark"].text.primary
        return _blend(_rgb(dark), _rgb(light), np.clip(level, 0.0, 1.0))


class Signs:
    """0 is the ground; minus and plus go to a colour each, as far as the largest number."""

    is_picture = False

    def colour(self, values: Values, theme: Theme) -> NDArray[np.float64]:
        """From the ground to the one colour or the other."""
        chart, zero = theme.colors.chart, _rgb(theme.colors.surface.field)
        finite = np.abs(values[np.isfinite(values)])
        level = np.nan_to_num(values, posinf=0.0, neginf=0.0) / (finite.max(initial=0.0) or 1.0)
        plus = _blend(zero, _rgb(chart.weight_positive), np.clip(level, 0.0, 1.0))
        minus = _blend(zero, _rgb(chart.weight_negative), np.clip(-level, 0.0, 1.0))
        return np.where(level[..., None] >= 0, plus, minus)


class TileGrid(QWidget):
    """Pictures in rows that fill the width; all share one scale. Numbers not finite are red.

    Args:
        store: The theme.
        colouring: How numbers become colours.
        word: What one picture is called: ``filter``.
    """

    def __init__(
        self, store: ThemeStore, colouring: Colouring, *, word: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._colouring = colouring
        self._word = word
        self._tiles: Values = np.zeros((0, 1, 1), np.float32)
        self._picture: QPixmap | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        store.changed.connect(self._on_theme_changed)

    @property
    def tiles(self) -> Values:
        """The pictures that are shown: (tiles, height, width)."""
        return self._tiles

    def show_tiles(self, tiles: Values) -> int:
        """Show the first of some pictures, as many as fill a few rows.

        Narrow columns of numbers are laid down.

        Args:
            tiles: Shape (pictures, height, width).

        Returns:
            How many are shown.
        """
        if not self._colouring.is_picture and tiles.shape[1] >= _UPRIGHT * tiles.shape[2]:
            tiles = tiles.transpose(0, 2, 1)
        width = self._width()
        columns, height = self._columns(width, tiles.shape), self._tile_size(width, tiles.shape)[1]
        rows = int((width + _GAP) / (height + _GAP))
        most = columns * max(1, min(rows, _MOST_ROWS if height > _STRIP_PX else rows))
        whole = len(tiles) - len(tiles) % columns if len(tiles) > most else len(tiles)
        tiles = tiles[: min(whole, most)]
        is_other_form = tiles.shape != self._tiles.shape
        self._tiles = tiles
        self._picture = None
        if is_other_form:
            self.updateGeometry()
        self.update()
        return len(tiles)

    def heightForWidth(self, width: int) -> int:
        """The rows that all pictures need."""
        columns = self._columns(width, self._tiles.shape)
        rows = -(-len(self._tiles) // columns)
        return max(
            0, math.ceil(rows * (self._tile_size(width, self._tiles.shape)[1] + _GAP)) - _GAP
        )

    def sizeHint(self) -> QSize:
        """As wide as the panel's content, as high as that asks for."""
        width = self._width()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """May be narrow."""
        return QSize(0, self.heightForWidth(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the height that goes with the width."""
        super().resizeEvent(event)
        self._picture = None
        self.updateGeometry()

    def event(self, event: QEvent) -> bool:
        """Say what the picture under the pointer holds."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            words = self._words_at(event.pos().x(), event.pos().y())
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the pictures, drawn anew only when they are others."""
        ratio = self.devicePixelRatioF()
        if self._picture is None or self._picture.devicePixelRatio() != ratio:
            self._picture = self._draw_all(ratio)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        painter.end()

    def _draw_all(self, ratio: float) -> QPixmap:
        picture = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        picture.fill(Qt.GlobalColor.transparent)
        picture.setDevicePixelRatio(ratio)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._store.theme
        colours = self._pixels(theme)
        for place in range(len(self._tiles)):
            self._draw_tile(painter, colours[place], self._tile_at(place))
        painter.end()
        return picture

    def _pixels(self, theme: Theme) -> Pixels:
        """Blue, green, red and a filler for each number, as Qt's RGB32 lies in memory."""
        values = self._tiles
        pixels = np.full((*values.shape, 4), 255, np.uint8)
        colours = np.round(self._colouring.colour(values, theme))
        colours[~np.isfinite(values)] = _rgb(theme.colors.error.line)
        pixels[..., :3] = colours[..., ::-1].astype(np.uint8)
        return pixels

    def _draw_tile(self, painter: QPainter, pixels: Pixels, tile: QRectF) -> None:
        height, width = pixels.shape[:2]
        data = np.ascontiguousarray(pixels)
        image = QImage(data.data, width, height, 4 * width, QImage.Format.Format_RGB32)
        clip = QPainterPath()
        radius = min(float(self._store.theme.tokens.space.unit), tile.height() / 2)
        clip.addRoundedRect(tile, radius, radius)
        painter.save()
        painter.setClipPath(clip)
        is_shrunk = width > tile.width() * painter.device().devicePixelRatioF()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_shrunk)
        painter.drawImage(tile, image)
        painter.restore()

    def _width(self) -> int:
        return self.width() if self.isVisible() else self._store.theme.scaled(280)

    def _columns(self, width: int, shape: tuple[int, ...]) -> int:
        """How many pictures stand side by side, so that each is large enough to be read."""
        count, high, wide = shape
        for ratio, columns in _WIDE:
            if wide >= ratio * high:
                return columns
        is_fine = self._colouring.is_picture and max(high, wide) > _FINE
        least = 1 if is_fine else _MIN_CELL_PX
        for columns in range(6 if count >= 6 else min(4, max(2, count)), 1, -1):
            edge = _edge(width, columns)
            cell = edge // max(high, wide)
            if cell >= least and cell * max(high, wide) >= _FILLED * edge:
                return columns
        return 1

    def _tile_size(self, width: int, shape: tuple[int, ...]) -> tuple[float, float]:
        """Each number is the same whole number of the screen's pixels, where there is room."""
        count, high, wide = shape
        ratio = self.devicePixelRatioF()
        room = _edge(width, self._columns(width, shape)) * ratio
        cell = room / max(wide, high)
        cell = float(int(cell)) if cell >= 1 else cell
        lowest = min(_LOWEST_ALONE_PX if count == 1 else _LOWEST_PX, room / ratio)
        return wide * cell / ratio, max(lowest, high * cell / ratio)

    def _tile_at(self, place: int) -> QRectF:
        """Tiles of a row stand evenly from the left edge to the right one, on whole pixels."""
        columns, ratio = self._columns(self.width(), self._tiles.shape), self.devicePixelRatioF()
        row, column = divmod(place, columns)
        width, height = self._tile_size(self.width(), self._tiles.shape)
        step = (self.width() - width) / (columns - 1) if columns > 1 else 0.0
        left = round(column * step * ratio) / ratio
        top = round(row * (height + _GAP) * ratio) / ratio
        return QRectF(left, top, width, height)

    def _words_at(self, x: float, y: float) -> str:
        for place, values in enumerate(self._tiles):
            if self._tile_at(place).contains(x, y):
                return _("{word} {number}: from {low} to {high}").format(
                    word=self._word[:1].upper() + self._word[1:],
                    number=place + 1,
                    low=short_number(float(values.min())),
                    high=short_number(float(values.max())),
                )
        return ""

    def _on_theme_changed(self) -> None:
        self._picture = None
        self.updateGeometry()
        self.update()


def _edge(width: int, columns: int) -> int:
    return max(1, (width + _GAP) // columns - _GAP)


def _rgb(color: QColor) -> NDArray[np.float64]:
    return np.array([color.red(), color.green(), color.blue()], np.float64)


def _blend(
    under: NDArray[np.float64], over: NDArray[np.float64], level: NDArray[Any]
) -> NDArray[np.float64]:
    blended: NDArray[np.float64] = under + (over - under) * level[..., None]
    return blended
