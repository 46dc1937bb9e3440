"""Garbage is collected in the UI thread alone, and soon."""

import gc
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from netbuilder.app.collecting import Collector, keeping_imports
from netbuilder.project import edit
from netbuilder.project.template import open_template
from tests.app.conftest import OpenApp
from tests.app.look.test_leaks import look_at_everything

TICK_MS = 10
YOUNGEST, MIDDLE, OLDEST = gc.get_threshold()
LEFT = Qt.MouseButton.LeftButton

_RUN_APP = """
import gc
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from netbuilder.app.main import run

def leave():
    print("open:", gc.isenabled())
    QApplication.closeAllWindows()

application = QApplication([])
QTimer.singleShot(0, leave)
code = run(template="two-moons-mlp")
print("left:", gc.isenabled(), code)
"""


class Loop:
    """Garbage as soon as it is let go of; tells in which thread it went."""

    def __init__(self, gone_in: list[int]) -> None:
        self._gone_in = gone_in
        self.itself = self

    def __del__(self) -> None:
        self._gone_in.append(threading.get_ident())


@pytest.fixture
def collector(qapp: QApplication) -> Iterator[Collector]:
    """Looks a hundred times a second at what comes from now on."""
    had_frozen = gc.get_freeze_count() > 0
    gc.collect()
    gc.freeze()
    collector = Collector(tick_ms=TICK_MS)
    collector.start()
    yield collector
    collector.stop()
    if not had_frozen:
        gc.unfreeze()


@pytest.fixture
def collected_in() -> Iterator[list[int]]:
    """The thread of each collection from now on."""
    threads: list[int] = []

    def note(phase: str, _info: dict[str, int]) -> None:
        if phase == "stop":
            threads.append(threading.get_ident())

    gc.callbacks.append(note)
    yield threads
    gc.callbacks.remove(note)


def do_in_thread(work: Callable[[], object]) -> None:
    """Do something in another thread while the UI thread goes on."""
    thread = threading.Thread(target=work)
    thread.start()
    while thread.is_alive():
        QTest.qWait(1)
    thread.join()


def leave_loops(gone_in: list[int], number: int) -> None:
    for _loop in range(number):
        Loop(gone_in)


def wait_ticks(number: int) -> None:
    """Let the collector look so often, each time at enough to collect the middle generation."""
    for _tick in range(number):
        kept = [[_tick] for _object in range(YOUNGEST * (MIDDLE + 5))]
        QTest.qWait(2 * TICK_MS)
        del kept


@pytest.mark.usefixtures("collector")
def test_what_another_thread_leaves_goes_in_the_ui_thread() -> None:
    gone_in: list[int] = []

    do_in_thread(lambda: leave_loops(gone_in, 50_000))
    wait_ticks(1)

    assert len(gone_in) > 49_900  # those that were being made at a tick have grown old
    assert set(gone_in) == {threading.get_ident()}


def test_python_by_itself_collects_in_the_thread_that_leaves_it() -> None:
    """Why there is a collector; where this no longer holds, it can go."""
    gone_in: list[int] = []

    do_in_thread(lambda: leave_loops(gone_in, 5_000))

    assert set(gone_in) - {threading.get_ident()}


@pytest.mark.usefixtures("collector")
def test_young_garbage_goes_at_the_next_tick() -> None:
    gone_in: list[int] = []

    leave_loops(gone_in, YOUNGEST + 1)
    assert not gone_in
    QTest.qWait(2 * TICK_MS)

    assert len(gone_in) == YOUNGEST + 1


@pytest.mark.usefixtures("collector")
def test_garbage_that_grew_old_goes_in_a_bounded_number_of_ticks() -> None:
    gone_in: list[int] = []
    kept = [Loop(gone_in) for _loop in range(20_000)]
    wait_ticks(2)
    assert len(gc.get_objects(generation=2)) > len(kept)

    kept.clear()
    wait_ticks(OLDEST + 1)

    assert len(gone_in) == 20_000


