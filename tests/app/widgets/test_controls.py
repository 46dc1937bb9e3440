import pytest
import shiboken6
from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QCursor, QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from netbuilder.app.theme import ThemeMode, ThemeStore
from netbuilder.app.widgets import (
    Button,
    Chip,
    ChoiceField,
    Control,
    ElidedLabel,
    EmptyState,
    FormRow,
    IconButton,
    Label,
    NumberField,
    ProgressLine,
    SearchField,
    Section,
    SegmentedControl,
    Splitter,
    Surface,
    Switch,
    TextField,
)
from netbuilder.app.widgets.focus import FocusRing
from netbuilder.app.widgets.slider import Slider

LEFT = Qt.MouseButton.LeftButton
PADDINGS = [("same", "Same"), ("valid", "Valid"), ("set", "Set")]


def shown(widget: QWidget, qtbot: QtBot) -> QWidget:
    """Show a window away from the pointer, which would hover over it."""
    qtbot.addWidget(widget)
    QCursor.setPos(0, 0)
    widget.move(300, 300)
    hint = widget.sizeHint()
    widget.resize(QSize(40, 40) if hint.isEmpty() else hint)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
    return widget


def told_by(editor: QWidget) -> list[object]:
    told: list[object] = []
    editor.committed.connect(told.append)  # type: ignore[attr-defined]  # an editor
    return told


def color_at(widget: QWidget, x: int, y: int) -> QColor:
    return widget.grab().toImage().pixelColor(x, y)


def test_a_button_acts_on_click_space_and_not_while_disabled(
    store: ThemeStore, qtbot: QtBot
) -> None:
    button = Button(store, "Train", kind="filled", icon="play")
    shown(button, qtbot)
    clicks: list[bool] = []
    button.clicked.connect(lambda: clicks.append(True))
    qtbot.mouseClick(button, LEFT)
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert len(clicks) == 2
    button.set_disabled_reason("There is nothing to train.")
    qtbot.mouseClick(button, LEFT)
    assert len(clicks) == 2


def test_the_reason_for_being_disabled_stands_in_the_tooltip(store: ThemeStore) -> None:
    button = Button(store, "Train")
    button.set_tooltip("Train the network.")
    button.set_disabled_reason("There is nothing to train.")
    assert button.toolTip() == "There is nothing to train."
    button.set_disabled_reason(None)
    assert button.toolTip() == "Train the network."
    assert button.isEnabled()


