"""The search at the pointer: Tab, a few letters, Enter, and the layer stands there, wired."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication

from netbuilder.app.entry_rows import EntryRows
from netbuilder.app.settings import Settings
from netbuilder.app.theme import ThemeMode
from netbuilder.project import edit
from netbuilder.project.value import End, Project
from tests.app.canvas.hand import id_of, names, port, position, wires
from tests.app.conftest import OpenApp
from tests.app.person import CTRL, LEFT, Person
from tests.builders import MAIN, chain, digits_cnn

PICTURE = ("Input", {"feeds": "shape", "tensor_kind": "image", "shape": (3, 16, 16)})


def place_apart(project: Project) -> Project:
    """The same project with its nodes in rows that leave room below."""
    ids = list(project.networks[MAIN].nodes)
    places = {node: (208.0 * (i % 7), 220.0 * (i // 7)) for i, node in enumerate(ids)}
    return edit.move_nodes(project, MAIN, places)


@pytest.fixture
def person(open_app: OpenApp) -> Person:
    return open_app(place_apart(digits_cnn()))


def found(person: Person) -> list[str]:
    model = person.see("layer_search.rows", EntryRows).model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def current(person: Person) -> str:
    entry = person.see("layer_search.rows", EntryRows).current
    assert entry is not None
    return entry.words


def write(person: Person, text: str) -> None:
    for letter in text:  # the first may open what takes the others
        person.qtbot.keyClicks(QApplication.focusWidget(), letter)
    QApplication.processEvents()


def open_search(person: Person, key: Qt.Key = Qt.Key.Key_Tab) -> None:
    person.press(key)
    assert person.can_see("layer_search.field")


def empty_place(person: Person) -> QPointF:
    """A scene point with nothing near it."""
    right, bottom = person.window.canvas.arrays.boxes[:, 2:].max(axis=0).tolist()
    return QPointF(right - 400, bottom + 60)


def card_corner(person: Person) -> QPoint:
    card = person.see("layer_search").card
    return card.mapToGlobal(QPoint(0, 0))


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_A])
def test_tab_and_a_open_it_at_the_pointer(person: Person, key: Qt.Key) -> None:
    canvas = person.window.canvas
    pointer = canvas.viewport().mapToGlobal(QPoint(300, 120))
    QCursor.setPos(pointer)
    open_search(person, key)

    assert (card_corner(person) - pointer).manhattanLength() <= 2
    assert QApplication.focusWidget() is person.see("layer_search.field").focusProxy()


def test_without_a_pointer_it_opens_below_the_selected_node(person: Person) -> None:
    QCursor.setPos(person.window.mapToGlobal(QPoint(4, 4)))
    person.select("conv1")
    open_search(person)

    canvas = person.window.canvas
    left, _top, _right, bottom = canvas.arrays.boxes[canvas.arrays.row_of[id_of(canvas, "conv1")]]
    corner = canvas.viewport().mapToGlobal(canvas.mapFromScene(QPointF(left, bottom)))
    assert (card_corner(person) - corner - QPoint(0, 8)).manhattanLength() <= 4


def test_double_click_on_empty_canvas_opens_it_there_and_places_there(person: Person) -> None:
    canvas, place = person.window.canvas, empty_place(person)
    person.hand.double_click(place)
    there = canvas.viewport().mapToGlobal(canvas.mapFromScene(place))
    assert card_corner(person).x() == pytest.approx(there.x(), abs=2)

    write(person, "gru")
    person.press(Qt.Key.Key_Return)

    left, top = position(canvas, "gru1")
    assert abs(left + 84 - place.x()) <= 12
    assert abs(top + 16 - place.y()) <= 12
    assert not [pair for pair in wires(canvas) if "gru1" in pair]


def test_double_click_on_a_node_still_renames_it(person: Person) -> None:
    person.hand.double_click(QPointF(*person.window.canvas.arrays.xy[1].tolist()) + QPointF(60, 16))

    assert not person.can_see("layer_search")


def test_card_stays_within_the_window(person: Person) -> None:
    QCursor.setPos(person.window.mapToGlobal(QPoint(1590, 990)))
    viewport = person.window.canvas.viewport()
    QCursor.setPos(viewport.mapToGlobal(viewport.rect().bottomRight() - QPoint(4, 4)))
    open_search(person)

    card = person.see("layer_search").card
    assert person.window.rect().contains(card.geometry())


@pytest.mark.parametrize(
    ("letters", "word"),
    [
        ("c2", "Conv2d"),
        ("bn", "BatchNorm"),
        ("gap", "GlobalAvgPool"),
        ("mp", "MaxPool"),
        ("fully con", "Dense"),
        ("drop", "Dropout"),
        ("ls", "LSTM"),
    ],
)
def test_few_letters_find_the_layer_that_is_meant(person: Person, letters: str, word: str) -> None:
    open_search(person)
    write(person, letters)

    assert current(person) == word


def test_every_layer_is_offered_before_anything_is_typed(person: Person) -> None:
    open_search(person)

    assert {"Dense", "Conv2d", "Conv1d", "LSTM", "BiLSTM", "Add", "Output"} <= set(found(person))


def test_enter_places_behind_the_selected_node_and_into_its_wire(person: Person) -> None:
    person.select("conv1")
    open_search(person)
    write(person, "bn")
    person.press(Qt.Key.Key_Return)

    found_wires = wires(person.window.canvas)
    assert {("conv1", "batch_norm1", 0), ("batch_norm1", "relu1", 0)} <= found_wires
    assert ("conv1", "relu1", 0) not in found_wires
    assert person.window.workspace.history.labels()[-1] == "Add BatchNorm"


def test_enter_twice_adds_the_likely_next_layer_too(open_app: OpenApp) -> None:
    person = open_app(place_apart(chain(PICTURE)))
    person.select("input1")
    open_search(person)
    write(person, "c2")
    person.press(Qt.Key.Key_Return)
    assert person.can_see("layer_search")
    assert person.read("layer_search.field") == "Find a layer"
    likely = current(person)
    assert likely in ("ReLU", "BatchNorm")
    person.press(Qt.Key.Key_Return)
    person.press(Qt.Key.Key_Escape)

    assert ("input1", "conv1", 0) in wires(person.window.canvas)
    assert len(person.node_names()) == 3
    assert ("conv1", next(iter(names(person.window.canvas))), 0) in wires(person.window.canvas)
    assert person.window.canvas.hasFocus()


@pytest.mark.parametrize("behind", ["input1", "dense2"])
def test_card_never_covers_what_was_placed(person: Person, behind: str) -> None:
    before = person.node_names()
    person.select(behind)
    open_search(person)
    write(person, "relu")
    person.press(Qt.Key.Key_Return)

    canvas = person.window.canvas
    (added,) = person.node_names() - before
    row = canvas.arrays.row_of[id_of(canvas, added)]
    left, top, right, bottom = canvas.arrays.boxes[row].tolist()
    box = canvas.view_box(QRectF(QPointF(left, top), QPointF(right, bottom)))
    box.moveTopLeft(canvas.viewport().mapTo(person.window, box.topLeft()))
    card = person.see("layer_search").card.geometry()
    assert not card.intersects(box)
    assert person.window.rect().contains(card)


def test_arrows_move_and_escape_closes_without_a_change(person: Person) -> None:
    before = person.window.workspace.project
    open_search(person)
    first, second = found(person)[:2]
    assert current(person) == first
    person.press(Qt.Key.Key_Down)
    assert current(person) == second
    person.press(Qt.Key.Key_Up)
    person.press(Qt.Key.Key_Up)
    assert current(person) == found(person)[-1]
    person.press(Qt.Key.Key_Escape)

    assert not person.can_see("layer_search")
    assert person.window.canvas.hasFocus()
    assert person.window.workspace.project is before


def test_click_outside_closes(person: Person) -> None:
    person.select("conv1")
    open_search(person)
    person.hand.click(empty_place(person))

    assert not person.can_see("layer_search")
    assert person.window.canvas.hasFocus()
    assert names(person.window.canvas) == {"conv1"}
    person.hand.click(empty_place(person))
    assert names(person.window.canvas) == set()


def test_tab_closes_what_tab_has_opened(person: Person) -> None:
    open_search(person)
    person.press(Qt.Key.Key_Tab)

    assert not person.can_see("layer_search")


def test_click_on_a_row_places_and_closes(person: Person) -> None:
    person.select("relu3")
    open_search(person)
    write(person, "dropout")
    rows = person.see("layer_search.rows", EntryRows)
    place = rows.visualRect(rows.model().index(0, 0)).center()
    person.qtbot.mouseClick(rows.viewport(), LEFT, pos=place)

    assert ("relu3", "dropout2", 0) in wires(person.window.canvas)
    assert not person.can_see("layer_search")


def test_nothing_found_is_a_sentence_and_enter_does_nothing(person: Person) -> None:
    before = person.window.workspace.project
    open_search(person)
    write(person, "zebra")

    assert found(person) == []
    assert person.read("layer_search.foot") == "No layer is called that. Fewer letters find more."
    person.press(Qt.Key.Key_Return)
    assert person.window.workspace.project is before


def test_keys_of_the_canvas_are_letters_here(person: Person) -> None:
    person.select("conv1")
    open_search(person)
    write(person, "bfl")

    assert person.read("layer_search.field") == "bfl"
    assert not person.window.workspace.network.nodes[id_of(person.window.canvas, "conv1")].bypassed


def test_what_was_chosen_lately_and_often_leads(open_app: OpenApp, settings: Settings) -> None:
    person = open_app(place_apart(digits_cnn()))
    for letters in ("gru", "softplus", "gru"):
        person.hand.double_click(empty_place(person))
        write(person, letters)
        person.press(Qt.Key.Key_Return)
        person.press(Qt.Key.Key_Escape)
    person.hand.double_click(empty_place(person))

    assert found(person)[:2] == ["GRU", "Softplus"]
    assert settings.chosen_layers == ("GRU series", "Softplus", "GRU series")


def test_only_what_fits_behind_the_selected_node_leads(
    open_app: OpenApp, settings: Settings
) -> None:
    settings.add_chosen_layer("GRU series")
    settings.add_chosen_layer("Mish")
    person = open_app(place_apart(digits_cnn()))
    person.select("relu1")
    open_search(person)

    assert found(person)[0] == "Mish"
    assert "GRU" not in found(person)[:8]


def test_only_what_fits_is_offered_for_a_wire_let_go_over_empty_canvas(person: Person) -> None:
    canvas = person.window.canvas
    person.hand.drag(port(canvas, "relu1", "output"), empty_place(person))

    offered = found(person)
    assert {"Conv2d", "BatchNorm", "Flatten", "Add"} <= set(offered)
    assert not {"Dense", "LSTM", "GRU", "Conv1d", "Input"} & set(offered)
    assert "Conv2d" in offered[:3]
    assert canvas.overlay.sketches


def test_chosen_layer_takes_up_the_wire(person: Person) -> None:
    canvas, place = person.window.canvas, empty_place(person)
    person.hand.drag(port(canvas, "relu1", "output"), place)
    write(person, "flat")
    person.press(Qt.Key.Key_Return)
    person.press(Qt.Key.Key_Escape)

    assert ("relu1", "flatten2", 0) in wires(canvas)
    assert ("relu1", "max_pool1", 0) in wires(canvas)
    assert person.window.workspace.history.labels()[-1] == "Add Flatten"
    assert not canvas.overlay.sketches
    left, _top = position(canvas, "flatten2")
    assert abs(left + 84 - place.x()) <= 12


def test_wire_from_an_input_is_fed_by_what_fits(open_app: OpenApp) -> None:
    project = edit.add_node(
        place_apart(digits_cnn()),
        MAIN,
        edit.new_node(digits_cnn().networks[MAIN], "LSTM", name="reader"),
        (900.0, 640.0),
    )
    person = open_app(project)
    canvas = person.window.canvas
    person.hand.drag(port(canvas, "reader", "input"), QPointF(500, 700))
    assert not {"Flatten", "GlobalAvgPool", "Output"} & set(found(person))
    write(person, "dense")
    person.press(Qt.Key.Key_Return)

    assert ("dense3", "reader", 0) in wires(canvas)


def test_escape_lets_the_wire_go(person: Person) -> None:
    canvas, before = person.window.canvas, person.window.workspace.project
    person.hand.drag(port(canvas, "relu1", "output"), empty_place(person))
    assert canvas.overlay.sketches
    person.press(Qt.Key.Key_Escape)

    assert not canvas.overlay.sketches
    assert person.window.workspace.project is before


def test_what_does_not_fit_the_wire_is_said_not_to_fit(person: Person) -> None:
    person.hand.drag(port(person.window.canvas, "relu1", "output"), empty_place(person))
    write(person, "bilstm")

    assert person.read("layer_search.foot").startswith("Nothing that fits this wire")


def test_mask_of_a_series_goes_to_the_mask_of_the_layer(open_app: OpenApp) -> None:
    series = {"feeds": "shape", "tensor_kind": "sequence", "shape": (24, 3), "ragged": True}
    person = open_app(place_apart(chain(("Input", series))))
    canvas = person.window.canvas
    node = id_of(canvas, "input1")
    row = canvas.arrays.port_row(End(node, "mask"), is_input=False)
    assert row is not None
    start = QPointF(*canvas.arrays.port_xy[row].tolist())
    person.hand.drag(start, start + QPointF(160, 140))
    write(person, "lstm")
    person.press(Qt.Key.Key_Return)

    (edge,) = person.window.workspace.network.edges
    assert (edge.source.port, edge.sink.port) == ("mask", "mask")


def with_block() -> Project:
    """A network that reads pictures, and beside it one that can stand in it."""
    project = place_apart(chain(PICTURE, "Conv", "ReLU"))
    block = chain(PICTURE, "Conv", "Output").networks[MAIN]
    return replace(project, networks={**project.networks, "sharpen": block})


def test_network_of_the_project_is_offered_and_placed(open_app: OpenApp) -> None:
    person = open_app(with_block())
    person.select("relu1")
    open_search(person)
    write(person, "sharp")
    assert found(person) == ["sharpen"]
    person.press(Qt.Key.Key_Return)

    network = person.window.workspace.network
    block = next(node for node in network.nodes.values() if node.kind == "Block")
    assert ("relu1", block.name, 0) in wires(person.window.canvas)


def test_network_of_the_project_takes_up_a_wire_that_its_layers_can_take(
    open_app: OpenApp,
) -> None:
    person = open_app(with_block())
    canvas = person.window.canvas
    person.hand.drag(port(canvas, "relu1", "output"), empty_place(person))
    write(person, "sharp")
    person.press(Qt.Key.Key_Return)

    (edge,) = (e for e in person.window.workspace.network.edges if e.sink.port != "input")
    assert edge.source.node == id_of(canvas, "relu1")


def test_letters_on_the_canvas_are_commands_unless_the_person_wishes_to_search(
    person: Person, settings: Settings
) -> None:
    canvas = person.window.canvas
    person.select("conv1")
    person.press(Qt.Key.Key_B)
    assert not person.can_see("layer_search")
    assert person.window.workspace.network.nodes[id_of(canvas, "conv1")].bypassed

    person.press(Qt.Key.Key_Comma, CTRL)
    person.click("settings.typing")
    person.press(Qt.Key.Key_Escape)
    assert settings.type_to_search
    write(person, "bat")

    assert person.read("layer_search.field") == "bat"
    assert current(person) == "BatchNorm"
    person.press(Qt.Key.Key_Escape)
    person.press(Qt.Key.Key_Comma, CTRL)
    person.click("settings.typing")
    person.press(Qt.Key.Key_Escape)
    person.press(Qt.Key.Key_B)
    assert not person.can_see("layer_search")


def test_wish_to_search_by_typing_holds_at_the_next_start(
    open_app: OpenApp, settings: Settings
) -> None:
    settings.type_to_search = True
    person = open_app(digits_cnn())
    write(person, "g")

    assert person.read("layer_search.field") == "g"


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("mode", [ThemeMode.DARK, ThemeMode.LIGHT])
def test_it_fits_the_smallest_window_in_every_size_of_text(
    open_app: OpenApp, settings: Settings, mode: ThemeMode, scale: float
) -> None:
    settings.theme_mode = mode
    settings.font_scale = scale
    person = open_app(digits_cnn(), size=(1100, 700))
    open_search(person)

    search = person.see("layer_search")
    assert search.rect().contains(search.card.geometry())
    rows = person.see("layer_search.rows", EntryRows)
    assert rows.height() >= 3 * rows.row_px
    assert search.card.rect().contains(person.see("layer_search.foot").geometry())
