"""Locking weights in the inspector, and the pressed look of Bypass."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from netbuilder.app.widgets import IconButton, Switch
from tests.app.conftest import OpenApp
from tests.app.person import Person
from tests.builders import digits_cnn


@pytest.fixture
def person(open_app: OpenApp) -> Person:
    """In front of Digits CNN: input1, conv1, relu1, max_pool1, conv2, ..., dense1, dropout1, ..."""
    return open_app(digits_cnn())


def _locked(person: Person) -> set[str]:
    nodes = person.window.workspace.network.nodes.values()
    return {node.name for node in nodes if node.frozen}


def test_switch_locks_the_weights_in_one_step(person: Person) -> None:
    person.select("conv1")
    person.click("inspector.frozen")

    assert _locked(person) == {"conv1"}
    assert person.window.workspace.history.undo_label == "Lock weights"
    person.click("top_bar.undo")
    assert _locked(person) == set()
    assert person.see("inspector.frozen", Switch).value() is False


def test_switch_is_turned_by_the_keyboard(person: Person) -> None:
    person.select("conv1")
    person.see("inspector.frozen").setFocus(Qt.FocusReason.TabFocusReason)
    person.press(Qt.Key.Key_Space)

    assert _locked(person) == {"conv1"}


def test_key_on_the_canvas_shows_in_the_switch(person: Person) -> None:
    person.select("conv1")
    person.press(Qt.Key.Key_L)

    assert person.see("inspector.frozen", Switch).value() is True


def test_layer_that_learns_nothing_has_no_lock(person: Person) -> None:
    person.select("relu1")

    assert not person.can_see("inspector.frozen")


def test_layers_that_differ_are_mixed_until_the_switch_is_turned(person: Person) -> None:
    person.select("conv1")
    person.click("inspector.frozen")
    person.select("conv1", "conv2")

    assert person.see("inspector.frozen", Switch).value() is None
    assert person.read("inspector.frozen.state") == "Mixed"

    person.click("inspector.frozen")
    assert _locked(person) == {"conv1", "conv2"}
    assert person.read("inspector.frozen.state") == ""
    person.click("top_bar.undo")
    assert _locked(person) == {"conv1"}


def test_share_of_locked_weights_is_grey(person: Person) -> None:
    person.select("conv1")
    share = person.see("inspector.share")
    hint = person.window.store.theme.colors.text.hint
    before = share.grab().toImage().pixelColor(1, 1)
    person.click("inspector.frozen")
    QApplication.processEvents()

    after = share.grab().toImage().pixelColor(1, 1)
    assert before.saturation() > 150
    assert abs(after.lightness() - hint.lightness()) < 24
    assert after.saturation() < 60


def test_bypass_stays_pressed_while_the_layer_is_bypassed(person: Person) -> None:
    person.select("relu1")
    button = person.see("inspector.bypass", IconButton)
    person.click("inspector.bypass")

    assert button.isChecked()
    assert button.accessibleName() == "End bypass"
    person.click("top_bar.undo")
    assert not button.isChecked()
    assert button.accessibleName() == "Bypass"


def test_refused_bypass_leaves_the_button_up(person: Person) -> None:
    person.select("input1")
    person.click("inspector.bypass")

    assert not person.see("inspector.bypass", IconButton).isChecked()
    assert person.message
