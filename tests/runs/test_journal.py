import json
import math
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netbuilder import resources
from netbuilder.runs import journal
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

EXAMPLES: tuple[Event, ...] = (
    Started(
        run="20261120-101112-000001",
        device="cpu",
        epochs=3,
        steps_per_epoch=4,
        rows={"train": 120, "validation": 0},
        metrics=("accuracy",),
        parameters=42,
    ),
    ChoicesMade(time_s=0.1, choices={"device": "cpu", "why": "there is no GPU", "threads": 1}),
    StepsTaken(time_s=0.2, first_step=1, losses=(0.5, math.nan, math.inf, -math.inf)),
    EpochEnded(
        time_s=0.3,
        epoch=1,
        step=4,
        train={"loss": 0.25, "accuracy": 0.5},
        validation={"loss": math.nan},
        samples_per_s=1234.5,
        memory_bytes=10**9,
    ),
    BestFound(time_s=0.3, epoch=1, step=4, key="accuracy", value=0.5),
    Checkpointed(time_s=0.4, epoch=1, step=4),
    CommandTaken(time_s=0.5, command="set", step=5, arguments={"learning_rate": 0.01}),
    Resumed(time_s=0.6, epoch=1, step=4),
    Trouble(
        time_s=0.7,
        code="non_finite",
        sentence="The loss is no longer a number.",
        step=6,
        network="main",
        node="a1",
        repair={"training.learning_rate": 0.0001, "betas": (0.9, 0.99)},
    ),
    Finished(time_s=0.8, reason="epochs", epoch=3, step=12, best_epoch=2, test={"loss": 0.1}),
    GradientsRead(time_s=0.9, epoch=1, step=4, norms={"main/a1": 0.015625, "main/a2": math.inf}),
)


@pytest.fixture(scope="module")
def check() -> Callable[[object], None]:
    schema = json.loads(resources.path("schema", "events.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    return validator.validate


def test_there_is_an_example_of_every_event() -> None:
    assert {type(example) for example in EXAMPLES} == set(journal.KINDS.values())


@pytest.mark.parametrize("event", EXAMPLES, ids=lambda event: event.name)
def test_record_obeys_the_schema(event: Event, check: Callable[[object], None]) -> None:
    check(json.loads(journal.to_line(event)))


@pytest.mark.parametrize("event", EXAMPLES, ids=lambda event: event.name)
def test_record_with_an_unknown_or_missing_field_breaks_the_schema(
    event: Event, check: Callable[[object], None]
) -> None:
    record = journal.to_record(event)
    last = fields(event)[-1].name

    with pytest.raises(jsonschema.ValidationError):
        check({**record, "surprise": 1})
    with pytest.raises(jsonschema.ValidationError):
        check({key: value for key, value in record.items() if key != last})


@pytest.mark.parametrize("event", EXAMPLES, ids=lambda event: event.name)
def test_event_survives_the_way_through_a_line(event: Event) -> None:
    again = journal.from_record(json.loads(journal.to_line(event)))

    # nan differs from itself, so compare what people read.
    assert repr(again) == repr(event)


@given(st.lists(st.floats(), min_size=1, max_size=20))
def test_every_loss_survives_bit_for_bit(losses: list[float]) -> None:
    again = journal.from_record(
        json.loads(journal.to_line(StepsTaken(first_step=1, losses=tuple(losses))))
    )

    assert isinstance(again, StepsTaken)
    assert list(map(repr, again.losses)) == [repr(loss) for loss in losses]


def test_numbers_that_are_not_finite_are_words() -> None:
    line = journal.to_line(StepsTaken(first_step=1, losses=(math.nan, math.inf, -math.inf)))

    assert json.loads(line)["losses"] == ["nan", "inf", "-inf"]


@pytest.mark.parametrize(
    "record",
    [
        None,
        [],
        {},
        {"event": "unheard_of"},
        {"event": "steps", "first_step": "one", "losses": [1]},
        {"event": "steps", "first_step": 1, "losses": 7},
        {"event": "steps", "first_step": 1},
        {"event": "epoch", "epoch": True, "step": 1},
        {"event": "epoch", "epoch": 1, "step": 1, "train": {"loss": "tiny"}},
        {"event": ["steps"]},
    ],
)
def test_foreign_record_is_no_event(record: object) -> None:
    assert journal.from_record(record) is None


def test_field_of_a_newer_version_is_left_out() -> None:
    record = {"event": "resumed", "time_s": 1.0, "epoch": 2, "step": 8, "node": "x"}

    assert journal.from_record(record) == Resumed(time_s=1.0, epoch=2, step=8)


def write(path: Path, *events: Event) -> Path:
    path.write_text("".join(journal.to_line(event) + "\n" for event in events), encoding="utf-8")
    return path


@pytest.mark.parametrize("cut", range(1, 40, 3))
def test_torn_last_line_is_ignored(tmp_path: Path, cut: int) -> None:
    path = write(tmp_path / "events.jsonl", *EXAMPLES[3:6])
    path.write_bytes(path.read_bytes()[:-cut])

    assert [event.name for event in journal.read(path)] == ["epoch", "best"]


def test_garbage_between_lines_is_skipped(tmp_path: Path) -> None:
    path = write(tmp_path / "events.jsonl", EXAMPLES[4])
    path.write_bytes(b"\xff\xfe\x00\n" + b"[" * 100_000 + b"\n" + path.read_bytes())

    assert journal.read(path) == (EXAMPLES[4],)


def test_resumed_makes_later_steps_void(tmp_path: Path) -> None:
    path = write(
        tmp_path / "events.jsonl",
        EXAMPLES[0],
        StepsTaken(first_step=1, losses=(4.0, 3.0)),
        Checkpointed(epoch=0, step=3),
        StepsTaken(first_step=3, losses=(2.0, 1.0)),
        EpochEnded(epoch=1, step=4, train={"loss": 2.5}),
        BestFound(epoch=1, step=4, key="loss", value=2.5),
        StepsTaken(first_step=5, losses=(0.5,)),
        Finished(reason="stopped", epoch=1, step=5),
        Resumed(epoch=0, step=3),
        StepsTaken(first_step=4, losses=(9.0,)),
    )

    assert journal.read(path) == (
        EXAMPLES[0],
        StepsTaken(first_step=1, losses=(4.0, 3.0)),
        Checkpointed(epoch=0, step=3),
        StepsTaken(first_step=3, losses=(2.0,)),
        Resumed(epoch=0, step=3),
        StepsTaken(first_step=4, losses=(9.0,)),
    )
