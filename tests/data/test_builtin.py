"""The measured sets, against scikit-learn's own loaders."""

import numpy as np
import pytest
from sklearn import datasets

from netbuilder.data.builtin import read_builtin
from netbuilder.error import DataError


@pytest.mark.parametrize(
    ("name", "loader", "options"),
    [
        ("iris", datasets.load_iris, {}),
        ("wine", datasets.load_wine, {}),
        ("breast_cancer", datasets.load_breast_cancer, {}),
        ("diabetes", datasets.load_diabetes, {"scaled": False}),
    ],
)
def test_numbers_equal_scikit_learns(name, loader, options):
    expected = loader(**options)
    table = read_builtin(name)
    *inputs, target = table.columns.values()
    np.testing.assert_array_equal(np.stack(inputs, axis=1), expected.data)
    if name == "diabetes":
        np.testing.assert_array_equal(target, expected.target)
    else:
        names = [str(expected.target_names[label]).replace("_", " ") for label in expected.target]
        assert target.tolist() == names


def test_digits_equal_scikit_learns():
    expected = datasets.load_digits()
    table = read_builtin("digits")
    np.testing.assert_array_equal(table.columns["picture"][:, 0], expected.images)
    assert table.columns["digit"].tolist() == [str(label) for label in expected.target]
    assert table.declared[1].classes == tuple("0123456789")


def test_sunspots_have_their_known_years_and_peaks():
    table = read_builtin("sunspots")
    assert len(table) == 309
    assert table.columns["year"].tolist() == list(range(1700, 2009))
    spots = dict(zip(table.columns["year"], table.columns["sunspots"], strict=True))
    assert (spots[1957], spots[1810]) == (190.2, 0.0)


def test_every_column_is_declared_in_order():
    table = read_builtin("wine")
    assert [column.name for column in table.declared] == list(table.columns)


def test_an_unknown_set_names_the_ones_there_are():
    with pytest.raises(DataError, match=r"titanic: there is no built-in set .* digits, iris"):
        read_builtin("titanic")
