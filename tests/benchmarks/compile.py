"""The compiler: how long a person waits for problems after an edit, and what its source costs."""

from __future__ import annotations

import gc
import random
import statistics
import time
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional

from netbuilder.compiler import analyse
from netbuilder.compiler.build import build
from netbuilder.project import edit
from netbuilder.project.value import Project
from tests.benchmarks.table import Row
from tests.builders import MAIN, chain, random_network

TITLE = "Compiler (CPU time)"

EDITS = 1_000
ROUNDS = 300
TURN_NS = 3e6


def rows() -> list[Row]:
    """Check and infer after edits and from scratch, and the built module against one by hand."""
    torch.set_num_threads(1)
    edits_ms = time_edits(1_000)
    scratch_ms = [time_scratch(seed) for seed in range(15)]
    measured = [
        Row(
            name="one edit in a 1,000-layer network, p99",
            value=quantile(edits_ms, 0.99),
            unit="ms",
            baseline=f"median {statistics.median(edits_ms):.2f} ms",
            bound="<= 5",
        ),
        Row(
            name="5,000 layers from scratch, median",
            value=statistics.median(scratch_ms),
            unit="ms",
            baseline=f"worst of {len(scratch_ms)}: {max(scratch_ms):.1f} ms",
            bound="<= 50",
        ),
    ]
    for name, project, by_hand, example, batch in MODELS:
        for what in ("forward", "step"):
            ratio = compare(what, build(project, seed=0), by_hand(), example, batch)
            measured.append(
                Row(
                    name=f"{what} of {name}",
                    value=ratio,
                    unit="times",
                    baseline="hand-written module",
                    bound="0.97-1.03",
                )
            )
    return measured


def time_edits(layers: int) -> list[float]:
    """CPU milliseconds of check and infer after each of many random edits and after its undo."""
    sound = random_network(layers)
    analysis = analyse(sound)
    draw = random.Random(0)
    taken = []
    gc.collect()
    gc.freeze()  # as the app does once a project is open
    for _ in range(EDITS):
        for project in (random_edit(sound, draw), sound):
            start = time.process_time_ns()
            analysis = analyse(project, analysis)
            taken.append((time.process_time_ns() - start) / 1e6)
    gc.unfreeze()
    return taken


def random_edit(project: Project, draw: random.Random) -> Project:
    """Another width, a wire that goes, or a layer that is passed by."""
    network = project.networks[MAIN]
    nodes = [n for n in network.nodes.values() if n.kind not in ("Input", "Output")]
    node = draw.choice(nodes)
    if node.kind == "Linear" and draw.random() < 0.7:
        return edit.set_parameter(project, MAIN, [node.id], "out_features", draw.randrange(1, 64))
    if draw.random() < 0.2:
        return edit.remove_edges(project, MAIN, [draw.choice(network.edges)])
    return edit.set_bypassed(project, MAIN, [node.id], not node.bypassed)


def time_scratch(seed: int) -> float:
    """CPU milliseconds of check and infer for 5,000 layers that nothing is known of."""
    project = random_network(5_000, seed)
    gc.collect()
    start = time.process_time_ns()
    analyse(project)
    return (time.process_time_ns() - start) / 1e6


class MLP(nn.Module):
    """2-16-16-2 as a person writes it."""

    def __init__(self) -> None:
        super().__init__()
        self.fc1 = nn.Linear(2, 16)
        self.fc2 = nn.Linear(16, 16)
        self.fc3 = nn.Linear(16, 2)

    def forward(self, x: Tensor) -> Tensor:
        x = torch.relu(self.fc1(x))
        x = torch.relu(self.fc2(x))
        return self.fc3(x)


class CNN(nn.Module):
    """Two convolutions and two dense layers as a person writes them."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 3, padding="same")
        self.conv2 = nn.Conv2d(16, 32, 3, padding="same")
        self.fc1 = nn.Linear(128, 64)
        self.fc2 = nn.Linear(64, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = functional.max_pool2d(torch.relu(self.conv1(x)), 2)
        x = functional.max_pool2d(torch.relu(self.conv2(x)), 2)
        x = torch.relu(self.fc1(torch.flatten(x, 1)))
        return self.fc2(x)


MODELS: list[tuple[str, Project, Callable[[], nn.Module], tuple[int, ...], int]] = [
    (
        "MLP 2-16-16-2, batch 32",
        chain(
            ("Input", {"feeds": "shape", "shape": (2,)}),
            ("Linear", {"out_features": 16}),
            "ReLU",
            ("Linear", {"out_features": 16}),
            "ReLU",
            ("Linear", {"out_features": 2}),
            "Output",
        ),
        MLP,
        (2,),
        32,
    ),
    (
        "CNN 1×8×8, batch 32",
        chain(
            ("Input", {"feeds": "shape", "shape": (1, 8, 8), "tensor_kind": "image"}),
            ("Conv", {"out_channels": 16, "kernel_size": 3}),
            "ReLU",
            ("MaxPool", {"kernel_size": 2}),
            ("Conv", {"out_channels": 32, "kernel_size": 3}),
            "ReLU",
            ("MaxPool", {"kernel_size": 2}),
            "Flatten",
            ("Linear", {"out_features": 64}),
            "ReLU",
            ("Linear", {"out_features": 10}),
            "Output",
        ),
        CNN,
        (1, 8, 8),
        32,
    ),
]


def compare(
    what: str, built: nn.Module, by_hand: nn.Module, example: tuple[int, ...], batch: int
) -> float:
    """The median ratio of CPU times, measured in turns."""
    runs = [runner(what, module, torch.randn(batch, *example)) for module in (built, by_hand)]
    calls = 1 + int(TURN_NS / max(1, cpu_ns(runs[1], 20) / 20))
    ratios = []
    for round_number in range(ROUNDS):
        order = (0, 1) if round_number % 2 else (1, 0)
        taken = {index: cpu_ns(runs[index], calls) for index in order}
        ratios.append(taken[0] / taken[1])
    return statistics.median(ratios)


def runner(what: str, module: nn.Module, x: Tensor) -> Callable[[], None]:
    """One forward pass, or one whole step with loss, gradients and optimizer."""
    if what == "forward":

        def forward() -> None:
            with torch.no_grad():
                module(x)

        return forward
    optimizer = torch.optim.SGD(module.parameters(), lr=1e-3)

    def step() -> None:
        optimizer.zero_grad()
        module(x).square().mean().backward()
        optimizer.step()

    return step


def cpu_ns(run: Callable[[], None], calls: int) -> int:
    """CPU nanoseconds of so many calls."""
    start = time.process_time_ns()
    for _ in range(calls):
        run()
    return time.process_time_ns() - start


def quantile(values: list[float], share: float) -> float:
    """The value that `share` of all values do not exceed."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]
