"""Words for what the source names: classes, attributes, settings and variables.

All are ASCII identifiers that neither Python, ``nn.Module`` nor the emitted source uses itself.
"""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Collection, Mapping
from typing import Any

from netbuilder.compiler.program import Invoke, Items, Program, expressions, is_literal
from netbuilder.project.name import EMITTED_WORDS, RESERVED

ACRONYMS = frozenset("ae bn cnn dnn gan gru lstm mlp nn rnn vae".split())
"""Words that are written in capitals in the names of classes."""

EXPORTED_WORDS = frozenset("CLASSES COLUMNS INPUTS LEARNED Path TARGETS UNITS".split())
"""What an exported file calls things beside the classes of its networks."""

POSITIONAL: Mapping[str, tuple[str, ...]] = {
    "nn.Linear": ("in_features", "out_features"),
    "nn.Conv1d": ("in_channels", "out_channels", "kernel_size", "stride"),
    "nn.Conv2d": ("in_channels", "out_channels", "kernel_size", "stride"),
    "nn.ConvTranspose1d": ("in_channels", "out_channels", "kernel_size", "stride"),
    "nn.ConvTranspose2d": ("in_channels", "out_channels", "kernel_size", "stride"),
    "nn.BatchNorm1d": ("num_features",),
    "nn.BatchNorm2d": ("num_features",),
    "nn.LayerNorm": ("normalized_shape",),
    "nn.GroupNorm": ("num_groups", "num_channels"),
    "nn.Dropout": ("p",),
    "nn.LSTM": ("input_size", "hidden_size", "num_layers"),
    "nn.GRU": ("input_size", "hidden_size", "num_layers"),
}
"""What arguments without a keyword are called where they become settings of a class."""

VARIABLES = "x y z u v w".split()
"""Names of values along branches: the first that holds nothing any more is used again."""


def class_name(network: str, taken: Collection[str] = ()) -> str:
    """The class of the network called `network`: ``DigitsCNN`` for ``digits_cnn``."""
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+|[0-9]+", network)
    name = "".join(w.upper() if w.lower() in ACRONYMS else w[:1].upper() + w[1:] for w in words)
    name = name.lstrip("0123456789") or "Network"
    if keyword.iskeyword(name) or hasattr(builtins, name) or name in EMITTED_WORDS | EXPORTED_WORDS:
        name += "Network"
    return free(name, taken)


def free(name: str, taken: Collection[str]) -> str:
    """`name`, or the first of ``name2``, ``name3``, ... that is not `taken`."""
    if name not in taken:
        return name
    number = 2
    while f"{name}{number}" in taken:
        number += 1
    return f"{name}{number}"


def safe(name: str) -> str:
    """`name` as an identifier that may be an attribute of a module."""
    word = re.sub(r"[^A-Za-z0-9_]+", "_", name, flags=re.ASCII).lstrip("_0123456789") or "layer"
    return f"{word}_" if word in RESERVED else word


def attributes_of(program: Program) -> dict[int, str]:
    """The attribute of each node with modules, by its index."""
    found: dict[int, str] = {}
    taken: set[str] = set()
    suffixes: dict[int, list[str]] = {}
    for module in program.modules:
        suffixes.setdefault(module.index, []).append(module.suffix)
    for index, ends in suffixes.items():
        node = program.analysis.network.nodes[program.nodes[index]]
        block = node.block
        stem = safe(node.name if block is None or block.weights == "own" else block.weights)
        name = stem
        number = 2
        while any(member_name(name, end) in taken for end in ends):
            name = f"{stem}_{number}"
            number += 1
        taken.update(member_name(name, end) for end in ends)
        found[index] = name
    return found


def member_name(attribute: str, suffix: str) -> str:
    """The attribute of one of a node's modules."""
    return f"{attribute}_{suffix}" if suffix else attribute


def setting_names(
    program: Program, attributes: Mapping[int, str], varying: Mapping[int, str]
) -> dict[int, str]:
    """A name for each literal that varies, by its position; equal `varying` texts share one."""
    roles = _literal_roles(program)
    together: dict[str, list[int]] = {}
    for position, column in varying.items():
        together.setdefault(column, []).append(position)
    taken = {*attributes.values(), *RESERVED}
    named: dict[int, str] = {}
    for positions in together.values():
        index, role = roles[positions[0]]
        name = _joint_role([roles[position][1] for position in positions])
        if name in taken:
            name = f"{_node_name(program, index)}_{role}"
        name = free(name, taken)
        taken.add(name)
        named |= dict.fromkeys(positions, name)
    return named


def _joint_role(roles: list[str]) -> str:
    """One word for a number that plays several roles: ``channels`` for in and out channels."""
    if len(set(roles)) == 1:
        return roles[0]
    last_words = {role.rpartition("_")[2] for role in roles}
    if last_words <= {"channels", "features"}:
        return "channels" if "channels" in last_words else "features"
    return roles[0]


def _literal_roles(program: Program) -> list[tuple[int, str]]:
    """For each literal, in the order of the class, its node and what it is called there."""
    found: list[tuple[int, str]] = []

    def visit(index: int, part: Any, role: str) -> None:
        match part:
            case Invoke():
                known = POSITIONAL.get(part.target, ()) if isinstance(part.target, str) else ()
                for number, argument in enumerate(part.arguments):
                    visit(index, argument, known[number] if number < len(known) else "size")
                for key, value in part.keywords:
                    visit(index, value, key)
            case Items():
                for item in part.items:
                    visit(index, item, role)
            case _ if is_literal(part):
                found.append((index, role))

    for index, call in expressions(program):
        visit(index, call, "size")
    return found


def _node_name(program: Program, index: int) -> str:
    return safe(program.analysis.network.nodes[program.nodes[index]].name)
