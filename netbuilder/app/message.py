"""What the engine's threads tell the UI thread, through its inbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netbuilder.app.device_choice import OfferedDevice

if TYPE_CHECKING:
    from netbuilder.runs.folder import RunFolder


@dataclass(frozen=True, slots=True)
class Trained:
    """A run's thread has ended; `run` is its folder, or `error` why it could not go on."""

    run: RunFolder | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Worked:
    """A background job has ended: with `result`, or as failed where `error` is a sentence."""

    done: Callable[[object], None]
    failed: Callable[[str], None]
    result: object = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A background job says what it is at."""

    tell: Callable[[str], None]
    words: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """Torch is there, and so are these devices, by the key under which they are asked for."""

    devices: Mapping[str, OfferedDevice]
