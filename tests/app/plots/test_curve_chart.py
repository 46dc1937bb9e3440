"""A chart as a person meets it: last values, best epoch, cross-hair, axes, table."""

import math

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from netbuilder.app.plots.curve import Curve
from netbuilder.app.plots.curve_chart import CurveChart, part_curves
from netbuilder.app.theme import ThemeStore

TRAIN = [2.0, 1.0, 0.5, 0.25, 0.2]
VALIDATION = [1.8, 0.9, 0.6, 0.35, 0.4]


@pytest.fixture
def chart(store: ThemeStore, qtbot: QtBot) -> CurveChart:
    chart = CurveChart(store, "loss", "Loss")
    qtbot.addWidget(chart)
    chart.resize(400, 220)
    chart.show()
    qtbot.waitExposed(chart)
    chart.show_curves(part_curves(TRAIN, VALIDATION), epochs=5, best_epoch=4)
    QGuiApplication.processEvents()
    return chart


def said(chart: CurveChart) -> str:
    interface = QAccessible.queryAccessibleInterface(chart)
    return interface.text(QAccessible.Text.Description)


def test_last_values_stand_at_the_ends_in_their_colours(
    chart: CurveChart, store: ThemeStore
) -> None:
    colors = store.theme.colors.chart
    labels = {label.words: label for label in chart.end_labels}
    assert set(labels) == {"0.200", "0.400"}
    assert labels["0.200"].color == colors.train
    assert labels["0.400"].color == colors.validation


@pytest.mark.parametrize("epochs", [5, 6, 40])
@pytest.mark.parametrize("size", [(220, 120), (400, 220), (900, 300)])
def test_last_values_never_overlap_or_leave_the_chart(
    chart: CurveChart, epochs: int, size: tuple[int, int]
) -> None:
    chart.resize(*size)
    alike = [Curve(name=str(i), look=i, values=[0.5, 0.2 + i / 1e4]) for i in range(4)]
    chart.show_curves(alike, epochs=epochs)
    QGuiApplication.processEvents()
    rects = [label.rect for label in chart.end_labels]
    assert len(rects) == 4
    assert all(chart.marks.rect().toRectF().contains(rect) for rect in rects)
    assert not any(a.intersects(b) for i, a in enumerate(rects) for b in rects[:i])
    dots = [chart.plane.point(2, curve.values[-1]) for curve in alike]
    assert all(rect.left() > dot.x() for rect, dot in zip(rects, dots, strict=True) if dot)


def test_pointer_reads_the_nearest_epoch(chart: CurveChart, qtbot: QtBot) -> None:
    spot = chart.plane.point(3, 1.0)
    assert spot is not None
    with qtbot.waitSignal(chart.pointed) as told:
        qtbot.mouseMove(chart.marks, QPoint(round(spot.x()) + 3, 60))
    assert told.args == [3]
    assert chart.epoch == 3
    assert said(chart) == "Loss, epoch 3: train 0.500, validation 0.600."


def test_arrows_move_the_cross_hair_and_escape_takes_it_away(
    chart: CurveChart, qtbot: QtBot
) -> None:
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert chart.epoch == 5
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert chart.epoch == 4
    assert said(chart) == "Loss, epoch 4: train 0.250, validation 0.350."
    qtbot.keyClick(chart, Qt.Key.Key_Home)
    assert chart.epoch == 1
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert chart.epoch == 1
    qtbot.keyClick(chart, Qt.Key.Key_End)
    assert chart.epoch == 5
    qtbot.keyClick(chart, Qt.Key.Key_Escape)
    assert chart.epoch == 0
    assert said(chart).startswith("Loss after epoch 5")


def test_sentence_tells_last_values_trend_and_best(chart: CurveChart) -> None:
    assert said(chart) == (
        "Loss after epoch 5: train 0.200 (falling), validation 0.400 (rising). Best at epoch 4."
    )


def test_values_that_are_no_numbers_leave_gaps(chart: CurveChart) -> None:
    chart.show_curves(part_curves([1.0, math.nan, math.inf], ()), epochs=3)
    (label,) = chart.end_labels
    assert label.words == "1.000"
    chart.show_curves(part_curves([math.nan], ()), epochs=3)
    assert chart.end_labels == ()
    assert said(chart) == "Loss: no values yet."


