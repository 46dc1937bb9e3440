"""Learns which layer usually follows which: ``make suggestions``.

Writes `resources/suggestions/habits.json` from the half of `tests.zoo` and of the templates that is
there to be learnt from, and says how often the next layer of the other half is among the first
suggestions. `netbuilder.compiler.habit` reads the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from netbuilder.compiler import Analysis, analyse
from netbuilder.compiler.habit import count
from netbuilder.compiler.suggest import suggest
from netbuilder.compiler.way import Way, way_to
from netbuilder.project.template import open_template, templates
from netbuilder.project.value import Edge, End, Project
from tests.zoo import NETWORKS, is_learnt_from

FILE = Path(__file__).parent.parent / "resources" / "suggestions" / "habits.json"

FAMILIES = {"digits-cnn": "small-cnn", "sunspots-lstm": "recurrent-forecast"}
"""The families of the zoo that templates belong to; the others are perceptrons."""

FIRST = 8
"""How many suggestions a person sees at once."""


class Corpus(NamedTuple):
    """Networks to learn from, and others to test with; no family is in both."""

    learnt: tuple[Project, ...]
    tested: tuple[Project, ...]


def corpus() -> Corpus:
    """All well-known networks and templates, divided by family."""
    projects = [(known.family, known.project()) for known in NETWORKS]
    for template in templates():
        family = FAMILIES.get(template.name, "mlp")
        projects.append((family, open_template(template.name)))
    return Corpus(
        tuple(project for family, project in projects if is_learnt_from(family)),
        tuple(project for family, project in projects if not is_learnt_from(family)),
    )


def learn(projects: Iterable[Project]) -> dict[str, dict[str, dict[str, int]]]:
    """What follows the ways to outputs in these networks, and what precedes those from inputs."""
    analyses = [analyse(project) for project in projects]
    return {
        name: count(_ways(analysis, is_input=name == "precedes") for analysis in analyses)
        for name in ("follows", "precedes")
    }


def ranks(projects: Iterable[Project], *, is_input: bool = False) -> list[list[int]]:
    """For each network and each of its wires the rank of the right suggestion, from 0."""
    return [list(_ranks(analyse(project), is_input=is_input)) for project in projects]


def share_among_first(found: Iterable[Iterable[int]]) -> float:
    """How many of all wires of all networks find the right layer among the first."""
    flat = [rank for network in found for rank in network]
    return sum(rank < FIRST for rank in flat) / len(flat)


def text() -> str:
    """The content of the file, one way a line."""
    tables = (
        f'"{name}": {{\n'
        + ",\n".join(f"{json.dumps(way)}: {json.dumps(kinds)}" for way, kinds in table.items())
        + "\n}"
        for name, table in learn(corpus().learnt).items()
    )
    return "{" + ",\n".join(tables) + "}\n"


def _ways(analysis: Analysis, *, is_input: bool) -> Iterator[tuple[Way, str]]:
    for here in analysis.networks.values():
        for edge in here.network.edges:
            end, other = _ends(edge, is_input=is_input)
            kind = here.network.nodes[other.node].kind
            yield way_to(here, end, is_input=is_input), kind


def _ranks(analysis: Analysis, *, is_input: bool) -> Iterator[int]:
    for name, here in analysis.networks.items():
        for edge in here.network.edges:
            end, other = _ends(edge, is_input=is_input)
            kinds = [one.kind for one in suggest(analysis, name, end, is_input=is_input)]
            kind = here.network.nodes[other.node].kind
            yield kinds.index(kind) if kind in kinds else len(kinds)


def _ends(edge: Edge, *, is_input: bool) -> tuple[End, End]:
    """The end that is known, and the one that is looked for."""
    return (edge.sink, edge.source) if is_input else (edge.source, edge.sink)


def main() -> None:
    """Write what is learnt, and say how good it is."""
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(text(), encoding="utf-8")
    for words, is_input in (("next", False), ("previous", True)):
        found = ranks(corpus().tested, is_input=is_input)
        num_wires = sum(map(len, found))
        share = share_among_first(found)
        print(f"{words} layer among the first {FIRST}: {share:.1%} of {num_wires} wires")


if __name__ == "__main__":
    main()
