"""Those who look into a run, and the turnstile beside it."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import torch

from netbuilder import training
from netbuilder.compiler import source
from netbuilder.insight import Moment, Observer
from netbuilder.project import edit
from netbuilder.project.template import open_template
from netbuilder.project.value import Project
from netbuilder.runs.turnstile import Turnstile

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
