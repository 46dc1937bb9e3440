import itertools
import math
from collections.abc import Mapping

import pytest
import torch
from torch import Tensor

from netbuilder.project.optimizer import OPTIMIZERS
from netbuilder.training.optimizers import Fuse, Updater, _TorchOptim, make_updater

CPU = torch.device("cpu")

SETTINGS: dict[str, tuple[dict[str, object], ...]] = {
    "Adam": ({}, {"beta1": 0.5, "weight_decay": 0.1, "eps": 1e-3}, {"amsgrad": True}),
    "AdamW": ({}, {"beta2": 0.9, "weight_decay": 0.3}, {"amsgrad": True}),
    "SGD": (
        {},
        {"momentum": 0.9},
        {"momentum": 0.9, "nesterov": True},
        {"momentum": 0.8, "dampening": 0.3, "weight_decay": 0.1},
    ),
    "RMSprop": (
        {},
        {"alpha": 0.5, "eps": 1e-3, "weight_decay": 0.1},
        {"momentum": 0.9},
        {"centered": True, "momentum": 0.5},
    ),
    "Adagrad": ({}, {"lr_decay": 0.1, "weight_decay": 0.1, "initial_accumulator_value": 0.5}),
}
CASES = [(kind, values) for kind, all_values in SETTINGS.items() for values in all_values]


def weights() -> list[Tensor]:
    generator = torch.Generator().manual_seed(3)
    shapes = ((4, 3), (4,), (2, 4))
    return [torch.randn(shape, generator=generator).requires_grad_() for shape in shapes]


def loss_of(tensors: list[Tensor], step: int) -> Tensor:
    a, b, c = tensors
    x = torch.linspace(-1.0, 1.0, 15).reshape(5, 3) * (step + 1)
    return ((torch.tanh(x @ a.T + b) @ c.T - 1.0) ** 2).mean()


def descend(updater: Updater, tensors: list[Tensor], steps: range, rate: float = 0.05) -> None:
    for step in steps:
        for tensor in tensors:
            tensor.grad = None
        loss = loss_of(tensors, step)
        loss.backward()
        updater.step(loss.detach(), rate)


def torch_optimizer(
    kind: str, values: Mapping[str, object], tensors: list[Tensor], rate: float
) -> torch.optim.Optimizer:
    options = dict(values)
    defaults = OPTIMIZERS[kind].complete({})
    if "beta1" in options or "beta2" in options:
        first = options.pop("beta1", defaults["beta1"])
        options["betas"] = (first, options.pop("beta2", defaults["beta2"]))
    return getattr(torch.optim, kind)(tensors, lr=rate, foreach=False, **options)


@pytest.mark.parametrize(("kind", "values"), CASES)
def test_steps_equal_torch(kind: str, values: dict[str, object]) -> None:
    ours, theirs = weights(), weights()
    descend(make_updater(kind, ours, values, Fuse(CPU)), ours, range(20))
    optimizer = torch_optimizer(kind, values, theirs, 0.05)
    for step in range(20):
        optimizer.zero_grad()
        loss_of(theirs, step).backward()
        optimizer.step()

    for mine, other in zip(ours, theirs, strict=True):
        torch.testing.assert_close(mine, other, rtol=2e-5, atol=2e-6)


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_defaults_are_those_of_torch(kind: str) -> None:
    defaults = dict(getattr(torch.optim, kind)([torch.zeros(1, requires_grad=True)]).defaults)
    if "betas" in defaults:
        defaults["beta1"], defaults["beta2"] = defaults.pop("betas")

    ours = OPTIMIZERS[kind].complete({})

    assert ours == {key: defaults[key] for key in ours}


@pytest.mark.parametrize(("kind", "values"), CASES)
@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_bad_gradient_changes_neither_weights_nor_state(
    kind: str, values: dict[str, object], bad: float
) -> None:
    tensors, fuse = weights(), Fuse(CPU)
    updater = make_updater(kind, tensors, values, fuse)
    descend(updater, tensors, range(3))
    before = [tensor.detach().clone() for tensor in tensors]
    state = {name: tensor.clone() for name, tensor in updater.tensors().items()}

    for gradient in (bad, 1.0):  # a good step after the bad one is skipped as well
        for tensor in tensors:
            tensor.grad = torch.ones_like(tensor)
        assert tensors[1].grad is not None
        tensors[1].grad[2] = gradient
        updater.step(torch.tensor(0.5), 0.05)

    assert fuse.read()
    assert updater.steps.item() == 3
    for tensor, old in zip(tensors, before, strict=True):
        assert torch.equal(tensor, old)
    for name, old in state.items():
        assert torch.equal(updater.tensors()[name], old), name


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_bad_loss_with_good_gradients_changes_nothing(kind: str) -> None:
    tensors, fuse = weights(), Fuse(CPU)
    before = [tensor.detach().clone() for tensor in tensors]
    for tensor in tensors:
        tensor.grad = torch.ones_like(tensor)
    make_updater(kind, tensors, {}, fuse).step(torch.tensor(float("inf")), 0.05)

    assert fuse.read()
    assert all(torch.equal(new, old) for new, old in zip(tensors, before, strict=True))


