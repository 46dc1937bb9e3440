"""The window beside the tokens: sizes, fonts and colours of what can be seen, in both themes.

The tokens are read here as plain JSON, so a fault in the app's own reader shows as well.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import QModelIndex, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QImage
from PySide6.QtWidgets import QScrollBar, QWidget

from netbuilder import resources
from netbuilder.app.panels.palette import PaletteTree
from netbuilder.app.settings import Settings
from netbuilder.app.theme import ThemeMode
from netbuilder.app.widgets import FamilyTile, FormRow, KeyHint, SegmentedControl, Switch
from netbuilder.project.template import open_template
from tests.app.canvas.hand import id_of
from tests.app.conftest import OpenApp
from tests.app.person import Person

TOKENS = json.loads(resources.path("themes/tokens.json").read_text(encoding="utf-8"))
WINDOW, CONTROL, CANVAS = TOKENS["window"], TOKENS["control"], TOKENS["canvas"]
NODE = CANVAS["node"]

HEIGHTS = {
    "top_bar": WINDOW["topBar"],
    "network_tabs": WINDOW["networkTabs"],
    "status_bar": WINDOW["statusBar"],
    "dock": WINDOW["dock"]["height"],
    "top_bar.export": CONTROL["buttonHeight"],
    "top_bar.device": CONTROL["chipHeight"],
    "network_tabs.tidy": CONTROL["buttonSmall"],
    "palette.search": CONTROL["searchHeight"],
    "dock.tabs": CONTROL["segmentHeight"],
    "inspector.name": CONTROL["fieldHeight"],
    "inspector.out_channels": CONTROL["fieldHeight"],
    "inspector.kernel_size": CONTROL["fieldHeight"],
    "inspector.weight_init": CONTROL["fieldHeight"],
    "training.learning_rate": CONTROL["fieldHeight"],
}
WIDTHS = {
    "palette": WINDOW["palette"]["width"],
    "inspector": WINDOW["inspector"]["width"],
    "inspector.bias": CONTROL["switch"]["width"],
}
SIZES = {
    "top_bar.train": WINDOW["trainButton"],
    "top_bar.undo": [CONTROL["iconButton"]] * 2,
    "top_bar.redo": [CONTROL["iconButton"]] * 2,
    "top_bar.menu": [CONTROL["iconButtonSmall"]] * 2,
    "dock.fold": [CONTROL["iconButtonSmall"]] * 2,
    "network_tabs.add": [CONTROL["iconButtonSmall"]] * 2,
    "minimap": CANVAS["minimap"]["size"],
}
STYLES = {
    "inspector.title": "heading",
    "inspector.parameter_count": "number",
    "top_bar.name": "bodyStrong",
    "top_bar.save_state": "small",
    "status_bar.hint": "caption",
    "status_bar.figures": "mono",
}
STYLES_OF_LINES = {
    "palette.search": "body",
    "inspector.out_channels": "code",
    "training.learning_rate": "code",
}

Pixels = npt.NDArray[np.uint8]


both_themes = pytest.mark.parametrize("theme", ["dark", "light"])


@pytest.fixture
def theme() -> str:
    return "dark"


@pytest.fixture
def person(theme: str, open_app: OpenApp, settings: Settings) -> Person:
    """A person who looks at the window of the mock-ups, with a convolution selected."""
    settings.theme_mode = ThemeMode(theme)
    person = open_app(open_template("digits-cnn"), size=tuple(WINDOW["reference"]))
    person.wait_until_ready()
    person.select("conv2")
    return person


@pytest.fixture
def colors(theme: str) -> Any:
    """The colours that the file gives for the theme that is shown."""
    return TOKENS["theme"][theme]


def test_widgets_are_as_large_as_the_tokens_say(person: Person) -> None:
    found = {name: person.see(name).height() for name in HEIGHTS}
    assert found == HEIGHTS
    found = {name: person.see(name).width() for name in WIDTHS}
    assert found == WIDTHS
    sizes = {name: [person.see(name).width(), person.see(name).height()] for name in SIZES}
    assert sizes == SIZES


def test_rows_are_as_high_as_the_tokens_say(person: Person) -> None:
    tree = person.see("palette.layers", PaletteTree)
    family = tree.model().index(0, 0, QModelIndex())
    tree.expand(family)
    layer = tree.model().index(0, 0, family)
    assert tree.visualRect(family).height() == CONTROL["rowList"]
    assert tree.visualRect(layer).height() == CONTROL["rowTree"]

    filters, kernel = (
        row_of(person.see(f"inspector.{key}")) for key in ("out_channels", "kernel_size")
    )
    top, below = (row.mapToGlobal(QPoint(0, 0)).y() for row in (filters, kernel))
    assert below - top == CONTROL["rowInspector"]


def test_small_parts_are_as_large_as_the_tokens_say(person: Person) -> None:
    hint = person.see("palette.search").findChild(KeyHint)
    assert isinstance(hint, KeyHint)
    assert hint.height() == CONTROL["kbdHeight"]
    padding = person.see("inspector.padding").findChild(SegmentedControl)
    assert isinstance(padding, SegmentedControl)
    assert padding.height() == CONTROL["segmentHeight"]
    tile = person.see("inspector").findChild(FamilyTile)
    assert isinstance(tile, FamilyTile)
    assert (tile.width(), tile.height()) == (32, 32)
    bars = [b for b in person.window.findChildren(QScrollBar) if b.isVisible()]
    for bar in bars:
        across = bar.width() if bar.orientation() is Qt.Orientation.Vertical else bar.height()
        assert across == CONTROL["scrollbar"]["width"], bar.parent()


@both_themes
def test_a_switch_is_painted_as_large_as_the_tokens_say(person: Person, colors: Any) -> None:
    switch = person.see("inspector.bias", Switch)
    assert switch.value() is True
    painted = ~same_as(pixels_of(switch), colors["surface"]["panel"])
    knob = same_as(pixels_of(switch), colors["accent"]["onFill"], within=100)
    inset = (switch.height() - CONTROL["switch"]["height"]) // 2

    assert extent(painted) == (CONTROL["switch"]["width"], CONTROL["switch"]["height"])
    # Within the pill, since the light ground is nearly as white as the knob.
    assert knob[inset:-inset, 23].sum() == CONTROL["switch"]["knob"]
    assert knob[12, 4:-1].sum() == CONTROL["switch"]["knob"]


def test_the_dock_is_higher_while_training(person: Person) -> None:
    person.click("top_bar.train")
    person.wait(lambda: person.window.engine.series.step > 0)
    height = person.see("dock").height()
    person.window.engine.stop()
    person.wait_for_end()

    assert height == WINDOW["dock"]["training"]


def test_fonts_are_those_of_the_type_scale(person: Person) -> None:
    fonts = {name: (person.see(name).font(), style) for name, style in STYLES.items()}
    for name, style in STYLES_OF_LINES.items():
        line = person.see(name).focusProxy()
        assert line is not None
        fonts[name] = (line.font(), style)
    differing = {
        name: (found, expected)
        for name, (font, style) in fonts.items()
        if (found := facts_of(font)) != (expected := facts_of_style(style))
    }
    assert not differing


@both_themes
def test_grounds_and_lines_have_the_colours_of_the_tokens(person: Person, colors: Any) -> None:
    surface, line = colors["surface"], colors["line"]
    window = person.window.grab().toImage()
    bar, tabs = person.see("top_bar"), person.see("network_tabs")
    inspector, dock = person.see("inspector"), person.see("dock")

    def at(widget: QWidget, x: int, y: int) -> str:
        return hex_at(window, widget.mapTo(person.window, QPoint(x, y)))

    found = {
        "top bar": at(bar, bar.width() // 2, 4),
        "below the top bar": at(bar, 300, bar.height() - 1),
        "tabs": at(tabs, tabs.width() // 2, 4),
        "below the tabs": at(tabs, 300, tabs.height() - 1),
        "palette": at(person.see("palette"), 4, 4),
        "inspector": at(inspector, 6, inspector.height() - 6),
        "dock": at(dock, dock.width() // 2, dock.height() - 4),
        "status bar": at(person.see("status_bar"), 6, 12),
        "left of the inspector": at(inspector, -1, 40),
        "above the dock": at(dock, 300, -1),
        "field": at(person.see("inspector.name"), 3, 14),
        "drop-down": at(person.see("inspector.weight_init"), 3, 14),
        "segments": at(person.see("inspector.padding"), 1, 14),
        "search": at(person.see("palette.search"), 3, 16),
        "train": at(person.see("top_bar.train"), 5, 16),
        "device": at(person.see("top_bar.device"), 14, 3),
        "export": at(person.see("top_bar.export"), 5, 16),
    }
    assert found == {
        "top bar": surface["panel"],
        "below the top bar": line["soft"],
        "tabs": surface["panel"],
        "below the tabs": line["soft"],
        "palette": surface["panel"],
        "inspector": surface["panel"],
        "dock": surface["panel"],
        "status bar": surface["panel"],
        "left of the inspector": line["soft"],
        "above the dock": line["soft"],
        "field": surface["field"],
        "drop-down": surface["field"],
        "segments": surface["field"],
        "search": surface["field"],
        "train": colors["accent"]["fill"],
        "device": surface["field"],
        "export": surface["panel"],
    }


@both_themes
def test_words_have_the_colours_of_the_tokens(person: Person, colors: Any) -> None:
    inks = {
        "inspector.title": colors["text"]["primary"],
        "top_bar.name": colors["text"]["primary"],
        "top_bar.save_state": colors["text"]["hint"],
        "status_bar.hint": colors["text"]["hint"],
        "status_bar.figures": colors["text"]["secondary"],
        "top_bar.train": colors["accent"]["onFill"],
    }
    for name, ink in inks.items():
        is_filled = name == "top_bar.train"
        ground = colors["accent"]["fill"] if is_filled else colors["surface"]["panel"]
        inner = (
            pixels_of(person.see(name))[4:-4, 8:-8] if is_filled else pixels_of(person.see(name))
        )
        share, off = share_of(inner, ground, ink)
        # Letters thinner than a pixel never reach the ink itself.
        assert 0.8 <= share <= 1.01, (name, share)
        assert off <= 8, (name, off)


@both_themes
def test_a_card_is_laid_out_and_coloured_as_the_tokens_say(person: Person, colors: Any) -> None:
    canvas, image, corner = card_at_full_size(person, "relu1")
    row = canvas.arrays.row_of[id_of(canvas, "relu1")]
    width, height = canvas.arrays.wh[row].tolist()
    family = colors["family"]
    assert width == NODE["width"]
    assert height == NODE["header"] + NODE["portRow"] + 4  # no rows of parameters

    header = hex_at(image, corner + QPoint(NODE["width"] - 20, 4))
    assert header == family["act"]["header"]
    body = hex_at(image, corner + QPoint(20, NODE["header"] + 4))
    assert body == colors["surface"]["node"]
    down = column_of(image, corner + QPoint(20, 0), round(height))
    change = next(y for y in range(NODE["header"] - 4, round(height)) if down[y] == body)
    assert change == NODE["header"]

    tile = same_as(pixels_in(image, corner, 40, NODE["header"]), family["act"]["color"])
    assert extent(tile) == (NODE["iconTile"],) * 2
    left = int(np.flatnonzero(tile.any(axis=0))[0])
    assert left == NODE["padding"]
    assert hex_at(image, corner + QPoint(-5, -5)) == colors["surface"]["canvas"]


@both_themes
def test_a_pill_and_its_port_stand_where_the_tokens_say(person: Person, colors: Any) -> None:
    _canvas, image, corner = card_at_full_size(person, "relu1")
    wires = colors["wire"]
    strip = QPoint(corner.x(), corner.y() + NODE["header"])
    card = pixels_in(image, strip, NODE["width"] - 14, NODE["portRow"])
    pill = same_as(card, wires["image"]["pill"])
    rows = np.flatnonzero(pill.any(axis=1))

    assert rows[-1] - rows[0] + 1 == CANVAS["pill"]["height"]
    assert (rows[0] + rows[-1] + 1) / 2 == NODE["portRow"] / 2

    # The outline covers a pixel at each side; the rest ends on half pixels.
    middle = QPoint(NODE["width"], NODE["portRow"] // 2)
    before = pixels_in(image, strip + middle - QPoint(8, 8), 8, 16)
    square = same_as(before, wires["image"]["color"])
    inner = CANVAS["port"]["square"] - CANVAS["port"]["outline"]
    assert extent(square) == (inner // 2, inner - 1)


@both_themes
def test_rows_of_a_card_are_as_high_as_the_tokens_say(person: Person, colors: Any) -> None:
    canvas, image, corner = card_at_full_size(person, "conv1")
    row = canvas.arrays.row_of[id_of(canvas, "conv1")]
    rows = len(canvas.arrays.faces[row].rows)
    assert rows >= 2
    height = canvas.arrays.wh[row, 1]
    first = NODE["header"] + NODE["portRow"]
    assert height == first + rows * NODE["paramRow"] + NODE["bottom"]

    down = column_of(
        image, corner + QPoint(NODE["padding"] + TOKENS["radius"]["field"], 0), round(height)
    )
    runs = list(runs_of(down[first - 2 :], colors["surface"]["field"]))
    starts = [start for start, _length in runs]
    assert [length for _start, length in runs] == [NODE["paramField"]] * rows
    assert set(np.diff(starts).tolist()) == {NODE["paramRow"]}


@both_themes
def test_a_problem_is_told_in_the_colours_of_the_tokens(person: Person, colors: Any) -> None:
    person.select("flatten1")
    person.press(Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    chip = person.see("top_bar.problems")
    image = chip.grab().toImage()

    assert chip.height() == CONTROL["chipHeight"]
    assert hex_at(image, QPoint(chip.width() // 2, 3)) == colors["error"]["soft"]
    counts = Counter(hex_at(image, QPoint(x, 14)) for x in range(chip.width()))
    assert counts[colors["error"]["line"]] >= 4  # the badge


def card_at_full_size(person: Person, name: str) -> tuple[QWidget, QImage, QPoint]:
    """The canvas at 100 % with nothing selected, its picture, and a card's corner in it."""
    canvas = person.window.canvas
    person.window.workspace.select(())
    row = canvas.arrays.row_of[id_of(canvas, name)]
    x, y = canvas.arrays.xy[row].tolist()
    canvas.camera.show(QPointF(round(x) + 200.0, round(y) + 100.0), 1.0)
    canvas.camera.settled.emit()
    return canvas, canvas.viewport().grab().toImage(), canvas.mapFromScene(QPointF(x, y))


