"""Closing the window leaves nothing of it behind, however often it was opened and used.

Everything that a person can open in a window is opened and closed again in each round. What is
left is compared with what the first rounds left: those load modules and fill caches.
"""

from __future__ import annotations

import gc
import threading
import tracemalloc
from collections import Counter
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from netbuilder.app.main import build_window
from netbuilder.app.overlay import Overlay
from netbuilder.app.settings import Settings
from tests.app.person import CTRL, Person

_ROUNDS_TO_WARM_UP = 2
_MOST_GROWTH_BYTES = 1_000_000
_FILES = Path("/proc/self/fd")
_TABS = ("run", "problems", "code", "outline", "console", "settings")


def test_a_window_that_was_used_leaves_nothing_behind(settings: Settings, qtbot: QtBot) -> None:
    assert_nothing_is_left_of(settings, qtbot, rounds=4, training_every=4)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_fifty_windows_leave_nothing_behind(settings: Settings, qtbot: QtBot) -> None:
    assert_nothing_is_left_of(settings, qtbot, rounds=50, training_every=10)


def assert_nothing_is_left_of(
    settings: Settings, qtbot: QtBot, *, rounds: int, training_every: int
) -> None:
    for number in range(_ROUNDS_TO_WARM_UP):
        use_a_window(settings, qtbot, trains=number == 0)
    tracemalloc.start()
    try:
        use_a_window(settings, qtbot, trains=False)
        before, size = left(), traced_bytes()
        for number in range(rounds):
            use_a_window(settings, qtbot, trains=number % training_every == 1)
        after, growth = left(), traced_bytes() - size
    finally:
        tracemalloc.stop()

    grown = [f"{k}: {before[k]} to {n}" for k, n in sorted(after.items()) if n > before[k]]
    assert not grown, "\n".join(grown)
    assert growth < _MOST_GROWTH_BYTES


def use_a_window(settings: Settings, qtbot: QtBot, *, trains: bool) -> None:
    """Open the app, go everywhere, and close it."""
    window = build_window(template="two-moons-mlp", settings=settings)
    window.resize(1600, 1000)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    person = Person(window, qtbot)
    person.wait_until_ready()
    look_at_everything(person)
    if trains:
        train_a_little(person)
    person.leave()


def look_at_everything(person: Person) -> None:
    window = person.window
    person.press(Qt.Key.Key_A, CTRL)
    person.press(Qt.Key.Key_Escape)
    for node_id in window.canvas.arrays.ids[:3]:
        window.workspace.select([node_id])
        QApplication.processEvents()
    for tab in _TABS:
        window.dock.show_tab(tab)
        QApplication.processEvents()
    for id in ("commands", "keys", "settings", "export"):
        window.actions_[id].trigger()
        QApplication.processEvents()
        put_away(window)
    person.click("top_bar.menu")
    while person.can_close_a_menu():
        QApplication.processEvents()
    window.show_start()
    QApplication.processEvents()
    window.show_work()
    QApplication.processEvents()


def put_away(window: QWidget) -> None:
    """Close what lies over a window."""
    for overlay in window.findChildren(Overlay):
        overlay.close_over()
    for dialog in window.findChildren(QDialog):
        if dialog.isVisible():
            dialog.reject()
    QApplication.processEvents()


def train_a_little(person: Person) -> None:
    person.click("top_bar.train")
    person.wait(lambda: person.window.engine.series.epoch >= 1)
    person.window.engine.stop()
    person.wait_for_end()


def left() -> Counter[str]:
    """How many of everything there are: threads, timers, widgets, objects of our classes."""
    for _round in range(3):  # what goes lets go of more
        gc.collect()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()
    counts: Counter[str] = Counter(threads=threading.active_count())
    counts["top-level widgets"] = len(QApplication.topLevelWidgets())
    counts["widgets"] = len(QApplication.allWidgets())
    for thing in gc.get_objects():
        kind = type(thing)
        if issubclass(kind, QObject):
            counts["objects of Qt"] += shiboken6.isValid(thing)
            counts["active timers"] += isinstance(thing, QTimer) and is_active(thing)
        if str(kind.__module__).startswith("netbuilder."):
            counts[f"{kind.__module__}.{kind.__qualname__}"] += 1
    counts["open files"] = len(list(_FILES.iterdir())) if _FILES.exists() else 0
    return counts


def is_active(timer: QTimer) -> bool:
    return shiboken6.isValid(timer) and timer.isActive()


def traced_bytes() -> int:
    gc.collect()
    return tracemalloc.get_traced_memory()[0]
