"""Random networks of many kinds of layers: they compile, run, and have the shapes foretold."""

from __future__ import annotations

import random
from typing import Any

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from netbuilder.compiler import analyse, source
from netbuilder.compiler.build import build_module
from netbuilder.layers.dim import substitute
from netbuilder.layers.tensor import TensorType
from netbuilder.project import edit
from netbuilder.project.value import End, Project
from tests.builders import MAIN, chain, project_of
from tests.compiler.faulty import IMAGE, SERIES, VECTOR

EXAMPLES = 60 if settings.get_current_profile_name() == "ci" else 3000
BATCH = 3

LAYERS: list[tuple[str, list[dict[str, Any]]]] = [
    ("Linear", [{"out_features": 5}, {"out_features": 3, "bias": False}]),
    ("Conv", [{"out_channels": 4}, {"out_channels": 6, "kernel_size": 3, "stride": 2}]),
    ("ConvTranspose", [{"out_channels": 2, "stride": 2}]),
    ("MaxPool", [{"kernel_size": 2}]),
    ("AvgPool", [{"kernel_size": 2, "stride": 1}]),
    ("AdaptiveAvgPool", [{"output_size": 2}]),
    ("GlobalAvgPool", [{}]),
    ("BatchNorm", [{}]),
    ("LayerNorm", [{}]),
    ("ReLU", [{}]),
    ("LeakyReLU", [{"negative_slope": 0.3}]),
    ("PReLU", [{}]),
    ("GELU", [{}]),
    ("Softmax", [{}]),
    ("Identity", [{}]),
    ("Dropout", [{"p": 0.2}]),
    ("Flatten", [{}]),
    ("LSTM", [{"hidden_size": 4}, {"hidden_size": 3, "output": "sequence"}]),
    ("GRU", [{"hidden_size": 4, "bidirectional": True}]),
    ("Add", [{}]),
    ("Concatenate", [{}]),
    ("Multiply", [{}]),
]


KEEPS_LAYOUT = ("Linear", "Conv", "MaxPool", "BatchNorm", "ReLU", "Dropout", "Add", "Concatenate")


def grown(draw: random.Random, layers: int) -> Project:
    """A network that grows layer by layer; what does not fit is taken back."""
    entry = draw.choice((VECTOR, IMAGE, SERIES))
    project = project_of(chain(entry).networks[MAIN])
    for _ in range(layers):
        project = with_layer(project, draw) or project
    ends = [
        End(node.id, "output")
        for node in project.networks[MAIN].nodes.values()
        if not any(edge.source.node == node.id for edge in project.networks[MAIN].edges)
    ]
    for end in ends:
        node = edit.new_node(project.networks[MAIN], "Output")
        project = edit.add_node(project, MAIN, node)
        project = edit.connect(project, MAIN, end, End(node.id, "input"))
    return project


def with_layer(project: Project, draw: random.Random) -> Project | None:
    """`project` with one more layer, or None where the drawn one does not fit."""
    kind, choices = draw.choice(LAYERS)
    network = project.networks[MAIN]
    node = edit.new_node(network, kind, draw.choice(choices))
    grown = edit.add_node(project, MAIN, node)
    sources = [End(n, "output") for n in draw.choices(list(network.nodes), k=2)]
    if kind in ("Add", "Concatenate", "Multiply"):
        for source_end in sources:
            grown = edit.connect(grown, MAIN, source_end, End(node.id, "inputs"))
    else:
        grown = edit.connect(grown, MAIN, sources[0], End(node.id, "input"))
    if node.id in analyse(grown).networks[MAIN].assumed:
        return None
    if draw.random() < 0.1 and kind in KEEPS_LAYOUT:
        return edit.set_bypassed(grown, MAIN, [node.id], True)
    return grown


def example_of(x: TensorType) -> Tensor:
    return torch.randn(*(substitute(dim, {"B": BATCH}) for dim in x.dims))


@given(seed=st.integers(0, 10**6), layers=st.integers(1, 14))
@settings(max_examples=EXAMPLES)
def test_random_network_runs_with_the_shapes_foretold(seed: int, layers: int) -> None:
    project = grown(random.Random(seed), layers)
    plain, written = source(project), source(project, tapped=True)
    module = build_module(written, seed=0).eval()
    twin = build_module(plain, seed=0).eval()
    inputs = [example_of(argument.type) for argument in written.inputs]

    with torch.no_grad():
        answers = module(*inputs)
        drawn = module.predict(*inputs)
        again = twin(*inputs)
        taps = module.tapped(*inputs)

    if len(written.outputs) == 1:
        answers, drawn, again = (answers,), (drawn,), (again,)
    for output, answer, other, shown in zip(written.outputs, answers, again, drawn, strict=True):
        assert answer.shape == example_of(output.type).shape
        assert torch.equal(answer, other)
        assert torch.equal(taps[f"{output.node}:input"], shown)
    analysis = analyse(project).networks[MAIN]
    for (path, port), key in written.taps.items():
        if port != "input":
            assert taps[key].shape == example_of(analysis.outputs[path[0]][port]).shape
    total = sum(parameter.numel() for parameter in module.parameters())
    assert total == analysis.total.parameters
    compile(written.text, "<text>", "exec")
    assert all(len(line) < 100 for line in written.text.splitlines())
