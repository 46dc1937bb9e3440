import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import LinkedPairField, NumberField
from netbuilder.app.widgets.button import IconButton


class Form(QWidget):
    """A number field with a neighbour to leave to."""

    def __init__(self, store: ThemeStore, field: QWidget) -> None:
        super().__init__()
        self.field = field
        self.neighbour = NumberField(store, name="Neighbour")
        self.neighbour.set_value(0)
        column = QVBoxLayout(self)
        column.addWidget(field)
        column.addWidget(self.neighbour)
        self.committed: list[object] = []
        field.committed.connect(self.committed.append)  # type: ignore[attr-defined]  # an editor


@pytest.fixture
def filters(store: ThemeStore) -> NumberField:
    field = NumberField(store, minimum=1, maximum=4096, name="Filters")
    field.set_value(64)
    return field


@pytest.fixture
def form(store: ThemeStore, filters: NumberField, qtbot: QtBot) -> Form:
    form = Form(store, filters)
    qtbot.addWidget(form)
    form.resize(220, 90)
    form.show()
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    form.neighbour.edit.setFocus()
    return form


def drag(
    field: NumberField, px: int, modifier: Qt.KeyboardModifier, *, release: bool = True
) -> None:
    """Press in the middle of the line and move sideways in steps of 5 px."""
    send(field, QEvent.Type.MouseButtonPress, 0, modifier)
    for x in range(0, px, 5 if px > 0 else -5):
        send(field, QEvent.Type.MouseMove, x, modifier)
    send(field, QEvent.Type.MouseMove, px, modifier)
    if release:
        send(field, QEvent.Type.MouseButtonRelease, px, modifier)


def send(field: NumberField, kind: QEvent.Type, x: int, modifier: Qt.KeyboardModifier) -> None:
    place = QPointF(field.edit.rect().center() + QPoint(x, 0))
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    button = none if kind is QEvent.Type.MouseMove else left
    buttons = none if kind is QEvent.Type.MouseButtonRelease else left
    screen = field.edit.mapToGlobal(place)
    QApplication.sendEvent(field.edit, QMouseEvent(kind, place, screen, button, buttons, modifier))


