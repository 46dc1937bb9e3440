"""Sets of points in the plane that are made, not measured: a place to see what a network can do.

Each maker draws `rows` points, shared out evenly over the classes, adds normal noise of standard
deviation `noise` to both coordinates and rounds to six decimals, so that every machine gives the
same numbers. To add one, write a function and its line in `MAKERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from netbuilder.data.draw import Draws
from netbuilder.data.table import Table, names_of
from netbuilder.error import DataError
from netbuilder.layers.parameter import Integer, Number, Parameter, Value
from netbuilder.project.schema import Column, ColumnKind, ColumnRole
from netbuilder.words import _

VERSION = 1
_TURNS = 1.5

Points = NDArray[np.float64]
Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a maker is asked for: a point for each of `labels`, which are sorted."""

    labels: Labels
    classes: int
    draws: Draws

    @property
    def along(self) -> Points:
        """For each row its place from 0 to 1 among the rows of its class, evenly spaced."""
        counts = np.bincount(self.labels)
        starts = np.cumsum(counts) - counts
        within = np.arange(len(self.labels)) - starts[self.labels]
        return np.asarray(within / np.maximum(counts[self.labels] - 1, 1), dtype=np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """One made set.

    Attributes:
        title: Its name for people.
        summary: What it is good for, in one sentence.
        make: Points (rows × 2) for a label each, before noise.
        options: The settings it takes, with defaults and limits.
    """

    title: str
    summary: str
    make: Callable[[Wanted], Points]
    options: Mapping[str, Parameter[int] | Parameter[float]]


def read_made(name: str, options: Mapping[str, Value]) -> Table:
    """Draw the rows of a made set.

    Args:
        name: One of `MAKERS`.
        options: ``rows``, ``noise``, ``seed`` and, for some, ``classes``; defaults for the rest.

    Raises:
        DataError: There is no such set, or an option is unknown or out of range.
    """
    maker = MAKERS.get(name)
    if maker is None:
        raise DataError(
            _("there is no made set of this name"),
            place=name,
            remedy=_("Choose one of {names}.").format(names=", ".join(MAKERS)),
        )
    settings = _checked(name, maker, options)
    rows, classes = int(settings["rows"]), int(settings.get("classes", 2))
    draws = Draws(int(settings["seed"]), name)
    labels = np.sort(np.arange(rows, dtype=np.int64) % classes)
    points = maker.make(Wanted(labels=labels, classes=classes, draws=draws))
    points = points + settings["noise"] * draws.normal(2 * rows).reshape(rows, 2)
    points = np.round(points, 6) + 0.0
    class_names = tuple(str(label) for label in range(classes))
    shown = ",".join(f"{key}={settings[key]!r}" for key in sorted(settings))
    return Table(
        columns={
            "x": np.ascontiguousarray(points[:, 0]),
            "y": np.ascontiguousarray(points[:, 1]),
            "class": names_of(labels, class_names),
        },
        fingerprint=f"made:{name}:{VERSION}:{shown}",
        place=maker.title,
        declared=(
            Column(name="x", kind=ColumnKind.NUMBER),
            Column(name="y", kind=ColumnKind.NUMBER),
            Column(
                name="class",
                kind=ColumnKind.CATEGORY,
                role=ColumnRole.TARGET,
                classes=class_names,
            ),
        ),
    )


def _checked(name: str, maker: Maker, options: Mapping[str, Value]) -> dict[str, int | float]:
    settings: dict[str, int | float] = {
        key: option.default for key, option in maker.options.items()
    }
    for key, value in options.items():
        if key not in maker.options:
            raise DataError(
                _("there is no option “{key}”").format(key=key),
                place=name,
                remedy=_("It has {names}.").format(names=", ".join(maker.options)),
            )
        wrong = maker.options[key].check(value)
        if wrong:
            raise DataError(f"{maker.options[key].label} {wrong}", place=name, received=repr(value))
        settings[key] = type(maker.options[key].default)(value)
    return settings


def _two_moons(wanted: Wanted) -> Points:
    """Half circles: (cos t, sin t) and (1 - cos t, 1/2 - sin t) for t from 0 to π."""
    angle = np.pi * wanted.along
    upper = _around(1.0, angle)
    lower = np.stack([1.0 - np.cos(angle), 0.5 - np.sin(angle)], axis=1)
    return np.where(wanted.labels[:, None] == 0, upper, lower)


def _circles(wanted: Wanted) -> Points:
    """Circles around the origin with radii 1, 1/2, ... down to 1 / classes in equal steps."""
    angle = 2.0 * np.pi * wanted.draws.uniform(len(wanted.labels))
    radius = (wanted.classes - wanted.labels) / wanted.classes
    return _around(radius, angle)


def _spirals(wanted: Wanted) -> Points:
    """Arms of 1.5 turns whose radius grows from 0.1 to 1, each turned by 2π / classes."""
    along = wanted.along
    radius = 0.1 + 0.9 * along
    angle = 2.0 * np.pi * (_TURNS * along + wanted.labels / wanted.classes)
    return _around(radius, angle)


def _xor(wanted: Wanted) -> Points:
    """Points of the square from -1 to 1, class 1 where exactly one coordinate is positive."""
    size = wanted.draws.uniform(2 * len(wanted.labels)).reshape(-1, 2)
    side = np.where(wanted.draws.uniform(len(wanted.labels)) < 0.5, -1.0, 1.0)
    other = np.where(wanted.labels == 0, side, -side)
    return np.asarray(size * np.stack([side, other], axis=1), dtype=np.float64)


def _blobs(wanted: Wanted) -> Points:
    """One centre a class, evenly on a circle of radius 2."""
    angle = 2.0 * np.pi * wanted.labels / wanted.classes
    return _around(2.0, angle)


def _around(radius: Points | float, angle: Points) -> Points:
    """Points at `radius` and `angle` from the origin."""
    points = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return np.asarray(points, dtype=np.float64)


def _options(
    noise: float, *, many_classes: int | None = None
) -> dict[str, Parameter[int] | Parameter[float]]:
    options: dict[str, Parameter[int] | Parameter[float]] = {
        "rows": Integer(
            "rows", default=1000, minimum=10, maximum=1_000_000, help="How many points are drawn."
        ),
        "noise": Number(
            "noise",
            default=noise,
            minimum=0.0,
            maximum=10.0,
            help="Standard deviation of what is added to each coordinate.",
        ),
        "seed": Integer(
            "seed",
            default=0,
            minimum=0,
            maximum=2**32 - 1,
            help="The same seed draws the same points.",
        ),
    }
    if many_classes is not None:
        options["classes"] = Integer(
            "classes", default=many_classes, minimum=2, maximum=10, help="How many classes."
        )
    return options


MAKERS: Mapping[str, Maker] = {
    "two_moons": Maker(
        title=_("Two moons"),
        summary=_("Two half circles that reach into each other: no straight line parts them."),
        make=_two_moons,
        options=_options(0.15),
    ),
    "circles": Maker(
        title=_("Circles"),
        summary=_("Rings around one centre: the distance from it decides."),
        make=_circles,
        options=_options(0.08, many_classes=2),
    ),
    "spirals": Maker(
        title=_("Spirals"),
        summary=_("Arms wound around each other: a deep network's exercise."),
        make=_spirals,
        options=_options(0.02, many_classes=2),
    ),
    "xor": Maker(
        title=_("XOR"),
        summary=_("Four quadrants in two classes: the smallest task that needs a hidden layer."),
        make=_xor,
        options=_options(0.05),
    ),
    "blobs": Maker(
        title=_("Blobs"),
        summary=_("Clouds around a centre each: one layer is enough."),
        make=_blobs,
        options=_options(0.5, many_classes=3),
    ),
}