@pytest.mark.usefixtures("collector")
def test_garbage_does_not_pile_up() -> None:
    gone_in: list[int] = []
    most_left = 0

    for number in range(1, 21):
        do_in_thread(lambda: leave_loops(gone_in, 5_000))
        QTest.qWait(2 * TICK_MS)
        most_left = max(most_left, 5_000 * number - len(gone_in))

    assert most_left <= YOUNGEST


@pytest.mark.usefixtures("collector")
def test_drag_puts_off_what_takes_long_until_too_much_has_grown_old() -> None:
    old = [[number] for number in range(400_000)]
    wait_ticks(2 * OLDEST)
    gone_in: list[int] = []
    dragged = QWidget()
    dragged.show()
    QTest.mousePress(dragged, LEFT)

    garbage = [Loop(gone_in) for _loop in range(20_000)]
    wait_ticks(1)
    garbage.clear()
    wait_ticks(OLDEST + 2)  # a quarter of the old has come to it
    gone_meanwhile = len(gone_in)
    wait_ticks(len(old) // (YOUNGEST * MIDDLE))
    assert gone_meanwhile == 0
    assert len(gone_in) == 20_000

    QTest.mouseRelease(dragged, LEFT)


@pytest.mark.usefixtures("qapp")
def test_stopped_it_leaves_collections_to_python_again() -> None:
    collector = Collector()
    collector.start()
    collector.start()
    was_on = gc.isenabled()
    collector.stop()

    assert not was_on
    assert gc.isenabled()


@pytest.mark.usefixtures("qapp")
def test_collections_that_were_off_before_stay_off() -> None:
    gc.disable()
    try:
        collector = Collector()
        collector.start()
        collector.stop()
        assert not gc.isenabled()
    finally:
        gc.enable()


@pytest.mark.usefixtures("collector")
def test_nothing_is_collected_while_modules_are_imported(collected_in: list[int]) -> None:
    imported = threading.Event()

    def import_for_long() -> None:
        with keeping_imports():
            imported.wait()

    thread = threading.Thread(target=import_for_long)
    thread.start()
    wait_ticks(5)
    assert not collected_in

    imported.set()
    thread.join()
    assert not gc.isenabled()
    wait_ticks(1)
    assert collected_in


def test_what_imports_leave_is_kept_out_and_collections_go_on() -> None:
    gc.collect()
    before = gc.get_freeze_count()
    with keeping_imports():
        assert not gc.isenabled()
        left = [[number] for number in range(1_000)]

    assert gc.isenabled()
    assert gc.get_freeze_count() >= before + len(left)


@pytest.mark.usefixtures("collector")
def test_no_other_thread_collects_or_deletes_while_a_person_trains_and_looks_around(
    open_app: OpenApp, collected_in: list[int]
) -> None:
    gone_in: list[int] = []
    watched: list[weakref.ref[QObject]] = []
    person = open_app(edit.set_training(open_template("two-moons-mlp"), epochs=100_000, patience=0))
    person.wait_until_ready()
    person.click("top_bar.train")
    person.wait(lambda: person.window.engine.series.epoch >= 1)

    look_at_everything(person)
    for thing in gc.get_objects():
        if issubclass(type(thing), QObject):
            watched.append(weakref.ref(thing, lambda _: gone_in.append(threading.get_ident())))
    first_epoch = person.window.engine.series.epoch
    wait_ticks(2 * OLDEST)
    assert person.window.engine.series.epoch > first_epoch
    person.leave()
    wait_ticks(2 * OLDEST)

    assert len(gone_in) > len(watched) // 2
    assert set(gone_in) == {threading.get_ident()}
    assert len(collected_in) > OLDEST
    assert set(collected_in) == {threading.get_ident()}


def test_app_decides_itself_from_its_start_to_its_end() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _RUN_APP], capture_output=True, text=True, timeout=60, check=False
    )

    assert done.stdout.splitlines() == ["open: False", "left: True 0"], done.stderr
