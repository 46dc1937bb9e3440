"""The status bar: what can be done now, what was said in passing, and what a network costs."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication

from netbuilder.project import edit
from netbuilder.project.template import open_template
from tests.app.canvas.hand import id_of
from tests.app.conftest import OpenApp
from tests.app.person import CTRL, Person
from tests.builders import digits_cnn


def test_hints_follow_what_is_selected(open_app: OpenApp) -> None:
    person = open_app(digits_cnn())
    assert person.message.startswith("Drag from a port to wire")
    person.select("conv1")
    assert person.message.startswith("Arrows walk along the wires")
    assert "Double-click renames" in person.message
    person.select("conv1", "conv2")
    assert person.message.startswith("Ctrl G makes a block")
    person.press(Qt.Key.Key_Escape)
    assert person.message.startswith("Drag from a port to wire")


def test_hints_of_a_wire_a_block_and_an_empty_network(open_app: OpenApp) -> None:
    person = open_app(digits_cnn())
    workspace = person.window.workspace
    workspace.select((), [workspace.network.edges[0]])
    assert person.message.startswith("Delete removes the wire")
    person.select("conv2", "relu2")
    person.press(Qt.Key.Key_G, CTRL)
    assert "Double-click enters the block" in person.message
    person.click("network_tabs.add")
    assert person.message.startswith("Tab adds a layer")


def test_what_is_said_in_passing_outlives_a_click(open_app: OpenApp) -> None:
    person = open_app(digits_cnn())
    person.select("input1")
    person.press(Qt.Key.Key_G, CTRL)
    said = person.message
    assert "outside a block" in said
    person.hand.click(QPointF(-60, -60))
    assert not person.window.workspace.selection
    assert person.message == said


def test_progress_is_told_while_a_network_trains(open_app: OpenApp) -> None:
    person = open_app(edit.set_training(open_template("two-moons-mlp"), epochs=100_000))
    person.click("top_bar.train")
    person.wait(lambda: "Training, epoch" in person.message)
    first = person.message
    epochs = person.window.engine.series.epochs
    assert f"of {epochs}" in first
    person.wait(lambda: person.message != first)
    person.click("top_bar.stop")
    person.wait_for_end()
    QApplication.processEvents()
    assert "Training" not in person.message


def test_figures_count_by_image_or_by_example(open_app: OpenApp) -> None:
    person = open_app(digits_cnn())
    figures = person.read("status_bar.figures")
    assert figures.startswith("14 layers   ")
    assert figures.endswith("multiply-adds per image")
    assert person.read("inspector.summary").endswith("multiply-adds per image")
    person.leave()
    assert _figures_of(open_app(template="iris")).endswith("multiply-adds per example")


def test_figures_are_those_of_the_network_in_sight(open_app: OpenApp) -> None:
    person = open_app(digits_cnn())
    window = person.window
    conv2 = id_of(window.canvas, "conv2")
    # 32 filters over 16 channels of 3 by 3, and their biases
    parameters = 32 * 16 * 3 * 3 + 32
    window.workspace.select([conv2])
    person.press(Qt.Key.Key_G, CTRL)
    window.workspace.switch_network("block1")

    assert f"   {parameters:,} parameters" in person.read("status_bar.figures")


def _figures_of(person: Person) -> str:
    return person.read("status_bar.figures")
