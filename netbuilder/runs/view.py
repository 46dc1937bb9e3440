"""What a run shows while it trains: pictures of the moment, made only when somebody looks.

Views are transient: they travel through `Views`, the latest of each name wins, and none is stored.
Who looks says so in a `Watching`, which the trainer's thread reads between two steps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # who only names a view need not load it
    import numpy as np

BINS = 24
"""Bars of a strip in a node."""


class Inside(StrEnum):
    """What the strips in the nodes show."""

    ACTIVATIONS = "activations"
    WEIGHTS = "weights"
    GRADIENTS = "gradients"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Place:
    """A node of a run, by the name of its network and its id."""

    network: str
    node: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody looks at just now; nothing else is computed.

    Attributes:
        inside: What the strips in the nodes show.
        layer: The node whose `LayerView` is on the screen, or None.
        boundary: Whether the decision boundary is on the screen.
    """

    inside: Inside = Inside.OFF
    layer: Place | None = None
    boundary: bool = False


class Watching:
    """What is wanted of a run. Both sides may use it at any time from any thread."""

    def __init__(self) -> None:
        self.wanted = Wanted()


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """How the numbers of one tensor are spread.

    Attributes:
        bars: How many numbers fall into each of the bins, as shares of the fullest bin (0 to 1).
        low: The smallest finite number, the left edge of the first bin.
        high: The largest finite number, the right edge of the last bin.
        mean: Their mean.
        spread: Their standard deviation.
        zeros: The share that is exactly 0 (0 to 1).
        activity: How much is going on (0 to 1): what the glow of the node is multiplied by. What
            that is stands in `netbuilder.insight.strips`; 0 where nothing was compared.
        bad: The share that is not finite (0 to 1).
    """

    bars: tuple[float, ...]
    low: float
    high: float
    mean: float
    spread: float
    zeros: float
    activity: float
    bad: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Strips:
    """One strip for each node that has one, by place; offered under the name ``strips``.

    Nodes inside a block that is used several times show its first use. Of a node with very many
    numbers, evenly spaced ones are looked at.
    """

    inside: Inside
    epoch: int
    step: int
    strips: Mapping[Place, Strip] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterView:
    """A learned tensor of a layer.

    Attributes:
        name: Its name in the module, such as ``weight`` or ``weight_ih_l0``.
        shape: Its shape.
        now: How its numbers are spread.
        history: The same after earlier epochs, oldest first: ``(epoch, strip)``.
        tiles: Its first filters or rows as pictures, float32 of (tiles, height, width), or None
            where the tensor has no such form; values as they are, so 0 is the middle.
        tiles_in_all: How many there are of them.
    """

    name: str
    shape: tuple[int, ...]
    now: Strip
    history: tuple[tuple[int, Strip], ...] = ()
    tiles: np.ndarray | None = None
    tiles_in_all: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerView:
    """One layer looked at closely; offered under the name ``layer``.

    Attributes:
        place: Which layer.
        output: How its output is spread, for the rows of the last step; None if it has none.
        maps: The output of one row, the same at every look, as pictures: float32 of (maps, height,
            width), or None. A vector is one row of a picture; time runs to the right.
        maps_in_all: How many channels there are.
        parameters: Its learned tensors.
        gradient: How their gradients of the last step are spread, or None.
    """

    place: Place
    epoch: int
    step: int
    output: Strip | None = None
    maps: np.ndarray | None = None
    maps_in_all: int = 0
    parameters: tuple[ParameterView, ...] = ()
    gradient: Strip | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundaryView:
    """What the network says about every point of the plane; offered under the name ``boundary``.

    Attributes:
        columns: The two columns of the data, across and up.
        extent: Left, right, bottom and top, in the columns' own units.
        values: float32 of (rows from bottom to top, columns from left to right, classes):
            probabilities of each class, or one value where a number is predicted.
        classes: Their names; empty where a number is predicted.
    """

    columns: tuple[str, str]
    extent: tuple[float, float, float, float]
    values: np.ndarray
    classes: tuple[str, ...]
    epoch: int
    step: int
