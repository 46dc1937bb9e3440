"""Makes a module of a source by running that very source. The only part of the compiler with torch.

The text is known to `linecache`, so a traceback shows its lines; `Source.node_of_line` leads from a
line to the node that was drawn.
"""

from __future__ import annotations

import hashlib
import linecache
import os
from pathlib import Path

import torch
from torch import nn

from netbuilder.compiler.source import Source, source
from netbuilder.error import CompileError
from netbuilder.project.value import Project
from netbuilder.words import _

BYTES_PER_PARAMETER = 4


def build(project: Project, network: str | None = None, *, seed: int | None = None) -> nn.Module:
    """Build a network as a module with fresh weights, on the CPU, in training mode.

    Args:
        project: The project.
        network: Its name; by default the recipe's model, or the only network.
        seed: Makes the weights the same at each call and leaves torch's own random state alone.

    Raises:
        CompileError: The network has problems, or memory cannot hold its weights.
    """
    return build_module(source(project, network), seed)


def build_module(source: Source, seed: int | None = None) -> nn.Module:
    """Build the module that `source` describes; arguments and errors as in `build`."""
    _check_memory(source)
    module_class = load_source(source)
    if seed is None:
        return module_class()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return module_class()


def load_source(source: Source) -> type[nn.Module]:
    """Run the text of `source` and return its class."""
    digest = hashlib.sha256(source.text.encode()).hexdigest()[:12]
    filename = f"<network {source.class_name} {digest}>"
    lines = source.text.splitlines(keepends=True)
    linecache.cache[filename] = (len(source.text), None, lines, filename)
    namespace: dict[str, object] = {"__name__": f"netbuilder_network_{digest}"}
    code = compile(source.text, filename, "exec")
    exec(code, namespace)  # noqa: S102 - our own text, in which all values are checked literals
    module_class = namespace[source.class_name]
    assert isinstance(module_class, type)
    assert issubclass(module_class, nn.Module)
    return module_class


def _check_memory(source: Source) -> None:
    """Refuse weights that do not fit, before any of them is allocated.

    Raises:
        CompileError: They do not.
    """
    needed = source.parameters * BYTES_PER_PARAMETER
    available = available_bytes()
    if available is not None and needed > available:
        raise CompileError(
            _("The weights of this network do not fit into memory"),
            place=source.network,
            expected=_("at most {size}").format(size=_size(available)),
            received=_("{count} weights in {size}").format(
                count=f"{source.parameters:,}", size=_size(needed)
            ),
            remedy=_("Make its largest layers smaller."),
        )


def available_bytes() -> int | None:
    """Memory that can still be taken, or None where the system does not say."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        figures = dict(line.split(":", 1) for line in lines)
        return int(figures["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        pass
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):  # Windows has no sysconf
        return None


def _size(count: int) -> str:
    return f"{count / 2**30:,.1f} GB"
