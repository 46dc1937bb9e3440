"""The network's layers in a table, while nothing is selected."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QFontMetrics
from PySide6.QtWidgets import QApplication

from netbuilder.app.panels.summary_table import SummaryTable
from netbuilder.project.template import new_project
from tests.app.canvas.hand import names
from tests.app.conftest import OpenApp
from tests.app.person import LEFT, Person
from tests.builders import chain, digits_cnn

VECTOR = ("Input", {"feeds": "shape", "shape": (8,)})


@pytest.fixture
def person(open_app: OpenApp) -> Person:
    """In front of Digits CNN with nothing selected."""
    return open_app(digits_cnn())


def table(person: Person) -> SummaryTable:
    return person.see("inspector.layers", SummaryTable)


def rows(person: Person) -> list[tuple[str, str, str]]:
    model = table(person).model()
    return [
        tuple(str(model.index(row, column).data()) for column in range(3))  # type: ignore[misc]
        for row in range(model.rowCount())
    ]


def click_row(person: Person, row: int) -> None:
    view = table(person)
    rect = view.visualRect(view.model().index(row, 0))
    assert view.viewport().rect().contains(rect.center()), "the row is out of sight"
    person.qtbot.mouseClick(view.viewport(), LEFT, pos=rect.center())
    person.qtbot.waitUntil(lambda: bool(person.window.workspace.selection))
    QApplication.processEvents()


def test_every_layer_has_a_row_along_the_wires(person: Person) -> None:
    found = rows(person)

    assert len(found) == 14
    assert found[0] == ("Input", "1×8×8", "0")
    assert found[1] == ("Conv2d", "16×8×8", f"{16 * 9 + 16}")
    assert found[4] == ("Conv2d", "32×4×4", f"{32 * 16 * 9 + 32:,}")
    assert found[-1] == ("Output", "–", "0")


def test_rows_add_up_to_the_total(person: Person) -> None:
    counts = [int(count.replace(",", "")) for _layer, _shape, count in rows(person)]

    assert person.read("inspector.total") == f"{sum(counts):,}"


def test_click_on_a_row_selects_the_layer(person: Person) -> None:
    click_row(person, 4)

    assert names(person.window.canvas) == {"conv2"}
    assert person.read("inspector.title") == "Conv2d"


def test_keys_go_to_a_layer(person: Person) -> None:
    person.see("inspector.layers").setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return):
        person.press(key)
    person.qtbot.waitUntil(lambda: bool(person.window.workspace.selection))

    assert names(person.window.canvas) == {"conv1"}


def test_table_follows_an_edit(person: Person) -> None:
    person.select("conv1")
    person.type_into("inspector.out_channels", "24")
    person.window.workspace.select(())

    assert rows(person)[1] == ("Conv2d", "24×8×8", f"{24 * 9 + 24}")


def test_long_network_is_scrolled(open_app: OpenApp) -> None:
    person = open_app(chain(VECTOR, *["Linear"] * 60, "Output"))
    view = table(person)
    assert view.height() <= person.see("inspector").height()
    last = view.model().index(60, 0)
    assert not view.viewport().rect().contains(view.visualRect(last))

    view.setFocus(Qt.FocusReason.TabFocusReason)
    person.press(Qt.Key.Key_End)
    click_row(person, 60)

    assert names(person.window.canvas) == {"dense60"}


def test_layer_that_leads_nowhere_says_it_is_not_counted(open_app: OpenApp) -> None:
    person = open_app(chain(VECTOR, "Linear"))
    model = table(person).model()

    assert person.read("inspector.total") == "0"
    tip = str(model.index(1, 2).data(Qt.ItemDataRole.ToolTipRole))
    assert "not counted" in tip


def test_empty_network_has_no_table(open_app: OpenApp) -> None:
    person = open_app(new_project())

    assert not person.can_see("inspector.layers")


def test_screen_reader_hears_rows(person: Person) -> None:
    spoken = QAccessible.queryAccessibleInterface(table(person))
    # The heading counts as the first row.
    cells = [spoken.child(5 * 3 + column) for column in range(3)]

    words = [cell.text(QAccessible.Text.Name) for cell in cells]
    assert words == ["Conv2d, conv2", "gives 32×4×4", "4,640 parameters"]


def test_nothing_is_cut_short_at_any_size(open_app: OpenApp) -> None:
    person = open_app(digits_cnn(), size=(1280, 800))
    for scale in (0.85, 1.0, 1.5):
        person.window.store.set_font_scale(scale)
        QApplication.processEvents()
        if not person.can_see("inspector"):  # large text leaves it no room beside the canvas
            person.click("inspector.handle")
        view = table(person)
        widths = [view.columnWidth(column) for column in range(3)]

        assert sum(widths) <= view.viewport().width()
        letters = QFontMetrics(person.window.store.theme.font("mono"))
        for column in (1, 2):
            texts = [row[column] for row in rows(person)]
            assert widths[column] > max(letters.horizontalAdvance(text) for text in texts)
