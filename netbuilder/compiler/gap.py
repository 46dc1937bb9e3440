"""Layers go, and the gaps that they leave are closed where the tensors are of a sort that fits."""

from __future__ import annotations

from collections.abc import Iterable

from netbuilder.compiler.result import NetworkAnalysis
from netbuilder.compiler.suggest import can_take
from netbuilder.project import edit
from netbuilder.project.value import End, Project
from netbuilder.words import _


def remove_layers(
    project: Project, network: str, ids: Iterable[str], found: NetworkAnalysis | None
) -> tuple[Project, str]:
    """Take layers away and close the gaps where that fits.

    Args:
        project: Where they are.
        network: The name of their network.
        ids: The layers.
        found: What is known of the network; without it every gap is closed.

    Returns:
        The project, and a sentence about the first gap that stays open, or "".
    """
    refused: list[End] = []

    def fits(source: End, sink: End) -> bool:
        if found is None or can_take(found, source, sink):
            return True
        refused.append(sink)
        return False

    project = edit.remove_nodes(project, network, ids, close_gap=True, fits=fits)
    if not refused or found is None:
        return project, ""
    name = found.network.nodes[refused[0].node].name
    return project, _("The gap before {name} stays open, for it takes other tensors.").format(
        name=name
    )