def test_reset_fuse_lets_steps_through_again() -> None:
    tensors, fuse = weights(), Fuse(CPU)
    updater = make_updater("Adam", tensors, {}, fuse)
    fuse.check([torch.tensor([1.0, float("nan")])])
    fuse.reset()
    before = tensors[0].detach().clone()
    descend(updater, tensors, range(1))

    assert not fuse.read()
    assert not torch.equal(tensors[0], before)


@pytest.mark.parametrize(("kind", "values"), CASES)
def test_saved_state_goes_on_bit_for_bit(kind: str, values: dict[str, object]) -> None:
    straight, broken = weights(), weights()
    descend(make_updater(kind, straight, values, Fuse(CPU)), straight, range(10))

    first = make_updater(kind, broken, values, Fuse(CPU))
    descend(first, broken, range(4))
    state = {name: tensor.clone() for name, tensor in first.tensors().items()}
    second = make_updater(kind, broken, values, Fuse(CPU))
    second.load(state)
    descend(second, broken, range(4, 10))

    assert all(torch.equal(a, b) for a, b in zip(straight, broken, strict=True))


@pytest.mark.parametrize(("kind", "values"), CASES)
def test_device_without_kernels_steps_through_torch(kind: str, values: dict[str, object]) -> None:
    ours, slow = weights(), weights()
    descend(make_updater(kind, ours, values, Fuse(CPU)), ours, range(10))
    options = OPTIMIZERS[kind].complete(values)
    first = _TorchOptim(slow, options, Fuse(CPU), kind=kind)
    descend(first, slow, range(5))
    second = _TorchOptim(slow, options, Fuse(CPU), kind=kind)
    second.load({name: tensor.clone() for name, tensor in first.tensors().items()})
    descend(second, slow, range(5, 10))

    for mine, other in zip(ours, slow, strict=True):
        torch.testing.assert_close(mine, other, rtol=2e-5, atol=2e-6)


def test_weights_that_the_loss_ignores_are_left_alone() -> None:
    tensors = weights()
    idle = torch.ones(3, requires_grad=True)
    updater = make_updater("Adam", [idle, *tensors], {"weight_decay": 1.0}, Fuse(CPU))
    descend(updater, tensors, range(3))

    assert torch.equal(idle, torch.ones(3))


@pytest.mark.parametrize(
    ("kind", "values", "key"),
    [
        ("SGD", {"momentum": 1.0}, "momentum"),
        ("SGD", {"nesterov": True}, "nesterov"),
        ("SGD", {"nesterov": True, "momentum": 0.9, "dampening": 0.1}, "nesterov"),
        ("Adam", {"beta1": -0.1}, "beta1"),
        ("Adam", {"momentum": 0.5}, "momentum"),
        ("AdamW", {"weight_decay": float("nan")}, "weight_decay"),
        ("RMSprop", {"alpha": "much"}, "alpha"),
    ],
)
def test_wrong_option_is_named(kind: str, values: dict[str, object], key: str) -> None:
    assert list(OPTIMIZERS[kind].check_values(values)) == [key]


@pytest.mark.parametrize(("kind", "values"), CASES)
def test_right_options_are_accepted(kind: str, values: dict[str, object]) -> None:
    assert OPTIMIZERS[kind].check_values(values) == {}


def test_every_optimizer_is_tested() -> None:
    assert set(SETTINGS) == set(OPTIMIZERS)
    assert len(set(itertools.chain(SETTINGS))) == 5


@pytest.mark.parametrize("is_fast", [True, False])
@pytest.mark.parametrize(
    ("numbers", "blows"),
    [([1.0, -1e30], False), ([1.0, math.nan], True), ([-math.inf, 0.0], True), ([], False)],
)
def test_fuse_blows_at_numbers_that_are_not_finite(
    numbers: list[float], blows: bool, is_fast: bool
) -> None:
    fuse = Fuse(CPU)
    fuse._is_fast = is_fast  # as on a device that lacks the kernel

    fuse.check([torch.ones(2), torch.tensor(numbers)])
    fuse.check([torch.ones(2)])

    assert fuse.read() is blows