def row_of(editor: QWidget) -> FormRow:
    widget: QWidget | None = editor
    while not isinstance(widget, FormRow):
        assert widget is not None
        widget = widget.parentWidget()
    return widget


def facts_of(font: QFont) -> tuple[str, int, int]:
    return font.family(), font.pixelSize(), int(font.weight())


def facts_of_style(style: str) -> tuple[str, int, int]:
    step = TOKENS["type"]["scale"][style]
    family = TOKENS["type"][step.get("family", "sans")][0]
    # The shipped Inter is loaded under a name of its own, so that no other version takes its place.
    return {"Inter": "Netbuilder Inter"}.get(family, family), step["size"], step["weight"]


def hex_at(image: QImage, at: QPoint) -> str:
    return image.pixelColor(at).name().upper()


def column_of(image: QImage, top: QPoint, length: int) -> list[str]:
    return [hex_at(image, top + QPoint(0, y)) for y in range(length)]


def runs_of(column: list[str], color: str) -> Iterator[tuple[int, int]]:
    """Where a colour begins in a column of pixels, and for how many."""
    start = None
    for y, found in enumerate([*column, ""]):
        if found == color and start is None:
            start = y
        elif found != color and start is not None:
            yield start, y - start
            start = None


def pixels_of(widget: QWidget) -> Pixels:
    """Red, green and blue of a widget with its ground, (height, width, 3)."""
    window = widget.window()
    rect = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    return _array_of(window.grab(rect).toImage())


