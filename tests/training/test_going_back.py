"""A run whose weights have grown beyond all bounds is cured by the repair that its pause offers."""

import math
import queue
from pathlib import Path

from netbuilder.project import edit
from netbuilder.project.template import open_template
from netbuilder.project.value import Project
from netbuilder.runs.command import Command, GoOn, Set
from netbuilder.runs.event import CommandTaken, EpochEnded, Event, Trouble
from netbuilder.training import train


def wild(optimizer: str) -> Project:
    """Diabetes, with a rate at which the loss leaves the numbers within the first epoch."""
    return edit.set_training(
        open_template("diabetes"),
        optimizer=optimizer,
        optimizer_options={"momentum": 0.9},
        learning_rate=9.0,
        epochs=3,
        patience=0,
    )


def run_with_repairs(project: Project, folder: Path, *, rate: float) -> list[Event]:
    """Train, and answer every pause with another rate."""
    commands: queue.SimpleQueue[Command] = queue.SimpleQueue()
    events: list[Event] = []

    def sink(event: Event) -> None:
        events.append(event)
        if isinstance(event, CommandTaken) and event.command == "pause":
            commands.put(Set(key="learning_rate", value=rate))
            commands.put(GoOn())

    train(project, folder=folder, commands=commands, sink=sink, device="cpu")
    return events


def test_lower_rate_goes_on_from_sound_weights(tmp_path: Path) -> None:
    events = run_with_repairs(wild("SGD"), tmp_path, rate=0.01)

    troubles = [event for event in events if isinstance(event, Trouble)]
    epochs = [event for event in events if isinstance(event, EpochEnded)]
    assert [trouble.code for trouble in troubles] == ["non_finite"]
    assert len(epochs) == 3
    assert math.isfinite(epochs[-1].validation["loss"])
    # The rows are standardised: without any input the mean squared error is about one.
    assert epochs[-1].validation["loss"] < 1.5
