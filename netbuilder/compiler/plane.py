"""Whether everything that a network is asked is a point of a plane, so that all answers show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from netbuilder.compiler.analysis import default_network
from netbuilder.project.schema import Column, ColumnKind
from netbuilder.project.value import Network, Project

_AXES = 2
_MARGIN = 0.08


@dataclass(frozen=True, slots=True, kw_only=True)
class Plane:
    """The plane of two number columns that are all a network reads.

    Attributes:
        across, up: The two columns, in the order in which the network takes them.
        extent: Left, right, bottom and top in the columns' own units: what the data covers and a
            little more.
        network: The name of the network that is asked.
        output: The id of its Output whose answer is meant.
        target: The column that it learns, a category or a single number.
    """

    across: Column
    up: Column
    extent: tuple[float, float, float, float]
    network: str
    output: str
    target: Column

    @property
    def columns(self) -> tuple[str, str]:
        """The names of the columns, across and up."""
        return self.across.name, self.up.name


def plane_of(project: Project) -> Plane | None:
    """The plane that the network of the default role decides about; None where there is none.

    There is one where its Inputs take two number columns of the data and nothing else, row by row,
    and an Output learns a category or a single number. Problems of the network are not looked for.
    """
    name = default_network(project)
    if name is None or project.data.window is not None:
        return None
    network = project.networks[name]
    columns = _fed_columns(project, network)
    found = next(_targets(project, network), None)
    if found is None or len(columns) != _AXES or not all(map(_is_axis, columns)):
        return None
    across, up = columns
    output, target = found
    extent = (*_reach(across), *_reach(up))
    return Plane(across=across, up=up, extent=extent, network=name, output=output, target=target)


def _fed_columns(project: Project, network: Network) -> tuple[Column, ...]:
    """The columns that feed a network, each once; () where something else feeds it too."""
    names: list[str] = []
    for node in network.nodes.values():
        if node.kind != "Input":
            continue
        fed = node.parameters.get("columns", ())
        if node.parameters.get("feeds", "columns") != "columns" or not isinstance(fed, tuple):
            return ()
        names += [name for name in fed if name not in names]
    columns = [project.data.column(name) for name in names]
    return () if None in columns else tuple(column for column in columns if column)


def _targets(project: Project, network: Network) -> Iterator[tuple[str, Column]]:
    """The Outputs that learn something that can be shown in one colour a point."""
    for node in network.nodes.values():
        if node.kind != "Output":
            continue
        column = project.data.column(str(node.parameters.get("column", "")))
        if column is not None and (
            column.kind is ColumnKind.CATEGORY or (_is_number(column) and not column.dims)
        ):
            yield node.id, column


def _is_number(column: Column) -> bool:
    return column.kind is ColumnKind.NUMBER


def _is_axis(column: Column) -> bool:
    return _is_number(column) and not column.dims and None not in (column.minimum, column.maximum)


def _reach(column: Column) -> tuple[float, float]:
    """From where to where a column is shown."""
    assert column.minimum is not None
    assert column.maximum is not None
    spread = (column.maximum - column.minimum) or 1.0
    return column.minimum - _MARGIN * spread, column.maximum + _MARGIN * spread
