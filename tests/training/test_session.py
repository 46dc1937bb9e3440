"""Whole runs of real projects."""

import itertools
import json
import math
import queue
import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
import torch

from netbuilder import resources, training
from netbuilder.compiler.build import build
from netbuilder.data import read_schema
from netbuilder.error import CompileError, DataError, RunError
from netbuilder.model import Model
from netbuilder.project import edit
from netbuilder.project.schema import Source
from netbuilder.project.starter import start_project
from netbuilder.project.template import open_template
from netbuilder.project.value import Project
from netbuilder.runs.command import Command, GoOn, Pause, Set, Stop
from netbuilder.runs.event import (
    BestFound,
    CommandTaken,
    EpochEnded,
    Event,
    Finished,
    Started,
    StepsTaken,
    Trouble,
)
from netbuilder.runs.folder import RunFolder
from netbuilder.runs.series import Status
from netbuilder.training.devices import available

Moons = Callable[..., Project]


def of(events: list[Event], kind: type[Event]) -> list[Event]:
    return [event for event in events if isinstance(event, kind)]


def with_split(project: Project, **changes: object) -> Project:
    split = replace(project.data.split, **changes)
    return replace(project, data=replace(project.data, split=split))


def with_rows(project: Project, rows: int) -> Project:
    """The same made set with another number of rows."""
    source = project.data.source
    source = replace(source, options={**source.options, "rows": rows})
    read = read_schema(source, None)
    data = replace(project.data, source=source, rows=read.rows, fingerprint=read.fingerprint)
    return replace(project, data=data)


def test_two_moons_are_learned(moons: Moons, runs: Path) -> None:
    run = training.train(moons(epochs=40), folder=runs)

    series = run.series()
    assert series.status is Status.FINISHED
    assert series.reason == "epochs"
    assert series.test["accuracy"] >= 0.95
    assert len(series.train["loss"]) == len(series.validation["accuracy"]) == 40
    assert len(series.step_losses) == 40 * 22  # 700 rows in batches of 32
    assert series.rows == {"train": 700, "validation": 150, "test": 150}


def test_events_on_disk_are_those_that_were_heard_and_obey_the_schema(
    moons: Moons, runs: Path
) -> None:
    heard: list[Event] = []
    run = training.train(moons(), folder=runs, sink=heard.append)

    assert run.events() == tuple(heard)
    schema = json.loads(resources.path("schema", "events.json").read_text(encoding="utf-8"))
    for line in (run.path / "events.jsonl").read_text(encoding="utf-8").splitlines():
        jsonschema.validate(json.loads(line), schema)
    names = [event.name for event in heard if event.name not in ("best", "gradients")]
    assert heard[4].name == "gradients"  # of the first epoch; others as time allows
    assert names == [
        *("started", "choices"),
        *("steps", "epoch") * 3,
        *("checkpoint", "finished"),
    ]


def test_folder_holds_everything_that_belongs_to_the_run(moons: Moons, runs: Path) -> None:
    project = moons()
    run = training.train(project, folder=runs)

    assert run.project == project
    assert sorted(path.name for path in run.path.iterdir()) == [
        "best.safetensors",
        "choices.json",
        "environment.json",
        "events.jsonl",
        "last.ckpt",
        "pipeline.json",
        "project.netb",
        "run.lock",
    ]
    assert sorted(path.name for path in run.checkpoint.iterdir()) == [
        "state-66.safetensors",
        "state.json",
        "weights-66.safetensors",
    ]


def test_same_seed_gives_the_same_run_and_another_seed_another(moons: Moons, runs: Path) -> None:
    first, same, other = (
        list(training.train(moons(seed=seed), folder=runs).series().step_losses)
        for seed in (4, 4, 5)
    )

    assert first == same
    assert first != other


def test_training_leaves_threads_and_random_state_as_they_were(moons: Moons, runs: Path) -> None:
    torch.set_num_threads(2)
    torch.manual_seed(5)
    expected = torch.randn(3)
    torch.manual_seed(5)
    try:
        training.train(moons(epochs=1), folder=runs)
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(1)

    assert torch.equal(torch.randn(3), expected)


