"""The frames around nodes: where they are now, and which nodes come into and leave them.

A frame has no rectangle of its own. It surrounds its members with a margin, and the frames that lie
in it with the same margin once more; above it stands its title.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF

from netbuilder.app.canvas.letters import Letters
from netbuilder.app.theme.fonts import build_font
from netbuilder.app.theme.tokens import read_tokens
from netbuilder.project.value import Frame

if TYPE_CHECKING:
    from netbuilder.app.canvas.arrays import CanvasArrays

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MARGIN = 16.0
TITLE = 28.0
TITLE_INSET_PX = 10.0

_FAR_TITLE_PX = 16.0
_CROWD_PX = 2.0
_PAD = np.array([-MARGIN, -MARGIN, MARGIN, MARGIN])
_ROOM = np.array([-MARGIN, -MARGIN - TITLE, MARGIN, MARGIN])


class Frames:
    """The frames of the network that `CanvasArrays` mirrors.

    Attributes:
        frames: Those that have members, by row.
        order: The rows from the outermost frame to the innermost, as they are painted.
        hovered: The row of the frame under the pointer, or None.
        targets: Rows of the frames that what is dragged would join.
    """

    def __init__(self, arrays: CanvasArrays) -> None:
        self._arrays = arrays
        self.frames: tuple[Frame, ...] = ()
        self.hovered: int | None = None
        self.targets: Ints = np.zeros(0, np.int64)
        self.own: list[Ints] = []
        self._titles: tuple[object, list[QRectF]] = None, []
        self._show([])

    def __len__(self) -> int:
        return len(self.frames)

    def update(self, frames: Sequence[Frame]) -> None:
        """Take the frames of the network as it is now."""
        pairs = [(frame, self._arrays.rows(frame.members)) for frame in frames]
        self.frames = tuple(frame for frame, rows in pairs if len(rows))
        self.own = [rows for _frame, rows in pairs if len(rows)]
        self.hovered = None
        self._titles = None, []
        self.show(self.own)

    def show(self, members: list[Ints], targets: Sequence[int] = ()) -> None:
        """Draw the frames around these rows of nodes, and `targets` as about to take some in."""
        self._show(members)
        self.targets = np.array(targets, np.int64)

    @property
    def boxes(self) -> Floats:
        """Left, top, right and bottom of each frame without its title, (frames, 4)."""
        return boxes_around(self._arrays, self._members, self._nesting)

    @property
    def outlines(self) -> Floats:
        """Left, top, right and bottom of each frame with its title, (frames, 4)."""
        outlines = self.boxes
        outlines[:, 1] -= TITLE
        return outlines

    def box(self, row: int) -> QRectF:
        """A frame with its title."""
        return _rect(self.outlines[row])

    def titles(self, zoom: float) -> list[QRectF]:
        """The titles, by row.

        Far away each is a plate as high as it must be to be read and as wide as its words; one
        that would lie over another is empty then, of nested frames the inner one.
        """
        outlines = self.outlines
        key = (zoom, outlines.tobytes())
        if key != self._titles[0]:
            self._titles = key, self._find_titles(outlines, zoom)
        return self._titles[1]

    def row(self, frame_id: str) -> int | None:
        """The row of a frame, or None if it is not there."""
        return next((row for row, frame in enumerate(self.frames) if frame.id == frame_id), None)

    def whole(self, is_chosen: Bools) -> Bools:
        """Which frames have only members that are chosen; `is_chosen` is by row of the nodes."""
        return np.array([is_chosen[rows].all() for rows in self.own], bool)

    def innermost(self, node: int) -> int | None:
        """The row of the smallest frame that a node is in, or None."""
        return next((row for row in reversed(self.order) if node in self.own[row]), None)

    def at(self, x: float, y: float) -> list[int]:
        """The rows of the frames in which a scene point lies."""
        left, top, right, bottom = self.outlines.T
        is_in = (left <= x) & (x <= right) & (top <= y) & (y <= bottom)
        return [int(row) for row in np.flatnonzero(is_in)]

    def _find_titles(self, outlines: Floats, zoom: float) -> list[QRectF]:
        bars = [_rect(edges) for edges in outlines]
        for bar in bars:
            bar.setHeight(TITLE)
        if TITLE * zoom >= _FAR_TITLE_PX:
            return bars
        plates = [QRectF() for _bar in bars]
        taken: list[QRectF] = []
        for row in self.order:
            plate = self._plate(bars[row], self.frames[row].title, zoom)
            if not any(plate.intersects(other) for other in taken):
                plates[row] = plate
                around = _CROWD_PX / zoom
                taken.append(plate.adjusted(-around, -around, around, around))
        return plates

    def _plate(self, bar: QRectF, title: str, zoom: float) -> QRectF:
        """A title that is read from far away, in scene px."""
        wide = (title_letters().width(title) + 2 * TITLE_INSET_PX) / zoom if title else 0.0
        height = _FAR_TITLE_PX / zoom
        return QRectF(bar.left(), bar.bottom() - height, min(wide, bar.width()), height)

    def _show(self, members: list[Ints]) -> None:
        self._members = members
        self._nesting = nesting(members)
        inner_first = sorted(range(len(members)), key=lambda row: (len(members[row]), -row))
        self.order = inner_first[::-1]


class FrameDrag:
    """Nodes that are dragged, and the frames that they stay in, join and leave.

    A node that lies wholly outside the rest of its frame leaves it; one whose middle lies inside
    another frame joins that. A frame that is dragged as a whole counts as one node.
    """

    def __init__(self, frames: Frames, arrays: CanvasArrays, held: Ints) -> None:
        self._frames = frames
        self._arrays = arrays
        is_held = np.zeros(len(arrays), bool)
        is_held[held] = True
        rest = [rows[~is_held[rows]] for rows in frames.own]
        self._waiting = [row for row, rows in enumerate(rest) if len(rows)]
        self._rest = [rest[row] for row in self._waiting]
        self._nesting = nesting(self._rest)
        self._units = self._find_units(is_held)
        self._starts = _starts(self._units)
        self._unit_of = np.repeat(np.arange(len(self._units)), [len(u) for u in self._units])
        self._rows = np.concatenate([*self._units, np.zeros(0, np.int64)])
        self._was_in = self._find_memberships()
        self._is_in = self._was_in
        self._seen = frames.outlines, frames.targets
        self._reach = QRectF()

    def follow(self) -> None:
        """The nodes have moved: draw the frames as they would be if the nodes were let go here."""
        if self._waiting and self._units:
            self._settle()
        if len(self._frames):
            self._look()

    def changes(self) -> Mapping[str, tuple[str, ...]]:
        """The members, by frame id, of the frames that have others now."""
        members, ids = self._members(), self._arrays.ids
        return {
            self._frames.frames[row].id: tuple(ids[at] for at in members[row].tolist())
            for number, row in enumerate(self._waiting)
            if (self._is_in[number] != self._was_in[number]).any()
        }

    def give_up(self) -> None:
        """Draw the frames around their own members again."""
        self._frames.show(self._frames.own)

    def reach(self, zoom: float) -> QRectF:
        """The part of the scene in which frames look different since the last `follow` but one.

        Far away that is where there are frames, since titles give way to each other.
        """
        if self._reach.isEmpty() or TITLE * zoom >= _FAR_TITLE_PX:
            return self._reach
        return self._reach.united(_around(self._frames.outlines))

    def _settle(self) -> None:
        """Find what is in which frame now."""
        outlines = boxes_around(self._arrays, self._rest, self._nesting)
        outlines[:, 1] -= TITLE
        left, top, right, bottom = (side[:, None] for side in outlines.T)
        low = np.minimum.reduceat(self._arrays.xy[self._rows], self._starts)
        high = np.maximum.reduceat((self._arrays.xy + self._arrays.wh)[self._rows], self._starts)
        touches = (low[:, 0] < right) & (high[:, 0] > left) & (low[:, 1] < bottom)
        touches &= high[:, 1] > top
        x, y = (low + high).T / 2
        holds = (left <= x) & (x <= right) & (top <= y) & (y <= bottom)
        is_in = np.where(self._was_in, touches, holds)
        if (is_in != self._is_in).any():
            self._is_in = is_in
            self._frames.show(self._members(), self._targets())

    def _look(self) -> None:
        """Find which frames look different now."""
        outlines, targets = self._frames.outlines, self._frames.targets
        is_other = (outlines != self._seen[0]).any(axis=1)
        is_other[np.setxor1d(targets, self._seen[1])] = True
        self._reach = _around(np.concatenate([outlines[is_other], self._seen[0][is_other]]))
        self._seen = outlines, targets

    def _find_units(self, is_held: Bools) -> list[Ints]:
        """The rows that move: those of a frame that moves as a whole together, others alone."""
        is_left = is_held.copy()
        units = []
        for row in self._frames.order:
            rows = self._frames.own[row]
            if is_held[rows].all() and is_left[rows].all():
                units.append(rows)
                is_left[rows] = False
        return [*units, *np.flatnonzero(is_left)[:, None]]

    def _find_memberships(self) -> Bools:
        """Which unit has members in which frame that stays, (waiting frames, units)."""
        was_in = np.zeros((len(self._waiting), len(self._units)), bool)
        for number, row in enumerate(self._waiting):
            was_in[number, self._unit_of[np.isin(self._rows, self._frames.own[row])]] = True
        return was_in

    def _members(self) -> list[Ints]:
        """The rows in each frame if the nodes were let go."""
        members = list(self._frames.own)
        for number, row in enumerate(self._waiting):
            is_in = self._is_in[number][self._unit_of]
            is_new = ~self._was_in[number][self._unit_of]
            is_in &= is_new | np.isin(self._rows, self._frames.own[row])
            members[row] = np.sort(np.concatenate([self._rest[number], self._rows[is_in]]))
        return members

    def _targets(self) -> list[int]:
        joins = np.flatnonzero((self._is_in & ~self._was_in).any(axis=1))
        return [self._waiting[number] for number in joins.tolist()]


@cache
def title_letters() -> Letters:
    """What titles are written in; the canvas has its own zoom, so the app's font scale is none."""
    return Letters(build_font(read_tokens().type, "bodyStrong", 1.0, None))


