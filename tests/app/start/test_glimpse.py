"""Recent projects are looked at without trust and without waiting."""

import math
import os
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from netbuilder.app.start.glimpse import (
    LARGEST_JOURNAL,
    LARGEST_PROJECT,
    Glimpse,
    GlimpseReader,
    best_words,
    look_at,
)
from netbuilder.app.start.skyline import Skyline, skyline_of
from netbuilder.project import file
from netbuilder.project.template import open_template
from netbuilder.runs.event import BestFound, EpochEnded, Event, Started
from netbuilder.runs.folder import EVENTS, RunFolder, runs_folder, runs_of
from netbuilder.runs.series import Series


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "flowers.netb"
    file.write(open_template("iris"), path)
    return path


def test_project_without_runs_shows_name_time_and_network(saved: Path) -> None:
    os.utime(saved, (1_700_000_000, 1_700_000_000))
    glimpse = look_at(saved)
    assert glimpse.name == "Iris"
    assert glimpse.changed == datetime.fromtimestamp(1_700_000_000).astimezone()
    assert glimpse.skyline == skyline_of(open_template("iris"))
    assert (glimpse.losses, glimpse.best, glimpse.fault) == ((), "", "")


def test_last_run_shows_its_curve_and_what_it_came_to(trained: Path) -> None:
    series = runs_of(trained)[0].series()
    glimpse = look_at(trained)
    assert glimpse.losses == tuple(series.train["loss"])
    assert len(glimpse.losses) == 2
    accuracy = series.validation["accuracy"][series.best_epoch - 1]
    assert glimpse.best == f"{math.floor(round(accuracy * 1000, 6)) / 10:.1f}%"


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"format": 99}'])
def test_broken_file_shows_its_name_and_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "torn.netb"
    path.write_bytes(content)
    glimpse = look_at(path)
    assert (glimpse.name, glimpse.fault) == ("torn", "This file cannot be read.")
    assert glimpse.skyline == Skyline()
    assert glimpse.changed is not None


def test_huge_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.netb"
    with path.open("wb") as stream:
        stream.truncate(LARGEST_PROJECT + 1)
    glimpse = look_at(path)
    assert (glimpse.name, glimpse.fault) == ("huge", "Too large to show a picture.")


def test_file_that_is_gone_shows_a_sentence(tmp_path: Path) -> None:
    glimpse = look_at(tmp_path / "gone.netb")
    assert glimpse.fault
    assert glimpse.changed is None


def test_folder_in_the_place_of_a_file_shows_a_sentence(tmp_path: Path) -> None:
    assert look_at(tmp_path).fault == "This file cannot be read."


def test_huge_journal_is_not_read(trained: Path) -> None:
    with (runs_of(trained)[0].path / EVENTS).open("ab") as stream:
        stream.truncate(LARGEST_JOURNAL + 1)
    glimpse = look_at(trained)
    assert glimpse.losses == ()
    assert glimpse.fault == ""


def test_run_that_never_learned_gives_way_to_the_one_before(trained: Path) -> None:
    shown = look_at(trained)
    empty = RunFolder.create(runs_folder(trained), file.read(trained))
    empty.append(Started(run=empty.id, device="cpu", epochs=9, steps_per_epoch=1))
    empty.close()
    assert runs_of(trained)[0] == empty
    assert look_at(trained).losses == shown.losses


def test_long_curve_keeps_its_ends(saved: Path) -> None:
    run = RunFolder.create(runs_folder(saved), file.read(saved))
    for event in _learned([1 / (n + 1) for n in range(1000)]):
        run.append(event)
    run.close()
    losses = look_at(saved).losses
    assert len(losses) == 60
    assert (losses[0], losses[-1]) == (1.0, 0.001)


@pytest.mark.parametrize(
    ("metrics", "words"),
    [
        ({}, "loss 0.25"),
        ({"accuracy": 0.9996}, "99.9%"),
        ({"r2": 0.91234}, "R² 0.912"),
        ({"mae": 12.4321}, "MAE 12.4"),
        ({"price.rmse": 1234.5}, "RMSE 1.23e+03"),
    ],
)
def test_best_is_told_by_the_first_metric(metrics: dict[str, float], words: str) -> None:
    series = Series.of(tuple(_learned([0.5, 0.25], metrics)))
    assert best_words(series) == words


def test_run_without_a_best_tells_none() -> None:
    assert best_words(Series()) == ""


def test_reader_tells_every_project_in_order(
    qapp: QApplication, qtbot: QtBot, saved: Path, tmp_path: Path
) -> None:
    torn = tmp_path / "torn.netb"
    torn.write_text("{")
    reader = GlimpseReader()
    told: list[Glimpse] = []
    reader.looked.connect(told.append)
    reader.read([torn, saved])
    qtbot.waitUntil(lambda: len(told) == 2)
    assert [glimpse.path for glimpse in told] == [torn, saved]


def test_reader_that_was_stopped_tells_nothing(
    qapp: QApplication, qtbot: QtBot, saved: Path
) -> None:
    reader = GlimpseReader()
    told: list[Glimpse] = []
    reader.looked.connect(told.append)
    reader.read([saved])
    reader.stop()
    qtbot.wait(100)
    assert told == []


def _learned(losses: list[float], metrics: dict[str, float] | None = None) -> list[Event]:
    """The events of a run with these losses; the metrics are those of every epoch."""
    metrics = metrics or {}
    events: list[Event] = [
        Started(
            run="r",
            device="cpu",
            epochs=len(losses),
            steps_per_epoch=1,
            metrics=tuple(metrics),
            watch="loss",
        )
    ]
    for n, loss in enumerate(losses, 1):
        values = {"loss": loss, **metrics}
        events.append(EpochEnded(time_s=n, epoch=n, step=n, train=values, validation=values))
    last = len(losses)
    events.append(BestFound(time_s=last, epoch=last, step=last, key="loss", value=losses[-1]))
    return events
