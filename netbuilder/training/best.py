"""What the best epoch was, and when to stop waiting for a better one."""

from __future__ import annotations

import math
from dataclasses import dataclass

from netbuilder.runs.series import is_lower_better


@dataclass(slots=True, kw_only=True)
class Best:
    """The best epoch so far.

    Attributes:
        key: What is watched.
        value, epoch: The best value and when it was; epoch 0 while there is none.
        stale_epochs: Epochs since then.
    """

    key: str
    value: float = math.nan
    epoch: int = 0
    stale_epochs: int = 0

    def take(self, value: float, epoch: int) -> bool:
        """Look at an epoch's value; True where it is the best so far. NaN never is."""
        if self._is_better(value):
            self.value, self.epoch, self.stale_epochs = value, epoch, 0
            return True
        self.stale_epochs += 1
        return False

    def is_stale(self, patience: int) -> bool:
        """Whether `patience` epochs have passed without a better value; 0 waits for ever."""
        return 0 < patience <= self.stale_epochs

    def _is_better(self, value: float) -> bool:
        if math.isnan(value):
            return False
        if not self.epoch:
            return True
        return value < self.value if is_lower_better(self.key) else value > self.value
