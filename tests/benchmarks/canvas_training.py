"""The canvas while Digits CNN trains in the same process, its strips and pulses on.

Frames: the UI thread's own CPU time for each step of panning. Speed: steps a second with the
pointer at rest, against the same training without a window, in turns, so that what else runs on
the machine slows both. The trainer counts itself how long it waited for painting.
"""

from __future__ import annotations

import queue
import tempfile
import threading
import time
from functools import partial
from pathlib import Path
from statistics import median

from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication

from netbuilder.app.window import Window
from netbuilder.project import edit
from netbuilder.project.template import open_template
from netbuilder.project.value import Project
from netbuilder.runs.command import Command, Stop
from netbuilder.runs.series import Series, Status
from tests.benchmarks.scene import STEPS, Mouse, open_window, rows_of, timed, wait, wait_s
from tests.benchmarks.table import Row

TURNS = 5
TURN_S = 4.0
SETTLING_S = 1.0
FRAME_S = 0.012


def rows() -> list[Row]:
    """Frames while panning, training speed, and how long painting made the trainer wait."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    window = open_window("digits-cnn")
    window.store.set_reduced_motion(False)
    project = edit.set_training(open_template("digits-cnn"), epochs=100_000, patience=0)
    shares, waits, panned_waits = [], [], []
    frames: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(TURNS):
            alone = _speed_alone(project, Path(folder) / f"alone{turn}")
            _start(window, project, Path(folder) / f"shown{turn}")
            speed, waited = _speed(window)
            shares.append(speed / alone)
            waits.append(waited)
            times, waited = _pan(window)
            frames += times
            panned_waits.append(waited)
            window.engine.stop()
            wait(lambda: not window.engine.is_training)
    name = "Digits CNN trains"
    return [
        *rows_of(f"{name}: pan with strips and pulses", frames, "<20"),
        Row(
            name=f"{name}: speed while the pointer rests, against no window",
            value=median(shares),
            unit="times",
            bound=">=0.9",
        ),
        Row(
            name=f"{name}: waits for painting while the pointer rests",
            value=median(waits),
            unit="of the time",
            bound="<=0.05",
        ),
        Row(
            name=f"{name}: waits for painting while the view is panned without a pause",
            value=median(panned_waits),
            unit="of the time",
        ),
    ]


def _start(window: Window, project: Project, folder: Path) -> None:
    window.workspace.set_project(project)
    window.canvas.fit_all(glides=False)
    window.engine.start_training(project, base=None, folder=folder)
    wait(lambda: window.engine.series.status is Status.RUNNING and window.engine.series.step > 0)
    wait_s(SETTLING_S)


def _speed(window: Window) -> tuple[float, float]:
    """Steps a second, and the share of the time that the trainer waited."""
    engine = window.engine
    steps, waited_s, began_s = engine.series.step, engine.turnstile.waited_s, time.monotonic()
    wait_s(TURN_S)
    took_s = time.monotonic() - began_s
    waited = engine.turnstile.waited_s - waited_s
    return (engine.series.step - steps) / took_s, waited / took_s


def _pan(window: Window) -> tuple[list[float], float]:
    """CPU milliseconds of steps at 60 Hz, and the share of the time the trainer waited."""
    mouse = Mouse(window.canvas, QPointF(700, 900))
    mouse.press(Qt.MouseButton.MiddleButton)
    waited_s, began_s = window.engine.turnstile.waited_s, time.monotonic()

    times: list[float] = []

    def step(_number: int) -> None:
        number = len(times)
        mouse.move_by(3 if number // 60 % 2 == 0 else -3, 1 if number % 2 else -1)

    for _frame in range(STEPS // TURNS):
        times += timed(step, 1)
        wait_s(FRAME_S)
    mouse.release()
    waited = window.engine.turnstile.waited_s - waited_s
    return times, waited / (time.monotonic() - began_s)


def _speed_alone(project: Project, folder: Path) -> float:
    """Steps a second of the same training in a thread of this process, with nobody looking."""
    from netbuilder.training import train

    series = Series()
    commands: queue.SimpleQueue[Command] = queue.SimpleQueue()
    run = threading.Thread(
        target=partial(train, project, folder=folder, commands=commands, sink=series.add)
    )
    run.start()
    while not series.step:
        time.sleep(0.01)
    time.sleep(SETTLING_S)
    before, began_s = series.step, time.monotonic()
    time.sleep(TURN_S)
    speed = (series.step - before) / (time.monotonic() - began_s)
    commands.put(Stop())
    run.join()
    return speed
