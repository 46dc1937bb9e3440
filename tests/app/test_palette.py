"""The palette: finding a layer by word and placing it by key, double-click and drag."""

import json

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtWidgets import QTreeView

from netbuilder.app.panels.palette import LAYER_MIME
from netbuilder.layers import catalogue
from tests.app.canvas.hand import names
from tests.app.conftest import OpenApp
from tests.app.person import LEFT, Person
from tests.builders import chain

VECTOR = ("Input", {"feeds": "shape", "shape": (8,)})


@pytest.fixture
def person(open_app: OpenApp) -> Person:
    return open_app(chain(VECTOR, "Linear", "Output"))


def tree(person: Person) -> QTreeView:
    return person.see("palette.layers", QTreeView)


def shown_layers(person: Person) -> list[str]:
    """The layers that can be read at present, from top to bottom."""
    view, model = tree(person), tree(person).model()
    families = [model.index(row, 0) for row in range(model.rowCount())]
    return [
        str(model.index(row, 0, family).data())
        for family in families
        if view.isExpanded(family)
        for row in range(model.rowCount(family))
    ]


def row_of(person: Person, words: str, family: QModelIndex | None = None) -> QModelIndex:
    model = tree(person).model()
    parent = family or QModelIndex()
    rows = [model.index(row, 0, parent) for row in range(model.rowCount(parent))]
    return next(row for row in rows if row.data() == words)


def place_of(person: Person, row: QModelIndex) -> QPoint:
    rect = tree(person).visualRect(row)
    assert tree(person).viewport().rect().contains(rect.center()), f"{row.data()} is out of sight"
    return rect.center()


def test_every_layer_of_the_catalogue_is_offered(person: Person) -> None:
    model = tree(person).model()
    offered = 0
    for family in range(model.rowCount()):
        offered += model.rowCount(model.index(family, 0))
    variants = [
        max(1, len(layer.variants)) for layers in catalogue.families().values() for layer in layers
    ]

    assert offered == sum(variants)


def test_families_are_folded_until_clicked(person: Person) -> None:
    assert shown_layers(person) == []

    viewport = tree(person).viewport()
    family = row_of(person, "Recurrent")
    person.qtbot.mouseClick(viewport, LEFT, pos=place_of(person, family))
    assert shown_layers(person) == [
        layer.word for layer in catalogue.families()[catalogue.layer_class("LSTM").family]
    ] or "LSTM" in shown_layers(person)

    person.qtbot.mouseClick(viewport, LEFT, pos=place_of(person, family))
    assert shown_layers(person) == []


@pytest.mark.parametrize(
    ("typed", "found"), [("drop", "Dropout"), ("DENSE", "Dense"), ("conv1", "Conv1d")]
)
def test_search_finds_layers_by_word(person: Person, typed: str, found: str) -> None:
    person.type_into("palette.search", typed, enter=False)

    assert found in shown_layers(person)
    assert len(shown_layers(person)) < 10


def test_search_that_finds_nothing_shows_nothing(person: Person) -> None:
    person.type_into("palette.search", "zebra", enter=False)

    assert shown_layers(person) == []
    before = person.node_names()
    person.press(Qt.Key.Key_Return)
    assert person.node_names() == before


def test_escape_clears_the_search(person: Person) -> None:
    person.type_into("palette.search", "drop", enter=False)
    person.press(Qt.Key.Key_Escape)

    assert person.read("palette.search") == "Find a layer"
    assert shown_layers(person) == []


def test_enter_places_what_was_found_behind_the_selected_layer(person: Person) -> None:
    person.select("dense1")
    person.type_into("palette.search", "dropout")

    assert "dropout1" in person.node_names()
    assert names(person.window.canvas) == {"dropout1"}
    assert person.window.canvas.hasFocus()
    assert person.window.workspace.network_analysis is not None
    dropout = next(iter(person.window.workspace.selection))
    edges = person.window.workspace.network.edges
    assert {edge.sink.node for edge in edges if edge.source.node == dropout}
    assert {edge.source.node for edge in edges if edge.sink.node == dropout}

    person.click("top_bar.undo")
    assert "dropout1" not in person.node_names()


def test_arrows_choose_among_what_was_found(person: Person) -> None:
    person.type_into("palette.search", "pool", enter=False)
    second = shown_layers(person)[1]
    person.press(Qt.Key.Key_Down)
    assert tree(person).hasFocus()
    before = person.node_names()
    person.press(Qt.Key.Key_Down)
    assert tree(person).currentIndex().data() == second
    person.press(Qt.Key.Key_Return)

    assert len(person.node_names() - before) == 1


def test_double_click_places_a_layer(person: Person) -> None:
    viewport = tree(person).viewport()
    family = row_of(person, "Dense")
    person.qtbot.mouseClick(viewport, LEFT, pos=place_of(person, family))
    place = place_of(person, row_of(person, "Dense", family))
    person.qtbot.mouseClick(viewport, LEFT, pos=place)
    assert "dense2" not in person.node_names()

    person.qtbot.mouseDClick(viewport, LEFT, pos=place)
    assert "dense2" in person.node_names()


def test_variant_places_its_own_settings(person: Person) -> None:
    person.type_into("palette.search", "conv1d")

    (added,) = names(person.window.canvas)
    layer = catalogue.layer_class("Conv")
    assert layer is not None
    wanted = next(v for v in layer.variants if v.word == "Conv1d").parameters
    assert person.parameters(added).items() >= dict(wanted).items()


def test_dragged_row_carries_what_the_canvas_takes(person: Person) -> None:
    person.type_into("palette.search", "gru", enter=False)
    data = tree(person).model().mimeData([tree(person).currentIndex()])
    assert json.loads(bytes(data.data(LAYER_MIME).data()))["kind"] == "GRU"

    before = person.node_names()
    person.hand.drag_layer(data, person.window.canvas.camera.center)

    assert person.node_names() - before == {"gru1"}


def test_families_cannot_be_dragged(person: Person) -> None:
    assert not row_of(person, "Dense").flags() & Qt.ItemFlag.ItemIsDragEnabled


def test_tab_on_the_canvas_leads_to_the_search(person: Person) -> None:
    person.select("dense1")
    person.press(Qt.Key.Key_Tab)

    assert person.see("layer_search.field").focusProxy() is person.window.focusWidget()
