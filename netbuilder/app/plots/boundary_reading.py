"""What a network says at one point of a plane, read off and written on a small card."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from netbuilder.app.plots.class_mark import LEGEND_RADIUS, class_color, draw_marks
from netbuilder.app.quantity import short_number, whole_share_words
from netbuilder.app.theme import Theme
from netbuilder.app.widgets.painting import draw_box
from netbuilder.compiler.plane import Plane
from netbuilder.runs.view import BoundaryView

_GAP, _PAD = 10, 8
_SAID = 3
"""Only the most likely classes are said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the network says at one point.

    Attributes:
        across, up: The point, in the columns' own units.
        shares: Classes with their probabilities, the most likely first; empty for a number.
        number: The number in its own unit; None for a class.
    """

    across: float
    up: float
    shares: tuple[tuple[int, float], ...] = ()
    number: float | None = None


def read_at(view: BoundaryView, across: float, up: float) -> Reading:
    """What a view says at a point, between the points of its grid; outside, at its edge."""
    left, right, bottom, top = view.extent
    values = _between(view.values, (across - left) / (right - left), (up - bottom) / (top - bottom))
    if not view.classes:
        return Reading(across=across, up=up, number=float(values[0]))
    order = np.argsort(-values, kind="stable").tolist()
    return Reading(across=across, up=up, shares=tuple((n, float(values[n])) for n in order))


def place_rows(reading: Reading, plane: Plane) -> list[tuple[str, str]]:
    """The point: the names of the columns with their values and units."""
    return [
        (column.name, f"{short_number(value)} {column.unit}".rstrip())
        for column, value in ((plane.across, reading.across), (plane.up, reading.up))
    ]


def answer_rows(reading: Reading, plane: Plane) -> list[tuple[int | None, str, str]]:
    """The likeliest classes with their shares, or the one number: class or None, name, value."""
    target = plane.target
    if reading.number is not None:
        return [(None, target.name, f"{short_number(reading.number)} {target.unit}".rstrip())]
    return [
        (number, target.classes[number], whole_share_words(share))
        for number, share in reading.shares[:_SAID]
    ]


def sentence_of(reading: Reading, plane: Plane) -> str:
    """The point and the answer there, for screen readers."""
    place = ", ".join(f"{name} {value}" for name, value in place_rows(reading, plane))
    answers = ", ".join(f"{name} {value}" for _class, name, value in answer_rows(reading, plane))
    return f"{place}: {answers}."


def draw_card(
    painter: QPainter, room: QRectF, spot: QPointF, reading: Reading, *, plane: Plane, theme: Theme
) -> None:
    """Write the answer on a card beside a spot, on the side where `room` has place for it."""
    caption, mono = theme.font("caption"), theme.font("mono")
    small, figures = QFontMetrics(caption), QFontMetrics(mono)
    answers = answer_rows(reading, plane)
    rows = [(None, *row) for row in place_rows(reading, plane)] + answers
    line = max(small.height(), figures.height()) + 2
    mark = round(3.5 * LEGEND_RADIUS * theme.font_scale) if reading.shares else 0
    values = max(figures.horizontalAdvance(value) for _class, _name, value in rows)
    names = max(small.horizontalAdvance(name) for _class, name, _value in rows)
    names = min(names, max(0, round(room.width()) - 2 * _PAD - mark - _GAP - values))
    width = mark + names + _GAP + values
    card = QRectF(0, 0, width + 2 * _PAD, line * len(rows) + _PAD)
    card.moveTopLeft(_beside(spot, card, room))
    colors, radius = theme.colors, theme.tokens.radius.field
    draw_box(painter, card, radius, fill=colors.surface.raised, line=colors.line.strong)
    row = QRectF(card.left() + _PAD, card.top() + _PAD / 2, width, line)
    middle, right = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignRight
    for at, (number, name, value) in enumerate(rows):
        is_answer = at >= len(rows) - len(answers)
        left = mark if is_answer else 0
        if number is not None:
            _draw_mark(painter, QPointF(row.left() + mark / 3, row.center().y()), number, theme)
        painter.setFont(caption)
        painter.setPen(colors.text.secondary if is_answer else colors.text.hint)
        name = small.elidedText(name, Qt.TextElideMode.ElideRight, mark + names - left + 1)
        painter.drawText(row.adjusted(left, 0, 1, 0), middle, name)
        painter.setFont(mono)
        painter.setPen(colors.text.primary if is_answer else colors.text.hint)
        painter.drawText(row, middle | right, value)
        row.translate(0, line)


def _draw_mark(painter: QPainter, place: QPointF, number: int, theme: Theme) -> None:
    draw_marks(
        painter,
        [place],
        number,
        theme,
        color=class_color(theme, number),
        ground=theme.colors.surface.raised,
        radius=LEGEND_RADIUS,
    )


def _beside(spot: QPointF, card: QRectF, room: QRectF) -> QPointF:
    """Where the card's corner goes: right of and below the spot, else left of or above it."""
    x, y = spot.x() + _GAP, spot.y() + _GAP
    if x + card.width() > room.right():
        x = max(room.left(), spot.x() - _GAP - card.width())
    if y + card.height() > room.bottom():
        y = max(room.top(), spot.y() - _GAP - card.height())
    return QPointF(x, y)


def _between(values: NDArray[np.float32], x: float, y: float) -> NDArray[np.float64]:
    """The values at a place, from 0 to 1 to the right and upwards, from the corners around it."""
    rows, columns, _many = values.shape
    x = min(max(x, 0.0), 1.0) * (columns - 1)
    y = min(max(y, 0.0), 1.0) * (rows - 1)
    j, i = min(int(x), columns - 2), min(int(y), rows - 2)
    dx, dy = x - j, y - i
    below = values[i, j] * (1 - dx) + values[i, j + 1] * dx
    above = values[i + 1, j] * (1 - dx) + values[i + 1, j + 1] * dx
    return np.asarray(below * (1 - dy) + above * dy, dtype=np.float64)
