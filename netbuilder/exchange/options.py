"""What a person chooses about an export."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a network is written.

    Attributes:
        comments: Whether the source explains each layer, and the training loop each step.
        training_loop: Whether a plain PyTorch loop and the rows that it learns from go along.
        transforms: Whether the file prepares raw rows itself; without, it takes tensors.
        weights: ``"best"`` or ``"last"``.
    """

    comments: bool = False
    training_loop: bool = False
    transforms: bool = True
    weights: str = "best"


USUAL = Options()
"""What is written where nothing else is asked for."""
