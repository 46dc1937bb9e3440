"""Names of nodes and networks: which are allowed, and which is free.

A node's name is an attribute of the emitted class, so it must be a Python identifier that neither
Python, ``nn.Module`` nor the emitted source uses. A network's name becomes the name of a class.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable
from functools import lru_cache

from netbuilder.layers import catalogue
from netbuilder.words import _

LONGEST_NAME = 60

MODULE_ATTRIBUTES = frozenset(
    """
    T_destination add_module apply bfloat16 buffers call_super_init children compile cpu cuda double
    dump_patches eval extra_repr float forward get_buffer get_extra_state get_parameter
    get_submodule half ipu load_state_dict modules mtia named_buffers named_children named_modules
    named_parameters parameters register_backward_hook register_buffer register_forward_hook
    register_forward_pre_hook register_full_backward_hook register_full_backward_pre_hook
    register_load_state_dict_post_hook register_load_state_dict_pre_hook register_module
    register_parameter register_state_dict_post_hook register_state_dict_pre_hook requires_grad_
    set_extra_state set_submodule share_memory state_dict to to_empty train training type xpu
    zero_grad
    """.split()
)
"""Public attributes of ``torch.nn.Module``, written down so that knowing them needs no torch."""

EMITTED_WORDS = frozenset(
    "F bool dict enumerate float int len list nn predict range self str super tapped torch tuple"
    " zip".split()
)
"""Words that the emitted source uses itself."""

RESERVED = MODULE_ATTRIBUTES | EMITTED_WORDS | frozenset(keyword.kwlist)

_NODE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)
_NETWORK_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_ -]*", re.ASCII)


def node_name_fault(name: str) -> str | None:
    """What is wrong with `name` for a node, as the end of a sentence ("must ..."), or None."""
    if not _NODE_NAME.fullmatch(name):
        return _("must begin with a letter and go on with letters, digits and _")
    if len(name) > LONGEST_NAME:
        return _("must have at most {count} characters").format(count=LONGEST_NAME)
    if name in RESERVED:
        return _("must be another word, because Python or PyTorch uses this one")
    return None


def network_name_fault(name: str) -> str | None:
    """What is wrong with `name` for a network, as the end of a sentence ("must ..."), or None."""
    if not _NETWORK_NAME.fullmatch(name) or name != name.strip():
        return _("must begin with a letter and go on with letters, digits, spaces, - and _")
    if len(name) > LONGEST_NAME:
        return _("must have at most {count} characters").format(count=LONGEST_NAME)
    return None


def stem_of(kind: str) -> str:
    """What names of nodes of `kind` begin with: the layer's word in snake_case, as in ``conv``."""
    layer = catalogue.layer_class(kind)
    return _stem(layer.word if layer else kind.rpartition(":")[2])


@lru_cache(maxsize=256)
def _stem(word: str) -> str:
    word = re.sub("[123]d$", "", word)  # conv1 reads better than conv2d1
    snake = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])|[^A-Za-z0-9]+", "_", word).strip("_").lower()
    return snake[: LONGEST_NAME - 8] if re.match(r"[a-z]", snake) else "layer"


def is_usual(kind: str, name: str) -> bool:
    """Whether `name` is one that a new node of `kind` gets: its word with a number."""
    stem = stem_of(kind)
    number = name.removeprefix(stem).removeprefix("_")
    return name.startswith(stem) and (not number or number.isdecimal())


class Names:
    """The names in use in one network, and the next free ones."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._next: dict[str, int] = {}

    def free(self, stem: str) -> str:
        """Take the first of ``stem1``, ``stem2``, ... that is free."""
        number = self._next.get(stem, 1)
        while f"{stem}{number}" in self._taken:
            number += 1
        self._next[stem] = number + 1
        name = f"{stem}{number}"
        self._taken.add(name)
        return name

    def like(self, name: str) -> str:
        """Take `name` if it is free, else the first free one with another number."""
        if name not in self._taken:
            self._taken.add(name)
            return name
        return self.free(name.rstrip("0123456789")[: LONGEST_NAME - 8])