def test_choices_say_what_was_decided_and_why(moons: Moons, runs: Path) -> None:
    run = training.train(moons(epochs=1), folder=runs, device="cpu")

    choices = run.series().choices
    assert choices["device"] == "cpu"
    assert choices["device_why"] == "You chose it."
    assert choices["threads"] == 1
    assert run.read_json("choices.json") == json.loads(json.dumps(choices))


@pytest.mark.parametrize(
    ("batch_size", "steps"), [(0, 1), (1, 700), (699, 2), (700, 1), (5000, 1), (32, 22)]
)
def test_batch_size_decides_the_steps_of_an_epoch(
    moons: Moons, runs: Path, batch_size: int, steps: int
) -> None:
    run = training.train(moons(epochs=1, batch_size=batch_size), folder=runs)

    series = run.series()
    assert series.steps_per_epoch == len(series.step_losses) == steps
    assert series.status is Status.FINISHED


def test_batch_larger_than_the_set_is_said(moons: Moons, runs: Path) -> None:
    run = training.train(moons(epochs=1, batch_size=5000), folder=runs)

    assert "A batch of 5,000 is more than the 700 rows there are; all are taken." in list(
        run.series().choices["notes"]
    )


def test_one_sample_can_be_trained_on(moons: Moons, runs: Path) -> None:
    project = with_split(with_rows(moons(), 10), train=0.1, validation=0.5, test=0.4, by="random")
    run = training.train(project, folder=runs)

    assert run.series().rows["train"] == 1
    assert run.series().status is Status.FINISHED


def test_without_validation_rows_the_train_loss_decides_and_that_is_said(
    moons: Moons, runs: Path
) -> None:
    run = training.train(with_split(moons(), train=0.8, validation=0.0, test=0.2), folder=runs)

    series = run.series()
    assert series.validation == {}
    assert series.best_value == min(series.train["loss"])
    assert any("chosen on the train part" in note for note in series.choices["notes"])


def test_metric_that_is_not_measured_gives_way_to_the_loss_and_that_is_said(
    moons: Moons, runs: Path
) -> None:
    run = training.train(moons(watch="r2"), folder=runs)

    series = run.series()
    assert series.watch == "loss"
    assert "r2 is not measured here; the best epoch is chosen by loss." in series.choices["notes"]


def test_accuracy_can_be_watched(moons: Moons, runs: Path) -> None:
    heard: list[Event] = []
    run = training.train(moons(epochs=10, watch="accuracy"), folder=runs, sink=heard.append)

    series = run.series()
    assert series.best_value == max(series.validation["accuracy"])
    assert {event.key for event in heard if isinstance(event, BestFound)} == {"accuracy"}


def test_patience_stops_early_and_the_best_weights_are_the_result(moons: Moons, runs: Path) -> None:
    # A rate so large that the loss soon wanders.
    project = moons(epochs=200, patience=3, learning_rate=0.3)
    run = training.train(project, folder=runs)

    series = run.series()
    assert series.reason == "early"
    assert series.epoch == series.best_epoch + 3
    best = min(series.validation["loss"])
    found = training.evaluate(run, "validation")
    assert found["class"]["loss"] == pytest.approx(best, rel=1e-5)


def test_last_weights_are_the_result_where_the_best_are_not_kept(moons: Moons, runs: Path) -> None:
    run = training.train(moons(epochs=12, learning_rate=0.3, keep_best=False), folder=runs)

    assert not (run.path / "best.safetensors").exists()
    found = training.evaluate(run, "validation")
    assert found["class"]["loss"] == pytest.approx(run.series().validation["loss"][-1], rel=1e-5)


