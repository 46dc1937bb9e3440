"""Losses by name: a sum over counted elements, divided once by their number.

Each takes what ``forward`` returned for an Output, what these numbers are (its form: ``value``,
``logits``, ``log_probabilities`` or ``probabilities``) and the targets: int64 (batch,) for a
category, float32 (batch, width) for numbers. A missing target (NaN, or a class below 0) adds
nothing; where all are missing the loss is 0.

To add a loss, write its function, put it into `LOSSES`, and name it in `netbuilder.compiler.goal`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch
from torch import Tensor
from torch.nn import functional

Loss = Callable[[Tensor, Tensor, str], Tensor]

SMALLEST_PROBABILITY = 1e-12
MISSING_CLASS = -1


def mse(output: Tensor, target: Tensor, _form: str) -> Tensor:
    """Mean squared error."""
    return functional.mse_loss(output, target.view_as(output))


def l1(output: Tensor, target: Tensor, _form: str) -> Tensor:
    """Mean absolute error."""
    return functional.l1_loss(output, target.view_as(output))


def huber(output: Tensor, target: Tensor, _form: str) -> Tensor:
    """Squared error up to a difference of 1, absolute error beyond."""
    return functional.huber_loss(output, target.view_as(output))


def cross_entropy(output: Tensor, target: Tensor, form: str) -> Tensor:
    """Mean negative log-probability of the right class; `output` is (batch, classes)."""
    if form == "logits":
        return functional.cross_entropy(output, target)
    if form == "log_probabilities":
        return functional.nll_loss(output, target)
    return functional.nll_loss(output.clamp(min=SMALLEST_PROBABILITY).log(), target)


def binary_cross_entropy(output: Tensor, target: Tensor, form: str) -> Tensor:
    """Mean negative log-probability of yes and no.

    With one number an example, the target is class 0 or 1; with several, each stands for a class
    and only the right one is yes.
    """
    wanted = _yes_or_no(output, target)
    if form == "logits":
        return functional.binary_cross_entropy_with_logits(output, wanted)
    return functional.binary_cross_entropy(output, wanted)


LOSSES: Mapping[str, Loss] = {
    "mse": mse,
    "l1": l1,
    "huber": huber,
    "cross_entropy": cross_entropy,
    "binary_cross_entropy": binary_cross_entropy,
}


def has_missing(target: Tensor) -> bool:
    """Whether any target is missing."""
    missing = target.isnan() if target.is_floating_point() else target < 0
    return bool(missing.any())


def over_present(loss: Loss) -> Loss:
    """`loss` for targets of which some are missing: those add nothing.

    Every loss here is a mean over elements, so the mean over the present ones is that of the
    gathered elements. A mask rather than a gather keeps shapes fixed and the device unasked.
    """

    def masked(output: Tensor, target: Tensor, form: str) -> Tensor:
        if not target.is_floating_point():
            return _over_present_rows(loss, output, target, form)
        target = target.view_as(output)
        present = ~target.isnan()
        # Equal to the target where it is missing, so that the element costs nothing.
        output = torch.where(present, output, output.new_zeros(()))
        target = torch.where(present, target, target.new_zeros(()))
        share = present.sum() / present.numel()
        return loss(output, target, form) / share.clamp(min=1.0 / present.numel())

    return masked


def _over_present_rows(loss: Loss, output: Tensor, target: Tensor, form: str) -> Tensor:
    present = target >= 0
    if loss is cross_entropy:
        log_p = output
        if form == "logits":
            log_p = functional.log_softmax(output, dim=1)
        elif form == "probabilities":
            log_p = output.clamp(min=SMALLEST_PROBABILITY).log()
        total = functional.nll_loss(log_p, target, ignore_index=MISSING_CLASS, reduction="sum")
        return total / present.sum().clamp(min=1)
    wanted = _yes_or_no(output, target.clamp(min=0))
    elementwise = (
        functional.binary_cross_entropy_with_logits
        if form == "logits"
        else functional.binary_cross_entropy
    )
    counted = present.view(-1, 1).expand_as(output)
    total = (elementwise(output, wanted, reduction="none") * counted).sum()
    return total / counted.sum().clamp(min=1)


def _yes_or_no(output: Tensor, target: Tensor) -> Tensor:
    if target.is_floating_point() or output.shape[-1] == 1 or output.dim() == 1:
        return target.to(output.dtype).view_as(output)
    return functional.one_hot(target, output.shape[-1]).to(output.dtype)
