"""Random draws that are the same on every machine and with every version of numpy.

numpy promises a stable stream only for the raw bits of PCG64, not for the distributions on top of
them, so the few that are needed are made here from raw bits.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_UNIT = 2.0**-53


class Draws:
    """A stream of draws that depends on `seed` and on what it is for.

    `purpose` keeps streams of one seed apart: points that were drawn with seed 0 must not be split
    by the very numbers that placed them.
    """

    def __init__(self, seed: int, purpose: str) -> None:
        entropy = [seed, *purpose.encode()]
        self._bits = np.random.PCG64(np.random.SeedSequence(entropy))

    def uniform(self, count: int) -> NDArray[np.float64]:
        """Numbers from 0 (included) to 1 (left out)."""
        return (self._raw(count) >> np.uint64(11)).astype(np.float64) * _UNIT

    def normal(self, count: int) -> NDArray[np.float64]:
        """Numbers of mean 0 and standard deviation 1, after Box and Muller."""
        radius = np.sqrt(-2.0 * np.log(1.0 - self.uniform(count)))
        angle: NDArray[np.float64] = 2.0 * np.pi * self.uniform(count)
        return radius * np.cos(angle)

    def order(self, count: int) -> NDArray[np.int64]:
        """The numbers 0 to `count` - 1 in random order."""
        return np.argsort(self._raw(count), kind="stable").astype(np.int64)

    def _raw(self, count: int) -> NDArray[np.uint64]:
        return np.asarray(self._bits.random_raw(count), dtype=np.uint64)
