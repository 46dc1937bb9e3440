"""How soon the window is up, and whether it stays alive while torch is loaded.

Each start is a process of its own. CPU time is the process's, user and system, up to the first
painted frame; stalls are the longest gaps between two ticks of a 5 ms timer in the UI thread.
"""

from __future__ import annotations

import json
import subprocess
import sys
from statistics import median

from tests.benchmarks.table import Row

TITLE = "Start"
STARTS = 7

_SCRIPT = """
import gc, json, sys, tempfile, time
gc.disable()  # as the command does while it imports the app
from netbuilder.app.main import build_window
gc.freeze()
gc.enable()
from netbuilder.app.collecting import Collector
from netbuilder.app.settings import Settings
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication

application = QApplication([])
collector = Collector(application)
collector.start()
folder = tempfile.mkdtemp()
settings = Settings(QSettings(folder + "/settings.ini", QSettings.Format.IniFormat))
window = build_window(template="digits-cnn", settings=settings)
found = {"gaps": []}
last = [0.0]

def tick():
    now = time.perf_counter()
    found["gaps"].append(now - last[0])
    last[0] = now

timer = QTimer(interval=5)
timer.timeout.connect(tick)

def painted():
    found["cpu"] = time.process_time()
    found["torch_imported"] = "torch" in sys.modules
    last[0] = time.perf_counter()
    timer.start()

def loaded():
    timer.stop()
    window.close()
    print(json.dumps({**found, "gaps": sorted(found["gaps"])[-3:]}))
    application.quit()

window.painted.connect(painted)
window.engine.loaded.connect(loaded)
window.show()
application.exec()
"""


def rows() -> list[Row]:
    """CPU time to the first frame, and the longest stall while torch loads."""
    starts = [_start() for _start_number in range(STARTS + 1)][1:]
    assert not any(start["torch_imported"] for start in starts)
    return [
        Row(
            name="process start to first painted frame, CPU",
            value=median(start["cpu"] for start in starts),
            unit="s",
            baseline=f"best {min(start['cpu'] for start in starts):.2f}",
            bound="<1",
        ),
        Row(
            name="longest stall while torch loads",
            value=median(start["gaps"][-1] * 1000 for start in starts),
            unit="ms",
            baseline=f"worst start {max(start['gaps'][-1] for start in starts) * 1000:.0f}",
            bound="<100",
        ),
    ]


def _start() -> dict[str, object]:
    command = [sys.executable, "-c", _SCRIPT]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    answer: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return answer
