"""The evaluating twin of a module that trains: the very same weights, in evaluation mode."""

from __future__ import annotations

import copy
from collections import OrderedDict

from torch import nn


def evaluated(module: nn.Module) -> nn.Module:
    """A twin of `module` that stays in evaluation mode while `module` trains.

    It shares all parameters and buffers, so it always answers with the present weights, but no
    hooks, so that nobody who listens to `module` hears of it. The module itself, its mode included,
    is not touched.
    """
    twin = copy.copy(module)
    twin.training = False
    twin._forward_hooks, twin._forward_pre_hooks = OrderedDict(), OrderedDict()
    twin._modules = {
        name: None if child is None else evaluated(child) for name, child in module._modules.items()
    }
    return twin
