"""From older formats of project files to the present one, one version step after another.

A step takes the JSON of one version and returns that of the next. To add one: raise
`FORMAT_VERSION` in `netbuilder.project.value`, write a function ``_from_<old>`` here and enter it
in `STEPS`, put a file of the old version into ``tests/project/samples/<old>`` and say in
``tests/project/test_migration.py`` what it must read as. A test fails while one is missing.

A step must bear anything that parsed as JSON: what it does not recognise it leaves for the reader
to complain of. Changes of single layers need no step: kinds are renamed by `replaces`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from netbuilder.error import ProjectFileError
from netbuilder.project.value import FORMAT_VERSION
from netbuilder.words import _

Table = dict[str, Any]


def migrated(value: Any, file: str) -> Any:
    """The JSON `value` of a project file in the present format.

    Raises:
        ProjectFileError: It is no project, or one of a newer version.
    """
    version = _version(value, file)
    while version < FORMAT_VERSION:
        value = STEPS[version](value)
        version += 1
    return value


def _version(value: Any, file: str) -> int:
    version = None
    if isinstance(value, dict):
        version = value.get("format_version", value.get("format"))
    if isinstance(version, bool) or not isinstance(version, int) or version < 0:
        raise ProjectFileError(_("This is no netbuilder project"), place=file)
    if version > FORMAT_VERSION:
        raise ProjectFileError(
            _("This project was made by a newer netbuilder"),
            place=file,
            expected=_("format version up to {number}").format(number=FORMAT_VERSION),
            received=str(version) if version < 10**9 else "",
            remedy=_("Update netbuilder to open it."),
        )
    return version


def _from_0(value: Table) -> Table:
    """Version 0, the sketch: ``format`` for the version, wires as lists of four."""
    networks = value.get("networks")
    if isinstance(networks, dict):
        networks = {name: _with_named_ends(network) for name, network in networks.items()}
    rest = {key: entry for key, entry in value.items() if key not in ("format", "networks")}
    return {**rest, "format_version": 1, "networks": networks}


def _with_named_ends(network: Any) -> Any:
    """A network of version 0 with its wires as version 1 has them."""
    if not isinstance(network, dict) or not isinstance(network.get("edges"), list):
        return network
    orders: dict[tuple[str, str], int] = {}
    edges: list[Any] = []
    for edge in network["edges"]:
        is_known = isinstance(edge, list) and len(edge) == 4
        if not is_known or not all(isinstance(part, str) for part in edge):
            edges.append(edge)
            continue
        sink = (edge[2], edge[3])
        order = orders.get(sink, 0)
        orders[sink] = order + 1
        edges.append({"source": edge[:2], "sink": edge[2:], "order": order})
    return {**network, "edges": edges}


STEPS: dict[int, Callable[[Table], Table]] = {0: _from_0}
"""By the version that a step starts from."""
