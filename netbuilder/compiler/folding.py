"""Activations that a loss computes itself: where they stand, and programs without them.

A softmax right before an Output that nothing else reads may move from `forward` to `predict`, also
across the border of a block.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from netbuilder.compiler.goal import FOLDED
from netbuilder.compiler.program import (
    HOLE,
    Foldable,
    Program,
    Result,
    Value,
    inside_of,
    map_parts,
    parts,
    values_of,
)

FOLDING = frozenset(kind for kinds in FOLDED.values() for kind in kinds)


def find_folds(program: Program) -> dict[str, Foldable]:
    """By Output, the activation right before it that nothing else reads."""
    makers = {v: i for i, s in enumerate(program.statements) for v in values_of(s.targets)}
    read = [part for s in program.statements for part in parts(s.value) if isinstance(part, Value)]
    uses = Counter(read + [result.value for result in program.results])
    folds = {}
    for result in program.results:
        maker = makers.get(result.value)
        if maker is None or uses[result.value] != 1 or len(result.type.dims) != 2:
            continue
        fold = _fold_at(program, maker, result)
        if fold is not None:
            folds[result.node] = fold
    return whole_folds(program, folds)


def whole_folds(program: Program, folds: Mapping[str, Foldable]) -> dict[str, Foldable]:
    """`folds` less those of a block of which other outputs would have to stay as drawn."""
    asked = Counter(fold.statement for fold in folds.values())
    kept = {}
    for node_id, fold in folds.items():
        inner = inside_of(program, program.statements[fold.statement])
        if inner is None or len(inner.folds) == asked[fold.statement]:
            kept[node_id] = fold
    return kept


def _fold_at(program: Program, position: int, result: Result) -> Foldable | None:
    statement = program.statements[position]
    inner = inside_of(program, statement)
    if inner is not None:
        number = values_of(statement.targets).index(result.value)
        fold = inner.folds.get(inner.results[number].node)
        return None if fold is None else replace(fold, statement=position)
    kind = program.analysis.placed[program.nodes[statement.index]].node.kind
    if kind not in FOLDING or dict(statement.value.keywords).get("dim", 1) != 1:
        return None
    finish = map_parts(statement.value, lambda part: HOLE if isinstance(part, Value) else part)
    return Foldable(kind=kind, finish=finish, statement=position)


def folded(program: Program, folds: Mapping[str, Foldable]) -> Program:
    """`program` as `forward` runs it: without the activations in `folds`."""
    gone = set()
    results = []
    for result in program.results:
        fold = folds.get(result.node)
        if fold is None:
            results.append(result)
            continue
        statement = program.statements[fold.statement]
        value = result.value
        if inside_of(program, statement) is None:
            gone.add(fold.statement)
            (value,) = (part for part in parts(statement.value) if isinstance(part, Value))
        results.append(replace(result, value=value, finish=fold.finish))
    left = tuple(s for i, s in enumerate(program.statements) if i not in gone)
    return replace(program, statements=left, results=tuple(results))