def pixels_in(image: QImage, corner: QPoint, width: int, height: int) -> Pixels:
    return _array_of(image.copy(QRect(corner.x(), corner.y(), width, height)))


def _array_of(image: QImage) -> Pixels:
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


def same_as(pixels: Pixels, color: str, within: int = 2) -> npt.NDArray[np.bool_]:
    wanted = np.array(QColor(color).getRgb()[:3])
    close: npt.NDArray[np.bool_] = (np.abs(pixels.astype(int) - wanted) <= within).all(axis=2)
    return close


def extent(mask: npt.NDArray[np.bool_]) -> tuple[int, int]:
    """Width and height of the box around what is true."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return int(columns[-1] - columns[0] + 1), int(rows[-1] - rows[0] + 1)


def share_of(pixels: Pixels, ground: str, ink: str) -> tuple[float, float]:
    """How much of an ink the strongest pixel holds, 0 to 1, and how far off the mixture it is."""
    base, top = (np.array(QColor(color).getRgb()[:3], float) for color in (ground, ink))
    away = pixels.reshape(-1, 3).astype(float) - base
    strongest = away[int(np.argmax(np.abs(away).sum(axis=1)))]
    share = float(strongest @ (top - base) / ((top - base) @ (top - base)))
    return share, float(np.abs(strongest - share * (top - base)).max())
