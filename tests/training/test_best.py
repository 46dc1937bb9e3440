import math

import pytest

from netbuilder.training.best import Best


@pytest.mark.parametrize(
    ("key", "values", "best"),
    [
        ("loss", [3.0, 1.0, 2.0, 1.0], 2),
        ("accuracy", [0.5, 0.9, 0.7, 0.9], 2),
        ("y.rmse", [2.0, 3.0, 1.0, 1.5], 3),
        ("r2", [-5.0, -1.0, -3.0, -2.0], 2),
        ("loss", [math.nan, 2.0, math.nan, 3.0], 2),
        ("loss", [math.inf, 2.0, 1.0, 3.0], 3),
    ],
)
def test_best_epoch_is_the_first_with_the_best_value(
    key: str, values: list[float], best: int
) -> None:
    watched = Best(key=key)
    for epoch, value in enumerate(values, start=1):
        watched.take(value, epoch)

    assert watched.epoch == best
    assert watched.value == values[best - 1]


def test_patience_counts_epochs_without_a_better_value() -> None:
    watched = Best(key="loss")
    over = []
    for epoch, value in enumerate([5.0, 4.0, 4.0, 3.0, 3.5, 3.2], start=1):
        watched.take(value, epoch)
        over.append(watched.is_stale(2))

    assert over == [False, False, False, False, False, True]


def test_patience_of_zero_never_stops() -> None:
    watched = Best(key="loss")
    for epoch in range(1, 100):
        watched.take(1.0, epoch)

    assert not watched.is_stale(0)
