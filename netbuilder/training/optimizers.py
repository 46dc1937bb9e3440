"""Optimizer steps that look for non-finite numbers and skip themselves, on the device.

Every step checks loss and gradients in one call and hands the finding to the update as a device
flag, so nothing waits for the device and a bad step changes no weight. The flag stays set until
`Fuse.reset`: all later steps are skipped as well, until the loop reads the flag and pauses.

The fused kernels behind `torch.optim` are called directly: their Python shell costs more than a
whole step of a small network. Where a device lacks one, `torch.optim` itself steps instead.

To add an optimizer, declare it in `netbuilder.project.optimizer` and write an `Updater` here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import torch
from torch import Tensor

from netbuilder.layers.parameter import Value
from netbuilder.project.optimizer import OPTIMIZERS


class Fuse:
    """Blows at the first non-finite number on a device, and stays blown until it is reset."""

    def __init__(self, device: torch.device) -> None:
        self.blown = torch.zeros((), device=device)
        self._one = torch.ones((), device=device)
        self._is_fast = self._has_kernel()

    def check(self, tensors: list[Tensor]) -> None:
        """Blow if any number is not finite. Waits for nothing."""
        if self._is_fast:
            torch._amp_foreach_non_finite_check_and_unscale_(tensors, self.blown, self._one)
            return
        bad = torch.stack([tensor.isfinite().all().logical_not() for tensor in tensors]).any()
        self.blown.copy_(torch.maximum(self.blown, bad.to(self.blown.dtype)))

    def read(self) -> bool:
        """Whether it has blown; waits for the device."""
        return bool(self.blown.item())

    def reset(self) -> None:
        """Make it whole again."""
        self.blown.zero_()

    def _has_kernel(self) -> bool:
        try:
            torch._amp_foreach_non_finite_check_and_unscale_(
                [torch.ones_like(self._one)], self.blown, self._one
            )
        except (AttributeError, NotImplementedError, RuntimeError):
            return False
        return True


class Updater:
    """Moves some parameters along their gradients.

    Args:
        parameters: What it moves; those that the loss does not depend on are left alone.
        options: Every option of the optimizer.
        fuse: Where a non-finite number is reported.

    Attributes:
        steps: How many steps were taken, skipped ones not counted; float32 on the device.
    """

    kind: ClassVar[str]

    def __init__(
        self, parameters: Sequence[Tensor], options: Mapping[str, Value], fuse: Fuse
    ) -> None:
        self._candidates = list(parameters)
        self._options = dict(options)
        self._fuse = fuse
        self._used: list[int] = []
        self._owners: list[Tensor] = []
        self._weights: list[Tensor] = []
        self.steps = torch.zeros((), device=fuse.blown.device)

    def step(self, loss: Tensor, learning_rate: float) -> None:
        """Take one step, unless `loss` (detached) or a gradient is not finite."""
        if not self._owners:
            self._use([i for i, owner in enumerate(self._candidates) if owner.grad is not None])
        gradients: list[Any] = [owner.grad for owner in self._owners]
        self._fuse.check([*gradients, loss])
        self.steps.add_(1.0).sub_(self._fuse.blown)
        self._update(gradients, learning_rate)

    def rewind(self) -> None:
        """Go back to before the first step that was skipped; the fuse has been reset."""

    def tensors(self) -> dict[str, Tensor]:
        """The state, for a checkpoint: one tensor a name and parameter, and the steps."""
        state = {
            f"{name}.{index}": tensor
            for name, tensors in self._states().items()
            for index, tensor in zip(self._used, tensors, strict=True)
        }
        used = torch.tensor(self._used, dtype=torch.int64)
        return {**state, "used": used, "steps": self.steps}

    def load(self, tensors: Mapping[str, Tensor]) -> None:
        """Take over the state that `tensors` of another updater of this kind gave.

        Raises:
            KeyError, RuntimeError: It is the state of something else.
        """
        self._use([int(index) for index in tensors["used"]])
        self.steps.copy_(tensors["steps"])
        for name, states in self._states().items():
            for index, state in zip(self._used, states, strict=True):
                state.copy_(tensors[f"{name}.{index}"])

    def _use(self, indices: list[int]) -> None:
        self._used = indices
        self._owners = [self._candidates[index] for index in indices]
        self._weights = [owner.detach() for owner in self._owners]
        self._begin()

    def _zeros(self) -> list[Tensor]:
        return [torch.zeros_like(weight) for weight in self._weights]

    def _begin(self) -> None:
        """Make the state for `_weights`."""

    def _states(self) -> Mapping[str, list[Tensor]]:
        """The state by name, a tensor for each of `_weights` (or none at all)."""
        return {}

    def _update(self, gradients: list[Tensor], learning_rate: float) -> None:
        raise NotImplementedError


class _Adam(Updater):
    kind = "Adam"
    is_decoupled: ClassVar[bool] = False

    def _begin(self) -> None:
        self._means, self._squares = self._zeros(), self._zeros()
        self._largest = self._zeros() if self._options["amsgrad"] else []
        self._counts = [self.steps] * len(self._weights)
        self._fused = torch._fused_adamw_ if self.is_decoupled else torch._fused_adam_

    def _states(self) -> Mapping[str, list[Tensor]]:
        states = {"mean": self._means, "square": self._squares}
        return {**states, "largest": self._largest} if self._largest else states

    def _update(self, gradients: list[Tensor], learning_rate: float) -> None:
        options = self._options
        self._fused(
            self._weights,
            gradients,
            self._means,
            self._squares,
            self._largest,
            self._counts,
            lr=learning_rate,
            beta1=options["beta1"],
            beta2=options["beta2"],
            weight_decay=options["weight_decay"],
            eps=options["eps"],
            amsgrad=options["amsgrad"],
            maximize=False,
            found_inf=self._fuse.blown,
        )


class _AdamW(_Adam):
    kind = "AdamW"
    is_decoupled = True


class _SGD(Updater):
    kind = "SGD"

    def _begin(self) -> None:
        self._momenta = self._zeros() if self._options["momentum"] else []
        self._is_first = True

    def _states(self) -> Mapping[str, list[Tensor]]:
        return {"momentum": self._momenta} if self._momenta else {}

    def rewind(self) -> None:
        self._is_first = bool(self.steps == 0)

    def load(self, tensors: Mapping[str, Tensor]) -> None:
        super().load(tensors)
        self.rewind()

    def _update(self, gradients: list[Tensor], learning_rate: float) -> None:
        options = self._options
        torch._fused_sgd_(
            self._weights,
            gradients,
            self._momenta,
            weight_decay=options["weight_decay"],
            momentum=options["momentum"],
            lr=learning_rate,
            dampening=options["dampening"],
            nesterov=options["nesterov"],
            maximize=False,
            is_first_step=self._is_first and bool(self._momenta),
            found_inf=self._fuse.blown,
        )
        self._is_first = False


class _Adagrad(Updater):
    kind = "Adagrad"

    def _begin(self) -> None:
        first = self._options["initial_accumulator_value"]
        self._sums = [torch.full_like(weight, first) for weight in self._weights]
        self._counts = [self.steps] * len(self._weights)

    def _states(self) -> Mapping[str, list[Tensor]]:
        return {"sum": self._sums}

    def _update(self, gradients: list[Tensor], learning_rate: float) -> None:
        options = self._options
        torch._fused_adagrad_(
            self._weights,
            gradients,
            self._sums,
            self._counts,
            lr=learning_rate,
            lr_decay=options["lr_decay"],
            weight_decay=options["weight_decay"],
            eps=options["eps"],
            maximize=False,
            found_inf=self._fuse.blown,
        )


class _RMSprop(Updater):
    """No device has a fused kernel for it, so the flag is worked into the arithmetic."""

    kind = "RMSprop"

    def _begin(self) -> None:
        self._squares = self._zeros()
        self._means = self._zeros() if self._options["centered"] else []
        self._momenta = self._zeros() if self._options["momentum"] else []
        self._nothing = torch.zeros((), device=self.steps.device)

    def _states(self) -> Mapping[str, list[Tensor]]:
        states = {"square": self._squares, "mean": self._means, "momentum": self._momenta}
        return {name: tensors for name, tensors in states.items() if tensors}

    def _update(self, gradients: list[Tensor], learning_rate: float) -> None:
        options, blown = self._options, self._fuse.blown
        if options["weight_decay"]:
            decay = options["weight_decay"]
            gradients = list(torch._foreach_add(gradients, self._weights, alpha=decay))
        is_blown = blown.bool()
        gradients = [torch.where(is_blown, self._nothing, gradient) for gradient in gradients]
        fresh = 1.0 - options["alpha"]
        kept = 1.0 - fresh * (1.0 - blown)
        torch._foreach_mul_(self._squares, kept)
        torch._foreach_addcmul_(self._squares, gradients, gradients, value=fresh)
        sizes = self._squares
        if self._means:
            torch._foreach_mul_(self._means, kept)
            torch._foreach_add_(self._means, gradients, alpha=fresh)
            sizes = list(torch._foreach_addcmul(sizes, self._means, self._means, value=-1.0))
        sizes = list(torch._foreach_sqrt(sizes))
        torch._foreach_add_(sizes, options["eps"])
        if not self._momenta:
            torch._foreach_addcdiv_(self._weights, gradients, sizes, value=-learning_rate)
            return
        torch._foreach_mul_(self._momenta, 1.0 - (1.0 - options["momentum"]) * (1.0 - blown))
        torch._foreach_addcdiv_(self._momenta, gradients, sizes)
        moves = torch._foreach_mul(self._momenta, (1.0 - blown) * -learning_rate)
        torch._foreach_add_(self._weights, list(moves))


class _TorchOptim(Updater):
    """Steps through `torch.optim`, on devices that lack a fused kernel. Waits for the device."""

    def __init__(
        self, parameters: Sequence[Tensor], options: Mapping[str, Value], fuse: Fuse, *, kind: str
    ) -> None:
        super().__init__(parameters, options, fuse)
        self._kind = kind

    def _begin(self) -> None:
        options = dict(self._options)
        if "beta1" in options:
            options["betas"] = (options.pop("beta1"), options.pop("beta2"))
        make = getattr(torch.optim, self._kind)
        self._optimizer: torch.optim.Optimizer = make(self._owners, lr=0.0, **options)

    def tensors(self) -> dict[str, Tensor]:
        state = {
            f"{name}.{index}": tensor
            for index, owner in zip(self._used, self._owners, strict=True)
            for name, tensor in self._optimizer.state[owner].items()
            if isinstance(tensor, Tensor)
        }
        used = torch.tensor(self._used, dtype=torch.int64)
        return {**state, "used": used, "steps": self.steps}

    def load(self, tensors: Mapping[str, Tensor]) -> None:
        super().load(tensors)
        for index, owner in zip(self._used, self._owners, strict=True):
            for key, tensor in tensors.items():
                name, _, number = key.rpartition(".")
                if name and number == str(index):
                    self._optimizer.state[owner][name] = tensor.clone()

    def _update(self, gradients: list[Tensor], learning_rate: float) -> None:
        if self._fuse.read():
            return
        for group in self._optimizer.param_groups:
            group["lr"] = learning_rate
        self._optimizer.step()


_UPDATERS: Mapping[str, type[Updater]] = {
    updater.kind: updater for updater in (_Adam, _AdamW, _SGD, _RMSprop, _Adagrad)
}


def make_updater(
    kind: str, parameters: Sequence[Tensor], values: Mapping[str, Value], fuse: Fuse
) -> Updater:
    """The optimizer called `kind`, with its default for every option that `values` leaves out."""
    options = OPTIMIZERS[kind].complete(values)
    if has_kernels(kind, fuse.blown.device):
        return _UPDATERS[kind](parameters, options, fuse)
    return _TorchOptim(parameters, options, fuse, kind=kind)


def has_kernels(kind: str, device: torch.device) -> bool:
    """Whether a device has what the fast steps of an optimizer need."""
    try:
        weight = torch.zeros(1, device=device, requires_grad=True)
        weight.grad = torch.zeros(1, device=device)
        options = OPTIMIZERS[kind].complete({})
        loss = torch.zeros((), device=device)
        _UPDATERS[kind]([weight], options, Fuse(device)).step(loss, 0.1)
    except (AttributeError, NotImplementedError, RuntimeError):
        return False
    return True
