"""The ground of a decision boundary: what the network says of each point, as colour and lines."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF
from PySide6.QtGui import QColor, QImage

from netbuilder.app.plots.class_mark import class_color
from netbuilder.app.plots.contour import contour
from netbuilder.app.theme import Theme, mix
from netbuilder.runs.view import BoundaryView

_SUREST, _LEAST_SURE = 0.46, 0.05
"""How much of a class's colour lies on the ground where the network is sure, and where not."""

_LOWEST, _HIGHEST = 0.04, 0.66
"""The same for the ends of the range of a number."""

_STEPS = 6

Floats = NDArray[np.float64]


def field_image(view: BoundaryView, theme: Theme, limits: tuple[float, float]) -> QImage:
    """A pixel for each point of the grid, the highest row first.

    Args:
        view: What the network says.
        theme: Where the colours come from.
        limits: For a number, the range that the colours stand for.
    """
    values = np.nan_to_num(view.values.astype(np.float64))
    colors = _class_colors(values, theme) if view.classes else _number_colors(values, theme, limits)
    pixels = np.ascontiguousarray(np.round(255 * colors[::-1]).astype(np.uint8))
    height, width, _channels = pixels.shape
    image = QImage(pixels.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888)
    return image.copy()  # the bytes end with this function


def boundary_lines(view: BoundaryView, limits: tuple[float, float]) -> list[QLineF]:
    """Where one class gives way to another, or where a number passes a step.

    Ends are from 0 to 1, to the right and upwards.
    """
    values = view.values.astype(np.float64)
    if view.classes:
        pieces = [contour(field, 0.0) for field in _leads(values)]
    else:
        low, high = limits
        steps = np.linspace(low, high, _STEPS + 1)[1:-1]
        pieces = [contour(values[:, :, 0], float(step)) for step in steps]
    return [QLineF(*line) for line in np.concatenate(pieces).reshape(-1, 4).tolist()]


def number_color(theme: Theme, share: float) -> QColor:
    """The colour on the ground of a number that lies `share` (0 to 1) up its range."""
    strength = _LOWEST + (_HIGHEST - _LOWEST) * share
    return mix(theme.colors.surface.canvas, theme.colors.chart.train, strength)


def _class_colors(values: Floats, theme: Theme) -> Floats:
    """Colours of the classes mixed by their probability, the fainter the less sure."""
    classes = values.shape[2]
    colors = np.array([_rgb(class_color(theme, number)) for number in range(classes)])
    sure = np.clip((values.max(axis=2) - 1 / classes) / (1 - 1 / classes), 0, 1)[..., None]
    strength = _LEAST_SURE + (_SUREST - _LEAST_SURE) * sure
    return np.asarray(
        _rgb(theme.colors.surface.canvas) * (1 - strength) + (values @ colors) * strength
    ).clip(0, 1)


def _number_colors(values: Floats, theme: Theme, limits: tuple[float, float]) -> Floats:
    low, high = limits
    shares = np.clip((values - low) / ((high - low) or 1.0), 0, 1)
    ends = _rgb(number_color(theme, 0.0)), _rgb(number_color(theme, 1.0))
    return np.asarray(ends[0] * (1 - shares) + ends[1] * shares)


def _leads(values: Floats) -> list[Floats]:
    """How far each class is ahead of the best other one; two classes share their border."""
    classes = values.shape[2]
    if classes == 2:
        return [values[:, :, 0] - values[:, :, 1]]
    return [
        values[:, :, number] - np.delete(values, number, axis=2).max(axis=2)
        for number in range(classes)
    ]


def _rgb(color: QColor) -> Floats:
    return np.array([color.redF(), color.greenF(), color.blueF()], dtype=np.float64)
