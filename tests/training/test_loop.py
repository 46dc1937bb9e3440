"""The loop on modules made by hand, held against loops written by hand."""

import math
import queue
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from netbuilder.project.value import Project, Training
from netbuilder.runs.command import Command, GoOn, Stop
from netbuilder.runs.event import CommandTaken, EpochEnded, Event, StepsTaken, Trouble
from netbuilder.runs.folder import RunFolder
from netbuilder.training.batches import Batches, Rows
from netbuilder.training.loop import Loop, Task
from netbuilder.training.recipe import Batch, Networks, Phase, Recipe, Terms
from netbuilder.training.recorder import Recorder
from netbuilder.training.stepper import Stepper

CPU = torch.device("cpu")


@dataclass
class Words:
    """Says what went wrong in the barest words."""

    def non_finite(self, stepper: Stepper, batch: Batch, loss: float, rate: float) -> Trouble:
        return Trouble(code="non_finite", sentence=f"Loss {loss} with {batch.num_rows} rows.")

    def out_of_memory(self, batch_size: int) -> Trouble:
        return Trouble(code="out_of_memory", sentence="Full.", repair={"batch": batch_size // 2})

    def folder(self, error: OSError) -> Trouble:
        return Trouble(code="disk", sentence=str(error))


def network(seed: int) -> nn.Module:
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1))


def rows(count: int = 22) -> Rows:
    generator = torch.Generator().manual_seed(9)
    x = torch.randn(count, 2, generator=generator)
    return Rows(
        arguments=dict.fromkeys(("a", "b"), (x,)),
        targets={"y": x[:, :1] * 2 - 1},
        num_rows=count,
    )


def a_loss(networks: Networks, batch: Batch, rng: torch.Generator) -> Terms:
    return Terms(
        {"loss": functional.mse_loss(networks["a"](*batch.inputs["a"]), batch.targets["y"])}
    )


def b_loss(networks: Networks, batch: Batch, rng: torch.Generator) -> Terms:
    with torch.no_grad():
        wanted = networks["a"](*batch.inputs["a"])
    return Terms({"loss": functional.mse_loss(networks["b"](*batch.inputs["b"]), wanted)})


class Alone(Recipe):
    """Trains one network."""

    phases = (Phase(name="learn", trains=("a",), loss=a_loss),)
    product = "a"


class TeacherAndPupil(Recipe):
    """A toy of two phases: the pupil imitates the teacher every second step, twice."""

    phases = (
        Phase(name="teacher", trains=("a",), loss=a_loss),
        Phase(name="pupil", trains=("b",), loss=b_loss, every=2, times=2, is_fresh=True),
    )
    product = "b"


@dataclass
class Setup:
    """A loop with everything around it."""

    loop: Loop
    folder: RunFolder
    networks: dict[str, nn.Module]
    events: list[Event] = field(default_factory=list)

    def run(self) -> str:
        try:
            return self.loop.run()
        finally:
            self.folder.close()

    @property
    def losses(self) -> list[float]:
        return [x for e in self.events if isinstance(e, StepsTaken) for x in e.losses]


def setup(
    folder: Path,
    recipe: Recipe,
    *,
    training: Training,
    data: Rows | None = None,
    networks: dict[str, nn.Module] | None = None,
    answer: Command | None = None,
) -> Setup:
    """A loop; with an `answer` somebody listens, and gives it whenever the run pauses."""
    data = data or rows()
    networks = networks or {"a": network(1), "b": network(2)}
    events: list[Event] = []
    size = training.batch_size
    task = Task(
        recipe=recipe,
        networks=networks,
        train=Batches(data, batch_size=size, seed=training.seed),
        validation=None,
        fresh=Batches(data, batch_size=size, seed=training.seed + 1),
        training=training,
        watch="loss",
        device=CPU,
        weights={
            f"{role}:{key}": tensor
            for role, module in networks.items()
            for key, tensor in module.state_dict().items()
        },
        explain=Words(),
    )
    commands: queue.SimpleQueue[Command] = queue.SimpleQueue()

    def sink(event: Event) -> None:
        events.append(event)
        if answer and isinstance(event, CommandTaken) and event.command == "pause":
            commands.put(answer)

    run = RunFolder.create(folder, Project(name="toy"))
    loop = Loop(task, Recorder(run, sink), commands=commands if answer else None)
    return Setup(loop, run, networks, events)


SGD = Training(optimizer="SGD", learning_rate=0.1, batch_size=4, epochs=3, seed=11)


