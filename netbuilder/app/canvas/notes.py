"""The notes of a network: their lines, and where they are now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QTextLayout, QTextOption

from netbuilder.app.theme.fonts import build_font
from netbuilder.app.theme.tokens import read_tokens
from netbuilder.project.value import Note

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

STYLE = "body"
WIDEST = 240.0
PADDING = (12.0, 10.0)

_NARROWEST = 72.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A text as a note shows it: lines of (words, width), and the note's size in scene px."""

    lines: tuple[tuple[str, float], ...]
    width: float
    height: float


class Notes:
    """The notes of the network that is shown, later ones above earlier ones.

    Attributes:
        notes: The notes, by row.
        sheets: Their lines and sizes.
        xy, wh: Their top left corners and sizes in scene px, (notes, 2).
        is_selected: Which of them are selected.
        hovered: The row of the note under the pointer, or None.
        written: The id of the note that is being written, which an editor hides.
    """

    def __init__(self) -> None:
        self.hovered: int | None = None
        self.written = ""
        self.update(())

    def __len__(self) -> int:
        return len(self.notes)

    def update(self, notes: tuple[Note, ...]) -> None:
        """Take the notes of the network as it is now."""
        self.notes = notes
        self.sheets = [sheet_of(note.text) for note in notes]
        places = [note.position for note in notes]
        self.xy: Floats = np.array(places, np.float64).reshape(-1, 2)
        sizes = [(sheet.width, sheet.height) for sheet in self.sheets]
        self.wh: Floats = np.array(sizes, np.float64).reshape(-1, 2)
        self.is_selected = np.zeros(len(notes), bool)
        self.hovered = None

    @property
    def boxes(self) -> Floats:
        """Left, top, right and bottom of each note, (notes, 4)."""
        return np.hstack([self.xy, self.xy + self.wh])

    def box(self, row: int) -> QRectF:
        """Where a note lies."""
        return QRectF(*self.xy[row].tolist(), *self.wh[row].tolist())

    def key(self) -> tuple[object, ...]:
        """Differs wherever a note may look different, as long as `update` is not called."""
        return self.xy.tobytes(), self.is_selected.tobytes(), self.hovered, self.written

    def rows(self, ids: Iterable[str]) -> Ints:
        """The rows of those of `ids` that exist, ascending."""
        wanted = frozenset(ids)
        return np.flatnonzero([note.id in wanted for note in self.notes])

    def ids(self, rows: Sequence[int]) -> list[str]:
        """The ids of some notes."""
        return [self.notes[row].id for row in rows]

    def mark_selection(self, ids: Iterable[str]) -> None:
        """Mark these notes, and no others, as selected."""
        self.is_selected[:] = False
        self.is_selected[self.rows(ids)] = True

    def at(self, x: float, y: float) -> int | None:
        """The topmost note at a point."""
        rows = self.within(x, y, x, y)
        return int(rows[-1]) if len(rows) else None

    def within(self, left: float, top: float, right: float, bottom: float) -> Ints:
        """The rows of the notes that a rectangle of the scene touches, ascending."""
        low, high = self.xy, self.xy + self.wh
        return np.flatnonzero(
            (low[:, 0] <= right)
            & (high[:, 0] >= left)
            & (low[:, 1] <= bottom)
            & (high[:, 1] >= top)
        )

    def inside(self, left: float, top: float, right: float, bottom: float) -> Ints:
        """The rows of the notes that lie wholly in a rectangle of the scene, ascending."""
        low, high = self.xy, self.xy + self.wh
        return np.flatnonzero(
            (low[:, 0] >= left)
            & (high[:, 0] <= right)
            & (low[:, 1] >= top)
            & (high[:, 1] <= bottom)
        )


@cache
def note_font() -> QFont:
    """What notes are written in; the canvas has its own zoom, so the app's font scale is none."""
    return build_font(read_tokens().type, STYLE, 1.0, None)


@lru_cache(maxsize=4096)
def sheet_of(text: str) -> Sheet:
    """A text in lines that fit into a note."""
    lines = [line for part in text.split("\n") for line in _lines(part)]
    width = max((width for _words, width in lines), default=0.0) + 2 * PADDING[0]
    height = len(lines) * line_height() + 2 * PADDING[1]
    return Sheet(tuple(lines), min(max(np.ceil(width), _NARROWEST), WIDEST), height)


def line_height() -> float:
    """From line to line of a note, in scene px."""
    return float(read_tokens().type.scale[STYLE].line)


def _lines(text: str) -> list[tuple[str, float]]:
    """One paragraph in lines, with the width of each."""
    text = text.expandtabs(4)
    units = text.encode("utf-16-le")  # Qt counts in these
    layout = QTextLayout(text, note_font())
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    lines = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(WIDEST - 2 * PADDING[0])
        start, stop = line.textStart(), line.textStart() + line.textLength()
        words = units[2 * start : 2 * stop].decode("utf-16-le").rstrip()
        lines.append((words, line.naturalTextWidth()))
    layout.endLayout()
    return lines or [("", 0.0)]
