"""Measured sets that come with netbuilder or with scikit-learn.

scikit-learn's are read from the files it ships: importing `sklearn.datasets` takes over a second,
reading the files takes milliseconds. Tests hold them equal to scikit-learn's own loaders. To add a
set, write a function that gives its columns and its line in `SETS`.
"""

from __future__ import annotations

import gzip
import importlib.util
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from netbuilder import resources
from netbuilder.data.table import Array, Table, names_of
from netbuilder.error import DataError
from netbuilder.project.schema import Column, ColumnKind, ColumnRole, Window
from netbuilder.words import _

VERSION = 1

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSet:
    """One measured set.

    Attributes:
        title: Its name for people.
        summary: What its rows are and what is asked, in one sentence.
        read: Gives each column's description and values.
        window: How a series is cut by default; None for rows on their own.
        ranges: Columns whose range is fixed by how they were measured, for instance grey values.
    """

    title: str
    summary: str
    read: Callable[[], list[tuple[Column, Array]]]
    window: Window | None = None
    ranges: Mapping[str, tuple[float, float]] | None = None


def read_builtin(name: str) -> Table:
    """Read a measured set.

    Raises:
        DataError: There is no such set, or scikit-learn's files are not where they belong.
    """
    known = SETS.get(name)
    if known is None:
        raise DataError(
            _("there is no built-in set of this name"),
            place=name,
            remedy=_("Choose one of {names}.").format(names=", ".join(SETS)),
        )
    columns = known.read()
    return Table(
        columns={column.name: values for column, values in columns},
        fingerprint=f"builtin:{name}:{VERSION}",
        place=known.title,
        declared=tuple(column for column, _values in columns),
    )


def _sklearn_file(name: str) -> Path:
    found = importlib.util.find_spec("sklearn")
    for folder in (found.submodule_search_locations if found else None) or ():
        path = Path(folder) / "datasets" / "data" / name
        if path.is_file():
            return path
    raise DataError(
        _("this set comes with scikit-learn, and its file is missing"),
        place=name,
        remedy=_("Install scikit-learn again."),
    )


def _numbers(path: Path, *, delimiter: str | None = ",", header_rows: int = 0) -> Numbers:
    content = path.read_bytes()
    if path.suffix == ".gz":
        content = gzip.decompress(content)
    lines = content.decode("utf-8").splitlines()[header_rows:]
    return np.loadtxt(lines, delimiter=delimiter, dtype=np.float64, ndmin=2)


def _number_columns(
    names: Iterable[tuple[str, str]], values: Numbers
) -> list[tuple[Column, Array]]:
    """A number column for each (name, unit)."""
    return [
        (
            Column(name=name, kind=ColumnKind.NUMBER, unit=unit),
            np.ascontiguousarray(values[:, position]),
        )
        for position, (name, unit) in enumerate(names)
    ]


def _category_target(name: str, labels: Numbers, classes: tuple[str, ...]) -> tuple[Column, Array]:
    column = Column(name=name, kind=ColumnKind.CATEGORY, role=ColumnRole.TARGET, classes=classes)
    return column, names_of(labels.astype(np.int64), classes)


def _digits() -> list[tuple[Column, Array]]:
    table = _numbers(_sklearn_file("digits.csv.gz"))
    pictures = table[:, :-1].astype(np.float32).reshape(-1, 1, 8, 8)
    picture = Column(name="picture", kind=ColumnKind.IMAGE, dims=(1, 8, 8))
    digits = tuple(str(digit) for digit in range(10))
    return [(picture, pictures), _category_target("digit", table[:, -1], digits)]


def _iris() -> list[tuple[Column, Array]]:
    table = _numbers(_sklearn_file("iris.csv"), header_rows=1)
    names = ("sepal length", "sepal width", "petal length", "petal width")
    target = _category_target("species", table[:, -1], ("setosa", "versicolor", "virginica"))
    return [*_number_columns([(name, "cm") for name in names], table), target]


_WINE = (
    "alcohol",
    "malic acid",
    "ash",
    "alcalinity of ash",
    "magnesium",
    "total phenols",
    "flavanoids",
    "nonflavanoid phenols",
    "proanthocyanins",
    "color intensity",
    "hue",
    "od280/od315",
    "proline",
)


def _wine() -> list[tuple[Column, Array]]:
    table = _numbers(_sklearn_file("wine_data.csv"), header_rows=1)
    target = _category_target("cultivar", table[:, -1], ("class 0", "class 1", "class 2"))
    return [*_number_columns([(name, "") for name in _WINE], table), target]


_CELL = (
    "radius",
    "texture",
    "perimeter",
    "area",
    "smoothness",
    "compactness",
    "concavity",
    "concave points",
    "symmetry",
    "fractal dimension",
)


def _breast_cancer() -> list[tuple[Column, Array]]:
    table = _numbers(_sklearn_file("breast_cancer.csv"), header_rows=1)
    names = [
        *(f"mean {name}" for name in _CELL),
        *(f"{name} error" for name in _CELL),
        *(f"worst {name}" for name in _CELL),
    ]
    target = _category_target("diagnosis", table[:, -1], ("malignant", "benign"))
    return [*_number_columns([(name, "") for name in names], table), target]


def _diabetes() -> list[tuple[Column, Array]]:
    table = _numbers(_sklearn_file("diabetes_data_raw.csv.gz"), delimiter=None)
    progression = _numbers(_sklearn_file("diabetes_target.csv.gz"))
    names = [("age", "years"), ("sex", ""), ("bmi", "kg/m²"), ("bp", "mmHg")]
    names += [(f"s{number}", "") for number in range(1, 7)]
    target = Column(name="progression", kind=ColumnKind.NUMBER, role=ColumnRole.TARGET)
    return [*_number_columns(names, table), (target, np.ascontiguousarray(progression[:, 0]))]


def _sunspots() -> list[tuple[Column, Array]]:
    table = _numbers(resources.path("data", "sunspots.csv"), header_rows=1)
    year = Column(name="year", kind=ColumnKind.NUMBER, role=ColumnRole.IGNORED, unit="years")
    spots = Column(name="sunspots", kind=ColumnKind.NUMBER, role=ColumnRole.TARGET)
    return [
        (year, np.ascontiguousarray(table[:, 0])),
        (spots, np.ascontiguousarray(table[:, 1])),
    ]


SETS: Mapping[str, KnownSet] = {
    "digits": KnownSet(
        title=_("Digits"),
        summary=_("Handwritten digits as 8×8 grey pictures: which digit is it?"),
        read=_digits,
        ranges={"picture": (0.0, 16.0)},
    ),
    "iris": KnownSet(
        title=_("Iris"),
        summary=_("Lengths and widths of iris flowers: which of three species?"),
        read=_iris,
    ),
    "wine": KnownSet(
        title=_("Wine"),
        summary=_("Chemical measurements of wines: which of three cultivars?"),
        read=_wine,
    ),
    "breast_cancer": KnownSet(
        title=_("Breast cancer"),
        summary=_("Measurements of cell nuclei: malignant or benign?"),
        read=_breast_cancer,
    ),
    "diabetes": KnownSet(
        title=_("Diabetes"),
        summary=_("Ten measurements of a patient: how far does the disease progress in a year?"),
        read=_diabetes,
    ),
    "sunspots": KnownSet(
        title=_("Sunspots"),
        summary=_("Sunspots a year from 1700 to 2008: how many next year?"),
        read=_sunspots,
        window=Window(length=24, horizon=1, stride=1),
    ),
}
