"""How long garbage keeps the UI thread while Digits CNN trains and dialogs open and close.

Processor time of the UI thread, as a collection waits for nothing: what else runs on the machine
can only interrupt it.
"""

from __future__ import annotations

import gc
import tempfile
import threading
import time
from pathlib import Path
from statistics import median, quantiles

from PySide6.QtCore import QSettings
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from netbuilder.app.collecting import Collector
from netbuilder.app.main import build_window
from netbuilder.app.overlay import Overlay
from netbuilder.app.settings import Settings
from netbuilder.app.window import Window
from netbuilder.project import edit
from tests.benchmarks.table import Row

TITLE = "Garbage while training"
LENGTH_S = 60.0
DIALOGS = ("commands", "keys", "settings", "export")


def rows() -> list[Row]:
    """The time that collections take, and where they happen."""
    gc.freeze()  # as the command does once it has imported the app
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    collector = Collector(application)
    collector.start()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(QSettings(f"{folder}/settings.ini", QSettings.Format.IniFormat))
        window = build_window(template="digits-cnn", settings=settings)
        window.show()
        _wait_until_loaded(window)
        project = edit.set_training(window.workspace.project, epochs=100_000, patience=0)
        window.engine.start_training(project, base=Path(folder), folder=Path(folder) / "runs")
        watch = _Watch()
        _use(window)
        watch.stop()
        full_ms = _full_ms()
        window.engine.close()
        window.workspace.set_project(window.workspace.project)
        window.close()
    collector.stop()
    return [
        Row(
            name="p99 of a collection in the UI thread",
            value=quantiles(watch.took_ms, n=100, method="inclusive")[-1],
            unit="ms",
            baseline=f"median {median(watch.took_ms):.2f}, longest {max(watch.took_ms):.1f}, "
            f"{len(watch.took_ms)} in {LENGTH_S:.0f} s",
            bound="<10",
        ),
        Row(
            name="a full collection after it",
            value=full_ms,
            unit="ms",
            baseline=f"{len(gc.get_objects()):,} objects",
        ),
        Row(
            name="collections in another thread",
            value=watch.num_elsewhere,
            unit="",
            baseline=f"{sum(watch.num_collected)} objects collected",
            bound="<1",
        ),
    ]


class _Watch:
    """Times every collection of the process."""

    def __init__(self) -> None:
        self.took_ms: list[float] = []
        self.num_collected: list[int] = []
        self.num_elsewhere = 0
        self._began = 0.0
        gc.callbacks.append(self._on_collection)

    def stop(self) -> None:
        gc.callbacks.remove(self._on_collection)

    def _on_collection(self, phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            self._began = time.thread_time()
            return
        self.took_ms.append((time.thread_time() - self._began) * 1000)
        self.num_collected.append(info["collected"])
        self.num_elsewhere += threading.current_thread() is not threading.main_thread()


def _use(window: Window) -> None:
    until, number = time.monotonic() + LENGTH_S, 0
    while time.monotonic() < until:
        window.actions_[DIALOGS[number % len(DIALOGS)]].trigger()
        QTest.qWait(500)
        for overlay in window.findChildren(Overlay):
            overlay.close_over()
        QTest.qWait(500)
        number += 1


def _full_ms() -> float:
    began = time.thread_time()
    gc.collect()
    return (time.thread_time() - began) * 1000


def _wait_until_loaded(window: Window) -> None:
    until = time.monotonic() + 60
    while not window.engine.is_loaded:
        assert time.monotonic() < until, "torch did not load in time"
        QTest.qWait(10)
