import math
import warnings

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as sk

from netbuilder.training.metrics import ClassTally, NumberTally

CPU = torch.device("cpu")


def unchanged(values: np.ndarray) -> np.ndarray:
    return values


@given(st.integers(2, 6), st.lists(st.integers(1, 17), min_size=1, max_size=5), st.integers(0, 99))
def test_class_metrics_equal_scikit_learn(classes: int, batches: list[int], seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    tally = ClassTally(classes, "logits", device=CPU)
    wanted, given = [], []
    for size in batches:
        output = torch.randn(size, classes, generator=generator)
        target = torch.randint(0, classes, (size,), generator=generator)
        tally.add(output, target)
        wanted += target.tolist()
        given += output.argmax(dim=1).tolist()

    assert tally.values() == pytest.approx(
        {
            "accuracy": sk.accuracy_score(wanted, given),
            "f1": sk.f1_score(wanted, given, average="macro", zero_division=0),
        }
    )
    np.testing.assert_array_equal(
        tally.confusion, sk.confusion_matrix(wanted, given, labels=range(classes))
    )


@pytest.mark.parametrize(("form", "half"), [("logits", 0.0), ("probabilities", 0.5)])
def test_one_number_is_the_evidence_for_the_second_class(form: str, half: float) -> None:
    tally = ClassTally(2, form, device=CPU)
    tally.add(torch.tensor([[half - 0.1], [half + 0.1], [half + 0.2]]), torch.tensor([0, 1, 0]))

    # Two of three are right; F1 is 2/3 for either class.
    assert tally.values() == pytest.approx({"accuracy": 2 / 3, "f1": 2 / 3})


@given(st.integers(1, 3), st.lists(st.integers(2, 17), min_size=1, max_size=5), st.integers(0, 99))
def test_number_metrics_equal_scikit_learn_in_the_own_unit(
    width: int, batches: list[int], seed: int
) -> None:
    generator = torch.Generator().manual_seed(seed)
    tally = NumberTally(width, lambda values: values * 250.0 + 1e4)
    wanted, given = [], []
    for size in batches:
        output = torch.randn(size, width, generator=generator)
        target = output + torch.randn(size, width, generator=generator)
        tally.add(output, target)
        wanted.append(target.double().numpy() * 250.0 + 1e4)
        given.append(output.double().numpy() * 250.0 + 1e4)
    y, p = np.concatenate(wanted), np.concatenate(given)

    assert tally.values() == pytest.approx(
        {
            "mae": sk.mean_absolute_error(y, p),
            "rmse": sk.root_mean_squared_error(y, p),
            "r2": sk.r2_score(y, p),
        },
        rel=1e-9,
    )


def test_r2_of_large_targets_with_small_spread_is_exact() -> None:
    target = torch.tensor([[1e7], [1e7 + 1], [1e7 + 2], [1e7 + 3]], dtype=torch.float64)
    tally = NumberTally(1, unchanged)
    for row in range(4):
        tally.add(target[row : row + 1] + 1.0, target[row : row + 1])

    # Errors are 1 each, 4 in all; the targets' spread around their mean is 5.
    assert tally.values()["r2"] == pytest.approx(1 - 4 / 5)


def test_constant_targets_give_what_scikit_learn_gives() -> None:
    y = torch.full((4, 1), 3.0)
    right, wrong = NumberTally(1, unchanged), NumberTally(1, unchanged)
    right.add(y, y)
    wrong.add(y + 1.0, y)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert right.values()["r2"] == sk.r2_score(y, y)
        assert wrong.values()["r2"] == sk.r2_score(y, y + 1.0)


def test_missing_targets_count_nothing() -> None:
    numbers, classes = NumberTally(1, unchanged), ClassTally(2, "logits", device=CPU)
    numbers.add(torch.tensor([[1.0], [9.0], [2.0]]), torch.tensor([[1.5], [math.nan], [2.5]]))
    classes.add(torch.tensor([[1.0, 0.0], [1.0, 0.0]]), torch.tensor([0, -1]))

    assert numbers.values()["mae"] == pytest.approx(0.5)
    assert classes.values()["accuracy"] == 1.0


def test_nothing_counted_is_not_a_number() -> None:
    assert all(math.isnan(v) for v in NumberTally(1, unchanged).values().values())
    assert all(math.isnan(v) for v in ClassTally(3, "logits", device=CPU).values().values())


def test_saved_counts_go_on() -> None:
    output, target = torch.tensor([[1.0], [2.0], [4.0]]), torch.tensor([[1.5], [2.5], [2.0]])
    first, second = NumberTally(1, unchanged), NumberTally(1, unchanged)
    first.add(output[:2], target[:2])
    second.load({name: tensor.clone() for name, tensor in first.tensors().items()})
    second.add(output[2:], target[2:])

    # (0.5 + 0.5 + 2) / 3
    assert second.values()["mae"] == pytest.approx(1.0)

    classes, more = ClassTally(2, "logits", device=CPU), ClassTally(2, "logits", device=CPU)
    classes.add(torch.tensor([[0.0, 1.0]]), torch.tensor([1]))
    more.load({name: tensor.clone() for name, tensor in classes.tensors().items()})
    more.add(torch.tensor([[0.0, 1.0]]), torch.tensor([0]))
    assert more.values()["accuracy"] == 0.5