def wheel(field: NumberField, notches: int) -> bool:
    """Turn the wheel over the field; tells whether the field took it."""
    place = QPointF(field.rect().center())
    event = QWheelEvent(
        place,
        field.mapToGlobal(place),
        QPoint(0, 0),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(field, event)
    return event.isAccepted()


NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def test_a_value_that_is_set_is_shown_and_not_told(form: Form, filters: NumberField) -> None:
    filters.set_value(128)
    assert filters.edit.text() == "128"
    assert filters.value() == 128
    assert form.committed == []


def test_typing_commits_once_on_enter(form: Form, filters: NumberField, qtbot: QtBot) -> None:
    filters.edit.setFocus()
    filters.edit.selectAll()
    qtbot.keyClicks(filters.edit, "1,024")
    assert form.committed == []
    qtbot.keyClick(filters.edit, Qt.Key.Key_Return)
    form.neighbour.edit.setFocus()
    assert form.committed == [1024]
    assert filters.edit.text() == "1024"


def test_typing_commits_when_the_field_is_left(
    form: Form, filters: NumberField, qtbot: QtBot
) -> None:
    filters.edit.setFocus()
    filters.edit.selectAll()
    qtbot.keyClicks(filters.edit, "7")
    qtbot.keyClick(filters.edit, Qt.Key.Key_Tab)
    assert form.committed == [7]


def test_escape_puts_the_old_number_back(form: Form, filters: NumberField, qtbot: QtBot) -> None:
    filters.edit.setFocus()
    qtbot.keyClicks(filters.edit, "999")
    qtbot.keyClick(filters.edit, Qt.Key.Key_Escape)
    form.neighbour.edit.setFocus()
    assert filters.edit.text() == "64"
    assert form.committed == []


def test_what_is_no_number_stays_with_a_sentence(
    form: Form, filters: NumberField, qtbot: QtBot
) -> None:
    told: list[str] = []
    filters.error_changed.connect(told.append)
    filters.edit.setFocus()
    filters.edit.selectAll()
    qtbot.keyClicks(filters.edit, "2*3")
    qtbot.keyClick(filters.edit, Qt.Key.Key_Return)
    assert told == ["Type a whole number."]
    assert filters.edit.text() == "2*3"
    assert filters.value() == 64
    assert form.committed == []
    filters.edit.selectAll()
    qtbot.keyClicks(filters.edit, "6")
    qtbot.keyClick(filters.edit, Qt.Key.Key_Return)
    assert told == ["Type a whole number.", ""]
    assert form.committed == [6]


def test_a_row_of_arrow_keys_is_one_gesture(form: Form, filters: NumberField, qtbot: QtBot) -> None:
    filters.edit.setFocus()
    for _ in range(3):
        qtbot.keyClick(filters.edit, Qt.Key.Key_Up)
    qtbot.keyClick(filters.edit, Qt.Key.Key_PageUp)
    assert filters.edit.text() == "77"
    assert form.committed == []
    qtbot.waitUntil(lambda: form.committed == [77], timeout=1000)


def test_leaving_ends_the_gesture_of_keys(form: Form, filters: NumberField, qtbot: QtBot) -> None:
    filters.edit.setFocus()
    qtbot.keyClick(filters.edit, Qt.Key.Key_Down)
    form.neighbour.edit.setFocus()
    assert form.committed == [63]


def test_the_wheel_steps_only_with_the_keyboard_in_the_field(
    form: Form, filters: NumberField, qtbot: QtBot
) -> None:
    assert not wheel(filters, 1)
    assert filters.value() == 64
    filters.edit.setFocus()
    assert wheel(filters, 1)
    assert wheel(filters, 1)
    qtbot.waitUntil(lambda: form.committed == [66], timeout=1000)


def test_dragging_sideways_commits_once_at_its_end(form: Form, filters: NumberField) -> None:
    drag(filters, 40, NONE, release=False)
    assert filters.edit.text() == "74"
    assert form.committed == []
    send(filters, QEvent.Type.MouseButtonRelease, 40, NONE)
    assert form.committed == [74]
    assert not filters.edit.hasFocus()


def test_dragging_with_shift_is_ten_times_finer(form: Form, filters: NumberField) -> None:
    drag(filters, 80, SHIFT)
    assert form.committed == [66]


def test_dragging_with_ctrl_goes_to_round_numbers(form: Form, filters: NumberField) -> None:
    drag(filters, 60, CTRL)
    assert form.committed == [80]


def test_dragging_stays_in_the_range(form: Form, filters: NumberField) -> None:
    drag(filters, -900, NONE)
    assert form.committed == [1]


def test_dragging_there_and_back_commits_nothing(form: Form, filters: NumberField) -> None:
    drag(filters, 40, NONE, release=False)
    send(filters, QEvent.Type.MouseMove, 0, NONE)
    send(filters, QEvent.Type.MouseButtonRelease, 0, NONE)
    assert form.committed == []
    assert filters.value() == 64


def test_escape_cancels_a_drag(form: Form, filters: NumberField, qtbot: QtBot) -> None:
    drag(filters, 40, NONE, release=False)
    qtbot.keyClick(form.neighbour.edit, Qt.Key.Key_Escape)
    assert filters.edit.text() == "64"
    send(filters, QEvent.Type.MouseMove, 80, NONE)
    send(filters, QEvent.Type.MouseButtonRelease, 80, NONE)
    assert filters.value() == 64
    assert form.committed == []


def test_a_click_begins_typing_over_the_whole_number(
    form: Form, filters: NumberField, qtbot: QtBot
) -> None:
    qtbot.mouseClick(filters.edit, Qt.MouseButton.LeftButton)
    assert filters.edit.hasFocus()
    assert filters.edit.selectedText() == "64"


def test_the_arrows_add_above_and_take_away_below(
    form: Form, filters: NumberField, qtbot: QtBot
) -> None:
    arrows = filters.findChild(IconButton)
    assert isinstance(arrows, IconButton)
    middle = arrows.rect().center()
    qtbot.mouseClick(arrows, Qt.MouseButton.LeftButton, pos=QPoint(middle.x(), 4))
    qtbot.mouseClick(arrows, Qt.MouseButton.LeftButton, pos=QPoint(middle.x(), arrows.height() - 4))
    qtbot.mouseClick(arrows, Qt.MouseButton.LeftButton, pos=QPoint(middle.x(), arrows.height() - 4))
    assert form.committed == [65, 64, 63]


def test_different_numbers_show_as_mixed_until_one_is_typed(
    form: Form, filters: NumberField, qtbot: QtBot
) -> None:
    filters.set_mixed()
    assert filters.value() is None
    assert filters.edit.text() == ""
    assert filters.edit.placeholderText() == "Mixed"
    filters.edit.setFocus()
    form.neighbour.edit.setFocus()
    assert form.committed == []
    filters.edit.setFocus()
    qtbot.keyClicks(filters.edit, "64")
    qtbot.keyClick(filters.edit, Qt.Key.Key_Return)
    assert form.committed == [64]


def test_a_disabled_field_says_why_and_ignores_keys(
    form: Form, filters: NumberField, qtbot: QtBot
) -> None:
    filters.set_disabled_reason("Training runs.")
    assert filters.toolTip() == "Training runs."
    drag(filters, 40, NONE)
    assert form.committed == []
    filters.set_disabled_reason(None)
    assert filters.toolTip() == ""
    drag(filters, 40, NONE)
    assert form.committed == [74]


@pytest.fixture
def kernel(store: ThemeStore, qtbot: QtBot) -> LinkedPairField:
    field = LinkedPairField(store, minimum=1, name="Kernel")
    qtbot.addWidget(field)
    field.set_value((3, 3))
    field.show()
    return field


def type_number(field: NumberField, text: str, qtbot: QtBot) -> None:
    field.edit.setFocus()
    field.edit.selectAll()
    qtbot.keyClicks(field.edit, text)
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)


