"""How late events arrive while a tiny network trains and the canvas is panned without a pause.

A 5 ms timer in the UI thread measures its own lateness; the canvas is panned each 16 ms as a mouse
would. The idle and the training app take turns in the same window.
"""

from __future__ import annotations

import tempfile
import time
from itertools import count
from pathlib import Path
from statistics import median, quantiles

from PySide6.QtCore import QPointF, QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication

from netbuilder.app.main import build_window
from netbuilder.app.settings import Settings
from netbuilder.app.window import Window
from netbuilder.project import edit
from netbuilder.runs.series import Status
from tests.benchmarks.scene import Mouse, wait, wait_s
from tests.benchmarks.table import Row

TITLE = "Event lag while training"
ROUNDS = 5
ROUND_S = 3.0
TICK_MS = 5
FRAME_MS = 16


def rows() -> list[Row]:
    """The p95 lag while training against that of the idle app, and the training's own speed."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(QSettings(f"{folder}/settings.ini", QSettings.Format.IniFormat))
        window = build_window(template="two-moons-mlp", settings=settings)
        window.resize(1600, 1000)
        window.show()
        wait(lambda: window.engine.is_loaded)
        idle, busy, still, panned = [], [], [], []
        for _round in range(ROUNDS):
            idle.append(_lag(window, pans=True)[0])
            _start(window, Path(folder))
            still.append(_lag(window, pans=False)[1])
            lag, speed = _lag(window, pans=True)
            busy.append(lag)
            panned.append(speed)
            window.engine.stop()
            wait(lambda: not window.engine.is_training)
        window.workspace.set_project(window.workspace.project)
        window.close()
    ratios = [b / i for b, i in zip(busy, idle, strict=True)]
    return [
        Row(
            name="p95 lag, training and panning, against idle and panning",
            value=median(ratios),
            unit="times",
            baseline=f"idle {median(idle):.1f} ms, training {median(busy):.1f} ms",
            bound="<=1.5",
        ),
        Row(
            name="training speed while panning without a pause, against the pointer at rest",
            value=median(p / s for p, s in zip(panned, still, strict=True)),
            unit="times",
            baseline=f"{median(still):,.0f} steps/s at rest",
        ),
    ]


def _start(window: Window, folder: Path) -> None:
    project = edit.set_training(window.workspace.project, epochs=100_000, patience=0)
    window.engine.start_training(project, base=folder, folder=folder / "lag.runs")
    wait(lambda: window.engine.series.status is Status.RUNNING and window.engine.series.step > 0)


def _lag(window: Window, *, pans: bool) -> tuple[float, float]:
    """The 95th percentile of a timer's interval in ms, and the steps a second that were trained."""
    intervals: list[float] = []
    last = [time.perf_counter()]

    def tick() -> None:
        now = time.perf_counter()
        intervals.append((now - last[0]) * 1000)
        last[0] = now

    ticker = QTimer(interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
    ticker.timeout.connect(tick)
    panner = QTimer(interval=FRAME_MS, timerType=Qt.TimerType.PreciseTimer)
    mouse, moves = Mouse(window.canvas, QPointF(500, 300)), count(1)

    def pan() -> None:
        number = next(moves)
        mouse.move_by(3 if number // 60 % 2 == 0 else -3, 1 if number % 2 else -1)

    panner.timeout.connect(pan)
    steps, began = window.engine.series.step, time.perf_counter()
    ticker.start()
    if pans:
        mouse.press(Qt.MouseButton.MiddleButton)
        panner.start()
    wait_s(ROUND_S)
    panner.stop()
    ticker.stop()
    if pans:
        mouse.release()
    took = time.perf_counter() - began
    return quantiles(intervals, n=20)[-1], (window.engine.series.step - steps) / took
