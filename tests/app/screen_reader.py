"""What arrives at a screen reader: the events that Qt would hand to the system's own.

Qt lets one function take them in the system's stead, but offers that to C++ alone; so the tests
call it by its name in Qt's library, which is known for Linux.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import PySide6
import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent

CAN_LISTEN = sys.platform == "linux"

_Event = QAccessible.Event
_TOLD = {
    _Event.Announcement,
    _Event.Focus,
    _Event.StateChanged,
    _Event.TextInserted,
    _Event.TextRemoved,
    _Event.TextUpdated,
    _Event.ValueChanged,
}
"""Others, such as the one that an object is gone, come from what must not be touched any more."""

_Handler = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
_INSTALL = "_ZN11QAccessible20installUpdateHandlerEPFvP16QAccessibleEventE"
_ACTIVATE = "_ZN11QAccessible9setActiveEb"


class Heard(NamedTuple):
    """One event: whose it is, what it says has happened, which child it is about, and its words."""

    source: QObject | None
    event: QAccessible.Event
    child: int
    words: str
    is_urgent: bool


@contextmanager
def listening() -> Iterator[list[Heard]]:
    """The events of accessibility as they arrive, while the block lasts."""
    qt = ctypes.CDLL(str(next(Path(PySide6.__path__[0]).glob("**/libQt6Gui.so.6"))))
    install, activate = getattr(qt, _INSTALL), getattr(qt, _ACTIVATE)
    install.restype, install.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
    activate.restype, activate.argtypes = None, [ctypes.c_bool]
    heard: list[Heard] = []

    @_Handler
    def handler(address: int) -> None:
        event = shiboken6.wrapInstance(address, QAccessibleEvent)
        if event.type() in _TOLD:
            heard.append(_read(event, address))

    before, was_active = install(handler), QAccessible.isActive()
    activate(True)
    try:
        yield heard
    finally:
        activate(was_active)
        install(before)


def announced(heard: list[Heard]) -> list[str]:
    """The sentences that are to be said now."""
    return [found.words for found in heard if found.event is QAccessible.Event.Announcement]


def _read(event: QAccessibleEvent, address: int) -> Heard:
    words, is_urgent = "", False
    if event.type() is QAccessible.Event.Announcement:
        said = shiboken6.wrapInstance(address, QAccessibleAnnouncementEvent)
        words = said.message()
        is_urgent = said.politeness() is QAccessible.AnnouncementPoliteness.Assertive
    return Heard(event.object(), event.type(), event.child(), words, is_urgent)