def test_linked_numbers_change_together_and_commit_once(
    kernel: LinkedPairField, qtbot: QtBot
) -> None:
    told: list[object] = []
    kernel.committed.connect(told.append)
    type_number(kernel.fields[1], "5", qtbot)
    assert told == [(5, 5)]
    assert kernel.fields[0].edit.text() == "5"


def test_unlinked_numbers_change_alone(kernel: LinkedPairField, qtbot: QtBot) -> None:
    told: list[object] = []
    kernel.committed.connect(told.append)
    qtbot.mouseClick(kernel.link, Qt.MouseButton.LeftButton)
    assert kernel.link.accessibleName() == "Keep them equal"
    type_number(kernel.fields[1], "5", qtbot)
    assert told == [(3, 5)]
    qtbot.mouseClick(kernel.link, Qt.MouseButton.LeftButton)
    assert told == [(3, 5), (3, 3)]


def test_numbers_that_differ_unlink_the_field(kernel: LinkedPairField) -> None:
    kernel.set_value((3, 5))
    assert kernel.link.accessibleName() == "Keep them equal"
    assert kernel.value() == (3, 5)


def test_an_error_in_either_number_is_told(kernel: LinkedPairField, qtbot: QtBot) -> None:
    told: list[str] = []
    kernel.error_changed.connect(told.append)
    type_number(kernel.fields[1], "0", qtbot)
    assert told[-1] == "Choose 1 or more."
    type_number(kernel.fields[1], "1", qtbot)
    assert told[-1] == ""


def test_each_number_is_named_for_screen_readers(kernel: LinkedPairField) -> None:
    assert [field.edit.accessibleName() for field in kernel.fields] == [
        "Kernel height",
        "Kernel width",
    ]


def test_escape_undoes_steps_and_then_goes_on_to_what_is_around(
    form: Form, filters: NumberField, qtbot: QtBot
) -> None:
    heard: list[int] = []
    form.keyPressEvent = lambda event: heard.append(event.key())  # type: ignore[method-assign]
    filters.edit.setFocus()
    qtbot.keyClick(filters.edit, Qt.Key.Key_Up)
    qtbot.keyClick(filters.edit, Qt.Key.Key_Escape)
    assert filters.edit.text() == "64"
    assert heard == []
    qtbot.keyClick(filters.edit, Qt.Key.Key_Escape)
    assert heard == [Qt.Key.Key_Escape]
    form.neighbour.edit.setFocus()
    assert form.committed == []


def test_a_step_that_escape_undid_is_not_told_later(
    form: Form, filters: NumberField, qtbot: QtBot
) -> None:
    filters.edit.setFocus()
    qtbot.keyClick(filters.edit, Qt.Key.Key_Up)
    qtbot.keyClick(filters.edit, Qt.Key.Key_Escape)
    qtbot.wait(400)
    assert form.committed == []
