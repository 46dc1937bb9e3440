"""Tiles: the right colours at the right places, sharp, on one scale, and never too small."""

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from netbuilder.app.plots.tile_grid import Colouring, Ink, Signs, TileGrid
from netbuilder.app.theme import ThemeStore

WIDTH = 280


def shown(
    qtbot: QtBot, store: ThemeStore, colouring: Colouring, tiles: np.ndarray
) -> tuple[TileGrid, QImage, int]:
    """A grid on the screen, its picture, and how many tiles it shows."""
    grid = TileGrid(store, colouring, word="filter")
    qtbot.addWidget(grid)
    grid.resize(WIDTH, 10)
    grid.show()
    count = grid.show_tiles(tiles.astype(np.float32))
    grid.resize(WIDTH, grid.heightForWidth(WIDTH))
    return grid, grid.grab().toImage(), count


def close(a: QColor, b: QColor) -> bool:
    return all(abs(x - y) <= 1 for x, y in zip(a.getRgb(), b.getRgb(), strict=True))


def test_signs_have_a_colour_each_and_zero_has_the_ground(qtbot: QtBot, store: ThemeStore) -> None:
    tile = np.array([[2.0, 0.0], [0.0, -2.0]])
    _grid, image, _count = shown(qtbot, store, Signs(), np.stack([tile] * 6))

    colors = store.theme.colors
    assert close(image.pixelColor(14, 6), colors.chart.weight_positive)
    assert close(image.pixelColor(34, 34), colors.chart.weight_negative)
    assert close(image.pixelColor(34, 14), colors.surface.field)


def test_half_as_much_is_half_as_strong_in_every_tile(qtbot: QtBot, store: ThemeStore) -> None:
    tiles = np.zeros((6, 1, 1))
    tiles[0], tiles[1] = 1.0, 0.5
    _grid, image, _count = shown(qtbot, store, Signs(), tiles)

    ground, full = store.theme.colors.surface.field, store.theme.colors.chart.weight_positive
    half = image.pixelColor(48 + 20, 20)
    assert close(image.pixelColor(20, 20), full)
    assert half.blue() == pytest.approx((ground.blue() + full.blue()) / 2, abs=1)


def test_cells_are_whole_pixels_without_a_blur(qtbot: QtBot, store: ThemeStore) -> None:
    board = np.indices((8, 8)).sum(0) % 2
    _grid, image, _count = shown(qtbot, store, Ink(), np.stack([board] * 6))

    dark, light = store.theme.colors.pixel_background, QColor("#EEF1F6")
    for x in range(4, 36):
        expected = light if (x // 5 + 20 // 5) % 2 else dark
        assert close(image.pixelColor(x, 20), expected), x


def test_smallest_is_near_black_in_the_light_theme_too(qtbot: QtBot, store: ThemeStore) -> None:
    from netbuilder.app.theme import ThemeMode

    store.set_mode(ThemeMode.LIGHT)
    tile = np.array([[0.0, 1.0]]).repeat(2, 0)
    _grid, image, _count = shown(qtbot, store, Ink(), np.stack([tile] * 6))

    assert close(image.pixelColor(10, 20), QColor("#0A0B0E"))
    assert close(image.pixelColor(30, 20), QColor("#EEF1F6"))


def test_number_that_is_not_finite_is_red(qtbot: QtBot, store: ThemeStore) -> None:
    tile = np.array([[1.0, np.nan], [np.inf, -1.0]])
    _grid, image, _count = shown(qtbot, store, Signs(), np.stack([tile] * 6))

    red = store.theme.colors.error.line
    assert close(image.pixelColor(34, 14), red)
    assert close(image.pixelColor(14, 34), red)
    assert close(image.pixelColor(14, 8), store.theme.colors.chart.weight_positive)


def test_as_many_are_shown_as_fill_four_rows(qtbot: QtBot, store: ThemeStore) -> None:
    draw = np.random.default_rng(0).normal(size=(64, 3, 3))
    grid, _image, count = shown(qtbot, store, Signs(), draw)

    assert count == 24
    assert grid.height() == 4 * 39 + 3 * 8


def test_all_are_shown_where_they_are_few(qtbot: QtBot, store: ThemeStore) -> None:
    _grid, _image, count = shown(qtbot, store, Signs(), np.ones((16, 3, 3)))

    assert count == 16


def test_large_matrix_takes_the_whole_width(qtbot: QtBot, store: ThemeStore) -> None:
    grid, image, count = shown(qtbot, store, Signs(), np.eye(128)[None])

    assert count == 1
    assert grid.height() == 256
    plus = store.theme.colors.chart.weight_positive
    assert close(image.pixelColor(2 * 64, 2 * 64), plus)
    assert close(image.pixelColor(2 * 127 - 8, 2 * 123), plus)


def test_narrow_columns_lie_down(qtbot: QtBot, store: ThemeStore) -> None:
    grid, _image, count = shown(qtbot, store, Signs(), np.ones((4, 32, 1)))

    assert count == 4
    assert grid.tiles.shape == (4, 1, 32)


def test_tiles_reach_from_edge_to_edge(qtbot: QtBot, store: ThemeStore) -> None:
    _grid, image, _count = shown(qtbot, store, Signs(), np.ones((6, 3, 3)))
    plus = store.theme.colors.chart.weight_positive

    assert close(image.pixelColor(0, 20), plus)
    assert close(image.pixelColor(WIDTH - 1, 20), plus)