def test_evaluation_equals_what_the_run_said_and_is_kept(moons: Moons, runs: Path) -> None:
    run = training.train(moons(epochs=5), folder=runs)

    found = training.evaluate(run)

    assert found == {"class": pytest.approx(run.series().test, rel=1e-6)}
    assert run.read_json("evaluation.json") == {"test": found}


@pytest.mark.parametrize("part", ["train", "validation", "test"])
def test_every_part_can_be_evaluated(moons: Moons, runs: Path, part: str) -> None:
    found = training.evaluate(training.train(moons(epochs=1), folder=runs), part)

    assert set(found["class"]) == {"loss", "accuracy", "f1"}


def test_part_that_does_not_exist_cannot_be_evaluated(moons: Moons, runs: Path) -> None:
    run = training.train(moons(epochs=1), folder=runs)

    with pytest.raises(RunError, match="no such part"):
        training.evaluate(run, "holdout")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"learning_rate": 0.0}, "the learning rate must be above 0"),
        ({"learning_rate": -0.1}, "the learning rate must be above 0"),
        ({"learning_rate": math.inf}, "the learning rate must be a finite number"),
        ({"learning_rate": math.nan}, "the learning rate must be a finite number"),
        ({"epochs": 0}, "the number of epochs must be from 1"),
        ({"batch_size": -1}, "the batch size must be from 0"),
        ({"patience": -1}, "the patience must be from 0"),
        ({"seed": -1}, "the seed must be from 0"),
        ({"optimizer": "Guess"}, "there is no such optimizer"),
        ({"optimizer_options": {"beta1": 1.5}}, "Adam, beta 1 must be below 1"),
        ({"optimizer_options": {"speed": 1}}, "speed is not a setting of this optimizer"),
        ({"recipe": "alchemy"}, "there is no such way of learning"),
    ],
)
def test_settings_that_make_no_sense_are_refused_before_the_start(
    moons: Moons, runs: Path, changes: dict[str, object], words: str
) -> None:
    with pytest.raises((RunError, CompileError)) as caught:
        training.train(moons(**changes), folder=runs)

    assert words in caught.value.sentence or isinstance(caught.value, CompileError)
    assert not runs.exists()


def test_network_with_problems_is_refused_with_them(moons: Moons, runs: Path) -> None:
    project = moons()
    (name, network), *_ = project.networks.items()
    broken = replace(project, networks={name: replace(network, edges=network.edges[:-1])})

    with pytest.raises(CompileError) as caught:
        training.train(broken, folder=runs)

    assert caught.value.problems
    assert not runs.exists()


def test_data_that_is_gone_is_refused(moons: Moons, runs: Path) -> None:
    project = moons()
    source = replace(project.data.source, kind="csv", location="nowhere.csv", options={})
    project = replace(project, data=replace(project.data, source=source))

    with pytest.raises(DataError, match=r"nowhere\.csv"):
        training.train(project, folder=runs)


def test_device_that_is_not_here_is_refused(moons: Moons, runs: Path) -> None:
    missing = next(name for name in ("cuda:7", "mps") if name not in available())

    with pytest.raises(RunError, match="no such device"):
        training.train(moons(), folder=runs, device=missing)


