import math

import pytest
import torch
from torch.nn import functional

from netbuilder.compiler import goal
from netbuilder.training.losses import LOSSES, has_missing, over_present

LOGITS = torch.tensor([[2.0, -1.0, 0.5], [0.1, 0.2, -3.0], [1.0, 1.0, 1.0]])
CLASSES = torch.tensor([0, 2, 1])


def test_every_loss_of_the_compiler_is_here() -> None:
    assert set(LOSSES) == {name for names in goal.LOSSES.values() for name in names}


def test_numbers_by_hand() -> None:
    output, target = torch.tensor([[1.0], [5.0]]), torch.tensor([[1.5], [2.0]])

    assert LOSSES["mse"](output, target, "value").item() == pytest.approx((0.25 + 9) / 2)
    assert LOSSES["l1"](output, target, "value").item() == pytest.approx((0.5 + 3) / 2)
    assert LOSSES["huber"](output, target, "value").item() == pytest.approx((0.125 + 2.5) / 2)


def test_cross_entropy_by_hand() -> None:
    log_p = LOGITS - LOGITS.exp().sum(dim=1, keepdim=True).log()
    expected = -(log_p[0, 0] + log_p[1, 2] + log_p[2, 1]).item() / 3

    assert LOSSES["cross_entropy"](LOGITS, CLASSES, "logits").item() == pytest.approx(expected)


@pytest.mark.parametrize("name", ["cross_entropy", "binary_cross_entropy"])
def test_every_form_gives_the_same_loss(name: str) -> None:
    if name == "cross_entropy":
        log_p = LOGITS.log_softmax(dim=1)
        forms = {"logits": LOGITS, "log_probabilities": log_p, "probabilities": log_p.exp()}
    else:
        forms = {"logits": LOGITS, "probabilities": LOGITS.sigmoid()}
    losses = [LOSSES[name](values, CLASSES, form).item() for form, values in forms.items()]

    assert losses == pytest.approx([losses[0]] * len(losses), rel=1e-5)


def test_binary_cross_entropy_by_hand() -> None:
    p = torch.tensor([[0.8], [0.3]])

    loss = LOSSES["binary_cross_entropy"](p, torch.tensor([1, 0]), "probabilities")

    assert loss.item() == pytest.approx(-(math.log(0.8) + math.log(0.7)) / 2)


def test_probability_of_zero_gives_a_finite_cross_entropy() -> None:
    p = torch.tensor([[0.0, 1.0]], requires_grad=True)

    loss = LOSSES["cross_entropy"](p, torch.tensor([0]), "probabilities")
    loss.backward()

    assert loss.item() == pytest.approx(-math.log(1e-12), rel=1e-4)
    assert p.grad is not None
    assert bool(p.grad.isfinite().all())


@pytest.mark.parametrize("name", ["mse", "l1", "huber"])
def test_missing_number_adds_nothing(name: str) -> None:
    output = torch.tensor([[1.0], [5.0], [7.0]], requires_grad=True)
    target = torch.tensor([[1.5], [math.nan], [2.0]])

    loss = over_present(LOSSES[name])(output, target, "value")
    loss.backward()

    present = torch.tensor([0, 2])
    expected = LOSSES[name](output[present], target[present], "value")
    assert has_missing(target)
    assert loss.item() == pytest.approx(expected.item())
    assert output.grad is not None
    assert output.grad[1].item() == 0.0


@pytest.mark.parametrize("form", ["logits", "log_probabilities", "probabilities"])
def test_missing_class_adds_nothing(form: str) -> None:
    output = {
        "logits": LOGITS,
        "log_probabilities": LOGITS.log_softmax(1),
        "probabilities": LOGITS.softmax(1),
    }[form]
    target = torch.tensor([0, -1, 1])

    loss = over_present(LOSSES["cross_entropy"])(output, target, form)

    expected = functional.cross_entropy(LOGITS[[0, 2]], torch.tensor([0, 1]))
    assert loss.item() == pytest.approx(expected.item(), rel=1e-5)


@pytest.mark.parametrize("width", [1, 3])
def test_missing_class_adds_nothing_to_binary_cross_entropy(width: int) -> None:
    output = LOGITS[:, :width]
    target = torch.tensor([0, -1, 1]).clamp(max=width)
    loss = LOSSES["binary_cross_entropy"]

    masked = over_present(loss)(output, target, "logits")

    assert masked.item() == pytest.approx(loss(output[[0, 2]], target[[0, 2]], "logits").item())


@pytest.mark.parametrize(
    ("name", "output", "target"),
    [
        ("mse", torch.ones(2, 1), torch.full((2, 1), math.nan)),
        ("cross_entropy", torch.ones(2, 3), torch.tensor([-1, -1])),
        ("binary_cross_entropy", torch.ones(2, 1), torch.tensor([-1, -1])),
    ],
)
def test_loss_without_any_target_is_zero_and_pulls_nowhere(
    name: str, output: torch.Tensor, target: torch.Tensor
) -> None:
    output = output.clone().requires_grad_()

    loss = over_present(LOSSES[name])(output, target, "logits")
    loss.backward()

    assert loss.item() == 0.0
    assert output.grad is not None
    assert torch.equal(output.grad, torch.zeros_like(output))
