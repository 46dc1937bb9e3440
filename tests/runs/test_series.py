import pytest

from netbuilder.runs.event import (
    BestFound,
    CommandTaken,
    EpochEnded,
    Finished,
    GradientsRead,
    Resumed,
    Started,
    StepsTaken,
    Trouble,
)
from netbuilder.runs.series import Series, Status, is_lower_better


def started(epochs: int = 4, steps_per_epoch: int = 2) -> Started:
    return Started(
        run="a",
        device="cpu",
        epochs=epochs,
        steps_per_epoch=steps_per_epoch,
        rows={"train": 64},
        metrics=("accuracy",),
    )


def epoch(number: int, loss: float, time_s: float) -> EpochEnded:
    return EpochEnded(
        time_s=time_s,
        epoch=number,
        step=2 * number,
        train={"loss": loss, "accuracy": 1 - loss},
        validation={"loss": loss + 0.1},
        samples_per_s=64.0,
    )


def test_curves_hold_one_value_an_epoch_and_one_a_step() -> None:
    series = Series.of(
        (
            started(),
            StepsTaken(first_step=1, losses=(0.75,)),
            StepsTaken(first_step=2, losses=(0.25,)),
            epoch(1, 0.5, 1.0),
            StepsTaken(first_step=3, losses=(0.25, 0.25)),
            epoch(2, 0.25, 2.0),
        )
    )

    assert series.train == {"loss": [0.5, 0.25], "accuracy": [0.5, 0.75]}
    assert series.validation == {"loss": [0.6, 0.35]}
    assert list(series.step_losses) == [0.75, 0.25, 0.25, 0.25]
    assert (series.epoch, series.epochs, series.step) == (2, 4, 4)
    assert series.rows == {"train": 64}


def test_status_follows_the_run() -> None:
    series = Series()
    seen = [series.status]
    for event in (
        started(),
        CommandTaken(command="pause", step=1),
        CommandTaken(command="go_on", step=1),
        Finished(reason="epochs", epoch=4, step=8),
    ):
        series.add(event)
        seen.append(series.status)

    assert seen == ["waiting", "running", "paused", "running", "finished"]


def test_failed_run_is_failed() -> None:
    series = Series.of((started(), Finished(reason="failed", epoch=0, step=0)))

    assert series.status is Status.FAILED
    assert series.reason == "failed"


def test_trouble_is_shown_until_the_run_goes_on() -> None:
    trouble = Trouble(code="non_finite", sentence="The loss is no longer a number.", step=3)
    series = Series.of((started(), trouble, CommandTaken(command="pause", step=3)))

    assert series.trouble == trouble
    series.add(CommandTaken(command="go_on", step=3))
    assert series.trouble is None


def test_time_left_is_the_remaining_epochs_at_the_pace_of_the_last() -> None:
    series = Series.of((started(epochs=4), epoch(1, 0.5, 2.0), epoch(2, 0.4, 4.0)))

    # Two epochs of two seconds each are left.
    assert series.time_left_s == pytest.approx(4.0)
    series.add(StepsTaken(first_step=5, losses=(0.1,)))
    assert series.time_left_s == pytest.approx(3.0)


def test_pause_does_not_count_as_pace() -> None:
    series = Series.of(
        (
            started(epochs=3),
            CommandTaken(command="pause", step=0, time_s=1.0),
            CommandTaken(command="go_on", step=0, time_s=101.0),
            epoch(1, 0.5, 102.0),
        )
    )

    # The epoch took one second before the pause and one after it; two such are left.
    assert series.time_left_s == pytest.approx(4.0)


def test_time_left_is_unknown_before_an_epoch_has_ended() -> None:
    assert Series.of((started(),)).time_left_s is None


def test_longer_training_moves_the_end() -> None:
    series = Series.of((started(epochs=4),))
    series.add(CommandTaken(command="set", step=0, arguments={"epochs": 9}))

    assert series.epochs == 9


def test_resumed_takes_back_what_came_after_its_step() -> None:
    series = Series.of(
        (
            started(),
            StepsTaken(first_step=1, losses=(4.0, 3.0)),
            epoch(1, 0.5, 1.0),
            BestFound(epoch=1, step=2, key="loss", value=0.5),
            StepsTaken(first_step=3, losses=(2.0, 1.0)),
            epoch(2, 0.25, 2.0),
            BestFound(epoch=2, step=4, key="loss", value=0.25),
            Finished(reason="stopped", epoch=2, step=4, test={"loss": 0.3}),
            Resumed(epoch=1, step=3, time_s=2.0),
        )
    )

    assert series.train["loss"] == [0.5]
    assert list(series.step_losses) == [4.0, 3.0, 2.0]
    assert (series.best_epoch, series.best_value) == (1, 0.5)
    assert (series.epoch, series.step, series.reason, series.test) == (1, 3, "", {})
    assert series.status is Status.RUNNING


@pytest.mark.parametrize(
    ("key", "lower"),
    [
        ("loss", True),
        ("mae", True),
        ("price.rmse", True),
        ("accuracy", False),
        ("f1", False),
        ("r2", False),
        ("a.loss.accuracy", False),
    ],
)
def test_direction_of_better(key: str, lower: bool) -> None:
    assert is_lower_better(key) is lower


def test_gradients_are_kept_by_layer_with_their_epochs() -> None:
    series = Series.of(
        (
            started(),
            GradientsRead(epoch=1, step=2, norms={"main/a": 0.5, "main/b": 0.25}),
            GradientsRead(epoch=3, step=6, norms={"main/a": 0.125}),
        )
    )

    assert series.gradients == {"main/a": [(1, 0.5), (3, 0.125)], "main/b": [(1, 0.25)]}


def test_gradients_after_the_step_that_a_run_resumed_from_no_longer_count() -> None:
    series = Series.of(
        (
            started(),
            GradientsRead(epoch=1, step=2, norms={"main/a": 0.5}),
            GradientsRead(epoch=2, step=4, norms={"main/a": 0.25}),
            Resumed(epoch=1, step=3),
            GradientsRead(epoch=2, step=4, norms={"main/a": 0.75}),
        )
    )

    assert series.gradients == {"main/a": [(1, 0.5), (2, 0.75)]}
