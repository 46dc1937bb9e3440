"""The Digits CNN is built, wired, mended and trained without the mouse."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from netbuilder.app.entry_rows import EntryRows
from netbuilder.layers.layer import KINDS, Layer
from netbuilder.project import edit
from netbuilder.project.template import new_project, open_template
from netbuilder.project.value import Project
from tests.app.canvas.hand import id_of, names, two_rows, wires
from tests.app.conftest import OpenApp
from tests.app.person import CTRL, Person
from tests.builders import MAIN, digits_cnn

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
MOST_STEPS = 40


class Typist:
    """Works with the keyboard alone, and looks where the focus is."""

    def __init__(self, person: Person) -> None:
        self.person = person

    def press(
        self, key: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        self.person.press(key, keys)

    def write(self, text: str) -> None:
        """Type letters where the focus is."""
        self.person.qtbot.keyClicks(focused(), text)
        QApplication.processEvents()

    def go_to_panel(self, name: str) -> None:
        """Press F6 until the focus is in a panel."""
        self.until(Key.Key_F6, lambda: is_in(self.person.see(name)))

    def go_to_field(self, name: str) -> None:
        """Press Tab until the focus is in a field, or on a button."""
        self.until(Key.Key_Tab, lambda: is_in(self.person.see(name)))

    def until(self, key: Qt.Key, is_there: Callable[[], bool]) -> None:
        """Press a key as often as it takes."""
        for _step in range(MOST_STEPS):
            if is_there():
                return
            self.press(key)
        raise AssertionError(f"{MOST_STEPS} times {key.name} did not lead there: {focused()}")

    def set_field(self, name: str, text: str) -> None:
        """Go to a field by Tab and write over what is there."""
        self.go_to_field(name)
        self.press(Key.Key_A, CTRL)
        self.write(text)
        self.press(Key.Key_Return)

    def choose_in_menu(self, *rows: str) -> None:
        """Walk to rows of the menu that is open, one within the other, by arrows."""
        for depth, words in enumerate(rows, 1):
            menu = self.person.open_menu()

            def is_on(action: QAction | None, wanted: str = words) -> bool:
                return action is not None and action.text().replace("&", "") == wanted

            for _step in range(MOST_STEPS):
                if is_on(menu.activeAction()):
                    break
                self.person.qtbot.keyClick(menu, Key.Key_Down)
            last = Key.Key_Return if depth == len(rows) else Key.Key_Right
            self.person.qtbot.keyClick(menu, last)
            QApplication.processEvents()

    def run_command(self, words: str) -> None:
        """Ctrl K, its words, Enter."""
        self.press(Key.Key_K, CTRL)
        self.write(words)
        self.press(Key.Key_Return)

    def add(self, *layers: str) -> None:
        """Tab on the canvas, then one layer after the other by its name."""
        assert self.person.window.canvas.hasFocus()
        self.press(Key.Key_Tab)
        for layer in layers:
            self.write(layer)
            self.press(Key.Key_Return)
        self.press(Key.Key_Escape)
        assert self.person.window.canvas.hasFocus()

    def walk_to(self, name: str) -> None:
        """Press an arrow until a layer is selected: along the wires, first back, then onward."""
        view = self.person.window.canvas
        for key in (Key.Key_Left, Key.Key_Right):
            for _step in range(MOST_STEPS):
                before = names(view)
                if before == {name}:
                    return
                self.press(key)
                if names(view) == before:
                    break
        raise AssertionError(f"arrows do not lead to {name}")


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None, "the focus is nowhere"
    return widget


def is_in(panel: QWidget) -> bool:
    return panel is focused() or panel.isAncestorOf(focused())


class MouseWatch(QObject):
    """Counts what comes from a mouse."""

    count = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        pressed = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.Wheel)
        self.count += event.type() in pressed
        return False


@pytest.fixture
def mouse(qapp: QApplication) -> Iterator[MouseWatch]:
    watch = MouseWatch()
    qapp.installEventFilter(watch)
    yield watch
    qapp.removeEventFilter(watch)


def test_the_digits_cnn_is_built_wired_mended_and_trained_by_keys(
    open_app: OpenApp, mouse: MouseWatch
) -> None:
    person = open_app(new_project())
    typist = Typist(person)
    workspace, view = person.window.workspace, person.window.canvas
    person.wait_until_ready()

    typist.go_to_panel("dock")
    typist.go_to_field("training.data")
    typist.press(Key.Key_Space)
    typist.choose_in_menu("Measured sets", "Digits")
    person.wait(lambda: bool(workspace.project.data.columns))
    person.window.activateWindow()
    person.wait(person.window.isActiveWindow)

    typist.go_to_panel("canvas")
    typist.add("input", "conv2d", "batch", "relu", "conv2d", "relu", "maxpool", "flatten")
    typist.add("dense", "relu", "dropout", "dense", "softmax", "output")

    for name, field, text in (
        ("conv1", "inspector.out_channels", "32"),
        ("conv2", "inspector.out_channels", "64"),
        ("dense1", "inspector.out_features", "128"),
        ("dropout1", "inspector.p", "0.3"),
        ("dense2", "inspector.out_features", "10"),
    ):
        typist.walk_to(name)
        typist.press(Key.Key_Return)
        typist.set_field(field, text)
        typist.press(Key.Key_Escape)
        assert view.hasFocus()

    # A wire is taken away, found missing, and drawn again.
    typist.walk_to("flatten1")
    typist.press(Key.Key_Right, SHIFT)
    typist.press(Key.Key_Delete)
    typist.until(Key.Key_F8, lambda: names(view) == {"dense1"})
    assert person.read("problem_title") == "Dense waits for a wire"
    typist.walk_to("flatten1")
    typist.press(Key.Key_W)
    typist.write("dense1")
    typist.press(Key.Key_Return)

    for _problem in range(5):
        if not workspace.analysis.problems:
            break
        typist.press(Key.Key_F8)
        typist.press(Key.Key_Return, ALT)
        typist.press(Key.Key_Return)
    assert not workspace.analysis.problems
    assert shape_of(workspace.project) == shape_of(open_template("digits-cnn"))

    typist.go_to_panel("dock")
    typist.set_field("training.epochs", "1")
    typist.press(Key.Key_Return, CTRL)
    person.wait(lambda: person.window.engine.series.epoch == 1, seconds=50)
    person.wait_for_end()
    assert mouse.count == 0


def test_the_ways_to_repair_are_offered_by_name(open_app: OpenApp) -> None:
    person = open_app(two_rows())
    workspace = person.window.workspace
    workspace.edit(
        "Narrow",
        edit.set_parameter(
            workspace.project, MAIN, [id_of(person.window.canvas, "conv2")], "out_channels", 48
        ),
    )
    typist = Typist(person)
    typist.until(Key.Key_F8, lambda: names(person.window.canvas) == {"add1"})
    problem = next(p for p in workspace.analysis.problems if p.node)
    ways = [way.label for way in problem.repairs]
    assert problem.node == id_of(person.window.canvas, "add1")
    typist.press(Key.Key_Return, ALT)
    rows = person.see("commands.rows", EntryRows).model()

    assert [rows.index(row, 0).data() for row in range(rows.rowCount())] == ways
    typist.press(Key.Key_Return)
    assert workspace.history.undo_label == ways[0]
    assert person.window.canvas.hasFocus()


def test_with_nothing_to_repair_it_says_so(open_app: OpenApp) -> None:
    person = open_app(digits_cnn())
    person.press(Key.Key_Return, ALT)

    assert person.message == "There is nothing to repair."


def test_a_problem_is_read_out_where_it_is_shown(open_app: OpenApp) -> None:
    person = open_app(two_rows())
    Typist(person).until(Key.Key_F8, lambda: names(person.window.canvas) == {"add1"})

    said = person.window.canvas.accessibleDescription()
    assert said == f"{person.read('problem_title')}. {person.read('problem_sentence')}"


def test_escape_leads_from_a_field_back_to_the_canvas(open_app: OpenApp) -> None:
    person = open_app(digits_cnn())
    typist = Typist(person)
    typist.press(Key.Key_Right)
    typist.press(Key.Key_Right)
    typist.press(Key.Key_Return)
    assert is_in(person.see("inspector"))
    typist.write("9")
    typist.press(Key.Key_Escape)
    assert is_in(person.see("inspector"))  # what was typed goes first

    typist.press(Key.Key_Escape)
    assert person.window.canvas.hasFocus()


def test_keys_of_commands_rest_while_a_field_over_the_canvas_is_typed_into(
    open_app: OpenApp,
) -> None:
    person = open_app(digits_cnn())
    before = person.window.workspace.project
    person.select("conv1")
    for opening in ((Key.Key_F2, Qt.KeyboardModifier.NoModifier), (Key.Key_F, CTRL)):
        person.press(*opening)
        assert isinstance(focused(), QLineEdit)
        for letter in (Key.Key_D, Key.Key_G):
            person.press(letter, CTRL)
        assert person.window.workspace.project is before
        person.press(Key.Key_Escape)


def test_letters_choose_the_end_of_a_wire_also_where_typing_searches(open_app: OpenApp) -> None:
    person = open_app(digits_cnn())
    person.window.set_type_to_search(True)
    typist, view = Typist(person), person.window.canvas
    view.workspace.select([id_of(view, "conv1")])
    typist.run_command("draw a wire")
    assert view.hasFocus()
    typist.write("flat")
    typist.press(Key.Key_Return)

    assert ("conv1", "flatten1", 0) in wires(view)
    typist.write("f")
    assert person.can_see("layer_search")
    typist.press(Key.Key_Escape)


def test_data_are_chosen_from_the_commands(open_app: OpenApp) -> None:
    person = open_app(new_project())
    person.wait_until_ready()
    typist = Typist(person)
    typist.run_command("choose data")
    typist.choose_in_menu("Measured sets", "Iris")

    person.wait(lambda: bool(person.window.workspace.project.data.columns))


Settings = frozenset[tuple[str, object]]


def shape_of(
    project: Project,
) -> tuple[dict[str, tuple[str, Settings]], set[tuple[str, str, str, str]]]:
    """The kinds and settings of the layers by name, and the wires with their ports."""
    (network,) = project.networks.values()
    called = {node.id: node.name for node in network.nodes.values()}
    layers = {
        node.name: (node.kind, settings_of(KINDS[node.kind](node.parameters)))
        for node in network.nodes.values()
    }
    wires = {
        (called[e.source.node], e.source.port, called[e.sink.node], e.sink.port)
        for e in network.edges
    }
    return layers, wires


def settings_of(layer: Layer) -> Settings:
    """All settings of a layer, also those that nobody has changed."""
    return frozenset((key, getattr(layer, key)) for key in layer.parameters)
