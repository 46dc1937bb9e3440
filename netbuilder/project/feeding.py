"""Edits of the project when other data is read: what takes its columns, what a person decided."""

from __future__ import annotations

from netbuilder.project.placing import set_parameter
from netbuilder.project.schema import ColumnRole, Data, fed_type
from netbuilder.project.setting import set_data
from netbuilder.project.value import Project


def take_data(project: Project, data: Data) -> Project:
    """Learn from `data`; Inputs and Outputs whose columns are gone take its columns instead.

    Raises:
        EditError: A project file cannot keep it, for instance because it has too many columns.
    """
    project = set_data(project, data)
    names = {column.name for column in data.columns}
    fitting = data.with_role(ColumnRole.INPUT) or data.with_role(ColumnRole.TARGET)
    feeding = tuple(column.name for column in fitting if fed_type(data, column) is not None)
    target = next((column.name for column in data.with_role(ColumnRole.TARGET)), "")
    for name, network in project.networks.items():
        for node in network.nodes.values():
            columns = node.parameters.get("columns", ())
            column = node.parameters.get("column", "")
            if node.kind == "Input" and not (columns and names.issuperset(columns)):
                project = set_parameter(project, name, (node.id,), "columns", feeding)
            if node.kind == "Output" and column not in names and target:
                project = set_parameter(project, name, (node.id,), "column", target)
    return project
