"""Copies of tensors that are kept beside the ones in use, and what a full memory looks like."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor


class Kept:
    """A copy of some tensors, on their device; until the first `keep` there is none."""

    def __init__(self, tensors: Iterable[Tensor]) -> None:
        self._tensors = [tensor.detach() for tensor in tensors]
        self._copies: list[Tensor] = []

    def keep(self) -> None:
        """Copy the tensors as they are now."""
        if not self._tensors:
            return
        if not self._copies:
            self._copies = [tensor.clone() for tensor in self._tensors]
        else:
            torch._foreach_copy_(self._copies, self._tensors)

    @property
    def copies(self) -> list[Tensor]:
        """The copies, in the order of the tensors."""
        return self._copies

    def put_back(self) -> None:
        """Make the tensors again what they were at the last `keep`; nothing before the first."""
        if self._copies:
            torch._foreach_copy_(self._tensors, self._copies)


def is_out_of_memory(error: Exception) -> bool:
    """Whether torch or Python failed because memory is full."""
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    words = str(error)
    return "out of memory" in words or "not enough memory" in words or "can't allocate" in words