def test_steps_equal_a_loop_written_by_hand(tmp_path: Path) -> None:
    ours = setup(tmp_path, Alone(), training=SGD)

    assert ours.run() == "epochs"

    theirs, expected = network(1), []
    optimizer = torch.optim.SGD(theirs.parameters(), lr=0.1)
    batches = Batches(rows(), batch_size=4, seed=11)
    for epoch in (1, 2, 3):
        for batch in batches.epoch(epoch, torch.Generator()):
            optimizer.zero_grad()
            loss = functional.mse_loss(theirs(*batch.inputs["a"]), batch.targets["y"])
            loss.backward()
            optimizer.step()
            expected.append(loss.item())
    assert ours.losses == pytest.approx(expected, rel=1e-6)
    for mine, other in zip(ours.networks["a"].parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(mine, other)


def test_epoch_loss_is_the_mean_over_rows(tmp_path: Path) -> None:
    ours = setup(tmp_path, Alone(), training=replace(SGD, epochs=1))
    ours.run()

    # Five batches of four rows and one of two.
    sizes = [4, 4, 4, 4, 4, 2]
    expected = sum(loss * n for loss, n in zip(ours.losses, sizes, strict=True)) / 22
    (ended,) = [event for event in ours.events if isinstance(event, EpochEnded)]
    assert ended.train["loss"] == pytest.approx(expected)


def test_recipe_of_two_phases_equals_a_loop_written_by_hand(tmp_path: Path) -> None:
    ours = setup(tmp_path, TeacherAndPupil(), training=SGD)
    ours.run()

    a, b = network(1), network(2)
    of_a, of_b = (torch.optim.SGD(net.parameters(), lr=0.1) for net in (a, b))
    batches = Batches(rows(), batch_size=4, seed=11)
    others = Batches(rows(), batch_size=4, seed=12)
    fresh = (batch for epoch in range(1, 9) for batch in others.epoch(epoch, torch.Generator()))
    step, expected = 0, []
    for epoch in (1, 2, 3):
        for batch in batches.epoch(epoch, torch.Generator()):
            step += 1
            (x,) = batch.inputs["a"]
            of_a.zero_grad()
            loss = functional.mse_loss(a(x), batch.targets["y"])
            loss.backward()
            of_a.step()
            expected.append(loss.item())
            if step % 2:
                continue
            for seen in (batch, next(fresh)):
                (x,) = seen.inputs["b"]
                of_b.zero_grad()
                functional.mse_loss(b(x), a(x).detach()).backward()
                of_b.step()

    assert ours.losses == pytest.approx(expected, rel=1e-6)
    for role, theirs in (("a", a), ("b", b)):
        for mine, other in zip(ours.networks[role].parameters(), theirs.parameters(), strict=True):
            torch.testing.assert_close(mine, other)


class Fragile(nn.Module):
    """A network whose forward pass breaks on a certain call."""

    def __init__(self, broken_call: int, *, by: str) -> None:
        super().__init__()
        self.inner = network(1)
        self.norm = nn.BatchNorm1d(2)
        self.broken_call = broken_call
        self.by = by
        self.calls = 0

    def forward(self, x: Tensor) -> Tensor:
        self.calls += 1
        if self.calls == self.broken_call:
            if self.by == "memory":
                torch.empty(2**60)
            x = x * math.inf
        return self.inner(self.norm(x))


@pytest.mark.parametrize("broken", [1, 2, 6, 9])
def test_bad_step_moves_no_weight_and_no_statistics(tmp_path: Path, broken: int) -> None:
    fragile = Fragile(broken, by="numbers")
    ours = setup(
        tmp_path,
        Alone(),
        training=SGD,
        networks={"a": fragile, "b": network(2)},
        answer=Stop(),
    )
    whole = setup(
        tmp_path, Alone(), training=SGD, networks={"a": Fragile(0, by=""), "b": network(2)}
    )

    assert ours.run() == "stopped"

    names = [event.name for event in ours.events if event.name in ("trouble", "command")]
    assert names == ["trouble", "command", "command"]
    assert ours.loop.progress.step == broken
    assert math.isnan(ours.losses[-1]) or math.isinf(ours.losses[-1])
    assert len(ours.losses) == broken
    assert all(bool(t.isfinite().all()) for t in fragile.state_dict().values())
    # The steps before the bad one are those of a run without it.
    whole.run()
    assert ours.losses[:-1] == whole.losses[: broken - 1]


def test_run_goes_on_after_a_bad_step_with_the_next_one(tmp_path: Path) -> None:
    ours = setup(
        tmp_path,
        Alone(),
        training=SGD,
        networks={"a": Fragile(4, by="numbers"), "b": network(2)},
        answer=GoOn(),
    )

    assert ours.run() == "epochs"

    assert len(ours.losses) == 18
    assert [math.isfinite(loss) for loss in ours.losses] == [True] * 3 + [False] + [True] * 14
    assert all(bool(p.isfinite().all()) for p in ours.networks["a"].parameters())


def test_bad_step_ends_the_run_where_nobody_listens(tmp_path: Path) -> None:
    ours = setup(
        tmp_path, Alone(), training=SGD, networks={"a": Fragile(3, by="numbers"), "b": network(2)}
    )

    assert ours.run() == "failed"
    assert [event.code for event in ours.events if isinstance(event, Trouble)] == ["non_finite"]


def test_full_memory_pauses_and_the_step_is_tried_again(tmp_path: Path) -> None:
    ours = setup(
        tmp_path,
        Alone(),
        training=SGD,
        networks={"a": Fragile(4, by="memory"), "b": network(2)},
        answer=GoOn(),
    )

    assert ours.run() == "epochs"

    (trouble,) = [event for event in ours.events if isinstance(event, Trouble)]
    assert (trouble.code, trouble.step, trouble.repair) == ("out_of_memory", 3, {"batch": 2})
    assert len(ours.losses) == 18


def test_other_errors_are_not_taken_for_full_memory(tmp_path: Path) -> None:
    broken: Mapping[str, nn.Module] = {"a": nn.Linear(7, 1), "b": network(2)}
    ours = setup(tmp_path, Alone(), training=SGD, networks=dict(broken))

    with pytest.raises(RuntimeError, match="shapes cannot be multiplied"):
        ours.run()
