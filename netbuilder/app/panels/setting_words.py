"""What a run was started from, in words: its settings, and what sets it apart from another.

Two projects differ in layers that came or went, and in settings: of training, of data, of layers.
To say a further setting of training, add a row to `_TRAINING`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from netbuilder.app.canvas.face import value_words
from netbuilder.app.panels.metric_words import metric_name
from netbuilder.layers.catalogue import layer_class
from netbuilder.project.optimizer import OPTIMIZERS
from netbuilder.project.value import Edge, Node, Project
from netbuilder.words import _

MOST_PIECES = 2
"""Differences that a run's name tells; further ones are counted."""

_TRAINING: Mapping[str, tuple[str, str]] = {
    "optimizer": (_("Optimiser"), "{value}"),
    "learning_rate": (_("Learning rate"), _("learning rate {value}")),
    "batch_size": (_("Batch size"), _("batch size {value}")),
    "epochs": (_("Epochs planned"), _("{value} epochs")),
    "patience": (_("Stop early after"), _("stop early after {value}")),
    "watch": (_("Watched"), _("watching {value}")),
    "keep_best": (_("Keep best weights"), _("keep best {value}")),
    "seed": (_("Seed"), _("seed {value}")),
    "precision": (_("Precision"), _("precision {value}")),
    "recipe": (_("Way of learning"), "{value}"),
}
"""Settings of training: what a table calls them, and how a run's name says a value."""

_OPTIMIZING = ("optimizer", "learning_rate", "optimizer_options")
_MINOR = ("epochs", "patience", "keep_best", "watch")
"""Settings that a name tells only where nothing else differs."""

_MOST_COMPARED = 30
"""Earlier runs that a run is compared with to find the one it is most like."""

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting: what it is called, its value, and how a run's name would say it."""

    name: str
    value: str
    short: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A layer as words speak of it: its kind, and a name that no other layer has."""

    word: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a project says of a run.

    Attributes:
        name: What the project is called.
        settings: All settings; equal keys in two projects are the same setting.
        layers: The layers of the networks that are trained, by network and node.
        wires: The wires between them.
    """

    name: str
    settings: Mapping[Key, Setting]
    layers: Mapping[Key, Drawn]
    wires: tuple[frozenset[Edge], ...]


def facts_of(project: Project) -> Facts:
    """Put a project into words."""
    layers = _layers(project)
    trained = _trained(project)
    return Facts(
        name=project.name,
        settings=dict((*_training(project), *_data(project), *_nodes(project, layers))),
        layers=layers,
        wires=tuple(frozenset(project.networks[name].edges) for name in trained),
    )


def num_differences(old: Facts, new: Facts) -> tuple[int, int]:
    """In how many layers and settings two projects differ, and in how many minor settings."""
    changed = _changed(old, new)
    minor = sum(1 for key in changed if key[-1] in _MINOR)
    return len(old.layers.keys() ^ new.layers.keys()) + len(changed) - minor, minor


def nearest(facts: Sequence[Facts], new: Facts) -> Facts | None:
    """Which of the `facts`, oldest first, `new` is most like; of equals the latest."""
    recent = (*facts[:1], *facts[1:][-_MOST_COMPARED:])
    return min(reversed(recent), key=lambda old: num_differences(old, new), default=None)


def difference_name(old: Facts, new: Facts) -> str:
    """What sets `new` apart from `old`, short enough for a name: ``SGD 0.02``; "" for nothing."""
    if old.layers and new.layers and not old.layers.keys() & new.layers.keys():
        return new.name
    pieces = layer_changes(old.layers, new.layers)
    pieces += _setting_changes(old, new, tells_minor=not pieces)
    if not pieces and old.wires != new.wires:
        pieces = [_("other wires")]
    if not pieces:
        return ""
    told = ", ".join(pieces[:MOST_PIECES])
    if len(pieces) > MOST_PIECES:
        more = _("{told} and {count} more")
        told = more.format(told=told, count=len(pieces) - MOST_PIECES)
    return told[0].upper() + told[1:]


def layer_changes(before: Mapping[Key, Drawn], after: Mapping[Key, Drawn]) -> list[str]:
    """``no BatchNorm``, ``with Dropout``, ``with 2 × ReLU``: layers that went and came."""
    gone = Counter(before[key].word for key in before if key not in after)
    come = Counter(after[key].word for key in after if key not in before)
    same = gone & come
    words = [_("no {layer}").format(layer=_many(w, n)) for w, n in (gone - same).items()]
    words += [_("with {layer}").format(layer=_many(w, n)) for w, n in (come - same).items()]
    words += [_("another {layer}").format(layer=_many(w, n)) for w, n in same.items()]
    return words


def names_of(differences: Sequence[str]) -> list[str]:
    """Names for runs, oldest first, no two alike.

    Args:
        differences: What sets each run apart from the one before, "" for nothing; of the first what
            it is to be called.
    """
    names: list[str] = []
    taken: dict[str, int] = {}
    for difference in differences:
        name = difference or _base(names[-1] if names else "")
        count, told = taken.get(name, 0) + 1, name
        while count > 1 and (told := f"{name} ({count})") in taken:
            count += 1
        taken[name] = count
        taken.setdefault(told, 1)
        names.append(told)
    return names


