"""Settings go back to their default, and take no more room than they need."""

import pytest
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from tests.app.conftest import OpenApp
from tests.app.person import Person
from tests.builders import chain, digits_cnn


@pytest.fixture
def person(open_app: OpenApp) -> Person:
    """In front of Digits CNN."""
    return open_app(digits_cnn())


def _line_of(widget: QWidget) -> QLineEdit:
    line = widget.findChild(QLineEdit)
    assert line is not None
    return line


def test_number_goes_back_to_its_default(person: Person) -> None:
    person.select("conv1")
    assert person.read("inspector.out_channels") == "16"
    person.open_context_menu(_line_of(person.see("inspector.out_channels")))
    person.pick("Reset to 32")

    assert person.read("inspector.out_channels") == "32"
    assert person.window.workspace.history.undo_label == "Change filters"
    person.click("top_bar.undo")
    assert person.read("inspector.out_channels") == "16"


def test_switch_goes_back_by_the_menu_key(person: Person) -> None:
    person.select("conv1")
    person.click("inspector.bias")
    switch = person.see("inspector.bias")
    switch.setFocus()
    place = switch.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, switch.mapToGlobal(place))
    QApplication.sendEvent(switch, event)
    person.pick("Reset to on")

    assert person.parameters("conv1")["bias"] is True


def test_default_has_nothing_to_reset(person: Person) -> None:
    person.select("conv1")
    person.open_context_menu(person.see("inspector.weight_init"))
    row = next(a for a in person.open_menu().actions() if a.text().startswith("Reset"))

    assert row.text() == "Reset to PyTorch's own"
    assert not row.isEnabled()
    assert person.can_close_a_menu()


def test_several_layers_go_back_together(person: Person) -> None:
    person.select("conv1", "conv2")
    person.type_into("inspector.out_channels", "8")
    person.open_context_menu(_line_of(person.see("inspector.out_channels")))
    person.pick("Reset to 32")

    assert person.parameters("conv1")["out_channels"] == 32
    assert person.parameters("conv2")["out_channels"] == 32


def test_size_left_open_takes_one_row(open_app: OpenApp) -> None:
    person = open_app(chain("Input", "MaxPool", "Output"))
    person.select("max_pool1")
    open_ = person.see("inspector.stride").height()
    assert open_ == person.see("inspector.padding").height()

    person.switch_to("inspector.stride", "Set")
    person.wait(lambda: person.see("inspector.stride").height() > 2 * open_)
    person.switch_to("inspector.stride", "As the window")
    person.wait(lambda: person.see("inspector.stride").height() == open_)
