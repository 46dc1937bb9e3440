"""Shapes as they are drawn beside a layer's settings."""

import pytest
from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from netbuilder.app.panels.shapes_card import ShapesCard
from netbuilder.app.panels.tensor_drawing import TensorDrawing, boxes_of
from netbuilder.app.theme import ThemeMode, ThemeStore
from netbuilder.app.widgets import Label
from netbuilder.layers.dim import symbol
from netbuilder.layers.tensor import TensorType, image, mask, sequence, vector

SHAPES = [
    image(1, 8, 8),
    image(3, 224, 224),
    image(4096, 1, 1),
    image(8, 2, 1000),
    vector(1),
    vector(1_000_000),
    vector(symbol("N")),
    sequence(24, 1),
    sequence(symbol("T"), 512),
    mask(symbol("T")),
    TensorType((), ()),
]


def extent(boxes: list[QRectF]) -> QRectF:
    whole = QRectF()
    for box in boxes:
        whole = whole.united(box)
    return whole


@pytest.mark.parametrize("x", SHAPES, ids=str)
def test_drawings_are_bounded(x: TensorType) -> None:
    full, compact = extent(boxes_of(x)), extent(boxes_of(x, is_compact=True))

    assert 3 <= full.width() <= 48
    assert 3 <= full.height() <= 48
    assert compact.height() <= 17
    assert compact.width() <= 48


def test_more_channels_are_more_planes_and_larger_pictures_larger_ones() -> None:
    counts = [len(boxes_of(image(channels, 8, 8))) for channels in (1, 3, 32, 64, 512)]
    sizes = [boxes_of(image(1, size, size))[0].width() for size in (1, 4, 8, 224)]

    assert counts == sorted(counts)
    assert counts[0] == 1
    assert counts[-1] == 7
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[-1]


def test_wide_picture_is_drawn_wide() -> None:
    box = boxes_of(image(1, 4, 8))[0]

    assert box.width() == pytest.approx(2 * box.height())


def test_short_vectors_show_each_number() -> None:
    assert [len(boxes_of(vector(length))) for length in (1, 2, 5)] == [1, 2, 5]


def colors_of(drawing: TensorDrawing) -> dict[str, int]:
    drawing.resize(drawing.sizeHint())
    pixels = QImage(drawing.size(), QImage.Format.Format_ARGB32_Premultiplied)
    pixels.fill(QColor("#000000"))
    drawing.render(pixels, QPoint(), renderFlags=TensorDrawing.RenderFlag.DrawChildren)
    found: dict[str, int] = {}
    for x in range(pixels.width()):
        for y in range(pixels.height()):
            name = pixels.pixelColor(x, y).name()
            found[name] = found.get(name, 0) + 1
    return found


@pytest.mark.parametrize("mode", [ThemeMode.DARK, ThemeMode.LIGHT], ids=lambda mode: mode.value)
@pytest.mark.parametrize(
    ("x", "kind"), [(image(3, 8, 8), "image"), (vector(5), "vector"), (sequence(9, 2), "sequence")]
)
def test_drawing_has_the_colour_of_its_wire(
    store: ThemeStore, qtbot: QtBot, x: TensorType, kind: str, mode: ThemeMode
) -> None:
    store.set_mode(mode)
    drawing = TensorDrawing(store, x)
    qtbot.addWidget(drawing)
    line = store.theme.color(f"wire.{kind}.color")

    assert colors_of(drawing).get(line.name(), 0) > 20


def test_guess_is_drawn_with_gaps(store: ThemeStore, qtbot: QtBot) -> None:
    sure, guess = (TensorDrawing(store, image(1, 8, 8), assumed=on) for on in (False, True))
    for drawing in (sure, guess):
        qtbot.addWidget(drawing)
    line = store.theme.color("wire.image.color").name()

    assert colors_of(guess).get(line, 0) < 0.8 * colors_of(sure)[line]


def card_of(store: ThemeStore, qtbot: QtBot, takes: tuple[TensorType, ...]) -> ShapesCard:
    card = ShapesCard(store)
    qtbot.addWidget(card)
    card.resize(280, 90)
    card.show_types({"inputs": takes}, {"output": vector(10)}, assumed=False)
    card.show()
    card.adjustSize()
    card.resize(280, card.sizeHint().height())
    return card


def words(card: ShapesCard) -> list[str]:
    return [label.text() for label in card.findChildren(Label) if label.isVisible()]


def test_several_inputs_stand_one_below_the_other(store: ThemeStore, qtbot: QtBot) -> None:
    card = card_of(store, qtbot, (vector(3), vector(4)))
    labels = {label.text(): label for label in card.findChildren(Label)}

    first, second = (labels[text].mapTo(card, QPoint()) for text in ("3", "4"))
    assert first.x() == second.x()
    assert first.y() < second.y()
    assert card.accessibleName() == "Takes 3, 4, gives 10"


def test_many_inputs_are_counted(store: ThemeStore, qtbot: QtBot) -> None:
    card = card_of(store, qtbot, tuple(vector(length) for length in range(1, 8)))

    assert "and 3 more" in words(card)
    assert len(card.findChildren(TensorDrawing)) == 5


def test_layer_without_input_takes_nothing(store: ThemeStore, qtbot: QtBot) -> None:
    assert "nothing" in words(card_of(store, qtbot, ()))


def test_long_shapes_stand_below_each_other_and_are_whole(store: ThemeStore, qtbot: QtBot) -> None:
    long = sequence((symbol("T") - 3) // 2 + 1, 512)
    card = card_of(store, qtbot, (long,))
    labels = {label.text(): label for label in card.findChildren(Label) if label.isVisible()}

    assert str(long) in labels
    assert labels["10"].mapTo(card, QPoint()).y() > labels[str(long)].mapTo(card, QPoint()).y()


def test_same_shapes_are_not_built_anew(store: ThemeStore, qtbot: QtBot) -> None:
    card = card_of(store, qtbot, (vector(3),))
    before = card.findChildren(TensorDrawing)
    card.show_types({"inputs": (vector(3),)}, {"output": vector(10)}, assumed=False)

    assert card.findChildren(TensorDrawing) == before
