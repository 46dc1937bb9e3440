"""Words for what goes wrong while a run is under way, with the layer it comes from."""

from __future__ import annotations

import math
import traceback
from collections.abc import Callable, Mapping

import torch
from torch import Tensor, nn

from netbuilder.compiler.source import Source
from netbuilder.model.tapped import Tapped
from netbuilder.project.value import Project
from netbuilder.runs.event import Trouble
from netbuilder.training.observer import untouched
from netbuilder.training.recipe import Batch
from netbuilder.training.stepper import Stepper
from netbuilder.words import _

GENTLER = 0.1
"""How much smaller a learning rate is offered after a step went wrong."""


class Explanation:
    """Explains the faults of one run.

    Args:
        project: The run's value.
        sources: The source of each role's network.
        networks: The networks by role.
        taps: The tapped form of a role's network, made when first needed.
        device: Where the run happens.
    """

    def __init__(
        self,
        project: Project,
        *,
        sources: Mapping[str, Source],
        networks: Mapping[str, nn.Module],
        taps: Callable[[str], Tapped],
        device: torch.device,
    ) -> None:
        self._project = project
        self._sources = sources
        self._networks = networks
        self._taps = taps
        self._device = device

    def non_finite(self, stepper: Stepper, batch: Batch, loss: float, rate: float) -> Trouble:
        """Replay a batch to find the first layer whose numbers are not finite."""
        repair = {"training.learning_rate": float(f"{rate * GENTLER:.2g}")}
        found = self._bad_wire(batch)
        if found is not None:
            role, node = found
            kind = self._project.networks[self._sources[role].network].nodes[node].kind
            if kind == "Input":
                return self._trouble(role, node, _("{layer} was fed numbers that are not finite."))
            words = _("The numbers leaving {layer} grew until they were no longer finite.")
            return self._trouble(role, node, words, repair)
        if not math.isfinite(loss):
            role = next(iter(self._sources))
            outputs = self._sources[role].outputs
            node = next((o.node for o in outputs if o.column), outputs[0].node)
            words = _("The loss at {layer} is no longer a finite number.")
            return self._trouble(role, node, words, repair)
        role, node = self._bad_gradient(stepper, batch)
        words = _("The gradient at {layer} grew until it was no longer finite.")
        return self._trouble(role, node, words, repair)

    def out_of_memory(self, batch_size: int) -> Trouble:
        """Offer half the batch."""
        half = max(1, batch_size // 2)
        return Trouble(
            code="out_of_memory",
            sentence=_("Memory is full: a step on {count:,} rows does not fit.").format(
                count=batch_size
            ),
            repair={"training.batch_size": half} if half < batch_size else {},
        )

    def folder(self, error: OSError) -> Trouble:
        """Say why the run's folder cannot be written."""
        if isinstance(error, FileNotFoundError | NotADirectoryError):
            return Trouble(
                code="data_gone",
                sentence=_(
                    "The run's folder is gone: it was moved or deleted while training. What was "
                    "learned can no longer be kept there."
                ),
            )
        return Trouble(
            code="disk",
            sentence=_("The run's folder cannot be written: {reason}.").format(
                reason=(error.strerror or str(error)).rstrip(".")
            ),
        )

    def failed(self, error: Exception) -> Trouble:
        """Say in which layer training broke down."""
        role, node = self._place(error)
        if "Expected more than 1 value per channel" in str(error):
            words = _(
                "{layer} cannot learn from a single row: batch normalisation needs at least two "
                "rows a batch."
            )
            return self._trouble(role, node, words, {"training.batch_size": 2}, code="failed")
        reason = str(error).strip().splitlines() or [type(error).__name__]
        words = (
            _("Training broke down at {layer}: {reason}.")
            if node
            else _("Training broke down: {reason}.")
        )
        words = words.replace("{reason}", _braced(reason[0].rstrip(".")))
        return self._trouble(role, node, words, code="failed")

    def _bad_wire(self, batch: Batch) -> tuple[str, str] | None:
        """The role and node of the first wire that is not finite."""
        with untouched(self._networks.values(), self._device):
            for role in self._sources:
                tapped = self._taps(role)
                wires = tapped(*batch.inputs[role]) if role in batch.inputs else {}
                for (path, _port), key in tapped.source.taps.items():
                    if key in wires and not _is_finite(wires[key]):
                        return role, path[0]
        return None

    def _bad_gradient(self, stepper: Stepper, batch: Batch) -> tuple[str, str]:
        """Role and node of the last layer (the first on the way back) with a bad gradient."""
        stepper.replay(batch)
        bad = {
            (role, name) for role, name, gradient in stepper.gradients() if not _is_finite(gradient)
        }
        found = ("", "")
        for role, source in self._sources.items():
            for path, attribute in source.modules.items():
                if any(r == role and name.startswith(attribute) for r, name in bad):
                    found = role, path[0]
        return found

    def _place(self, error: Exception) -> tuple[str, str]:
        """Role and node whose line of source raised an error; "" where it is another's."""
        for frame in reversed(traceback.extract_tb(error.__traceback__)):
            for role, source in self._sources.items():
                if frame.filename.startswith(f"<network {source.class_name} "):
                    return role, source.node_of_line(frame.lineno or 0) or ""
        return "", ""

    def _trouble(
        self,
        role: str,
        node: str,
        words: str,
        repair: Mapping[str, float] | None = None,
        *,
        code: str = "non_finite",
    ) -> Trouble:
        network = self._sources[role].network if role else ""
        drawn = self._project.networks[network].nodes.get(node) if network else None
        layer = drawn.name if drawn else _("a layer")
        sentence = words.format(layer=layer)
        return Trouble(
            code=code,
            sentence=sentence[:1].upper() + sentence[1:],
            network=network,
            node=node,
            repair=repair or {},
        )


def _is_finite(tensor: Tensor) -> bool:
    return bool(tensor.isfinite().all()) if tensor.is_floating_point() else True


def _braced(text: str) -> str:
    """`text` so that it survives `str.format`."""
    return text.replace("{", "{{").replace("}", "}}")
