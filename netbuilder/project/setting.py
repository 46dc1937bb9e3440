"""Edits of the project around its nodes: networks, training, data, words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any, TypeVar

from netbuilder.error import EditError, ProjectFileError
from netbuilder.project.argument import is_text
from netbuilder.project.change import find_network
from netbuilder.project.found import Faults, Found
from netbuilder.project.name import network_name_fault
from netbuilder.project.reading import LONGEST_NOTES, read_training
from netbuilder.project.reading_schema import read_data
from netbuilder.project.schema import Data
from netbuilder.project.value import Network, Node, Project, Training
from netbuilder.project.writing import data_json, training_json
from netbuilder.words import _

T = TypeVar("T")

LONGEST_TITLE = 200


def add_network(project: Project, name: str, network: Network | None = None) -> Project:
    """Add a network, empty unless given.

    Raises:
        EditError: The name is taken or not allowed.
    """
    _check_network_name(project, name)
    return replace(project, networks={**project.networks, name: network or Network()})


def rename_network(project: Project, name: str, new_name: str) -> Project:
    """Call a network `new_name`, wherever it is used.

    Raises:
        EditError: There is no such network, or the name is taken or not allowed.
    """
    find_network(project, name)
    if name == new_name:
        return project
    _check_network_name(project, new_name)
    networks = {
        new_name if key == name else key: _with_block_renamed(network, name, new_name)
        for key, network in project.networks.items()
    }
    training = project.training
    roles = {k: new_name if v == name else v for k, v in training.roles.items()}
    search = {
        (new_name if key[0] == name else key[0], key[1], key[2]): value
        for key, value in training.search.items()
    }
    if roles != training.roles or search != training.search:
        training = replace(training, roles=roles, search=search)
    return replace(project, networks=networks, training=training)


def remove_network(project: Project, name: str) -> Project:
    """Take a network away, with its role and search ranges.

    Raises:
        EditError: There is no such network, it is the last one, or a block shows it.
    """
    find_network(project, name)
    if len(project.networks) == 1:
        raise EditError(_("A project keeps at least one network"))
    for user, network in project.networks.items():
        if any(node.block and node.block.network == name for node in network.nodes.values()):
            raise EditError(
                _("{name} stands as a block in {user}").format(name=name, user=user),
                remedy=_("Take the block away first."),
            )
    training = replace(
        project.training,
        roles={k: v for k, v in project.training.roles.items() if v != name},
        search={k: v for k, v in project.training.search.items() if k[0] != name},
    )
    networks = {key: network for key, network in project.networks.items() if key != name}
    if training == project.training:
        training = project.training
    return replace(project, networks=networks, training=training)


def set_training(project: Project, **changes: Any) -> Project:
    """Change fields of `Training`, for instance ``set_training(project, epochs=40)``.

    Raises:
        EditError: There is no such setting, or the value is not allowed.
    """
    unknown = changes.keys() - {field.name for field in fields(Training)}
    if unknown:
        raise EditError(
            _("Training has no setting called {name}").format(name=", ".join(sorted(unknown)))
        )
    training = replace(project.training, **changes)
    if training == project.training:
        return project
    return replace(project, training=_reread(training_json(training), read_training))


def set_data(project: Project, data: Data) -> Project:
    """Use another description of data.

    Raises:
        EditError: A project file cannot keep it, for instance because it has too many columns.
    """
    if data == project.data:
        return project
    return replace(project, data=_reread(data_json(data), read_data))


def set_notes(project: Project, notes: str) -> Project:
    """Change the project's own notes.

    Raises:
        EditError: They are too long.
    """
    if len(notes) > LONGEST_NOTES or not is_text(notes):
        raise EditError(
            _("Notes have at most {count} characters").format(count=f"{LONGEST_NOTES:,}")
        )
    return project if notes == project.notes else replace(project, notes=notes)


def rename_project(project: Project, name: str) -> Project:
    """Give the project another title; blanks around it are left out.

    Raises:
        EditError: The title is empty or too long.
    """
    title = name.strip()
    if not title or not title.isprintable() or len(title) > LONGEST_TITLE:
        raise EditError(
            _("A project's name has 1 to {count} characters in one line").format(
                count=LONGEST_TITLE
            )
        )
    return project if title == project.name else replace(project, name=title)


def _reread(value: Any, read: Callable[[Found], T]) -> T:
    """What a file that is given `value` would give back, so that all that is set can be kept.

    Raises:
        EditError: The file would be refused.
    """
    faults = Faults("")
    kept = read(Found(value, faults))
    try:
        faults.check()
    except ProjectFileError as error:
        raise EditError(
            error.fact, place=error.place, expected=error.expected, received=error.received
        ) from error
    return kept


def _check_network_name(project: Project, name: str) -> None:
    fault = network_name_fault(name)
    if fault:
        raise EditError(_("The name {name} {fault}").format(name=name, fault=fault))
    if name in project.networks:
        raise EditError(_("There is already a network called {name}").format(name=name))


def _with_block_renamed(network: Network, name: str, new_name: str) -> Network:
    changed: dict[str, Node] = {
        node.id: replace(node, block=replace(node.block, network=new_name))
        for node in network.nodes.values()
        if node.block is not None and node.block.network == name
    }
    return replace(network, nodes={**network.nodes, **changed}) if changed else network