def nesting(members: Sequence[Ints]) -> list[tuple[int, int]]:
    """Which set of rows lies in which other one, as (inner, outer), from the inside out.

    Of equal sets the later lies in the earlier; a set lies in the smallest that holds all of it.
    """
    sets = [frozenset(rows.tolist()) for rows in members]
    order = sorted(range(len(sets)), key=lambda at: (len(sets[at]), -at))
    pairs = []
    for number, inner in enumerate(order):
        outer = next((at for at in order[number + 1 :] if sets[inner] <= sets[at]), None)
        if outer is not None:
            pairs.append((inner, outer))
    return pairs


def boxes_around(
    arrays: CanvasArrays, members: Sequence[Ints], nests: Sequence[tuple[int, int]]
) -> Floats:
    """Left, top, right and bottom around sets of rows, wider where others lie within, (sets, 4)."""
    if not members:
        return np.zeros((0, 4))
    rows, starts = np.concatenate(members), _starts(members)
    low = np.minimum.reduceat(arrays.xy[rows], starts)
    high = np.maximum.reduceat(arrays.xy[rows] + arrays.wh[rows], starts)
    boxes: Floats = np.hstack([low, high]) + _PAD
    for inner, outer in nests:
        around = boxes[inner] + _ROOM
        boxes[outer, :2] = np.minimum(boxes[outer, :2], around[:2])
        boxes[outer, 2:] = np.maximum(boxes[outer, 2:], around[2:])
    return boxes


def _starts(sets: Sequence[Ints]) -> Ints:
    """Where each set begins when all stand in a row."""
    return np.cumsum([0, *(len(rows) for rows in sets[:-1])])


def _rect(edges: Floats) -> QRectF:
    left, top, right, bottom = edges.tolist()
    return QRectF(QPointF(left, top), QPointF(right, bottom))


def _around(boxes: Floats) -> QRectF:
    """The rectangle around boxes (left, top, right, bottom), empty for none."""
    if not len(boxes):
        return QRectF()
    return _rect(np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)]))
