"""Looking into a network while it trains, as a person does: real runs, mouse and keys."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import QPointF, QSettings
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from netbuilder.app.canvas.face import Live
from netbuilder.app.canvas.live_layers import PulseLayer
from netbuilder.app.main import build_window
from netbuilder.app.settings import Settings
from netbuilder.app.theme import ThemeMode
from netbuilder.app.window import Window
from netbuilder.project import edit
from netbuilder.project.template import open_template
from netbuilder.runs.view import Inside, Place
from tests.app.canvas.hand import id_of, port
from tests.app.canvas.test_painting import pixels
from tests.app.person import Person, leave

INI = QSettings.Format.IniFormat
Pixels = npt.NDArray[np.int16]

PROJECT = edit.set_training(open_template("two-moons-mlp"), epochs=100_000, patience=0)
"""Trains for longer than anybody looks."""


@pytest.fixture(scope="module")
def window(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """A window in which a run goes on through all the tests that only look at it."""
    settings = Settings(QSettings(str(tmp_path_factory.mktemp("live") / "set.ini"), INI))
    settings.theme_mode, settings.reduced_motion = ThemeMode.DARK, True
    window = build_window(settings=settings)
    window.workspace.set_project(PROJECT)
    window.resize(1600, 1000)
    window.show()
    window.toggle_training()
    yield window
    leave(window)
    qapp.setStyleSheet("")


@pytest.fixture
def training(window: Window, qtbot: QtBot) -> Iterator[Person]:
    """In front of the run, looking at activations; what a test changes is put back."""
    person = Person(window, qtbot)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.actions_["inside_activations"].trigger()
    live = window.engine.live
    person.wait(lambda: live.strips is not None and live.strips.inside is Inside.ACTIVATIONS)
    QApplication.processEvents()
    yield person
    window.show_work()
    window.store.set_reduced_motion(True)
    while window.workspace.history.undo_label is not None:
        window.workspace.undo()
    if window.engine.is_paused:
        window.toggle_training()
        person.wait(lambda: not window.engine.is_paused)
    window.canvas.fit_all(glides=False)
    window.canvas.camera.settled.emit()


def live_of(person: Person, name: str) -> Live:
    arrays = person.window.canvas.arrays
    return Live(int(arrays.live[arrays.row_of[id_of(person.window.canvas, name)]]))


def word_of(person: Person, name: str) -> str:
    """What can be read on the card."""
    arrays = person.window.canvas.arrays
    row = arrays.row_of[id_of(person.window.canvas, name)]
    assert arrays.activity is not None
    return arrays.activity.word(arrays.ids[row], counts_zeros=arrays.faces[row].counts_zeros)


def strip_pixels(person: Person, name: str) -> Pixels:
    """The picture of a card's strip, as it is on the screen."""
    canvas = person.window.canvas
    arrays = canvas.arrays
    row = arrays.row_of[id_of(canvas, name)]
    left, top, width, height = arrays.places[row].strip(canvas.store.theme.tokens.canvas)
    x, y = (arrays.xy[row] + (left, top)).tolist()
    shown = canvas.viewportTransform().map(QPointF(x, y))
    whole = pixels(canvas.grab().toImage())
    zoom = canvas.camera.zoom
    x, y = round(shown.x()), round(shown.y())
    return whole[y : y + round(height * zoom), x : x + round(width * zoom)]


def share_of(image: Pixels, color: QColor) -> float:
    """How much of a picture is nearly of a colour."""
    wanted = (color.blue(), color.green(), color.red())
    return float((np.abs(image - wanted).max(axis=2) < 40).mean())


def test_bars_in_the_colour_of_the_family_move_while_it_trains(training: Person) -> None:
    family = training.window.store.theme.colors.family["dense"].color
    first = strip_pixels(training, "dense2")

    assert share_of(first, family) > 0.02
    training.wait(lambda: not np.array_equal(strip_pixels(training, "dense2"), first))


def test_each_layer_tells_the_number_that_matters(training: Person) -> None:
    assert word_of(training, "relu1").endswith("% zero")
    assert word_of(training, "dense1").startswith("σ ")
    training.wait(lambda: training.window.engine.series.epoch > 1)
    QApplication.processEvents()
    assert live_of(training, "output1") is Live.VALUE
    training.wait(lambda: word_of(training, "output1").startswith("loss 0."))
    seen = float(word_of(training, "output1").removeprefix("loss "))
    losses = training.window.engine.series.validation["loss"]
    assert any(abs(value - seen) <= 0.0005 for value in losses)


def test_weights_are_chosen_above_the_canvas_and_remembered(
    training: Person,
) -> None:
    training.click("inside.weights")

    live = training.window.engine.live
    training.wait(lambda: live.strips is not None and live.strips.inside is Inside.WEIGHTS)
    QApplication.processEvents()
    assert word_of(training, "dense2").startswith("σ ")
    assert word_of(training, "relu1") == "no weights"
    assert training.window.settings.inside is Inside.WEIGHTS


def test_gradients_are_chosen_by_command(training: Person) -> None:
    training.choose_command("View", "Gradients inside the nodes")

    live = training.window.engine.live
    training.wait(lambda: live.strips is not None and live.strips.inside is Inside.GRADIENTS)
    assert training.window.actions_["inside_gradients"].isChecked()


