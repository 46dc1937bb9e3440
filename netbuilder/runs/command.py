"""What may be said to a run while it runs."""

from __future__ import annotations

from dataclasses import dataclass

from netbuilder.layers.parameter import Value


@dataclass(frozen=True, slots=True)
class Pause:
    """Wait between two steps, keeping everything in memory."""


@dataclass(frozen=True, slots=True)
class GoOn:
    """End a pause."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Finish now, keeping the best weights, with a checkpoint to go on from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Set:
    """Change a setting from the next step on: ``learning_rate``, ``epochs`` or ``patience``."""

    key: str
    value: Value


Command = Pause | GoOn | Stop | Set
