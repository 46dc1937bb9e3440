"""What a screen reader is told while the app is used: the events themselves, as they arrive."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from netbuilder.app.announce import announce
from netbuilder.app.widgets.slider import Slider
from netbuilder.project import edit
from netbuilder.project.template import open_template
from tests.app.conftest import OpenApp
from tests.app.person import CTRL
from tests.app.screen_reader import CAN_LISTEN, Heard, announced, listening
from tests.app.test_problems import with_misfit

pytestmark = pytest.mark.skipif(not CAN_LISTEN, reason="needs the names of Qt for Linux")

Event = QAccessible.Event


@pytest.fixture
def heard() -> Iterator[list[Heard]]:
    with listening() as heard:
        yield heard


def test_sentence_is_said_politely_or_at_once(qapp: object, heard: list[Heard]) -> None:
    widget = QWidget()
    announce(widget, "Half of it is done.")
    announce(widget, "The disk is full.", is_urgent=True)

    said = [found for found in heard if found.event is Event.Announcement]
    assert [(x.source, x.words, x.is_urgent) for x in said] == [
        (widget, "Half of it is done.", False),
        (widget, "The disk is full.", True),
    ]


def test_rows_of_the_commands_are_said_one_after_another(
    open_app: OpenApp, heard: list[Heard]
) -> None:
    person = open_app()
    person.press(Qt.Key.Key_K, CTRL)
    heard.clear()
    person.press(Qt.Key.Key_Down)
    person.press(Qt.Key.Key_Down)

    first, second = announced(heard)
    assert first
    assert second
    assert first != second


def test_layer_that_arrows_lead_to_takes_the_focus_of_the_reader(
    open_app: OpenApp, heard: list[Heard]
) -> None:
    person = open_app(template="digits-cnn")
    canvas = person.window.canvas
    person.select("conv1")
    heard.clear()
    person.press(Qt.Key.Key_Right)

    found = [x for x in heard if x.event is Event.Focus and x.source is canvas]
    assert found
    name = QAccessible.queryAccessibleInterface(canvas).child(found[-1].child)
    assert ", batch_norm1, " in name.text(QAccessible.Text.Name)


def test_problem_that_is_gone_to_is_said(open_app: OpenApp, heard: list[Heard]) -> None:
    person = open_app(with_misfit())
    heard.clear()
    person.press(Qt.Key.Key_F8)

    assert any("These two shapes cannot be added" in words for words in announced(heard))


def test_values_say_that_they_have_changed(open_app: OpenApp, heard: list[Heard]) -> None:
    person = open_app(template="digits-cnn")
    person.wait_until_ready()
    person.select("conv2")
    bias, filters = person.see("inspector.bias"), person.see("inspector.out_channels").focusProxy()
    heard.clear()
    person.click("inspector.bias")
    person.type_into("inspector.out_channels", "48")

    happened = {(found.source, found.event) for found in heard}
    assert (bias, Event.StateChanged) in happened
    texts = {Event.TextInserted, Event.TextUpdated, Event.TextRemoved, Event.ValueChanged}
    assert any((filters, event) in happened for event in texts)


def test_slider_says_its_value(open_app: OpenApp, heard: list[Heard], trained: object) -> None:
    person = open_app(path=trained)
    person.wait_until_ready()
    person.switch_to("dock.tabs", "Runs")
    person.wait(lambda: person.can_see("run.smooth"))
    slider = person.see("run.smooth", Slider)
    slider.setFocus()
    heard.clear()
    person.press(Qt.Key.Key_Right)

    assert (slider, Event.ValueChanged) in {(x.source, x.event) for x in heard}


def test_run_is_followed_to_its_end(open_app: OpenApp, heard: list[Heard]) -> None:
    project = edit.set_training(open_template("two-moons-mlp"), epochs=3, patience=0)
    person = open_app(project)
    person.click("top_bar.train")
    person.wait(lambda: person.window.engine.series.epoch == 3)
    person.wait_for_end()

    live = person.window.dock.live
    person.wait(
        lambda: any(
            x.source is live and "Training has finished after epoch 3." in x.words for x in heard
        )
    )