def test_folder_that_cannot_be_written_is_refused(moons: Moons, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")

    with pytest.raises(RunError, match="cannot be written"):
        training.train(moons(), folder=tmp_path / "taken")


def test_training_without_a_folder_keeps_the_run_in_a_temporary_one(moons: Moons) -> None:
    run = training.train(moons(epochs=1))

    try:
        assert run.is_finished
    finally:
        shutil.rmtree(run.path.parent)


class Listener:
    """Answers events with commands, as a person at the screen would."""

    def __init__(self, answers: dict[type[Event], list[Command]]) -> None:
        self.commands: queue.SimpleQueue[Command] = queue.SimpleQueue()
        self.heard: list[Event] = []
        self._answers = {kind: list(commands) for kind, commands in answers.items()}

    def __call__(self, event: Event) -> None:
        self.heard.append(event)
        waiting = self._answers.get(type(event))
        if waiting:
            self.commands.put(waiting.pop(0))

    def taken(self) -> list[tuple[str, dict[str, object]]]:
        return [
            (event.command, dict(event.arguments))
            for event in self.heard
            if isinstance(event, CommandTaken)
        ]


def test_commands_act_between_steps_and_are_recorded(moons: Moons, runs: Path) -> None:
    listener = Listener(
        {
            EpochEnded: [
                Set(key="learning_rate", value=0.5),
                Set(key="epochs", value=5),
                Set(key="patience", value=50),
                Pause(),
            ],
            CommandTaken: [],
        }
    )
    done = threading.Event()

    def go_on_later() -> None:
        while not any(command == "pause" for command, _ in listener.taken()):
            if done.wait(0.005):
                return
        listener.commands.put(Set(key="learning_rate", value=0.01))
        listener.commands.put(GoOn())

    person = threading.Thread(target=go_on_later)
    person.start()
    run = training.train(moons(epochs=30), folder=runs, sink=listener, commands=listener.commands)
    done.set()
    person.join()

    assert listener.taken() == [
        ("set", {"learning_rate": 0.5}),
        ("set", {"epochs": 5}),
        ("set", {"patience": 50}),
        ("pause", {}),
        ("set", {"learning_rate": 0.01}),
        ("go_on", {}),
    ]
    series = run.series()
    assert (series.epoch, series.epochs, series.reason) == (5, 5, "epochs")


def test_learning_rate_that_is_set_changes_the_next_step(moons: Moons, runs: Path) -> None:
    listener = Listener({EpochEnded: [Set(key="learning_rate", value=1e-12)]})
    run = training.train(
        moons(epochs=2, batch_size=0), folder=runs, sink=listener, commands=listener.commands
    )

    # With all rows in a batch and hardly a step, the second step's weights are the first's result.
    series = run.series()
    assert series.train["loss"][0] != series.train["loss"][1]
    assert series.validation["loss"][0] == pytest.approx(series.validation["loss"][1], abs=1e-9)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("learning_rate", -1.0),
        ("learning_rate", math.nan),
        ("epochs", 1),
        ("epochs", 2.5),
        ("patience", -1),
        ("batch_size", 7),
        ("weather", "fine"),
    ],
)
def test_setting_that_makes_no_sense_changes_nothing(
    moons: Moons, runs: Path, key: str, value: object
) -> None:
    listener = Listener({EpochEnded: [Set(key=key, value=value)]})
    run = training.train(moons(), folder=runs, sink=listener, commands=listener.commands)

    (trouble,) = of(listener.heard, Trouble)
    assert isinstance(trouble, Trouble)
    assert trouble.code == "refused"
    assert trouble.sentence.endswith(".")
    assert listener.taken() == []
    assert list(run.series().step_losses) == list(
        training.train(moons(), folder=runs).series().step_losses
    )


def test_stop_keeps_the_best_weights_and_a_checkpoint(moons: Moons, runs: Path) -> None:
    listener = Listener({StepsTaken: [Stop()]})
    run = training.train(moons(epochs=500), folder=runs, sink=listener, commands=listener.commands)

    series = run.series()
    assert series.reason == "stopped"
    assert series.epoch < 500
    assert series.test["accuracy"] > 0.5
    assert run.weights("best").name == "best.safetensors"
    assert run.weights("last").is_file()


