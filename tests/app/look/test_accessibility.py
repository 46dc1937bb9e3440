"""The window as a screen reader and a keyboard find it, through Qt's accessibility interface."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleInterface,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QSplitterHandle,
    QWidget,
)

from netbuilder.app.canvas.view import CanvasView
from netbuilder.app.widgets import ChoiceField, NumberField, SegmentedControl, Switch
from netbuilder.project.template import open_template
from tests.app.conftest import OpenApp
from tests.app.person import CTRL, Person

Role, Text = QAccessible.Role, QAccessible.Text

ROLES = {
    Switch: {Role.CheckBox},
    QLineEdit: {Role.EditableText},
    QComboBox: {Role.ComboBox},
    QAbstractSlider: {Role.Slider, Role.ScrollBar},
    QAbstractItemView: {Role.Tree, Role.List, Role.Table},
    QPlainTextEdit: {Role.EditableText},
    CanvasView: {Role.List},
    SegmentedControl: {Role.PageTabList, Role.RadioButton, Role.List, Role.Grouping, Role.Client},
    QAbstractButton: {Role.Button, Role.CheckBox, Role.RadioButton, Role.ButtonMenu, Role.PageTab},
}
"""What each kind of widget may be called; the first kind that fits counts."""

PANELS = ("top_bar", "palette", "canvas", "inspector", "dock")


@pytest.fixture
def person(open_app: OpenApp) -> Person:
    person = open_app(open_template("digits-cnn"))
    person.wait_until_ready()
    person.select("conv2")
    return person


def actionable(root: QWidget) -> Iterator[QWidget]:
    """The widgets that a person can act on."""
    for widget in root.findChildren(QWidget):
        if not widget.isVisibleTo(root) or widget.window() is not root or is_viewport(widget):
            continue
        if isinstance(widget, QAbstractButton) or takes_tab(widget):
            yield widget


def is_viewport(widget: QWidget) -> bool:
    area = widget.parentWidget()
    return isinstance(area, QAbstractScrollArea) and area.viewport() is widget


def takes_tab(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def heard(widget: QWidget) -> QAccessibleInterface:
    return QAccessible.queryAccessibleInterface(widget)


def place_of(widget: QWidget) -> str:
    """Where a widget is, for the reader of a failure."""
    names, at = [], widget
    while at is not None:
        names.append(at.objectName() or type(at).__name__)
        at = at.parentWidget()
    return " < ".join(names[:4])


def scenes(person: Person) -> Iterator[tuple[str, QWidget]]:
    """The window in its states, and what opens over it."""
    window = person.window
    yield "build", window
    for tab in ("run", "problems", "code", "outline", "console", "settings"):
        window.dock.show_tab(tab)
        QApplication.processEvents()
        yield tab, window
    person.press(Qt.Key.Key_A, CTRL)
    QApplication.processEvents()
    yield "several", window
    window.workspace.select(())
    QApplication.processEvents()
    yield "nothing selected", window
    for id in ("commands", "keys", "settings", "export"):
        window.actions_[id].trigger()
        QApplication.processEvents()
        over = QApplication.activeModalWidget() or window
        yield id, over
        person.press(Qt.Key.Key_Escape)
        if over is not window:
            over.close()
        QApplication.processEvents()
    window.show_start()
    QApplication.processEvents()
    yield "start", window
    window.show_work()


def test_everything_to_act_on_has_a_name_and_the_right_role(person: Person) -> None:
    nameless, wrong = set(), set()
    for _scene, root in scenes(person):
        for widget in actionable(root):
            found = heard(widget)
            if not found.text(Text.Name).strip():
                nameless.add(place_of(widget))
            kinds = (roles for kind, roles in ROLES.items() if isinstance(widget, kind))
            allowed = next(kinds, None)
            if allowed is not None and found.role() not in allowed:
                wrong.add((place_of(widget), found.role().name))

    assert not nameless
    assert not wrong


def test_no_two_neighbours_are_called_alike(person: Person) -> None:
    alike = set()
    for scene, root in scenes(person):
        calls = Counter(
            (place_of(parent), id(parent), heard(w).text(Text.Name), heard(w).role().name)
            for w in actionable(root)
            if (parent := w.parentWidget()) is not None
        )
        alike |= {(scene, *call) for call, count in calls.items() if count > 1}

    assert not alike


def test_f6_goes_through_the_panels_in_their_order(person: Person) -> None:
    person.window.canvas.setFocus()
    visited = []
    for _press in range(6):
        person.press(Qt.Key.Key_F6)
        focused = QApplication.focusWidget()
        visited.append(next(p for p in PANELS if within(person, p, focused)))

    assert visited == ["inspector", "dock", *PANELS[:4]]


def within(person: Person, panel: str, widget: QWidget | None) -> bool:
    around = person.see(panel)
    return widget is not None and (around is widget or around.isAncestorOf(widget))


def test_everything_is_reached_by_keys(person: Person) -> None:
    unreached = set()
    for tab in ("settings", "problems", "code", "console"):
        person.window.dock.show_tab(tab)
        QApplication.processEvents()
        reached = set()
        for panel in PANELS:
            go_to(person, panel)
            reached |= walked_by_tab(person)
        for widget in actionable(person.window):
            if not is_reached(widget, reached):
                unreached.add(place_of(widget))

    assert not unreached


def go_to(person: Person, panel: str) -> None:
    """Go to a panel with F6."""
    for _press in PANELS:
        if within(person, panel, QApplication.focusWidget()):
            break
        person.press(Qt.Key.Key_F6)
    person.press(Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    person.press(Qt.Key.Key_F6)


def walked_by_tab(person: Person) -> set[QWidget]:
    """What Tab reaches from here, until it comes round or leaves the window's widgets."""
    reached: set[QWidget] = set()
    focused = QApplication.focusWidget()
    while focused is not None and focused not in reached:
        reached.add(focused)
        if isinstance(focused, CanvasView):  # Tab adds a layer there; F6 goes on
            break
        person.press(Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
    return reached


def is_reached(widget: QWidget, reached: set[QWidget]) -> bool:
    """Whether keys act on a widget: it, or the field or row that it belongs to, takes the focus."""
    if not widget.isEnabled() or isinstance(widget, QSplitterHandle) or widget in reached:
        return True
    around: QWidget | None = widget
    while around is not None:
        proxy = around.focusProxy()
        if around in reached or (proxy is not None and proxy in reached):
            return True
        if isinstance(around, NumberField | SegmentedControl | ChoiceField):
            return any(around.isAncestorOf(w) for w in reached)
        around = around.parentWidget()
    # What a menu or another key does as well needs no stop of its own.
    return has_key(widget)


def has_key(widget: QWidget) -> bool:
    """Whether an action of the window, with its key or its row in a menu, does the same."""
    names = {action.text().rstrip("…") for action in widget.window().actions()}
    canvas = widget.window().findChild(CanvasView)
    assert canvas is not None
    names |= {action.text().rstrip("…") for action in canvas.actions()}
    return heard(widget).text(Text.Name).rstrip("…") in names


def value_of(widget: QWidget) -> object:
    found = heard(widget)
    number = found.valueInterface()
    if number is not None:
        return number.currentValue()
    if found.role() is Role.CheckBox:
        return bool(found.state().checked)
    return found.text(Text.Value)


def test_values_are_heard_as_they_change(person: Person) -> None:
    filters = person.see("inspector.out_channels", NumberField)
    bias = person.see("inspector.bias", Switch)
    weights = person.see("inspector.weight_init", ChoiceField)
    editors = (filters.edit, bias, weights)
    before = [value_of(editor) for editor in editors]

    person.type_into("inspector.out_channels", "48")
    person.click("inspector.bias")
    person.take("inspector.weight_init", weights.itemText(1))

    assert before == ["64", True, weights.itemText(0)]
    assert [value_of(editor) for editor in editors] == ["48", False, weights.itemText(1)]


def test_focus_is_always_seen(person: Person) -> None:
    person.window.dock.show_tab("settings")
    unseen = set()
    for panel in PANELS:
        go_to(person, panel)
        for widget in walked_by_tab(person):
            if not shows_focus(person.window, widget):
                unseen.add(place_of(widget))

    assert not unseen


def shows_focus(window: QWidget, widget: QWidget) -> bool:
    """Whether the window looks different while a widget has the keyboard."""
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.processEvents()
    there = window.grab().toImage()
    widget.clearFocus()
    QApplication.processEvents()
    return bool(there != window.grab().toImage())


def test_canvas_is_read_with_its_nodes_ports_and_wires(person: Person) -> None:
    canvas = heard(person.window.canvas)
    names = [canvas.child(i).text(Text.Name) for i in range(canvas.childCount())]
    network = person.window.workspace.network

    assert len(names) == len(network.nodes) + len(network.edges)
    at = next(i for i, name in enumerate(names) if name.startswith("Conv2d, conv2, "))
    assert "32 by 8 by 8 in, 64 by 8 by 8 out, 18,496 parameters" in names[at]
    assert names[at].endswith("selected")
    assert len(set(names)) == len(names)
    ports = canvas.child(at)
    assert [ports.child(i).text(Text.Name) for i in range(ports.childCount())] == [
        "input of Conv2d, image, connected",
        "output of Conv2d, image, connected",
    ]


def test_menus_say_what_they_do(person: Person) -> None:
    person.click("top_bar.menu")
    menu = person.open_menu()
    rows = [action for action in menu.actions() if not action.isSeparator()]
    words = [action.text() for action in rows]
    found = heard(menu)
    read = [found.child(i).text(Text.Name) for i in range(found.childCount())]
    while person.can_close_a_menu():
        pass

    assert isinstance(menu, QMenu)
    assert [name for name in read if name] == [
        word.replace("&", "").split("\t")[0] for word in words
    ]
