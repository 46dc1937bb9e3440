"""What a set looks like at a glance."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_digits, load_iris

from netbuilder.data import read_schema
from netbuilder.data.table import Table
from netbuilder.data.thumbnail import Bars, Curve, Dots, Picture, glance_at, thumbnails_of
from netbuilder.error import DataError
from netbuilder.project.schema import Column, ColumnKind, ColumnRole, Data, Source
from netbuilder.project.template import open_template


def shown(name: str) -> tuple[object, ...]:
    return glance_at(open_template(name).data, None).thumbnails


def test_pictures_of_three_classes_are_the_first_of_each() -> None:
    pictures = shown("digits-cnn")

    digits = load_digits()
    assert [picture.label for picture in pictures if isinstance(picture, Picture)] == [
        "0",
        "3",
        "6",
    ]
    for picture, digit in zip(pictures, (0, 3, 6), strict=True):
        assert isinstance(picture, Picture)
        first = digits.images[np.flatnonzero(digits.target == digit)[0]]
        assert picture.pixels.dtype == np.uint8
        assert np.array_equal(picture.pixels[:, :, 0], np.round(first * 255 / 16))


def test_points_of_a_plane_lie_between_the_ends_of_both_columns() -> None:
    (dots,) = shown("two-moons-mlp")

    assert isinstance(dots, Dots)
    assert dots.names == ("x", "y")
    assert dots.places.shape == (240, 2)
    assert dots.places.min() >= 0
    assert dots.places.max() <= 1
    assert set(dots.classes.tolist()) == {0, 1}


def test_table_shows_how_its_first_columns_are_spread() -> None:
    bars = shown("iris")

    assert len(bars) == 3
    values = load_iris().data[:, 0]
    expected = np.histogram(values, bins=10)[0]
    assert isinstance(bars[0], Bars)
    assert bars[0].heights == pytest.approx(tuple(expected / expected.max()))


def test_categories_are_counted_in_their_order() -> None:
    column = Column(name="sort", kind=ColumnKind.CATEGORY, classes=("a", "b"))
    other = Column(name="size", kind=ColumnKind.NUMBER)
    table = Table(
        columns={
            "sort": np.array(["b", "a", "b", None, "b"], dtype=object),
            "size": np.array([1.0, np.nan, 1.0, 1.0, 1.0]),
        },
        fingerprint="",
        place="",
    )

    bars = thumbnails_of(Data(columns=(column, other)), table)

    assert isinstance(bars[0], Bars)
    assert bars[0].heights == pytest.approx((1 / 3, 1.0))
    assert isinstance(bars[1], Bars)
    assert sum(bars[1].heights) == 1.0


def test_series_shows_its_end() -> None:
    (curve,) = shown("sunspots-lstm")

    assert isinstance(curve, Curve)
    assert len(curve.heights) == 120
    assert min(curve.heights) == 0
    assert max(curve.heights) == 1


def test_colour_pictures_without_classes_are_the_first_ones() -> None:
    column = Column(name="photo", kind=ColumnKind.IMAGE, dims=(3, 2, 2), minimum=0, maximum=1)
    values = np.zeros((4, 3, 2, 2))
    values[1, 0, 0, 1] = 1.0
    table = Table(columns={"photo": values}, fingerprint="", place="")

    pictures = thumbnails_of(Data(columns=(column,)), table)

    assert len(pictures) == 3
    assert isinstance(pictures[1], Picture)
    assert pictures[1].pixels.shape == (2, 2, 3)
    assert pictures[1].pixels[0, 1].tolist() == [255, 0, 0]


def test_points_without_a_value_are_left_out() -> None:
    columns = (
        Column(name="a", kind=ColumnKind.NUMBER),
        Column(name="b", kind=ColumnKind.NUMBER),
        Column(name="c", kind=ColumnKind.NUMBER, role=ColumnRole.TARGET),
    )
    table = Table(
        columns={
            "a": np.array([0.0, np.nan, 2.0]),
            "b": np.array([5.0, 5.0, 5.0]),
            "c": np.zeros(3),
        },
        fingerprint="",
        place="",
    )

    (dots,) = thumbnails_of(Data(columns=columns), table)

    assert isinstance(dots, Dots)
    assert dots.places.tolist() == [[0, 0], [1, 0]]
    assert dots.classes.tolist() == [0, 0]


def test_file_that_is_gone_says_so(tmp_path: Path) -> None:
    data = Data(source=Source(kind="csv", location="gone.csv"))
    with pytest.raises(DataError, match="gone"):
        glance_at(data, tmp_path)


def test_file_that_has_changed_is_told(tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text("a,b\n1,2\n3,4\n5,7\n")
    data = read_schema(Source(kind="csv", location="a.csv"), tmp_path)
    assert not glance_at(data, tmp_path).is_changed

    table.write_text("a,b\n1,2\n3,4\n5,8\n")
    assert glance_at(data, tmp_path).is_changed
    assert glance_at(data, tmp_path).present == read_schema(data.source, tmp_path)


def test_very_large_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tmp_path / "a.csv"
    table.write_text("a,b\n1,2\n3,4\n5,7\n")
    data = read_schema(Source(kind="csv", location="a.csv"), tmp_path)
    monkeypatch.setattr("netbuilder.data.source.LARGEST_BYTES", 4)

    other = replace(data, fingerprint="other")
    assert glance_at(other, tmp_path).present is None
    assert glance_at(other, tmp_path, even_large=True).present == data