def test_losses_arrive_at_least_five_times_a_second(moons: Moons, runs: Path) -> None:
    heard: list[StepsTaken] = []
    # One epoch of many steps, so that no epoch's end brings them.
    project = with_rows(moons(epochs=1, batch_size=1), 8000)
    training.train(
        project, folder=runs, sink=lambda e: heard.append(e) if isinstance(e, StepsTaken) else None
    )

    times = [event.time_s for event in heard]
    assert len(times) >= 3
    gaps = [b - a for a, b in itertools.pairwise(times)]
    assert sorted(gaps)[len(gaps) // 2] <= 0.2
    assert [loss for event in heard for loss in event.losses].count(0.0) < 5600


def test_exploding_run_pauses_names_the_layer_and_goes_on_gently(moons: Moons, runs: Path) -> None:
    class Person(Listener):
        def __call__(self, event: Event) -> None:
            super().__call__(event)
            if isinstance(event, Trouble):
                rate = event.repair["training.learning_rate"]
                self.commands.put(Set(key="learning_rate", value=1e-4 if rate > 1 else rate))
                self.commands.put(GoOn())

    person = Person({})
    run = training.train(
        moons(optimizer="SGD", learning_rate=1e6, epochs=4),
        folder=runs,
        sink=person,
        commands=person.commands,
    )

    trouble = of(person.heard, Trouble)[0]
    assert isinstance(trouble, Trouble)
    assert trouble.code == "non_finite"
    project = moons()
    nodes = project.networks[trouble.network].nodes
    assert nodes[trouble.node].name.casefold() in trouble.sentence.casefold()
    assert trouble.repair == {"training.learning_rate": 1e5}
    series = run.series()
    assert series.status is Status.FINISHED
    assert series.epoch == 4


def test_exploding_run_fails_where_nobody_listens_and_keeps_whole_weights(
    moons: Moons, runs: Path
) -> None:
    run = training.train(moons(optimizer="SGD", learning_rate=1e6, epochs=4), folder=runs)

    series = run.series()
    assert series.status is Status.FAILED
    assert series.trouble is not None
    assert series.trouble.code == "non_finite"
    tensors = Model.load(run, "last").module.state_dict().values()
    assert all(bool(tensor.isfinite().all()) for tensor in tensors)


def test_folder_deleted_while_training_ends_the_run_with_a_sentence(
    moons: Moons, runs: Path
) -> None:
    heard: list[Event] = []

    def delete_soon(event: Event) -> None:
        heard.append(event)
        if isinstance(event, EpochEnded) and event.epoch == 2:
            shutil.rmtree(runs)

    run = training.train(moons(epochs=100_000), folder=runs, sink=delete_soon)

    assert [event.name for event in heard[-2:]] == ["trouble", "finished"]
    trouble, finished = heard[-2:]
    assert isinstance(trouble, Trouble)
    assert isinstance(finished, Finished)
    assert trouble.code == "data_gone"
    assert trouble.sentence.startswith("The run's folder is gone")
    assert finished.reason == "failed"
    assert not run.path.exists()


def test_disk_that_refuses_pauses_and_is_tried_again(moons: Moons, runs: Path) -> None:
    class Person(Listener):
        def __call__(self, event: Event) -> None:
            super().__call__(event)
            if isinstance(event, Started):
                # A folder in the way of the file: writing it fails, as on a full disk.
                (runs / event.run / "last.ckpt" / "state.json.new").mkdir(parents=True)
            if isinstance(event, CommandTaken) and event.command == "pause":
                shutil.rmtree(next(runs.iterdir()) / "last.ckpt")
                self.commands.put(GoOn())

    person = Person({})
    run = training.train(
        moons(epochs=30),
        folder=runs,
        sink=person,
        commands=person.commands,
        checkpoint_every_s=0.02,
    )

    (trouble,) = of(person.heard, Trouble)
    assert isinstance(trouble, Trouble)
    assert trouble.code == "disk"
    assert "cannot be written" in trouble.sentence
    assert run.series().reason == "epochs"
    assert run.weights("last").is_file()


def test_batch_normalisation_of_one_row_says_so(runs: Path) -> None:
    project = open_template("two-moons-mlp")
    (name, network), *_ = project.networks.items()
    into = next(e for e in network.edges if network.nodes[e.sink.node].kind == "Output")
    norm = edit.new_node(network, "BatchNorm")
    project = edit.insert_on_edge(project, name, into, norm)
    project = with_split(with_rows(project, 10), train=0.1, validation=0.5, test=0.4, by="random")

    run = training.train(project, folder=runs)

    series = run.series()
    assert series.status is Status.FAILED
    assert series.trouble is not None
    assert "at least two rows a batch" in series.trouble.sentence
    assert series.trouble.node == norm.id


def test_lone_last_row_does_not_break_batch_normalisation(runs: Path) -> None:
    project = open_template("two-moons-mlp")
    (name, network), *_ = project.networks.items()
    into = next(e for e in network.edges if network.nodes[e.sink.node].kind == "Output")
    project = edit.insert_on_edge(project, name, into, edit.new_node(network, "BatchNorm"))
    project = replace(project, training=replace(project.training, epochs=2, batch_size=233))

    run = training.train(project, folder=runs)  # 700 rows: 233, 233, 233 and 1

    assert run.series().steps_per_epoch == 3
    assert run.series().status is Status.FINISHED


def test_frozen_layer_keeps_its_weights(moons: Moons, runs: Path) -> None:
    from netbuilder.model import Model

    project = moons(keep_best=False)
    (name, network), *_ = project.networks.items()
    frozen = next(node for node in network.nodes.values() if node.kind == "Linear")
    project = edit.set_frozen(project, name, [frozen.id], True)
    fresh = build(project, seed=project.training.seed).state_dict()

    trained = Model.load(training.train(project, folder=runs)).module.state_dict()

    same = {key for key in fresh if torch.equal(fresh[key], trained[key])}
    assert same == {f"{frozen.name}.weight", f"{frozen.name}.bias"}
    series = next(iter(runs.iterdir()))
    assert RunFolder(series).series().parameters == sum(
        tensor.numel() for key, tensor in fresh.items() if key not in same
    )


def test_interrupted_run_is_closed_as_stopped_and_can_go_on(moons: Moons, runs: Path) -> None:
    def interrupt(event: Event) -> None:
        if isinstance(event, EpochEnded) and event.epoch == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        training.train(moons(epochs=6), folder=runs, sink=interrupt)

    run = RunFolder(next(runs.iterdir()))
    assert run.series().reason == "stopped"
    training.resume(run)
    assert run.series().epoch == 6


def test_going_on_without_a_pause_means_nothing(moons: Moons, runs: Path) -> None:
    listener = Listener({EpochEnded: [GoOn()]})

    run = training.train(moons(), folder=runs, sink=listener, commands=listener.commands)

    assert listener.taken() == []
    assert run.series().reason == "epochs"


def test_labels_that_are_all_alike_in_the_train_part_are_learned(
    tmp_path: Path, runs: Path
) -> None:
    kinds = ["same"] * 45 + ["other"] * 15
    rows = "".join(f"{i},{i % 7},{kind}\n" for i, kind in enumerate(kinds))
    (tmp_path / "alike.csv").write_text("a,b,kind\n" + rows)
    data = read_schema(Source(kind="csv", location="alike.csv"), tmp_path, target="kind")
    project = with_split(start_project("alike", data), by="time")  # the first 42 rows train
    project = replace(project, training=replace(project.training, epochs=30, learning_rate=0.05))

    run = training.train(project, base=tmp_path, folder=runs)

    series = run.series()
    assert series.status is Status.FINISHED
    assert series.train["accuracy"][-1] == 1.0
    assert all(math.isfinite(loss) for loss in series.step_losses)


def test_csv_beside_the_project_is_found_again_when_the_run_goes_on(tmp_path: Path) -> None:
    table = tmp_path / "rows.csv"
    table.write_text("a,b,y\n" + "".join(f"{i},{i % 7},{2 * i + i % 7}\n" for i in range(60)))
    data = read_schema(Source(kind="csv", location="rows.csv"), tmp_path, target="y")
    project = start_project("rows", data)
    project = replace(project, training=replace(project.training, epochs=2))
    run = training.train(project, base=tmp_path, folder=tmp_path / "rows.runs")

    training.resume(run, epochs=3)

    assert run.series().epoch == 3
    assert training.evaluate(run)["y"]["rmse"] > 0
