"""A project as a value: frozen dataclasses that every edit copies and none changes.

The mappings and tuples inside are never changed in place, so values may be shared, compared, kept
as undo steps and handed to other threads. Edits live in `netbuilder.project.edit`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from netbuilder.layers.parameter import Value
from netbuilder.project.schema import Data

FORMAT_VERSION = 1


class End(NamedTuple):
    """One end of an edge: a port of a node."""

    node: str
    port: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A wire from an output port to an input port.

    `order` tells the edges of one input port apart where the port takes many, and decides, for
    instance, the order of concatenation.
    """

    source: End
    sink: End
    order: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """How a node of kind ``Block`` uses another network.

    Attributes:
        network: The name of the network that stands here.
        weights: ``"own"``, or the name of a group whose members share one module.
        repeat: How often the network is applied in a row.
        repeat_weights: ``"own"`` for new weights in each repetition, ``"shared"`` for the same.
        over: The time axis the block runs along, or "".
        carry: Pairs of output and input port that pass a value from one step to the next.
    """

    network: str
    weights: str = "own"
    repeat: int = 1
    repeat_weights: str = "own"
    over: str = ""
    carry: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """A parameter's value that is computed: ``in.channels // 16``. Parsed, never evaluated."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A placed layer, or with `block` a placed network (kind ``Block``).

    `id` is random, never reused and never shown. `name` is unique in its network, an ASCII
    identifier, and the attribute in the source. `parameters` holds only what was set; its values
    are JSON values with tuples for lists, or a `Formula`.
    """

    id: str
    kind: str
    name: str
    parameters: Mapping[str, Value] = field(default_factory=dict)
    block: Block | None = None
    bypassed: bool = False
    frozen: bool = False
    extra: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A titled rectangle on the canvas around the nodes it lists, which it carries.

    `colour` is that of a family of layers, or "".
    """

    id: str
    title: str
    members: tuple[str, ...] = ()
    colour: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Tensors that are one parameter, each as (node id, tensor name)."""

    members: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A text on the canvas, at scene coordinates in px."""

    id: str
    text: str
    position: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Pictures only: nothing here changes a type, the source, or a run.

    Attributes:
        positions: Top left corner of each node in scene px.
        bends: Points that an edge passes through, by edge.
        colours: A family colour chosen for a node instead of its own.
        notes: Texts on the canvas.
        views: Named views as (centre x, centre y, zoom).
    """

    positions: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    bends: Mapping[Edge, tuple[tuple[float, float], ...]] = field(default_factory=dict)
    colours: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    views: Mapping[str, tuple[float, float, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Nodes and the edges between them. `parameters` are those that a block of it exposes."""

    nodes: Mapping[str, Node] = field(default_factory=dict)
    edges: tuple[Edge, ...] = ()
    frames: tuple[Frame, ...] = ()
    ties: tuple[Tie, ...] = ()
    parameters: Mapping[str, Value] = field(default_factory=dict)
    layout: Layout = field(default_factory=Layout)


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """How to train.

    Attributes:
        recipe: The way of learning, for instance ``"supervised"``.
        roles: Which network plays which role of the recipe; other networks are not trained.
        optimizer: ``"SGD"``, ``"Adam"``, ``"AdamW"``, ``"RMSprop"`` or ``"Adagrad"``.
        optimizer_options: Settings of the optimizer beside the rate, under PyTorch's names.
        learning_rate: Step size, above 0.
        batch_size: Examples a step, or 0 for all of them (plain gradient descent).
        epochs: Passes over the training part.
        patience: Epochs without a better value of `watch` before it stops; 0 never stops early.
        keep_best: Whether the best weights rather than the last are the run's result.
        watch: What "better" looks at: ``"loss"`` or the key of a metric, on the validation part.
        seed: Seed of initial weights, order and dropout.
        precision: ``"auto"`` or ``"float32"``.
        search: Ranges for a search, by (network, node id, parameter).
    """

    recipe: str = "supervised"
    roles: Mapping[str, str] = field(default_factory=dict)
    optimizer: str = "Adam"
    optimizer_options: Mapping[str, Value] = field(default_factory=dict)
    learning_rate: float = 0.001
    batch_size: int = 32
    epochs: int = 20
    patience: int = 0
    keep_best: bool = True
    watch: str = "loss"
    seed: int = 0
    precision: str = "auto"
    search: Mapping[tuple[str, str, str], Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """Everything a person has made. Weights and data are elsewhere."""

    name: str
    networks: Mapping[str, Network] = field(default_factory=dict)
    data: Data = field(default_factory=Data)
    training: Training = field(default_factory=Training)
    notes: str = ""
    format_version: int = FORMAT_VERSION
