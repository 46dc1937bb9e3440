"""The Console tab: what the run has said, in words."""

import math
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit

from netbuilder.app.panels.records import MOST_RECORDS, SAID, clock_words, words_of
from netbuilder.project import edit
from netbuilder.project.template import open_template
from netbuilder.runs.event import (
    BestFound,
    Checkpointed,
    ChoicesMade,
    CommandTaken,
    EpochEnded,
    Event,
    Finished,
    GradientsRead,
    Resumed,
    Started,
    StepsTaken,
    Trouble,
)
from netbuilder.runs.journal import KINDS
from tests.app.conftest import OpenApp
from tests.app.person import Person


def text(person: Person) -> QPlainTextEdit:
    return person.see("console.text", QPlainTextEdit)


def said(event: Event) -> str:
    return "\n".join(words for words, _tone in words_of(event))


def test_time_is_told_to_the_tenth() -> None:
    assert clock_words(4.26) == "0:04.2"
    assert clock_words(75.0) == "1:15.0"
    assert clock_words(3725.5) == "1:02:05.5"


def test_every_record_but_steps_and_gradients_has_words() -> None:
    started = Started(run="1", device="CPU", epochs=40, steps_per_epoch=20)
    assert said(started) == "Started on CPU: 40 epochs of 20 steps each."
    why = ChoicesMade(choices={"device_why": "No other is there.", "notes": ("2 rows left out.",)})
    assert said(why) == "No other is there.\n2 rows left out."
    epoch = EpochEnded(
        epoch=2,
        step=40,
        train={"loss": 0.5, "accuracy": 0.9996},
        validation={"loss": math.nan, "f1": 0.5},
        samples_per_s=7340,
    )
    assert said(epoch) == (
        "Epoch 2   train: loss 0.500, accuracy 99.9%   validation: loss –, F1 50.0%"
        "   7,340 examples/s"
    )
    best = BestFound(epoch=2, step=40, key="price.mae", value=3.25)
    assert "price mean absolute error 3.250" in said(best)
    assert said(CommandTaken(command="pause", step=1200)) == "Paused at step 1,200."
    rate = CommandTaken(command="set", step=3, arguments={"learning_rate": 0.0003})
    assert said(rate) == "Learning rate set to 0.0003 at step 3."
    assert said(Trouble(code="disk", sentence="The disk is full.")) == "The disk is full."
    assert said(Resumed(epoch=3, step=60)) == "Taken up again at epoch 3, step 60."
    assert "epoch 3" in said(Checkpointed(epoch=3, step=60))
    ended = Finished(reason="early", epoch=9, step=180, best_epoch=4, test={"accuracy": 0.985})
    assert said(ended) == (
        "Stopped early after epoch 9: no more progress.\nBest epoch: 4.\n"
        "On the test part: accuracy 98.5%."
    )
    assert words_of(StepsTaken(first_step=1, losses=(1.0,))) == ()
    assert words_of(GradientsRead(epoch=1, step=4, norms={"main/a": 0.01})) == ()
    silent = {StepsTaken, GradientsRead}
    assert set(KINDS.values()) - silent == set(SAID)


def test_no_run_yet_is_said(open_app: OpenApp) -> None:
    person = open_app(template="iris")
    person.switch_to("dock.tabs", "Console")
    assert person.read("console.empty") == "Press Train and the run says here what it does."


def test_run_is_told_from_start_to_end(open_app: OpenApp) -> None:
    person = open_app(edit.set_training(open_template("two-moons-mlp"), epochs=3))
    person.click("top_bar.train")
    person.wait_for_end()
    person.switch_to("dock.tabs", "Console")

    lines = text(person).toPlainText().split("\n")
    assert "Started on" in lines[0]
    assert "3 epochs" in lines[0]
    assert sum("Epoch " in line for line in lines) == 3
    assert any("Finished after epoch 3." in line for line in lines)
    person.click("console.copy")
    assert QGuiApplication.clipboard().text() == text(person).toPlainText()


def test_earlier_run_of_an_opened_project_is_told(open_app: OpenApp, trained: Path) -> None:
    person = open_app(path=trained)
    person.switch_to("dock.tabs", "Console")
    assert "Finished after epoch 2." in text(person).toPlainText()

    person.window.workspace.set_project(open_template("iris"))
    person.window.engine.recall(None)
    assert person.can_see("console.empty")


def test_end_is_followed_unless_scrolled_up(open_app: OpenApp) -> None:
    person = open_app(template="iris")
    person.switch_to("dock.tabs", "Console")
    engine = person.window.engine
    for epoch in range(1, 40):
        engine.event_arrived.emit(EpochEnded(epoch=epoch, step=epoch, train={"loss": 1.0}))
    engine.progressed.emit()
    bar = text(person).verticalScrollBar()
    assert bar.maximum() > 0
    assert bar.value() == bar.maximum()

    bar.setValue(3)
    engine.event_arrived.emit(EpochEnded(epoch=40, step=40, train={"loss": 1.0}))
    engine.progressed.emit()
    assert bar.value() == 3
    assert "Epoch 40 " in text(person).toPlainText()


def test_only_the_latest_records_are_kept(open_app: OpenApp) -> None:
    person = open_app(template="iris")
    engine = person.window.engine
    for epoch in range(1, MOST_RECORDS + 500):
        engine.event_arrived.emit(EpochEnded(epoch=epoch, step=epoch, train={"loss": 1.0}))
    person.switch_to("dock.tabs", "Console")

    lines = text(person).toPlainText().split("\n")
    assert len(lines) == MOST_RECORDS
    assert f"Epoch {MOST_RECORDS + 499} " in lines[-1]
    assert "Epoch 500 " in lines[0]