def test_a_button_turns_into_another_in_its_place(store: ThemeStore, qtbot: QtBot) -> None:
    button = Button(store, "Train", kind="filled", icon="play")
    shown(button, qtbot)
    assert color_at(button, 6, button.height() // 2) == store.theme.colors.accent.fill
    button.set_face("Pause", "pause", "plain")
    assert button.accessibleName() == "Pause"
    assert color_at(button, 6, button.height() // 2) == store.theme.colors.surface.field


def test_an_icon_button_has_a_name(store: ThemeStore) -> None:
    button = IconButton(store, "undo", "Undo")
    assert button.accessibleName() == "Undo"
    assert button.toolTip() == "Undo"
    button.set_icon("redo", "Redo")
    assert button.accessibleName() == "Redo"


def test_a_new_theme_repaints_controls(store: ThemeStore, qtbot: QtBot) -> None:
    surface, chip = Surface(store, "canvas"), Chip(store, "All", checkable=True)
    shown(surface, qtbot)
    qtbot.addWidget(chip)
    assert color_at(surface, 5, 5) == QColor("#13151A")
    assert color_at(chip, 6, 14) == QColor("#252A33")
    store.set_mode(ThemeMode.LIGHT)
    assert color_at(surface, 5, 5) == QColor("#F3F4F7")
    assert color_at(chip, 6, 14) == QColor("#F0F1F5")


def test_a_switch_commits_each_click_and_no_value_that_is_set(
    store: ThemeStore, qtbot: QtBot
) -> None:
    switch = Switch(store, "Bias")
    shown(switch, qtbot)
    told = told_by(switch)
    switch.set_value(True)
    assert told == []
    qtbot.mouseClick(switch, LEFT)
    qtbot.keyClick(switch, Qt.Key.Key_Space)
    assert told == [False, True]


def test_a_mixed_switch_turns_on_first(store: ThemeStore, qtbot: QtBot) -> None:
    switch = Switch(store, "Bias")
    shown(switch, qtbot)
    told = told_by(switch)
    switch.set_mixed()
    assert switch.value() is None
    qtbot.mouseClick(switch, LEFT)
    assert told == [True]
    assert switch.value() is True


def test_the_knob_stands_where_the_value_is(store: ThemeStore, qtbot: QtBot) -> None:
    switch = Switch(store, "Bias")
    shown(switch, qtbot)
    switch.set_value(True)
    assert color_at(switch, 23, 9) == QColor("#FFFFFF")
    assert color_at(switch, 9, 9) == store.theme.colors.accent.fill
    switch.set_value(False)
    assert color_at(switch, 9, 9) == QColor("#FFFFFF")
    assert color_at(switch, 23, 9) == store.theme.colors.line.strong


@pytest.fixture
def padding(store: ThemeStore, qtbot: QtBot) -> SegmentedControl:
    control = SegmentedControl(store, PADDINGS, name="Padding")
    shown(control, qtbot)
    control.set_value("same")
    return control


def test_a_segment_commits_when_it_is_clicked(padding: SegmentedControl, qtbot: QtBot) -> None:
    told = told_by(padding)
    qtbot.mouseClick(padding.segment("set"), LEFT)
    qtbot.mouseClick(padding.segment("set"), LEFT)
    assert told == ["set"]
    assert padding.value() == "set"


def test_arrows_move_between_segments_and_stop_at_the_ends(
    padding: SegmentedControl, qtbot: QtBot
) -> None:
    told = told_by(padding)
    padding.setFocus()
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_Right):
        qtbot.keyClick(padding, key)
    assert told == ["valid", "set"]


def test_arrows_pass_over_a_segment_that_is_disabled(
    padding: SegmentedControl, qtbot: QtBot
) -> None:
    told = told_by(padding)
    padding.set_choice_disabled("valid", "Needs a stride of 1.")
    assert padding.segment("valid").toolTip() == "Needs a stride of 1."
    qtbot.mouseClick(padding.segment("valid"), LEFT)
    padding.setFocus()
    qtbot.keyClick(padding, Qt.Key.Key_Right)
    assert told == ["set"]


def test_mixed_segments_show_none(padding: SegmentedControl, qtbot: QtBot) -> None:
    padding.set_mixed()
    assert padding.value() is None
    told = told_by(padding)
    padding.setFocus()
    qtbot.keyClick(padding, Qt.Key.Key_Right)
    assert told == ["same"]


@pytest.fixture
def loss(store: ThemeStore, qtbot: QtBot) -> ChoiceField:
    field = ChoiceField(store, [("mse", "Squared error"), ("l1", "Absolute error")], name="Loss")
    shown(field, qtbot)
    field.set_value("mse")
    return field


def test_a_choice_commits_what_is_picked_from_the_list(loss: ChoiceField, qtbot: QtBot) -> None:
    told = told_by(loss)
    loss.set_value("l1")
    loss.set_value("mse")
    assert told == []
    loss.setFocus()
    qtbot.keyClick(loss, Qt.Key.Key_Down)
    assert told == ["l1"]
    assert loss.currentText() == "Absolute error"


def test_new_choices_keep_the_value_that_is_still_offered(loss: ChoiceField) -> None:
    told = told_by(loss)
    loss.set_value("l1")
    loss.set_choices([("huber", "Huber"), ("l1", "Absolute error")])
    assert loss.value() == "l1"
    loss.set_choices([("huber", "Huber")])
    assert loss.value() is None
    assert told == []


def test_a_mixed_choice_shows_no_value(loss: ChoiceField) -> None:
    loss.set_mixed()
    assert loss.value() is None
    assert loss.placeholderText() == "Mixed"
    loss.set_value("l1")
    assert loss.value() == "l1"


def test_text_that_the_check_refuses_is_not_committed(store: ThemeStore, qtbot: QtBot) -> None:
    field = TextField(store, check=lambda text: None if text.isidentifier() else "Use letters.")
    shown(field, qtbot)
    field.set_value("conv2")
    told = told_by(field)
    field.edit.setFocus()
    field.edit.selectAll()
    qtbot.keyClicks(field.edit, "2 conv")
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert field.error() == "Use letters."
    assert told == []
    qtbot.keyClick(field.edit, Qt.Key.Key_Escape)
    assert field.error() == ""
    assert field.edit.text() == "conv2"
    qtbot.keyClicks(field.edit, "stem")
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert told == ["stem"]


def test_a_search_tells_each_change_and_escape_clears_it(store: ThemeStore, qtbot: QtBot) -> None:
    search = SearchField(store, placeholder="Find a layer", keys="Tab")
    shown(search, qtbot)
    texts: list[str] = []
    search.text_changed.connect(texts.append)
    search.edit.setFocus()
    qtbot.keyClicks(search.edit, "co")
    qtbot.keyClick(search.edit, Qt.Key.Key_Escape)
    assert texts == ["c", "co", ""]
    with qtbot.waitSignal(search.submitted):
        qtbot.keyClick(search.edit, Qt.Key.Key_Return)
    with qtbot.waitSignal(search.stepped_down):
        qtbot.keyClick(search.edit, Qt.Key.Key_Down)


def test_the_cross_clears_the_search(store: ThemeStore, qtbot: QtBot) -> None:
    search = SearchField(store, placeholder="Find a layer")
    shown(search, qtbot)
    qtbot.keyClicks(search.edit, "conv")
    cross = search.findChild(IconButton)
    assert isinstance(cross, IconButton)
    assert cross.isVisible()
    qtbot.mouseClick(cross, LEFT)
    assert search.text() == ""
    assert not cross.isVisible()


def test_a_row_shows_the_sentence_of_its_editor(store: ThemeStore, qtbot: QtBot) -> None:
    field = NumberField(store, minimum=1)
    row = FormRow(store, "Filters", field)
    shown(row, qtbot)
    field.set_value(64)
    low = row.sizeHint().height()
    field.set_error("Choose 1 or more.")
    assert row.error_label.isVisible()
    assert row.error_label.text() == "Choose 1 or more."
    assert row.sizeHint().height() > low
    field.set_error(None)
    assert not row.error_label.isVisible()
    assert field.edit.accessibleName() == "Filters"


def test_a_section_opens_and_folds(store: ThemeStore, qtbot: QtBot) -> None:
    section = Section(store, "More: dilation, groups")
    body = Label(store, "Body")
    section.body.addWidget(body)
    shown(section, qtbot)
    assert not body.isVisible()
    qtbot.mouseClick(section.header, LEFT)
    assert body.isVisible()
    qtbot.mouseClick(section.header, LEFT)
    assert not body.isVisible()


def test_an_empty_state_offers_what_to_do(store: ThemeStore, qtbot: QtBot) -> None:
    state = EmptyState(store, "Press Train and the curves appear here.", action="Train")
    shown(state, qtbot)
    button = state.findChild(Button)
    assert isinstance(button, Button)
    with qtbot.waitSignal(state.acted):
        qtbot.mouseClick(button, LEFT)


def test_a_long_text_is_shortened_and_stands_in_the_tooltip(
    store: ThemeStore, qtbot: QtBot
) -> None:
    label = ElidedLabel(store, "a_network_with_a_long_name")
    shown(label, qtbot)
    label.resize(90, 20)
    assert label.text().endswith("…")
    assert label.toolTip() == "a_network_with_a_long_name"
    label.resize(400, 20)
    assert label.text() == "a_network_with_a_long_name"
    assert label.toolTip() == ""


def test_labels_show_markup_as_it_was_typed(store: ThemeStore, qtbot: QtBot) -> None:
    label = Label(store, "<b>x</b>")
    qtbot.addWidget(label)
    plain = Label(store, "x")
    qtbot.addWidget(plain)
    assert label.sizeHint().width() > 2 * plain.sizeHint().width()


def test_progress_fills_from_the_left_and_stays_in_range(store: ThemeStore, qtbot: QtBot) -> None:
    line = ProgressLine(store)
    shown(line, qtbot)
    line.resize(200, 3)
    line.set_fraction(0.5)
    assert color_at(line, 50, 1) == store.theme.colors.accent.line
    assert color_at(line, 150, 1) == store.theme.colors.surface.field
    line.set_fraction(7)
    assert line.fraction() == 1.0
    line.set_fraction(0.9999)
    assert line.accessibleDescription() == "99 %"


def test_a_double_click_on_the_divider_resets_the_panels(store: ThemeStore, qtbot: QtBot) -> None:
    splitter = Splitter(store, Qt.Orientation.Horizontal, sizes=(200, 400))
    for _ in range(2):
        splitter.addWidget(Surface(store))
    shown(splitter, qtbot)
    splitter.resize(601, 100)
    splitter.setSizes([300, 300])
    assert splitter.sizes() == [300, 300]
    qtbot.mouseDClick(splitter.handle(1), LEFT)
    assert splitter.sizes() == [200, 400]


class Pair(QWidget):
    def __init__(self, first: QWidget, second: QWidget) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.addWidget(first)
        column.addWidget(second)


def rings(widget: QWidget) -> list[FocusRing]:
    return [ring for ring in widget.findChildren(FocusRing) if ring.isVisible()]


def test_the_keyboard_shows_the_ring_of_a_button_and_the_mouse_does_not(
    store: ThemeStore, qtbot: QtBot
) -> None:
    first, second = Button(store, "First"), Button(store, "Second")
    pair = shown(Pair(first, second), qtbot)
    qtbot.mouseClick(first, LEFT)
    assert first.hasFocus()
    assert rings(pair) == []
    qtbot.keyClick(first, Qt.Key.Key_Tab)
    assert second.hasFocus()
    (ring,) = rings(pair)
    assert ring.geometry() == second.geometry().adjusted(-4, -4, 4, 4)
    middle = ring.geometry().center().x()
    assert color_at(pair, middle, ring.y()) == store.theme.colors.accent.line
    qtbot.keyClick(second, Qt.Key.Key_Backtab)
    (ring,) = rings(pair)
    assert ring.geometry() == first.geometry().adjusted(-4, -4, 4, 4)


def test_a_field_shows_its_ring_for_the_mouse_too(store: ThemeStore, qtbot: QtBot) -> None:
    first, second = NumberField(store), NumberField(store)
    pair = shown(Pair(first, second), qtbot)
    qtbot.mouseClick(second.edit, LEFT)
    (ring,) = rings(pair)
    assert ring.geometry() == second.geometry().adjusted(-2, -2, 2, 2)


def test_the_ring_follows_its_control(store: ThemeStore, qtbot: QtBot) -> None:
    first, second = Button(store, "First"), Button(store, "Second")
    pair = shown(Pair(first, second), qtbot)
    second.setFocus(Qt.FocusReason.TabFocusReason)
    (ring,) = rings(pair)
    first.setMinimumHeight(90)
    pair.resize(300, 300)
    QApplication.processEvents()
    assert ring.geometry() == second.geometry().adjusted(-4, -4, 4, 4)
    second.hide()
    (ring,) = rings(pair)
    assert ring.geometry() == first.geometry().adjusted(-4, -4, 4, 4)


def test_a_control_may_vanish_while_it_has_the_ring(store: ThemeStore, qtbot: QtBot) -> None:
    first, second = Button(store, "First"), NumberField(store)
    pair = shown(Pair(first, second), qtbot)
    for widget in (second, first):
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        assert len(rings(pair)) == 1
        widget.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()
    store.set_mode(ThemeMode.LIGHT)
    assert rings(pair) == []


def test_hovering_lightens_a_control(store: ThemeStore, qtbot: QtBot) -> None:
    button = Button(store, "Open")
    shown(button, qtbot)
    assert color_at(button, 6, 16) == store.theme.colors.surface.field
    qtbot.mouseMove(button, QPoint(6, 16))
    qtbot.waitUntil(lambda: button.hover_level == 1.0)
    assert color_at(button, 6, 16) == store.theme.colors.surface.hover


@pytest.mark.qt_log_ignore("This plugin does not support raise")
def test_a_disabled_control_still_tells_why(store: ThemeStore, qtbot: QtBot) -> None:
    button = Button(store, "Train")
    shown(button, qtbot)
    button.set_disabled_reason("There is nothing to train.")
    place = QPoint(5, 5)
    event = QHelpEvent(QEvent.Type.ToolTip, place, button.mapToGlobal(QPointF(place)).toPoint())
    assert QApplication.sendEvent(button, event)
    tips = [w for w in QApplication.topLevelWidgets() if w.metaObject().className() == "QTipLabel"]
    assert any(tip.isVisible() for tip in tips)
    for tip in tips:
        tip.hide()


def test_every_control_is_at_least_24_px_high_for_the_pointer(
    store: ThemeStore, qtbot: QtBot
) -> None:
    for scale in (0.85, 1.0, 1.5):
        store.set_font_scale(scale)
        controls: list[Control] = [
            Button(store, "Small", size="small"),
            IconButton(store, "x", "Close", small=True),
        ]
        for control in controls:
            qtbot.addWidget(control)
            assert control.sizeHint().height() >= min(24, round(28 * scale)), scale


def test_a_count_is_shown_and_said(store: ThemeStore, qtbot: QtBot) -> None:
    tabs = SegmentedControl(store, [("run", "Run"), ("problems", "Problems")], ground="none")
    shown(tabs, qtbot)
    narrow = tabs.sizeHint().width()
    tabs.set_count("problems", 1200, is_alarming=True)
    assert tabs.segment("problems").accessibleName() == "Problems, 1,200"
    assert tabs.sizeHint().width() > narrow
    tabs.set_count("problems", None)
    assert tabs.segment("problems").accessibleName() == "Problems"
    assert tabs.sizeHint().width() == narrow


def test_a_knob_glides_unless_motion_is_reduced(store: ThemeStore, qtbot: QtBot) -> None:
    store.set_reduced_motion(False)
    switch = Switch(store, "Bias")
    shown(switch, qtbot)
    qtbot.mouseClick(switch, LEFT)
    assert color_at(switch, 9, 9) == QColor("#FFFFFF")
    qtbot.waitUntil(lambda: color_at(switch, 23, 9) == QColor("#FFFFFF"), timeout=2000)


def test_a_control_may_vanish_while_it_moves(store: ThemeStore, qtbot: QtBot) -> None:
    store.set_reduced_motion(False)
    switch = Switch(store, "Bias")
    switch.show()
    qtbot.mouseClick(switch, LEFT)
    switch.deleteLater()
    qtbot.wait(150)


def test_the_size_of_tooltips_follows_the_scale(store: ThemeStore) -> None:
    store.set_font_scale(1.5)
    assert QToolTip.font().pixelSize() == 18


def test_a_window_may_be_destroyed_while_a_field_in_it_has_the_keyboard(
    store: ThemeStore, qtbot: QtBot
) -> None:
    pair = Pair(NumberField(store), Button(store, "Second"))
    pair.show()
    pair.activateWindow()
    qtbot.waitUntil(lambda: len(rings(pair)) == 1)
    shiboken6.delete(pair)
    store.set_mode(ThemeMode.LIGHT)


def test_the_ring_goes_with_its_window(store: ThemeStore, qtbot: QtBot) -> None:
    field = NumberField(store)
    pair = shown(Pair(field, Button(store, "Second")), qtbot)
    field.edit.setFocus()
    assert len(rings(pair)) == 1
    pair.hide()
    assert rings(pair) == []


def test_a_slider_tells_what_a_person_does_and_not_what_it_is_given(
    store: ThemeStore, qtbot: QtBot
) -> None:
    slider = Slider(store, name="Smooth")
    qtbot.addWidget(slider)
    told: list[float] = []
    slider.moved.connect(told.append)
    slider.set_amount(0.3)
    assert told == []
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert told == [0.35]
    heard = QAccessible.queryAccessibleInterface(slider).valueInterface()
    heard.setCurrentValue(70)
    assert told == [0.35, 0.7]
