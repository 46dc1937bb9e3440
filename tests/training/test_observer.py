"""Those who look into a run, and the turnstile beside it."""

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
import torch

from netbuilder import training
from netbuilder.compiler import source
from netbuilder.insight import Moment, Observer, Subject
from netbuilder.project import edit
from netbuilder.project.template import open_template
from netbuilder.project.value import Project
from netbuilder.runs.channel import Views
from netbuilder.runs.command import Command, Pause, Stop
from netbuilder.runs.event import CommandTaken, EpochEnded, Event
from netbuilder.runs.turnstile import Turnstile
from netbuilder.runs.view import (
    BoundaryView,
    Inside,
    LayerView,
    Place,
    Strips,
    Wanted,
    Watching,
)
from netbuilder.training.observer import Observers

Moons = Callable[..., Project]


class Onlooker(Observer):
    """Looks often, draws random numbers and runs the network meanwhile."""

    every_s = 0.0

    def __init__(self) -> None:
        self.steps: list[int] = []
        self.modes: set[bool] = set()
        self.wires: dict[str, torch.Tensor] = {}
        self.had_gradients = False

    def look(self, moment: Moment) -> None:
        subject = moment.subject
        torch.randn(100)
        self.wires = dict(subject.tapped("model")(*moment.inputs["model"]))
        self.steps.append(moment.step)
        self.modes |= {network.training for network in subject.networks.values()}
        self.had_gradients |= any(wire.requires_grad for wire in self.wires.values())


class Slow(Observer):
    """Takes its time."""

    every_s = 0.0
    takes_s = 0.005

    def __init__(self) -> None:
        self.looks_s: list[tuple[float, float]] = []

    def look(self, moment: Moment) -> None:
        began_s = time.perf_counter()
        time.sleep(self.takes_s)
        self.looks_s.append((began_s, time.perf_counter()))


def stirred_project() -> Project:
    """Batch statistics and dropout, which a careless look would disturb."""
    project = open_template("two-moons-mlp")
    (name, network), *_ = project.networks.items()
    for kind in ("BatchNorm", "Dropout"):
        network = project.networks[name]
        into = next(e for e in network.edges if network.nodes[e.sink.node].kind == "ReLU")
        project = edit.insert_on_edge(project, name, into, edit.new_node(network, kind))
    return replace(project, training=replace(project.training, epochs=4))


def test_run_that_is_watched_learns_the_same_bit_for_bit(runs: Path) -> None:
    onlooker, project = Onlooker(), stirred_project()
    alone = training.train(project, folder=runs)
    watched = training.train(project, folder=runs, observers=(onlooker,))

    assert onlooker.steps
    assert list(alone.series().step_losses) == list(watched.series().step_losses)
    assert alone.series().validation == watched.series().validation


def test_onlooker_sees_every_wire_in_the_runs_own_mode_without_gradients(runs: Path) -> None:
    onlooker, project = Onlooker(), stirred_project()
    training.train(project, folder=runs, observers=(onlooker,))

    expected = source(project, tapped=True).taps.values()
    assert set(onlooker.wires) == set(expected)
    assert onlooker.modes == {True}
    assert not onlooker.had_gradients


def test_each_onlooker_looks_at_its_own_pace(moons: Moons, runs: Path) -> None:
    often, seldom = Onlooker(), Onlooker()
    seldom.every_s = 1e9

    training.train(moons(epochs=10), folder=runs, observers=(often, seldom))

    assert len(often.steps) > 5
    assert len(seldom.steps) == 2  # the first and the last
    assert seldom.steps[-1] == often.steps[-1] == 220


class Paced(Observer):
    """Keeps when it looked, and at what."""

    every_s = 0.1

    def __init__(self) -> None:
        self.looks_s: list[float] = []
        self.subject: Subject | None = None

    def look(self, moment: Moment) -> None:
        self.looks_s.append(time.perf_counter())
        self.subject = moment.subject


def test_looks_do_not_come_less_often_because_they_wait_for_steps(moons: Moons, runs: Path) -> None:
    scout, paced = Paced(), Paced()
    training.train(moons(epochs=1), folder=runs, observers=(scout,))
    observers = Observers((paced,), scout.subject)
    while not paced.looks_s or paced.looks_s[-1] < paced.looks_s[0] + 1.2:
        time.sleep(0.06)  # a step: two of them are more than a tenth of a second
        observers.call(time.perf_counter(), {}, step=1, epoch=0)

    spans = len(paced.looks_s) - 1
    assert (paced.looks_s[-1] - paced.looks_s[0]) / spans < 0.11


