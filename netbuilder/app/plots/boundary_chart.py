"""The decision boundary: what a network says about every point of the plane of its two inputs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QTransform,
)
from PySide6.QtWidgets import QWidget

from netbuilder.app.plots.axis import draw_ticks
from netbuilder.app.plots.boundary_field import boundary_lines, field_image, number_color
from netbuilder.app.plots.boundary_reading import Reading, draw_card, read_at, sentence_of
from netbuilder.app.plots.class_mark import class_color, draw_marks
from netbuilder.app.plots.scale import value_scale
from netbuilder.app.quantity import short_number, whole_share_words
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets.painting import draw_box
from netbuilder.compiler.plane import Plane
from netbuilder.data.points import Points
from netbuilder.runs.view import BoundaryView
from netbuilder.words import _

_GAP, _PAD = 6, 8
_LINE_PX = 1.5
_STEP, _LONG_STEP = 1 / 40, 1 / 8
_TICKS = 4

_KEYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class BoundaryChart(QWidget):
    """Draws the plane: the network's answers as soft colour, their border, and the rows as marks.

    The pointer, or the arrow keys once the chart has the keyboard, move a cross-hair that says what
    the network answers there.
    """

    def __init__(self, store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._plane: Plane | None = None
        self._view: BoundaryView | None = None
        self._points: Points | None = None
        self._limits = (0.0, 1.0)
        self._image: QImage | None = None
        self._lines: list[QLineF] = []
        self._marks: QPixmap | None = None
        self._at: QPointF | None = None
        self.setObjectName("boundary.chart")
        self.setAccessibleName(_("Decision boundary"))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._set_least_size()
        store.changed.connect(self._on_theme_changed)

    @property
    def view(self) -> BoundaryView | None:
        """What is drawn."""
        return self._view

    @property
    def points(self) -> Points | None:
        """The rows that are drawn as marks."""
        return self._points

    def show_plane(self, plane: Plane | None) -> None:
        """Draw the axes of another plane, and nothing on it yet."""
        self._plane, self._points = plane, None
        if plane is not None:
            target = plane.target
            self._limits = (target.minimum or 0.0, target.maximum or 1.0)
        self._marks = None
        self.show_view(None)

    def show_view(self, view: BoundaryView | None) -> None:
        """Draw what the network says now; None takes it away."""
        self._view = view
        self._paint_field()
        self._say()
        self.update()

    def show_points(self, points: Points | None) -> None:
        """Draw these rows."""
        self._points, self._marks = points, None
        self.update()

    def reading_at(self, across: float, up: float) -> Reading | None:
        """What the network says at a point of the plane; None before the first look."""
        return None if self._view is None else read_at(self._view, across, up)

    @property
    def reading(self) -> Reading | None:
        """What the network says at the cross-hair."""
        if self._at is None or self._plane is None:
            return None
        left, right, bottom, top = self._plane.extent
        across = left + self._at.x() * (right - left)
        return self.reading_at(across, bottom + self._at.y() * (top - bottom))

    def ground(self) -> QRectF:
        """The plane between the axes, in pixels of this widget."""
        metrics = QFontMetrics(self._store.theme.font("mono"))
        words = [words for _value, words in self._up_ticks()]
        left = max((metrics.horizontalAdvance(text) for text in words), default=0) + _GAP
        bottom = metrics.height() + self._store.theme.scaled(4)
        return QRectF(self.rect()).adjusted(left, metrics.height() / 2, -1, -bottom)

    def place_of(self, across: float, up: float) -> QPointF:
        """Where a point of the plane stands, in pixels of this widget."""
        return self._to_pixels().map(QPointF(across, up))

    def sizeHint(self) -> QSize:
        return QSize(self._store.theme.scaled(240), self._store.theme.scaled(180))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._marks = None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        room = self.ground()
        place = event.position()
        if not room.contains(place):
            self._point_at(None)
            return
        x = (place.x() - room.left()) / room.width()
        self._point_at(QPointF(x, (room.bottom() - place.y()) / room.height()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point_at(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._point_at(None)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _KEYS.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape and self._at is not None:
            self._point_at(None)
        elif step is not None and self._plane is not None:
            is_long = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            size = _LONG_STEP if is_long else _STEP
            at = QPointF(0.5, 0.5)
            if self._at is not None:
                at = self._at + QPointF(step[0] * size, step[1] * size)
            self._point_at(QPointF(min(max(at.x(), 0.0), 1.0), min(max(at.y(), 0.0), 1.0)))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._plane is not None:
            self._draw_ground(painter)
            self._draw_axes(painter)
            painter.drawPixmap(0, 0, self._drawn_marks())
            self._draw_names(painter)
            self._draw_reading(painter)
        painter.end()

    def _point_at(self, at: QPointF | None) -> None:
        if at == self._at:
            return
        self._at = at
        self._say()
        self.update()

    def _set_least_size(self) -> None:
        scaled = self._store.theme.scaled
        self.setMinimumSize(scaled(120), scaled(96))

    def _on_theme_changed(self) -> None:
        self._set_least_size()
        self._marks = None
        self._paint_field()
        self.update()

    def _paint_field(self) -> None:
        view = self._view
        if view is None:
            self._image, self._lines = None, []
            return
        self._image = field_image(view, self._store.theme, self._limits)
        self._lines = boundary_lines(view, self._limits)

    def _to_pixels(self) -> QTransform:
        """The way from a point of the plane to pixels of this widget."""
        assert self._plane is not None
        left, right, bottom, top = self._plane.extent
        room = self.ground()
        corner = QTransform.fromTranslate(room.left(), room.bottom())
        scale = corner.scale(room.width() / (right - left), -room.height() / (top - bottom))
        return scale.translate(-left, -bottom)

    def _draw_ground(self, painter: QPainter) -> None:
        colors, room = self._store.theme.colors, self.ground()
        painter.fillRect(room, colors.surface.canvas)
        if self._image is None:
            return
        painter.save()
        painter.setClipRect(room)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        cell_x = room.width() / (self._image.width() - 1)
        cell_y = room.height() / (self._image.height() - 1)
        # The points of the grid are the middles of pixels, and the outer ones lie on the edge.
        edge = (cell_x / 2, cell_y / 2)
        painter.drawImage(room.adjusted(-edge[0], -edge[1], *edge), self._image)
        across = QTransform.fromTranslate(room.left(), room.bottom())
        to_pixels = across.scale(room.width(), -room.height())
        is_border = self._view is not None and bool(self._view.classes)
        pen = QPen(colors.text.primary, _LINE_PX) if is_border else QPen(colors.text.secondary, 1)
        painter.setPen(pen)
        painter.drawLines([to_pixels.map(line) for line in self._lines])
        painter.restore()

    def _draw_axes(self, painter: QPainter) -> None:
        assert self._plane is not None
        theme, room = self._store.theme, self.ground()
        has_focus = self.hasFocus()
        line = theme.colors.accent.line if has_focus else theme.colors.line.strong
        draw_box(painter, room, 0, line=line, line_px=2.0 if has_focus else 1.0)
        left, right, _bottom, _top = self._plane.extent
        ticks = [value for value, _words in _ticks(left, right)]
        if ticks:
            draw_ticks(painter, theme, room, ticks, (left, right))
        metrics = QFontMetrics(painter.font())
        for value, words in self._up_ticks():
            middle = self.place_of(left, value).y()
            box = QRectF(0, middle - metrics.height() / 2, room.left() - _GAP, metrics.height())
            align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, align, words)

    def _draw_names(self, painter: QPainter) -> None:
        """Write what the axes stand for into their corners of the plane."""
        assert self._plane is not None
        theme, room = self._store.theme, self.ground()
        metrics = QFontMetrics(theme.font("caption"))
        painter.setFont(theme.font("caption"))
        most = round(room.width()) - 2 * _PAD
        for column, is_up in ((self._plane.up, True), (self._plane.across, False)):
            words = f"{column.name} ({column.unit})" if column.unit else column.name
            words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, most)
            box = QRectF(0, 0, metrics.horizontalAdvance(words) + _PAD, metrics.height() + 2)
            if is_up:
                box.moveTopLeft(room.topLeft() + QPointF(3, 3))
            else:
                box.moveBottomRight(room.bottomRight() - QPointF(3, 3))
            draw_box(painter, box, 3, fill=theme.colors.surface.canvas)
            painter.setPen(theme.colors.text.secondary)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def _drawn_marks(self) -> QPixmap:
        """The marks of all rows, drawn once for as long as nothing about them changes."""
        ratio = self.devicePixelRatioF()
        if self._marks is not None and self._marks.devicePixelRatio() == ratio:
            return self._marks
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        if self._points is not None:
            painter = QPainter(pixmap)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setClipRect(self.ground())
            self._draw_points(painter, self._points)
            painter.end()
        self._marks = pixmap
        return pixmap

    def _draw_points(self, painter: QPainter, points: Points) -> None:
        assert self._plane is not None
        theme = self._store.theme
        ground = theme.colors.surface.canvas
        is_number = not self._plane.target.classes
        low, high = self._limits
        to_pixels = self._to_pixels()
        for at, (across, up) in enumerate(points.places.tolist()):
            answer = points.answers[at]
            share = (float(answer) - low) / ((high - low) or 1.0)
            number = 0 if is_number else int(answer)
            draw_marks(
                painter,
                [to_pixels.map(QPointF(across, up))],
                number,
                theme,
                color=number_color(theme, share) if is_number else class_color(theme, number),
                ground=theme.colors.text.secondary if is_number else ground,
                is_hollow=bool(points.is_validation[at]),
            )

    def _draw_reading(self, painter: QPainter) -> None:
        reading = self.reading
        if reading is None or self._plane is None:
            return
        theme, room = self._store.theme, self.ground()
        spot = self.place_of(reading.across, reading.up)
        x, y = round(spot.x()) + 0.5, round(spot.y()) + 0.5
        painter.setPen(QPen(theme.colors.text.secondary, 1))
        painter.drawLine(QPointF(x, room.top()), QPointF(x, room.bottom()))
        painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))
        room = QRectF(self.rect())
        draw_card(painter, room, spot, reading, plane=self._plane, theme=theme)

    def _up_ticks(self) -> Sequence[tuple[float, str]]:
        if self._plane is None:
            return ()
        _left, _right, bottom, top = self._plane.extent
        return _ticks(bottom, top)

    def _say(self) -> None:
        """Tell screen readers what is drawn, and what stands at the cross-hair."""
        self.setAccessibleDescription(" ".join(self._sentences()))

    def _sentences(self) -> list[str]:
        view, plane = self._view, self._plane
        if plane is None:
            return []
        if view is None:
            return [_("Nothing has been learned yet.")]
        sentences = [_("After epoch {epoch}.").format(epoch=view.epoch)]
        if view.classes:
            best = view.values.argmax(axis=2)
            for number, name in enumerate(view.classes):
                share = whole_share_words(float((best == number).mean()))
                words = _("{name} covers {share} of the plane.")
                sentences.append(words.format(name=name, share=share))
        else:
            low, high = float(view.values.min()), float(view.values.max())
            words = _("{name} from {low} to {high}.")
            sentences.append(
                words.format(name=plane.target.name, low=short_number(low), high=short_number(high))
            )
        reading = self.reading
        if reading is not None:
            sentences.append(sentence_of(reading, plane))
        return sentences


def _ticks(low: float, high: float) -> list[tuple[float, str]]:
    """A few round numbers from `low` to `high`."""
    scale = value_scale("", low, high, is_log=False, ticks=_TICKS)
    return [(value, words) for value, words in scale.ticks if low <= value <= high]
