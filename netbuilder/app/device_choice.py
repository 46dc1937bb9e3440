"""Where training happens: what this machine has, what the person wants, and what follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from netbuilder.app.settings import AUTOMATIC
from netbuilder.words import _


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedDevice:
    """A device that can train.

    Attributes:
        key: Under which it is asked for: ``auto``, ``cpu``, ``cuda:0``, ``mps``.
        words: What people read: the name of the card, or ``CPU, 8 threads``.
        why: Why training happens there if this one is wanted, as a sentence.
    """

    key: str
    words: str
    why: str


class DeviceChoice(QObject):
    """The devices of this machine and the one that the next run uses.

    Signals:
        changed: What is offered, or what trains, is another one.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._offered: Mapping[str, OfferedDevice] = {}
        self._wanted = AUTOMATIC

    @property
    def offered(self) -> tuple[OfferedDevice, ...]:
        """All devices, best first; empty until torch is there."""
        return tuple(x for key, x in self._offered.items() if key != AUTOMATIC)

    @property
    def wanted(self) -> str:
        """The key of what the person wants."""
        return self._wanted

    @property
    def used(self) -> str:
        """The key of what the next run asks for; what is wanted, unless this machine lacks it."""
        return self._wanted if self._wanted in self._offered else AUTOMATIC

    @property
    def words(self) -> str:
        """What trains, for people; "" until torch is there."""
        return self._offered[self.used].words if self._offered else ""

    @property
    def why(self) -> str:
        """Why that one trains, as a sentence; "" until torch is there."""
        if not self._offered:
            return ""
        why = self._offered[self.used].why
        if self.used != self._wanted:
            return _("The device that was chosen is not here now. {why}").format(why=why)
        return why

    def offer(self, devices: Mapping[str, OfferedDevice]) -> None:
        """Learn what this machine has: all that can be asked for, by key."""
        self._offered = devices
        self.changed.emit()

    def choose(self, key: str) -> None:
        """Let the next run use another device, ``auto`` for the best one."""
        if key != self._wanted:
            self._wanted = key
            self.changed.emit()
