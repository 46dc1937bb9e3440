"""Where the parts of a card lie, in px from the card's top left corner at zoom 1."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from netbuilder.app.canvas.face import Face, Live, PortFace
from netbuilder.app.theme.canvas_geometry import CanvasGeometry

_BOTTOM_WITHOUT_ROWS = 4
# Widest letter of the title and of the monospaced type, as a share of nothing but this product's
# fonts; only decides whether a card needs to be wide, so a px more or less does no harm.
_TITLE_LETTER = 7.6
_MONO_LETTER = 6.7


@dataclass(frozen=True, slots=True)
class PortPlace:
    """A port of a card: its face and the centre of its mark."""

    face: PortFace
    is_input: bool
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class CardPlaces:
    """The size of a card and where its ports, rows of parameters and strip lie."""

    width: int
    height: int
    ports: tuple[PortPlace, ...]
    first_row_y: int

    def strip(self, canvas: CanvasGeometry) -> tuple[float, float, float, float]:
        """Left, top, width and height of the strip, on a card that has one."""
        node = canvas.node
        room = self.width - 2.0 * node.padding
        return float(node.padding), float(self.first_row_y + node.bottom), room, node.activity_strip


@lru_cache(maxsize=4096)
def places_of(face: Face, canvas: CanvasGeometry) -> CardPlaces:
    """Lay out a card."""
    node = canvas.node
    width = node.width_wide if _needs_width(face, canvas) else node.width
    first = node.header + node.port_row / 2
    ports = [
        PortPlace(port, True, 0, first + row * node.port_row_next)
        for row, port in enumerate(face.inputs)
    ]
    ports += [
        PortPlace(port, False, width, first + row * node.port_row_next)
        for row, port in enumerate(face.outputs)
    ]
    first_row_y = node.header + node.port_row + (face.num_port_rows - 1) * node.port_row_next
    if face.live is Live.STRIP:
        below = 2 * node.bottom + node.activity_strip
    else:
        num_rows = len(face.shown_rows)
        below = num_rows * node.param_row + (node.bottom if num_rows else _BOTTOM_WITHOUT_ROWS)
    height = first_row_y + below
    return CardPlaces(width, height, tuple(ports), first_row_y)


def _needs_width(face: Face, canvas: CanvasGeometry) -> bool:
    node = canvas.node
    words = f"{face.title} {face.name}".rstrip()
    header = node.title_x + len(words) * _TITLE_LETTER + node.padding
    if face.count:
        header += node.padding + len(face.count) * _MONO_LETTER
    pill = max((len(port.shape) for port in face.outputs), default=0) * _MONO_LETTER
    label = max((len(port.label) for port in face.inputs), default=0) * _MONO_LETTER
    ports = 2 * (canvas.pill.pad_x + node.padding) + pill + label + 2 * node.padding
    rows = max((len(label) + len(value) for label, value in face.rows), default=0) * _MONO_LETTER
    return max(header, ports, rows + 4 * node.padding + node.padding) > node.width
