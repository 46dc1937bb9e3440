"""Training speed against a training loop as people write it, with the same accuracy.

Both train the same network on the same rows on one thread. The loop against which we measure uses
`Dataset`, `DataLoader` and `torch.optim.Adam` as tutorials do. Ours is the whole loop with its
events on disk, metrics, best weights and checkpoints. Processor time, runs interleaved, medians.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path

import torch
from sklearn.datasets import make_blobs, make_moons
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - PyTorch's own name for it
from torch.utils.data import DataLoader, TensorDataset

from netbuilder.compiler import source
from netbuilder.compiler.build import build_module
from netbuilder.model.tapped import Tapped
from netbuilder.model.weights import named_tensors
from netbuilder.project import edit
from netbuilder.project.value import End, Network, Project, Training
from netbuilder.runs.folder import RunFolder
from netbuilder.training.batches import Batches, Rows
from netbuilder.training.explain import Explanation
from netbuilder.training.loop import Loop, Task
from netbuilder.training.losses import LOSSES
from netbuilder.training.metrics import ClassTally
from netbuilder.training.recorder import Recorder, ignore
from netbuilder.training.supervised import ROLE, Supervised, Target
from tests.benchmarks.table import Row

TITLE = "Training"
REPEATS = 7
CPU = torch.device("cpu")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A network, rows and settings that both loops train."""

    name: str
    sizes: tuple[int, ...]
    x: Tensor
    y: Tensor
    batch_size: int
    epochs: int
    learning_rate: float
    promised: str


class Written(nn.Module):
    """The network as a person writes it."""

    def __init__(self, sizes: tuple[int, ...]) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for wide, narrow in pairwise(sizes):
            layers += [nn.Linear(wide, narrow), nn.ReLU()]
        self.layers = nn.Sequential(*layers[:-1])

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)


def cases() -> tuple[Case, ...]:
    """Two moons and a larger network on blobs."""
    moons = make_moons(n_samples=1024, noise=0.15, random_state=0)
    blobs = make_blobs(n_samples=2560, centers=10, n_features=784, cluster_std=12, random_state=0)
    return (
        Case(
            name="two moons, 2-16-16-2, batch 32",
            sizes=(2, 16, 16, 2),
            x=torch.tensor(moons[0], dtype=torch.float32),
            y=torch.tensor(moons[1]),
            batch_size=32,
            epochs=40,
            learning_rate=0.01,
            promised=">= 2",
        ),
        Case(
            name="784-256-128-10, batch 128",
            sizes=(784, 256, 128, 10),
            x=torch.tensor(blobs[0], dtype=torch.float32) / 12,
            y=torch.tensor(blobs[1]),
            batch_size=128,
            epochs=12,
            learning_rate=0.001,
            promised=">= 1.4",
        ),
    )


def rows() -> list[Row]:
    """Speed and accuracy of every case."""
    torch.set_num_threads(1)
    found = []
    for case in cases():
        written, ours, accuracies = [], [], []
        for repeat in range(REPEATS + 1):
            usual = train_as_usual(case)
            own = train_with_netbuilder(case)
            if repeat:  # the first one warms up
                written.append(usual[0])
                ours.append(own[0])
                accuracies.append((usual[1], own[1]))
        ratio = statistics.median(a / b for a, b in zip(written, ours, strict=True))
        per_second = case.epochs * len(case.x) / statistics.median(ours)
        usual_accuracy = statistics.mean(usual for usual, _ in accuracies)
        own_accuracy = statistics.mean(own for _, own in accuracies)
        against = f"{case.epochs * len(case.x) / statistics.median(written):,.0f} as usual"
        found += [
            Row(
                name=f"{case.name}: speed",
                value=ratio,
                unit="times the usual loop",
                baseline=against,
                bound=case.promised,
            ),
            Row(name=f"{case.name}: samples", value=per_second, unit="a second", baseline=against),
            Row(
                name=f"{case.name}: accuracy",
                value=own_accuracy,
                unit="of the rows",
                baseline=f"{usual_accuracy:.4f} as usual",
                bound=f">= {usual_accuracy - 0.01:.4f}",
            ),
        ]
    return found


def train_as_usual(case: Case) -> tuple[float, float]:
    """Processor seconds and accuracy of the loop that tutorials teach."""
    torch.manual_seed(0)
    model = Written(case.sizes)
    optimizer = torch.optim.Adam(model.parameters(), lr=case.learning_rate)
    loader = DataLoader(TensorDataset(case.x, case.y), batch_size=case.batch_size, shuffle=True)
    began = time.process_time()
    for _epoch in range(case.epochs):
        total = 0.0
        for x, y in loader:
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(x)
    spent_s = time.process_time() - began
    return spent_s, accuracy(model, case)


def train_with_netbuilder(case: Case) -> tuple[float, float]:
    """Processor seconds and accuracy of our loop, everything included that a run does."""
    with tempfile.TemporaryDirectory() as folder:
        run = RunFolder.create(Path(folder), Project(name="benchmark"))
        task = make_task(case)
        torch.manual_seed(0)
        loop = Loop(task, Recorder(run, ignore))
        began = time.process_time()
        loop.run()
        loop.write_checkpoint()
        spent_s = time.process_time() - began
        run.close()
    return spent_s, accuracy(task.networks[ROLE], case)


def make_task(case: Case) -> Task:
    """What the loop trains: the drawn network and the rows of a case."""
    project = draw(case.sizes)
    written = source(project)
    module = build_module(written, 0)
    data = Rows(arguments={ROLE: (case.x,)}, targets={"y": case.y}, num_rows=len(case.x))
    tally = partial(ClassTally, case.sizes[-1], "logits", device=CPU)
    target = Target(
        place=0,
        column="y",
        loss=LOSSES["cross_entropy"],
        form="logits",
        tally=tally,
        keys={"accuracy": "accuracy", "f1": "f1"},
    )
    tapped: Callable[[str], Tapped] = lambda role: Tapped(source(project, tapped=True), module)  # noqa: E731
    return Task(
        recipe=Supervised([target], num_outputs=1),
        networks={ROLE: module},
        train=Batches(data, batch_size=case.batch_size, seed=0),
        validation=None,
        fresh=Batches(data, batch_size=case.batch_size, seed=1),
        training=Training(learning_rate=case.learning_rate, epochs=case.epochs),
        watch="loss",
        device=CPU,
        weights=named_tensors(written, module),
        explain=Explanation(
            project, sources={ROLE: written}, networks={ROLE: module}, taps=tapped, device=CPU
        ),
    )


def draw(sizes: tuple[int, ...]) -> Project:
    """A network of dense layers with ReLU between them, as a project."""
    project = Project(name="benchmark", networks={"model": Network()})
    layers: list[tuple[str, dict[str, object]]] = [
        ("Input", {"feeds": "shape", "shape": (sizes[0],)})
    ]
    for size in sizes[1:]:
        layers += [("Linear", {"out_features": size}), ("ReLU", {})]
    before = ""
    for kind, parameters in [*layers[:-1], ("Output", {})]:
        node = edit.new_node(project.networks["model"], kind, parameters)
        project = edit.add_node(project, "model", node)
        if before:
            project = edit.connect(project, "model", End(before, "output"), End(node.id, "input"))
        before = node.id
    return project


def accuracy(model: nn.Module, case: Case) -> float:
    """The share of rows that a network takes for what they are."""
    with torch.no_grad():
        return (model.eval()(case.x).argmax(dim=1) == case.y).float().mean().item()