def test_off_brings_the_settings_back_to_the_cards(training: Person) -> None:
    assert live_of(training, "dense1") is Live.STRIP

    training.click("inside.off")

    assert live_of(training, "dense1") is Live.NOTHING
    assert training.window.engine.live.wanted.inside is Inside.OFF
    row = training.window.canvas.arrays.row_of[id_of(training.window.canvas, "dense1")]
    assert training.window.canvas.arrays.faces[row].shown_rows


def test_nothing_is_looked_at_where_nobody_can_see_it(training: Person) -> None:
    live, canvas = training.window.engine.live, training.window.canvas
    assert live.wanted.inside is Inside.ACTIVATIONS

    training.window.show_start()
    training.wait(lambda: live.wanted.inside is Inside.OFF)
    training.window.show_work()
    training.wait(lambda: live.wanted.inside is Inside.ACTIVATIONS)
    canvas.zoom_by(0.3 / canvas.camera.zoom)
    training.wait(lambda: live.wanted.inside is Inside.OFF)


def test_changed_layer_says_that_another_one_trains(training: Person) -> None:
    canvas, workspace = training.window.canvas, training.window.workspace
    node = id_of(canvas, "dense1")
    changed = edit.set_parameter(
        workspace.project, workspace.network_name, [node], "out_features", 7
    )

    workspace.edit("Fewer units", changed)

    assert word_of(training, "dense1") == "changed"
    assert word_of(training, "dense2").startswith("σ ")
    workspace.undo()
    assert word_of(training, "dense1").startswith("σ ")


def test_pulses_run_along_the_wires_until_it_is_paused(training: Person) -> None:
    canvas = training.window.canvas
    training.window.store.set_reduced_motion(False)
    canvas.camera.show(QPointF(*canvas.arrays.xy[1].tolist()), 1.0)
    canvas.camera.settled.emit()
    pulses = canvas.stage.pulses
    assert isinstance(pulses, PulseLayer)
    phase = pulses.phase
    training.wait(lambda: pulses.phase > phase + 10)

    training.click("top_bar.pause")
    training.wait(lambda: training.window.engine.is_paused)
    QApplication.processEvents()
    phase = pulses.phase
    QTest.qWait(120)

    assert pulses.phase == phase


def test_reduced_motion_makes_wires_brighter_and_still(training: Person) -> None:
    canvas = training.window.canvas
    canvas.camera.show(QPointF(*canvas.arrays.xy[1].tolist()), 1.0)
    canvas.camera.settled.emit()
    x, y = canvas.arrays.port_xy[canvas.arrays.edge_source[0]].tolist()
    at = canvas.viewportTransform().map(QPointF(x + 20, y)).toPoint()
    plain = canvas.store.theme.colors.wire["vector"].color

    QTest.qWait(80)
    first = canvas.grab().toImage().pixelColor(at)
    QTest.qWait(80)

    assert first.lightness() > plain.lightness() + 20
    assert canvas.grab().toImage().pixelColor(at) == first


def test_port_tells_the_range_of_the_last_pass(training: Person) -> None:
    canvas = training.window.canvas
    place = Place(training.window.workspace.network_name, id_of(canvas, "relu1"))

    training.hand.move(port(canvas, "relu1", "output"))
    training.wait(lambda: "at the last look" in QToolTip.text(), seconds=3)

    assert "batch×" in QToolTip.text()
    assert QToolTip.text().splitlines()[1].startswith("0 to ")
    seen = training.window.engine.live.strips
    assert seen is not None
    assert seen.strips[place].low == 0.0
    QToolTip.hideText()


def test_screen_reader_hears_the_live_number(training: Person) -> None:
    canvas = training.window.canvas
    tree = QAccessible.queryAccessibleInterface(canvas)
    row = canvas.arrays.row_of[id_of(canvas, "relu1")]

    words = tree.child(row).text(QAccessible.Text.Description)

    assert words.split(";")[0].endswith("% zero")


def test_live_pictures_equal_a_full_repaint(training: Person) -> None:
    """What lies on the kept picture must be what painting everything anew gives."""
    canvas = training.window.canvas
    training.click("top_bar.pause")
    training.wait(lambda: training.window.engine.is_paused)
    training.hand.move(QPointF(-5000, -5000))
    QTest.qWait(300)  # the last look and the last figures may still be on their way
    for _round in range(3):
        canvas.repaint_live()
        QTest.qWait(80)
    assert canvas.stage.strips_region is not None
    kept = pixels(canvas.grab().toImage())

    canvas.stage._forget()
    anew = pixels(canvas.grab().toImage())

    # Qt rounds the edge of a bar otherwise in a picture than on a widget: a few px of one column.
    assert (np.abs(kept - anew).max(axis=2) > 3).sum() < 30


def test_strip_takes_the_place_of_the_rows_and_ports_stay(training: Person) -> None:
    canvas = training.window.canvas
    arrays = canvas.arrays
    heights = {
        float(arrays.wh[row, 1]) for row in range(len(arrays)) if arrays.live[row] == Live.STRIP
    }
    node = canvas.store.theme.tokens.canvas.node

    ports = arrays.port_offset.copy()
    training.click("inside.off")

    assert heights == {node.header + node.port_row + 2 * node.bottom + node.activity_strip}
    assert np.array_equal(ports, arrays.port_offset)


def test_nothing_moves_while_the_window_is_minimised(training: Person) -> None:
    live = training.window.engine.live
    assert live.is_shown

    training.window.showMinimized()
    training.wait(lambda: not live.is_shown)
    assert live.watching.wanted.inside is Inside.OFF
    training.window.showNormal()
    training.wait(lambda: live.watching.wanted.inside is Inside.ACTIVATIONS)
