"""The frame: what folds where the window is narrow, and where focus and sizes are kept."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QSplitter, QSplitterHandle, QTreeView

from netbuilder.app.settings import Settings
from netbuilder.app.widgets.motion import Glide
from tests.app.canvas.hand import header
from tests.app.conftest import OpenApp
from tests.app.person import LEFT, NO_KEYS, Person
from tests.builders import digits_cnn

WIDE, MIDDLE, NARROW = (1600, 1000), (1280, 800), (1100, 700)


def resize(person: Person, size: tuple[int, int]) -> None:
    person.window.resize(*size)
    QApplication.processEvents()


def is_opened(person: Person, name: str = "inspector") -> bool:
    QApplication.processEvents()
    return person.can_see(name)


@pytest.mark.parametrize(
    ("width", "scale", "has_rail", "has_handle"),
    [
        (1320, 1.0, False, False),
        (1319, 1.0, True, False),
        (1200, 1.0, True, False),
        (1199, 1.0, True, True),
        (1600, 1.5, False, False),
        (1280, 1.5, True, True),
        (1100, 0.85, True, True),
    ],
)
def test_what_folds_follows_from_the_width_and_the_scale_of_the_text(
    open_app: OpenApp,
    settings: Settings,
    width: int,
    scale: float,
    has_rail: bool,
    has_handle: bool,
) -> None:
    settings.font_scale = scale
    person = open_app(digits_cnn(), size=(width, 800))

    assert person.can_see("palette_rail") == has_rail
    assert person.can_see("palette") != has_rail
    assert person.can_see("inspector.handle") == has_handle
    assert person.can_see("inspector") != has_handle
    if has_rail:
        assert person.see("palette_rail").width() == round(48 * scale)


def test_panels_fold_and_come_back_as_the_person_resizes_the_window(open_app: OpenApp) -> None:
    person = open_app(digits_cnn(), size=WIDE)
    palette, inspector = person.see("palette"), person.see("inspector")
    widths = palette.width(), inspector.width()
    assert widths == (232, 312)

    for _way in range(2):
        resize(person, NARROW)
        assert not palette.isVisible()
        assert not inspector.isVisible()
        assert person.window.canvas.width() == NARROW[0] - 48
        resize(person, MIDDLE)
        assert not palette.isVisible()
        assert inspector.width() == 312
        resize(person, WIDE)
        assert (palette.width(), inspector.width()) == widths


def test_tile_of_the_rail_opens_its_family_and_escape_closes_it(open_app: OpenApp) -> None:
    person = open_app(digits_cnn(), size=MIDDLE)
    canvas = person.window.canvas
    box, seen = canvas.geometry(), canvas.camera.seen

    person.click("palette_rail.conv")
    tree = person.see("palette.layers", QTreeView)
    assert tree.hasFocus()
    assert tree.currentIndex().data() == "Conv2d"
    rail, palette = person.see("palette_rail"), person.see("palette")
    left = palette.mapTo(person.window, QPoint(0, 0)).x()
    assert left == rail.width() == 48
    assert (canvas.geometry(), canvas.camera.seen) == (box, seen)

    person.press(Qt.Key.Key_Escape)
    assert not person.can_see("palette")
    assert canvas.hasFocus()


def test_layer_is_placed_from_the_opened_palette_which_then_goes(open_app: OpenApp) -> None:
    person = open_app(digits_cnn(), size=MIDDLE)
    person.click("palette_rail.reg")
    person.press(Qt.Key.Key_Return)

    assert "dropout2" in person.node_names()
    assert not person.can_see("palette")
    assert person.window.canvas.hasFocus()


def test_layer_is_dragged_from_the_opened_palette(open_app: OpenApp) -> None:
    person = open_app(digits_cnn(), size=MIDDLE)
    person.click("palette_rail.recur")
    tree = person.see("palette.layers", QTreeView)
    rows = [tree.currentIndex().siblingAtRow(i) for i in range(4)]
    gru = next(row for row in rows if row.data() == "GRU")
    data = tree.model().mimeData([gru])
    person.hand.drag_layer(data, person.window.canvas.camera.center)

    assert "gru1" in person.node_names()
    assert not person.can_see("palette")


def test_tab_on_the_canvas_searches_without_the_folded_palette(open_app: OpenApp) -> None:
    person = open_app(digits_cnn(), size=MIDDLE)
    person.select("conv1")
    person.press(Qt.Key.Key_Tab)
    assert not person.can_see("palette")
    person.type_into("layer_search.field", "dropout")

    assert "dropout2" in person.node_names()


def test_search_of_the_opened_palette_places_what_it_finds(open_app: OpenApp) -> None:
    person = open_app(digits_cnn(), size=MIDDLE)
    person.select("conv1")
    person.click("palette_rail.search")
    person.type_into("palette.search", "dropout")

    assert "dropout2" in person.node_names()
    assert not person.can_see("palette")


def test_click_on_the_canvas_closes_the_opened_palette(open_app: OpenApp) -> None:
    person = open_app(digits_cnn(), size=MIDDLE)
    person.click("palette_rail.search")
    assert person.can_see("palette")
    person.select("conv2")

    assert not person.can_see("palette")


def test_search_button_of_the_rail_closes_what_it_opened(open_app: OpenApp) -> None:
    person = open_app(digits_cnn(), size=MIDDLE)
    person.click("palette_rail.search")
    assert person.window.palette_panel.search_field.edit.hasFocus()
    person.click("palette_rail.search")

    assert not person.can_see("palette")


def test_selecting_shows_the_inspector_over_a_canvas_that_stays(open_app: OpenApp) -> None:
    person = open_app(digits_cnn(), size=NARROW)
    canvas = person.window.canvas
    box, seen = canvas.geometry(), canvas.camera.seen

    person.select("conv1")
    person.wait(lambda: is_opened(person))
    inspector = person.see("inspector")
    assert inspector.mapTo(person.window, inspector.rect().topRight()).x() == NARROW[0] - 1
    assert inspector.width() == 312
    assert canvas.hasFocus()
    assert (canvas.geometry(), canvas.camera.seen) == (box, seen)

    person.press(Qt.Key.Key_Escape)
    assert not person.window.workspace.selection
    assert not person.can_see("inspector")


def test_escape_in_the_inspector_closes_it_and_keeps_the_selection(open_app: OpenApp) -> None:
    person = open_app(digits_cnn(), size=NARROW)
    person.select("conv1")
    person.wait(lambda: is_opened(person))
    person.type_into("inspector.out_channels", "8")
    assert person.parameters("conv1")["out_channels"] == 8
    person.press(Qt.Key.Key_Escape)

    assert not person.can_see("inspector")
    assert len(person.window.workspace.selection) == 1
    assert person.window.canvas.hasFocus()


def test_handle_opens_the_inspector_of_the_network_and_closes_it(open_app: OpenApp) -> None:
    person = open_app(digits_cnn(), size=NARROW)
    handle = person.see("inspector.handle")
    assert handle.toolTip() == "Open the inspector"
    person.click("inspector.handle")
    assert person.can_see("inspector")
    assert handle.toolTip() == "Close the inspector"
    inspector = person.see("inspector")
    assert handle.geometry().right() < inspector.parentWidget().geometry().left() + 1

    person.window.canvas.setFocus()
    person.press(Qt.Key.Key_Escape)
    assert not person.can_see("inspector")

    person.click("inspector.handle")
    person.click("inspector.handle")
    assert not person.can_see("inspector")


def test_folded_inspector_waits_for_a_second_click_where_it_would_lie(open_app: OpenApp) -> None:
    person = open_app(digits_cnn(), size=NARROW)
    canvas = person.window.canvas
    covered = next(
        node.name
        for node in person.window.workspace.network.nodes.values()
        if canvas.mapFromScene(header(canvas, node.name)).x() > NARROW[0] - 48 - 280
    )
    place = canvas.viewport().mapToGlobal(canvas.mapFromScene(header(canvas, covered)))
    canvas.cursor().setPos(place)
    person.hand.double_click(header(canvas, covered))

    assert person.can_see("rename_field")
    canvas.cursor().setPos(0, 0)


def test_panels_glide_unless_motion_is_reduced(open_app: OpenApp) -> None:
    person = open_app(digits_cnn(), size=MIDDLE)
    person.window.store.set_reduced_motion(False)
    person.click("palette_rail.conv")
    ground = person.see("palette").parentWidget()
    assert ground.x() < 0
    person.wait(lambda: ground.x() == 0)

    person.press(Qt.Key.Key_Escape)
    assert person.can_see("palette")
    person.wait(lambda: not person.can_see("palette"))


def test_glide_takes_its_time_from_the_theme(open_app: OpenApp) -> None:
    theme = open_app(digits_cnn()).window.store.theme
    assert theme.reduced_motion
    assert theme.duration_ms("panel") == 0
    glide = Glide(0.0, open_app(digits_cnn()).window)
    levels: list[float] = []
    glide.moved.connect(lambda: levels.append(glide.level))
    glide.move_to(1.0, theme.duration_ms("panel"))

    assert levels == [1.0]


def test_widths_are_remembered_while_folded(open_app: OpenApp) -> None:
    person = open_app(digits_cnn(), size=WIDE)
    columns = next(s for s in person.window.findChildren(QSplitter) if s.count() == 3)
    drag(columns.handle(1), QPoint(40, 0))
    drag(columns.handle(2), QPoint(-30, 0))
    widths = person.see("palette").width(), person.see("inspector").width()
    assert widths[0] > 232 + 30
    assert widths[1] > 312 + 20
    resize(person, NARROW)
    person.window.close()

    again = open_app(digits_cnn(), size=WIDE)
    assert (again.see("palette").width(), again.see("inspector").width()) == widths


def test_double_click_on_a_divider_resets_it(open_app: OpenApp) -> None:
    person = open_app(digits_cnn(), size=WIDE)
    columns = next(s for s in person.window.findChildren(QSplitter) if s.count() == 3)
    drag(columns.handle(1), QPoint(40, 0))
    person.qtbot.mouseDClick(columns.handle(1), LEFT)

    assert person.see("palette").width() == 232


def test_widths_follow_the_scale_of_the_text(open_app: OpenApp) -> None:
    person = open_app(digits_cnn(), size=(1800, 1000))
    columns = next(s for s in person.window.findChildren(QSplitter) if s.count() == 3)
    drag(columns.handle(1), QPoint(28, 0))
    width = person.see("palette").width()
    assert width > 232 + 20
    person.window.set_font_scale(1.5)
    QApplication.processEvents()
    assert person.see("palette").width() == round(1.5 * width)
    person.window.set_font_scale(1.0)
    QApplication.processEvents()

    assert person.see("palette").width() == width


def test_widths_survive_a_change_of_scale_that_folds_and_unfolds(open_app: OpenApp) -> None:
    person = open_app(digits_cnn(), size=(1280, 800))
    for scale in (0.85, 1.0, 1.5, 1.0):  # unfolds, folds, folds the inspector, and back
        person.window.set_font_scale(scale)
        QApplication.processEvents()
    person.window.resize(1600, 1000)
    QApplication.processEvents()

    assert person.see("palette").width() == 232
    assert person.see("inspector").width() == 312


def test_f6_reaches_what_is_folded_and_shift_goes_back(open_app: OpenApp) -> None:
    person = open_app(digits_cnn(), size=NARROW)
    assert person.window.canvas.hasFocus()
    person.press(Qt.Key.Key_F6)
    assert person.can_see("inspector")
    assert person.window.inspector.isAncestorOf(person.window.focusWidget())

    person.press(Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert person.window.canvas.hasFocus()
    person.press(Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert person.see("palette_rail.search").hasFocus()


def drag(handle: QSplitterHandle, by: QPoint) -> None:
    """Press on a divider, move, and let go."""
    start = handle.rect().center()
    for kind, at, button, held in (
        (QMouseEvent.Type.MouseButtonPress, start, LEFT, LEFT),
        (QMouseEvent.Type.MouseMove, start + by, Qt.MouseButton.NoButton, LEFT),
        (QMouseEvent.Type.MouseButtonRelease, start, LEFT, Qt.MouseButton.NoButton),
    ):
        where = handle.mapToGlobal(at)
        QApplication.sendEvent(handle, QMouseEvent(kind, at, where, button, held, NO_KEYS))
    QApplication.processEvents()
