"""Types of the tensors that run along wires: dims with roles, a dtype and a kind."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from netbuilder.layers.dim import Dim, Expression, symbol


class Role(StrEnum):
    """What one dim of a tensor counts. Layers read roles, never positions."""

    BATCH = "batch"
    CHANNEL = "channel"
    TIME = "time"
    HEIGHT = "height"
    WIDTH = "width"
    DEPTH = "depth"
    FEATURE = "feature"
    CLASS = "class"
    UNKNOWN = "unknown"


class Kind(StrEnum):
    """What a tensor stands for; gives wires and ports their colour and shape."""

    IMAGE = "image"
    VOLUME = "volume"
    VECTOR = "vector"
    SEQUENCE = "sequence"
    WAVEFORM = "waveform"
    TOKENS = "tokens"
    PROBABILITIES = "probabilities"
    MASK = "mask"
    STATE = "state"
    LOSS = "loss"
    ANY = "any"


class DType(StrEnum):
    """The number format of a tensor, under torch's name."""

    FLOAT32 = "float32"
    INT64 = "int64"
    BOOL = "bool"


BATCH = symbol("B")

SPATIAL = (Role.DEPTH, Role.HEIGHT, Role.WIDTH)


@dataclass(frozen=True, slots=True)
class TensorType:
    """What is known of a tensor before any data flows.

    `dims` and `roles` have equal length and include the batch, which comes first where there is
    one. A loss has no dims.
    """

    dims: tuple[Dim, ...]
    roles: tuple[Role, ...]
    kind: Kind = Kind.ANY
    dtype: DType = DType.FLOAT32

    def position(self, role: Role) -> int | None:
        """The index of the first dim with `role`, or None."""
        return self.roles.index(role) if role in self.roles else None

    def size(self, role: Role) -> Dim | None:
        """The length of the first dim with `role`, or None."""
        return self.dims[self.roles.index(role)] if role in self.roles else None

    def with_size(self, position: int, size: Dim) -> TensorType:
        """The same type with another length at `position`."""
        dims = (*self.dims[:position], size, *self.dims[position + 1 :])
        return replace(self, dims=dims)

    @property
    def example(self) -> tuple[Dim, ...]:
        """The dims of one example: all but the batch."""
        return tuple(d for d, r in zip(self.dims, self.roles, strict=True) if r is not Role.BATCH)

    def __str__(self) -> str:
        """The shape as people read it, without the batch: ``64×8×8``, or ``number``."""
        return "×".join(_factor(dim) for dim in self.example) or "number"


def _factor(dim: Dim) -> str:
    text = str(dim)
    return f"({text})" if isinstance(dim, Expression) and ("+" in text or "-" in text) else text


def image(channels: Dim, height: Dim, width: Dim) -> TensorType:
    """A batch of pictures, batch × channels × height × width."""
    roles = (Role.BATCH, Role.CHANNEL, Role.HEIGHT, Role.WIDTH)
    return TensorType((BATCH, channels, height, width), roles, Kind.IMAGE)


def vector(features: Dim) -> TensorType:
    """A batch of rows of numbers, batch × features."""
    return TensorType((BATCH, features), (Role.BATCH, Role.FEATURE), Kind.VECTOR)


def sequence(time: Dim, features: Dim) -> TensorType:
    """A batch of rows of numbers over time, batch × time × features."""
    roles = (Role.BATCH, Role.TIME, Role.FEATURE)
    return TensorType((BATCH, time, features), roles, Kind.SEQUENCE)


def waveform(channels: Dim, time: Dim) -> TensorType:
    """A batch of signals, batch × channels × time."""
    roles = (Role.BATCH, Role.CHANNEL, Role.TIME)
    return TensorType((BATCH, channels, time), roles, Kind.WAVEFORM)


def mask(time: Dim) -> TensorType:
    """Which steps of a padded sequence are real, batch × time, True where real."""
    return TensorType((BATCH, time), (Role.BATCH, Role.TIME), Kind.MASK, DType.BOOL)
