"""The tapped form of a module in use: every wire of a network, from the very weights that train."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import torch
from torch import Tensor, nn

from netbuilder.compiler.build import load_source
from netbuilder.compiler.source import Source


class Tapped:
    """Runs a module so that all its wires can be seen.

    The tapped class stands on the module's own layers: no weight is copied, and the mode
    (training or evaluation) is the module's.

    Args:
        source: The tapped source of the network that `module` was built from.
        module: The module in use.
    """

    def __init__(self, source: Source, module: nn.Module) -> None:
        self.source = source
        with torch.device("meta"):
            twin = load_source(source)()
        self._pairs = list(_share(twin, module))
        self._run: Callable[..., Mapping[str, Tensor]] = getattr(twin, "tapped")  # noqa: B009

    def __call__(self, *inputs: Any) -> Mapping[str, Tensor]:
        """Every wire by the keys of `Source.taps`; inputs as for ``forward``."""
        for own, module in self._pairs:
            own.training = module.training
        return self._run(*inputs)


def _share(twin: nn.Module, module: nn.Module) -> Iterator[tuple[nn.Module, nn.Module]]:
    """Make `twin` stand on what `module` holds; gives the pairs that are not one and the same."""
    twin._parameters = module._parameters
    twin._buffers = module._buffers
    yield twin, module
    for name, child in module._modules.items():
        own = twin._modules[name]
        if child is None or own is None or not child._modules:
            twin._modules[name] = child
        else:
            yield from _share(own, child)
