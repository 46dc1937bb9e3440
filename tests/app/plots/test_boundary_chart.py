"""The picture of a decision boundary: colours, border, marks and what is read off it."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from netbuilder.app.plots.boundary_chart import BoundaryChart
from netbuilder.app.plots.boundary_field import boundary_lines, field_image
from netbuilder.app.plots.class_mark import class_color, mark_shape
from netbuilder.app.theme import ThemeStore
from netbuilder.app.theme.colors import contrast_ratio, mix
from netbuilder.compiler.plane import Plane
from netbuilder.data.points import Points
from netbuilder.project.schema import Column, ColumnKind, ColumnRole
from netbuilder.runs.view import BoundaryView

EXTENT = (-1.0, 3.0, 0.0, 2.0)


def number(name: str, **facts: object) -> Column:
    return Column(name=name, kind=ColumnKind.NUMBER, minimum=0.0, maximum=1.0, **facts)  # type: ignore[arg-type]  # facts are Column's own


def plane_of_classes(*classes: str) -> Plane:
    target = Column(name="kind", kind=ColumnKind.CATEGORY, role=ColumnRole.TARGET, classes=classes)
    return Plane(
        across=number("length", unit="cm"),
        up=number("width"),
        extent=EXTENT,
        network="main",
        output="o",
        target=target,
    )


def halves(points: int = 21) -> BoundaryView:
    """Class a on the left, b on the right: what is likely changes evenly on the way."""
    share = np.tile(np.linspace(1, 0, points, dtype=np.float32), (points, 1))
    values = np.stack([share, 1 - share], axis=2)
    return BoundaryView(
        columns=("length", "width"),
        extent=EXTENT,
        values=values,
        classes=("a", "b"),
        epoch=3,
        step=30,
    )


@pytest.fixture
def chart(store: ThemeStore, qtbot: QtBot) -> BoundaryChart:
    chart = BoundaryChart(store)
    qtbot.addWidget(chart)
    chart.resize(300, 220)
    chart.show_plane(plane_of_classes("a", "b"))
    chart.show()
    return chart


def color_at(image: QImage, chart: BoundaryChart, across: float, up: float) -> QColor:
    return QColor(image.pixel(chart.place_of(across, up).toPoint()))


def distance(a: QColor, b: QColor) -> int:
    return abs(a.red() - b.red()) + abs(a.green() - b.green()) + abs(a.blue() - b.blue())


def test_each_side_stands_in_its_class_colour(chart: BoundaryChart, store: ThemeStore) -> None:
    chart.show_view(halves())
    image = chart.grab().toImage()

    left, right = color_at(image, chart, -0.8, 1.0), color_at(image, chart, 2.8, 1.0)
    ground = store.theme.colors.surface.canvas
    sides = [mix(ground, class_color(store.theme, number), 0.4) for number in (0, 1)]
    assert distance(left, sides[0]) < 40 < distance(left, sides[1])
    assert distance(right, sides[1]) < 40 < distance(right, sides[0])


def test_border_lies_where_both_are_as_likely(chart: BoundaryChart, store: ThemeStore) -> None:
    lines = boundary_lines(halves(), (0.0, 1.0))
    assert all(line.x1() == line.x2() == pytest.approx(0.5) for line in lines)
    assert sum(line.length() for line in lines) == pytest.approx(1.0)

    chart.show_view(halves())
    image, spot = chart.grab().toImage(), chart.place_of(1.0, 1.2).toPoint()
    across = [QColor(image.pixel(spot.x() + off, spot.y())) for off in (-1, 0, 1)]
    ground = store.theme.colors.surface.canvas
    assert max(contrast_ratio(color, ground) for color in across) > 4.5


def test_unsure_places_are_fainter(store: ThemeStore) -> None:
    image = field_image(halves(), store.theme, (0.0, 1.0))
    ground = store.theme.colors.surface.canvas

    ends = distance(QColor(image.pixel(0, 10)), ground)
    middle = distance(QColor(image.pixel(10, 10)), ground)
    assert middle < ends / 4


def test_highest_row_of_the_picture_is_the_top_of_the_plane(store: ThemeStore) -> None:
    values = np.zeros((2, 2, 2), dtype=np.float32)
    values[1, :, 0] = values[0, :, 1] = 1.0  # class a above, b below
    image = field_image(replace(halves(), values=values), store.theme, (0.0, 1.0))

    assert distance(QColor(image.pixel(0, 0)), class_color(store.theme, 0)) < distance(
        QColor(image.pixel(0, 0)), class_color(store.theme, 1)
    )


def test_border_of_three_classes_lies_between_each_two(store: ThemeStore) -> None:
    y, x = np.meshgrid(np.linspace(0, 1, 31), np.linspace(0, 1, 31), indexing="ij")
    scores = np.exp(-np.stack([x + y, np.hypot(x - 1, y), np.hypot(x, y - 1)], axis=2))
    values = (scores / scores.sum(axis=2, keepdims=True)).astype(np.float32)
    view = replace(halves(), values=values, classes=("a", "b", "c"))

    best = values.argmax(axis=2)
    for line in boundary_lines(view, (0.0, 1.0)):
        i, j = line.y1() * 30, line.x1() * 30
        around = {
            int(best[row, column])
            for row in {max(0, int(i - 1e-6)), min(30, int(i + 1))}
            for column in {max(0, int(j - 1e-6)), min(30, int(j + 1))}
        }
        assert len(around) > 1


def test_number_is_shaded_from_its_smallest_to_its_largest(store: ThemeStore) -> None:
    values = np.tile(np.linspace(4, 8, 9, dtype=np.float32), (9, 1))[..., None]
    view = replace(halves(), values=values, classes=())
    image = field_image(view, store.theme, (4.0, 8.0))

    train = store.theme.colors.chart.train
    shades = [distance(QColor(image.pixel(x, 4)), train) for x in range(9)]
    assert shades == sorted(shades, reverse=True)
    steps = sorted({round(line.x1(), 6) for line in boundary_lines(view, (4.0, 8.0))})
    assert steps == pytest.approx([1 / 6, 2 / 6, 3 / 6, 4 / 6, 5 / 6], abs=1e-5)


def test_reading_lies_between_the_points_of_the_grid(chart: BoundaryChart) -> None:
    chart.show_view(halves(5))
    reading = chart.reading_at(0.5, 1.0)  # 3/8 of the way across

    assert reading is not None
    assert dict(reading.shares) == pytest.approx({0: 0.625, 1: 0.375})
    assert reading.shares[0][0] == 0


def test_reading_beyond_the_edge_is_the_one_at_the_edge(chart: BoundaryChart) -> None:
    chart.show_view(halves())
    reading = chart.reading_at(99.0, -99.0)

    assert reading is not None
    assert reading.shares[0] == (1, 1.0)


def test_number_is_read_in_its_unit(store: ThemeStore, qtbot: QtBot) -> None:
    values = np.full((3, 3, 1), 5.5, dtype=np.float32)
    target = Column(
        name="mass", kind=ColumnKind.NUMBER, unit="kg", minimum=4.0, maximum=8.0, missing=0
    )
    chart = BoundaryChart(store)
    qtbot.addWidget(chart)
    chart.resize(300, 220)
    chart.show_plane(replace(plane_of_classes(), target=target))
    chart.show_view(replace(halves(), values=values, classes=()))
    chart.show_points(
        Points(
            places=np.array([[0.0, 1.0]]),
            answers=np.array([6.0]),
            is_validation=np.array([False]),
        )
    )

    assert chart.reading_at(0, 1) is not None
    assert chart.accessibleDescription() == "After epoch 3. mass from 5.50 to 5.50."
    assert not chart.grab().isNull()


def test_marks_stand_at_their_rows_in_colour_and_shape(
    chart: BoundaryChart, store: ThemeStore
) -> None:
    chart.show_points(
        Points(
            places=np.array([[0.0, 0.5], [2.0, 1.5]]),
            answers=np.array([0, 1]),
            is_validation=np.array([False, True]),
        )
    )
    image = chart.grab().toImage()

    filled, hollow = color_at(image, chart, 0.0, 0.5), color_at(image, chart, 2.0, 1.5)
    assert distance(filled, class_color(store.theme, 0)) < 30
    assert distance(hollow, store.theme.colors.surface.canvas) < 30
    shapes = [mark_shape(number) for number in range(7)]
    assert all(a != b for i, a in enumerate(shapes) for b in shapes[:i])


def test_without_a_look_it_says_so(chart: BoundaryChart) -> None:
    assert chart.accessibleDescription() == "Nothing has been learned yet."
    assert chart.reading_at(0, 0) is None
