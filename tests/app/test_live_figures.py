"""Figures of a run in the dock's header, and what a screen reader is told."""

from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible

from netbuilder.app.panels.live_figures import Told
from netbuilder.app.settings import Settings
from netbuilder.project import edit
from netbuilder.project.template import open_template
from netbuilder.runs.event import BestFound, EpochEnded, Finished, Started, Trouble
from netbuilder.runs.series import Series
from tests.app.conftest import OpenApp
from tests.app.person import Person


def started(epochs: int = 20) -> Series:
    series = Series()
    series.add(Started(run="1", device="CPU", epochs=epochs, steps_per_epoch=2))
    return series


def test_each_tenth_is_told_once() -> None:
    told, series = Told(), started(20)
    news = []
    for epoch in range(1, 21):
        series.add(EpochEnded(epoch=epoch, step=2 * epoch))
        news += [told.news(series, is_under_way=True), told.news(series, is_under_way=True)]
    spoken = [sentence for sentence in news if sentence]
    assert len(spoken) == 10
    assert spoken[0] == "10 %, epoch 2 of 20."
    assert spoken[-1] == "100 %, epoch 20 of 20."


def test_new_best_and_end_are_told() -> None:
    told, series = Told(), started(40)
    assert told.news(series, is_under_way=True) == ""
    series.add(EpochEnded(epoch=1, step=2))
    series.add(BestFound(epoch=1, step=2, key="loss", value=0.5))
    assert told.news(series, is_under_way=True) == "New best at epoch 1: loss 0.500."
    series.add(Finished(reason="stopped", epoch=2, step=4))
    assert told.news(series, is_under_way=False) == "Training was stopped after epoch 1."
    assert told.news(series, is_under_way=False) == ""


def test_nothing_is_told_of_a_run_that_was_over_before() -> None:
    series = started()
    series.add(EpochEnded(epoch=20, step=40))
    series.add(Finished(reason="epochs", epoch=20, step=40))
    assert Told().news(series, is_under_way=False) == ""


def test_screen_reader_hears_of_the_end(open_app: OpenApp) -> None:
    person = open_app(edit.set_training(open_template("two-moons-mlp"), epochs=3, patience=0))
    person.click("top_bar.train")
    person.wait(lambda: person.window.engine.series.epoch == 3)
    person.wait_for_end()
    live = QAccessible.queryAccessibleInterface(person.window.dock.live)
    assert live.text(QAccessible.Text.Name) == "Progress of training"
    person.wait(
        lambda: live.text(QAccessible.Text.Description).endswith(
            "Training has finished after epoch 3."
        )
    )


def test_figures_have_their_units(open_app: OpenApp, trained: Path) -> None:
    person = open_app(path=trained)
    assert person.read("live.epoch") == "2"
    assert person.read("live.epoch.unit") == "of 2"
    assert person.read("live.speed.unit") == "examples/s"
    assert person.read("live.memory.unit") in ("MB", "GB")
    assert person.window.dock.live.best.text() == f"Best at epoch {best(person)}"


def best(person: Person) -> int:
    return person.window.engine.series.best_epoch


@pytest.mark.parametrize("scale", [0.85, 1.0, 1.5])
@pytest.mark.parametrize("width", [1280, 1600])
def test_trouble_is_never_cut(
    open_app: OpenApp, settings: Settings, trained: Path, scale: float, width: int
) -> None:
    settings.font_scale = scale
    person = open_app(path=trained, size=(width, 800 if width == 1280 else 1000))
    person.wait_until_ready()
    person.switch_to("dock.tabs", "Runs")
    sentence = "The loss is not a number since step 1,234: dense1 gives numbers that are too large."
    trouble = Trouble(
        code="non_finite", sentence=sentence, repair={"training.learning_rate": 0.0003}
    )
    person.window.engine.event_arrived.emit(trouble)
    message, run = person.see("run.message"), person.see("run")
    lines = message.heightForWidth(message.width())
    assert message.height() >= lines
    card = person.see("run.trouble")
    assert run.rect().contains(card.rect().translated(card.mapTo(run, card.rect().topLeft())))
    chart = person.see("chart.loss")
    assert chart.mapTo(run, chart.rect().topLeft()).y() >= card.geometry().bottom()
    assert chart.height() >= 80
