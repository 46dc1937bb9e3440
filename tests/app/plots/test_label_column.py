"""Labels at the ends of curves never cover one another."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from netbuilder.app.plots.label_column import spread_labels


def test_labels_with_room_stand_at_their_places() -> None:
    assert spread_labels([20, 60], 10, 0, 100) == [15, 55]


def test_two_that_touch_share_the_way() -> None:
    assert spread_labels([50, 52], 10, 0, 100) == [41, 51]


def test_labels_stay_within_the_column() -> None:
    assert spread_labels([-5, 99, 100], 10, 0, 100) == [0, 80, 90]


@given(st.lists(st.floats(-50, 250), min_size=1, max_size=12))
def test_no_two_overlap_and_the_order_stays(wanted: list[float]) -> None:
    tops = spread_labels(wanted, 12, 0, 200)
    pairs = sorted(zip(tops, wanted, strict=True))
    assert all(b[0] - a[0] >= 12 - 1e-6 for a, b in pairwise(pairs))
    assert all(a[1] <= b[1] for a, b in pairwise(pairs))
    assert min(tops) >= -1e-6
    assert max(tops) + 12 <= 200 + 1e-6
