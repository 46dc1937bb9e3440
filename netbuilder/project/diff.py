"""What lies between two values of a project: for the canvas to draw, for history to keep small.

Values that edits have left alone are shared, so most comparisons end at `is`: the difference of two
projects of 5,000 layers that one edit lies between takes about a millisecond.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Generic, TypeVar

from netbuilder.project.value import Edge, Network, Node, Project

K = TypeVar("K")
V = TypeVar("V")

Change = tuple[V | None, V | None]
"""Old and new; None where there is none."""

NETWORK_FIELDS = ("frames", "ties", "parameters")
FRAMES = frozenset({"frames"})
LAYOUT_MAPPINGS = ("positions", "bends", "colours", "views")
PROJECT_FIELDS = ("name", "data", "training", "notes", "format_version")


@dataclass(frozen=True, slots=True, kw_only=True)
class Splice(Generic[V]):
    """How a tuple changed: what left, by index in the old one, and what came, by index in the new.

    What stayed has kept its order.
    """

    removed: tuple[tuple[int, V], ...] = ()
    added: tuple[tuple[int, V], ...] = ()


@dataclass(frozen=True, kw_only=True)
class NetworkDifference:
    """What changed in one network.

    Attributes:
        nodes: Each node that came, went or changed, by id.
        edges: Wires that came and went; one that ends elsewhere does both.
        layout: Changes of positions, bends, colours and views, under these names, by key.
        notes: Notes before and after, or None where they are as before.
        other: Frames, ties and parameters before and after, where they changed.
    """

    nodes: Mapping[str, Change[Node]] = field(default_factory=dict)
    edges: Splice[Edge] = Splice()
    layout: Mapping[str, Mapping[Any, Change[Any]]] = field(default_factory=dict)
    notes: Change[Any] | None = None
    other: Mapping[str, Change[Any]] = field(default_factory=dict)

    @cached_property
    def added(self) -> frozenset[str]:
        """Ids of nodes that came."""
        return frozenset(key for key, (old, _new) in self.nodes.items() if old is None)

    @cached_property
    def removed(self) -> frozenset[str]:
        """Ids of nodes that went."""
        return frozenset(key for key, (_old, new) in self.nodes.items() if new is None)

    @cached_property
    def changed(self) -> frozenset[str]:
        """Ids of nodes that stayed and have another value."""
        return frozenset(self.nodes) - self.added - self.removed

    @cached_property
    def moved(self) -> frozenset[str]:
        """Ids of nodes that were there before and after, at another place."""
        return frozenset(self.layout.get("positions", {})) - self.added - self.removed

    @cached_property
    def bent(self) -> frozenset[Edge]:
        """Wires that run through other points; those that came or went among them."""
        return frozenset(self.layout.get("bends", {}))

    @property
    def is_only_layout(self) -> bool:
        """Whether nothing changed that matters to types, source or runs; frames do not."""
        matters = self.nodes or self.edges.removed or self.edges.added or self.other.keys() - FRAMES
        return not matters

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        return self.is_only_layout and not (self.other or self.layout or self.notes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What changed in a project.

    Attributes:
        networks: Differences of the networks that are in both, by name, where there are any.
        added_networks: Networks that came, whole. A renamed network goes and comes.
        removed_networks: Networks that went, whole.
        fields: Name, data, training, notes, format version before and after, where they changed.
    """

    networks: Mapping[str, NetworkDifference] = field(default_factory=dict)
    added_networks: Mapping[str, Network] = field(default_factory=dict)
    removed_networks: Mapping[str, Network] = field(default_factory=dict)
    fields: Mapping[str, Change[Any]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        return not (self.networks or self.added_networks or self.removed_networks or self.fields)

    @property
    def is_only_layout(self) -> bool:
        """Whether nothing changed that matters to types, source or runs."""
        return not (self.added_networks or self.removed_networks or self.fields) and all(
            network.is_only_layout for network in self.networks.values()
        )


def difference(old: Project, new: Project) -> Difference:
    """What changed from `old` to `new`."""
    if old is new:
        return Difference()
    before, after = old.networks, new.networks
    networks = {
        name: network_difference(before[name], after[name])
        for name in (after if before is not after else ())
        if name in before and before[name] is not after[name]
    }
    return Difference(
        networks={name: inner for name, inner in networks.items() if not inner.is_empty},
        added_networks={name: after[name] for name in after if name not in before},
        removed_networks={name: before[name] for name in before if name not in after},
        fields=_field_changes(old, new, PROJECT_FIELDS),
    )


def network_difference(old: Network, new: Network) -> NetworkDifference:
    """What changed from one value of a network to another."""
    before, after = old.layout, new.layout
    layout: dict[str, Mapping[Any, Change[Any]]] = {}
    if before is not after:
        for name in LAYOUT_MAPPINGS:
            changes = _mapping_changes(getattr(before, name), getattr(after, name))
            if changes:
                layout[name] = changes
    return NetworkDifference(
        nodes=_mapping_changes(old.nodes, new.nodes),
        edges=_splice(old.edges, new.edges),
        layout=layout,
        notes=(before.notes, after.notes) if _differ(before.notes, after.notes) else None,
        other=_field_changes(old, new, NETWORK_FIELDS),
    )


def apply(difference: Difference, old: Project) -> Project:
    """The value that `difference` leads to from `old`, the value that it was taken from."""
    if difference.is_empty:
        return old
    networks = dict(old.networks)
    for name in difference.removed_networks:
        del networks[name]
    networks.update(difference.added_networks)
    for name, inner in difference.networks.items():
        networks[name] = _apply_to_network(inner, networks[name])
    values: dict[str, Any] = {name: new for name, (_old, new) in difference.fields.items()}
    return replace(old, networks=networks, **values)


def invert(difference: Difference) -> Difference:
    """The way back."""
    return Difference(
        networks={name: _inverted(inner) for name, inner in difference.networks.items()},
        added_networks=difference.removed_networks,
        removed_networks=difference.added_networks,
        fields=_swapped(difference.fields),
    )


def _apply_to_network(difference: NetworkDifference, old: Network) -> Network:
    pictures: dict[str, Any] = {
        name: _with_changes(getattr(old.layout, name), changes)
        for name, changes in difference.layout.items()
    }
    if difference.notes is not None:
        pictures["notes"] = difference.notes[1]
    values: dict[str, Any] = {name: new for name, (_old, new) in difference.other.items()}
    return replace(
        old,
        nodes=_with_changes(old.nodes, difference.nodes),
        edges=_spliced(difference.edges, old.edges),
        layout=replace(old.layout, **pictures) if pictures else old.layout,
        **values,
    )


def _inverted(difference: NetworkDifference) -> NetworkDifference:
    notes = difference.notes
    return NetworkDifference(
        nodes=_swapped(difference.nodes),
        edges=Splice(removed=difference.edges.added, added=difference.edges.removed),
        layout={name: _swapped(changes) for name, changes in difference.layout.items()},
        notes=None if notes is None else (notes[1], notes[0]),
        other=_swapped(difference.other),
    )


def _swapped(changes: Mapping[K, Change[V]]) -> Mapping[K, Change[V]]:
    return {key: (new, old) for key, (old, new) in changes.items()}


def _differ(old: Any, new: Any) -> bool:
    """Whether two values differ, also where 1 has become 1.0 or True."""
    return old is not new and (old != new or repr(old) != repr(new))


def _field_changes(old: Any, new: Any, names: Sequence[str]) -> dict[str, Change[Any]]:
    pairs = {name: (getattr(old, name), getattr(new, name)) for name in names}
    return {name: pair for name, pair in pairs.items() if _differ(*pair)}


def _mapping_changes(old: Mapping[K, V], new: Mapping[K, V]) -> dict[K, Change[V]]:
    if old is new:
        return {}
    changes: dict[K, Change[V]] = {}
    for key, value in new.items():
        before = old.get(key)
        if before is not value and _differ(before, value):
            changes[key] = (before, value)
    if len(old) + sum(before is None for before, _after in changes.values()) > len(new):
        changes.update({key: (value, None) for key, value in old.items() if key not in new})
    return changes


def _with_changes(old: Mapping[K, V], changes: Mapping[K, Change[V]]) -> Mapping[K, V]:
    if not changes:
        return old
    values = dict(old)
    for key, (_before, after) in changes.items():
        if after is None:
            del values[key]
        else:
            values[key] = after
    return values


def _splice(old: tuple[V, ...], new: tuple[V, ...]) -> Splice[V]:
    if old is new:
        return Splice()
    start = _common(iter(old), iter(new))
    left, right = old[start:], new[start:]
    end = _common(reversed(left), reversed(right))
    left, right = left[: len(left) - end], right[: len(right) - end]
    stays = {id(item) for item in left} & {id(item) for item in right}
    removed = [(start + i, item) for i, item in enumerate(left) if id(item) not in stays]
    added = [(start + i, item) for i, item in enumerate(right) if id(item) not in stays]
    kept = [item for item in left if id(item) in stays]
    if any(a is not b for a, b in zip(kept, (i for i in right if id(i) in stays), strict=True)):
        removed, added = list(enumerate(left, start)), list(enumerate(right, start))
    return Splice(removed=tuple(removed), added=tuple(added))


def _common(old: Iterator[V], new: Iterator[V]) -> int:
    """How many items two sequences begin with alike."""
    count = 0
    for before, after in zip(old, new, strict=False):
        if before is not after and before != after:
            break
        count += 1
    return count


def _spliced(splice: Splice[V], old: tuple[V, ...]) -> tuple[V, ...]:
    if not (splice.removed or splice.added):
        return old
    gone = {index for index, _item in splice.removed}
    items = [item for index, item in enumerate(old) if index not in gone]
    return tuple(_inserted(items, splice.added))


def _inserted(items: Sequence[V], added: Sequence[tuple[int, V]]) -> Iterator[V]:
    """`items` with each added one at its index in the result."""
    rest = iter(items)
    length = 0
    for index, item in added:
        while length < index:
            yield next(rest)
            length += 1
        yield item
        length += 1
    yield from rest