@pytest.mark.parametrize("inside", [i for i in Inside if i is not Inside.OFF])
def test_run_on_a_screen_learns_the_same_bit_for_bit(inside: Inside, runs: Path) -> None:
    """Strips, a layer and the boundary, looked at anew at every end of an epoch."""
    project = stirred_project()
    (name, network), *_ = project.networks.items()
    places = [Place(name, node) for node in network.nodes]
    wanted = Wanted(inside=inside, layer=places[0], boundary=True)
    views, watching = Views(), Watching()
    seen: list[object] = []

    def look_elsewhere(event: Event) -> None:
        if isinstance(event, EpochEnded):
            seen.extend(views.take().values())
            watching.wanted = replace(wanted, layer=places[event.epoch % len(places)])

    watching.wanted = wanted
    alone = training.train(project, folder=runs)
    watched = training.train(
        project, folder=runs, sink=look_elsewhere, views=views, watching=watching
    )

    kinds = {type(view) for view in seen}
    assert kinds == {Strips, LayerView, BoundaryView}
    assert list(alone.series().step_losses) == list(watched.series().step_losses)
    assert alone.series().validation == watched.series().validation
    assert alone.series().test == watched.series().test
    assert alone.weights("last").read_bytes() == watched.weights("last").read_bytes()


def test_what_is_newly_wanted_is_seen_while_the_run_is_paused(moons: Moons, runs: Path) -> None:
    commands: queue.SimpleQueue[Command] = queue.SimpleQueue()
    views, watching = Views(), Watching()
    seen: dict[str, object] = {}

    def pause(event: Event) -> None:
        if isinstance(event, EpochEnded) and event.epoch == 2:
            commands.put(Pause())
        if isinstance(event, CommandTaken) and event.command == "pause":
            asking.start()

    def ask() -> None:
        watching.wanted = Wanted(inside=Inside.WEIGHTS)
        end_s = time.monotonic() + 20
        while not seen and time.monotonic() < end_s:
            seen.update(views.take())
            time.sleep(0.01)
        commands.put(Stop())

    asking = threading.Thread(target=ask)
    training.train(
        moons(epochs=100),
        folder=runs,
        sink=pause,
        commands=commands,
        views=views,
        watching=watching,
    )
    asking.join()

    strips = seen["strips"]
    assert isinstance(strips, Strips)
    assert (strips.inside, strips.epoch) == (Inside.WEIGHTS, 2)


class Clumsy(Observer):
    """Cannot look."""

    every_s = 0.0
    looks = 0

    def look(self, moment: Moment) -> None:
        self.looks += 1
        raise MemoryError("no room for a picture")


def test_look_that_fails_ends_the_looking_and_not_the_run(
    moons: Moons, runs: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clumsy, onlooker = Clumsy(), Onlooker()
    with caplog.at_level("CRITICAL", "netbuilder"):
        run = training.train(moons(epochs=2), folder=runs, observers=(clumsy, onlooker))

    assert clumsy.looks == 1
    assert len(onlooker.steps) > 1
    assert run.series().reason == "epochs"


def test_looks_take_a_small_share_of_the_time(moons: Moons, runs: Path) -> None:
    slow = Slow()
    training.train(moons(epochs=300), folder=runs, observers=(slow,))

    # The first look makes things ready, the last one is owed to whoever stays.
    paced = slow.looks_s[1:-1]
    waits_s = [began_s - ended_s for (_, ended_s), (began_s, _) in pairwise(paced)]
    assert waits_s
    assert min(waits_s) >= slow.takes_s / 0.025


def test_trainer_waits_at_the_turnstile_and_learns_the_same(moons: Moons, runs: Path) -> None:
    turnstile = Turnstile()
    done = threading.Event()

    def paint() -> None:
        while not done.wait(0.002):
            with turnstile.hold():
                time.sleep(0.005)

    painter = threading.Thread(target=paint)
    painter.start()
    try:
        run = training.train(moons(epochs=10), folder=runs, turnstile=turnstile)
    finally:
        done.set()
        painter.join()

    alone = training.train(moons(epochs=10), folder=runs)
    assert turnstile.waited_s > 0.01
    assert list(run.series().step_losses) == list(alone.series().step_losses)