def _setting_changes(old: Facts, new: Facts, *, tells_minor: bool) -> list[str]:
    changed = _changed(old, new)
    told = []
    if ("training", "optimizer") in changed:
        method = new.settings["training", "optimizer"].short
        told.append(f"{method} {new.settings['training', 'learning_rate'].value}")
        changed = [k for k in changed if k[0] != "training" or k[1] not in _OPTIMIZING]
    told += [new.settings[key].short for key in changed if key[-1] not in _MINOR]
    if not told and tells_minor:
        told = [new.settings[key].short for key in changed]
    return told


def _changed(old: Facts, new: Facts) -> list[Key]:
    before, after = old.settings, new.settings
    return [k for k in after if k in before and after[k].value != before[k].value]


def _training(project: Project) -> Iterator[tuple[Key, Setting]]:
    training = project.training
    for field, (name, short) in _TRAINING.items():
        value = _training_words(field, getattr(training, field))
        told = short.format(value=value)
        yield ("training", field), Setting(name=name, value=value, short=told)
    optimizer = OPTIMIZERS.get(training.optimizer)
    if optimizer is None:
        return
    for key, value in optimizer.complete(training.optimizer_options).items():
        option = optimizer.options[key]
        words = value_words(option, value)
        name = option.label[0].upper() + option.label[1:]
        place = ("training", "optimizer_options", training.optimizer, key)
        yield place, Setting(name=name, value=words, short=f"{option.label} {words}")


def _training_words(field: str, value: Any) -> str:
    if field == "batch_size" and value == 0:
        return _("all")
    if field == "patience" and value == 0:
        return _("never")
    if field == "watch":
        return metric_name(str(value))
    if isinstance(value, bool):
        return _("on") if value else _("off")
    return f"{value:g}" if isinstance(value, float) else str(value)


def _data(project: Project) -> Iterator[tuple[Key, Setting]]:
    data, split = project.data, project.data.split
    name = data.source.location.rpartition("/")[2].replace("_", " ").capitalize() or "–"
    yield ("data", "source"), Setting(name=_("Data"), value=name, short=name)
    rows = f"{data.rows:,}"
    told = _("{count} rows").format(count=rows)
    yield ("data", "rows"), Setting(name=_("Rows"), value=rows, short=told)
    parts = "/".join(f"{100 * x:g}" for x in (split.train, split.validation, split.test))
    told = _("split {parts}").format(parts=parts)
    yield ("data", "split"), Setting(name=_("Split"), value=f"{parts}, {split.by}", short=told)
    for key, words, value in (
        ("seed", _("Seed of the split"), str(split.seed)),
        ("options", _("Data options"), _options(data.source.options)),
        ("columns", _("Columns"), ", ".join(f"{c.name} ({c.role})" for c in data.columns)),
        ("window", _("Window"), str(data.window.length) if data.window else "–"),
        ("transforms", _("Transforms"), ", ".join(t.kind for t in data.transforms) or "–"),
    ):
        told = _("other {what}").format(what=words.lower())
        yield ("data", key), Setting(name=words, value=value, short=told)


def _options(options: Mapping[str, object]) -> str:
    return ", ".join(f"{key} {value}" for key, value in sorted(options.items())) or "–"


def _nodes(project: Project, layers: Mapping[Key, Drawn]) -> Iterator[tuple[Key, Setting]]:
    for network in _trained(project):
        for id, node in project.networks[network].nodes.items():
            yield from _node(node, layers[network, id].name, (network, id))


def _node(node: Node, name: str, place: Key) -> Iterator[tuple[Key, Setting]]:
    """The parameters of one layer, and whether it takes part."""
    layer = layer_class(node.kind)
    parameters = layer.parameters if layer is not None else {}
    first = next((key for key, p in parameters.items() if p.on_card), "")
    for key, parameter in parameters.items():
        value = value_words(parameter, node.parameters.get(key, parameter.default))
        told = f"{name} {value}" if key == first else f"{name} {parameter.label} {value}"
        words = f"{name} {parameter.label}"
        yield (*place, key), Setting(name=words, value=value, short=told)
    for field, words, on in (
        ("bypassed", _("{layer} bypassed"), node.bypassed),
        ("frozen", _("{layer} weights locked"), node.frozen),
    ):
        words = words.format(layer=name)
        told = words if on else _("not {words}").format(words=words)
        value = _("yes") if on else _("no")
        yield (*place, field), Setting(name=words, value=value, short=told)


def _trained(project: Project) -> list[str]:
    roles = dict.fromkeys(project.training.roles.values())
    return [name for name in roles or project.networks if name in project.networks]


def _layers(project: Project) -> dict[Key, Drawn]:
    found: dict[Key, Drawn] = {}
    for network in _trained(project):
        nodes = project.networks[network].nodes
        words = Counter(_word(node) for node in nodes.values())
        for id, node in nodes.items():
            word = _word(node)
            found[network, id] = Drawn(word=word, name=word if words[word] == 1 else node.name)
    return found


def _word(node: Node) -> str:
    layer = layer_class(node.kind)
    return layer.word if layer is not None else node.block.network if node.block else node.kind


def _many(word: str, count: int) -> str:
    return word if count == 1 else f"{count} × {word}"


def _base(name: str) -> str:
    """A name without the number that told it from an equal one."""
    head, _space, tail = name.rpartition(" (")
    return head if head and tail.endswith(")") and tail[:-1].isdigit() else name