def test_log_axis_counts_in_powers_of_ten(chart: CurveChart) -> None:
    before = chart.plane.point(5, 0.2)
    chart.set_log(True)
    chart.show_curves(part_curves([1.0, 0.1, 0.01], [0.0, 0.5, 0.5]), epochs=3)
    heights = [chart.plane.point(1, value) for value in (1.0, 0.1, 0.01)]
    top, middle, bottom = (spot.y() for spot in heights if spot is not None)
    assert middle - top == pytest.approx(bottom - middle, abs=1.5)
    assert chart.plane.point(1, 0.0) is None
    assert chart.plane.ticks == ("0.01", "0.1", "1")
    assert before is not None


def test_log_epochs_put_tenfold_apart_evenly(chart: CurveChart) -> None:
    chart.set_log_epochs(True)
    chart.show_curves(part_curves([1.0] * 100, ()), epochs=100)
    spots = [chart.plane.point(epoch, 0.5) for epoch in (1, 10, 100)]
    left, middle, right = (spot.x() for spot in spots if spot is not None)
    assert middle - left == pytest.approx(right - middle, abs=1.5)
    assert chart.plane.epoch_at(middle) == pytest.approx(10, rel=0.05)


def test_few_points_are_drawn_however_long_the_run(chart: CurveChart, store: ThemeStore) -> None:
    many = np.linspace(2, 0, 50_000) + 0.1
    raw = np.arange(1.0, 50_001.0) / 10, many
    chart.show_curves(
        part_curves(list(many[:5000]), list(many[:5000])), epochs=5000, raw=raw, smoothing=0.5
    )
    lines = [item for item in chart.plane.items() if isinstance(item, pg.PlotCurveItem)]
    drawn = sum(len(line.getData()[0]) for line in lines)
    assert 1000 < drawn <= store.theme.tokens.chart.max_points_drawn


def test_ends_stay_at_the_drawn_lines_while_the_run_goes_on(
    store: ThemeStore, qtbot: QtBot
) -> None:
    losses = [1.0, 0.5]
    chart = CurveChart(store, "loss", "Loss")
    qtbot.addWidget(chart)
    chart.show_curves(part_curves(losses, ()), epochs=10)
    losses.append(0.25)
    assert [label.words for label in chart.end_labels] == ["0.500"]


def test_axis_glides_unless_motion_is_reduced(store: ThemeStore, qtbot: QtBot) -> None:
    store.set_reduced_motion(False)
    chart = CurveChart(store, "loss", "Loss")
    qtbot.addWidget(chart)
    chart.resize(400, 220)
    chart.show()
    qtbot.waitExposed(chart)
    chart.show_curves(part_curves([1.0, 0.5], ()), epochs=10)
    before = chart.plane.point(1, 1.0)
    chart.show_curves(part_curves([1.0, 0.5, 9.0], ()), epochs=10)
    just_then = chart.plane.point(1, 1.0)
    assert before is not None
    assert just_then is not None
    assert abs(just_then.y() - before.y()) < 2
    qtbot.waitUntil(
        lambda: (s := chart.plane.point(1, 1.0)) is not None and s.y() > before.y() + 30
    )

    store.set_reduced_motion(True)
    chart.show_curves(part_curves([1.0, 0.5, 90.0], ()), epochs=10)
    at_once = chart.plane.point(1, 90.0)
    assert at_once is not None
    assert at_once.y() >= 0


def test_table_holds_every_value(chart: CurveChart) -> None:
    chart.set_table(True)
    table = chart.findChild(QTableView)
    assert table is not None
    assert table.isVisible()
    interface = QAccessible.queryAccessibleInterface(table)
    assert interface.role() is QAccessible.Role.Table
    assert interface.childCount() >= 5 * 2
    model = table.model()
    assert model.headerData(1, Qt.Orientation.Horizontal) == "validation"
    assert model.index(3, 1).data() == "0.350"
    chart.show_curves(part_curves([*TRAIN, 0.1], [*VALIDATION, 0.3]), epochs=6)
    assert model.rowCount() == 6


def test_cell_that_is_read_stays_while_only_steps_come(chart: CurveChart) -> None:
    chart.set_table(True)
    table = chart.findChild(QTableView)
    assert table is not None
    table.setCurrentIndex(table.model().index(3, 1))
    steps = np.arange(1.0, 9.0) / 2, np.ones(8)
    chart.show_curves(part_curves(TRAIN, VALIDATION), epochs=5, raw=steps)
    assert table.currentIndex().data() == "0.350"


def test_values_are_copied_with_all_their_places(chart: CurveChart) -> None:
    chart.show_curves(part_curves([0.123456, 0.5], [1.0]), epochs=2)
    chart.copy_values()
    assert QGuiApplication.clipboard().text() == (
        "Epoch\ttrain\tvalidation\n1\t0.123456\t1\n2\t0.5\t"
    )
