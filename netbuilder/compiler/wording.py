"""The words of every problem: a title, and one sentence with the names and numbers in question.

To give a new code words, add a row to `TABLE`. Braces take facts of the problem: `name` and `word`
of its node, `expected`, `received`, `port`, and whatever the check that found it has added. A code
may have words of its own for a kind of layer, under ``code:Kind``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from netbuilder.layers.catalogue import layer_class
from netbuilder.layers.problem import InsertLayer, Problem
from netbuilder.project.value import Node, Project
from netbuilder.words import _


class Words(NamedTuple):
    """What people read: a title without, and sentences with, a full stop."""

    title: str
    sentence: str


TABLE: Mapping[str, Words] = {
    "network.no_input": Words(
        _("This network has no Input"),
        _("Data enters a network at an Input. Add one and wire it to the first layer."),
    ),
    "network.no_output": Words(
        _("This network has no Output"),
        _("An answer leaves a network at an Output. Add one behind the last layer."),
    ),
    "network.cycle": Words(
        _("These wires run in a circle"),
        _("{received}. Numbers run through a network once, from inputs to outputs."),
    ),
    "wire.missing": Words(
        _("{word} waits for a wire"), _("Nothing enters {name}{at_port}, so it has nothing to do.")
    ),
    "wire.loose": Words(
        _("A wire has a loose end"), _("It leads to or from a layer that is no longer there.")
    ),
    "wire.port": Words(
        _("A wire ends where there is no port"), _("{received} has no such port any more.")
    ),
    "wire.crowded": Words(
        _("This port takes one wire"), _("{received} wires enter {name}{at_port}.")
    ),
    "name.illegal": Words(
        _("This name cannot be used"), _("“{received}” cannot be a layer's name: it {expected}.")
    ),
    "name.taken": Words(
        _("Two layers have the same name"), _("{received} is already the name of another layer.")
    ),
    "kind.unknown": Words(
        _("This layer is not installed"),
        _("{name} is of the kind {received}{from_package}. It is kept as it is."),
    ),
    "parameter.illegal": Words(
        _("{label_sentence} does not fit"),
        _("{label_sentence} of {name} {expected}; it is {received}."),
    ),
    "parameter.formula": Words(
        _("{label_sentence} cannot be computed"), _("In {name} it is “{received}”. {expected}")
    ),
    "parameter.conflict": Words(
        _("{setting} does not fit here"), _("{name} needs {expected}, but it has {received}.")
    ),
    "node.unused": Words(
        _("{word} leads nowhere"), _("Nothing reads what {name} gives, so it is not built.")
    ),
    "bypass.unfit": Words(
        _("{word} cannot be bypassed here"),
        _("{name} gives {expected}, but what would pass by is {received}."),
    ),
    "block.missing": Words(
        _("The network of this block is missing"),
        _("There is no network called {received} in this project."),
    ),
    "block.recursive": Words(
        _("A network cannot stand inside itself"), _("{received} would hold itself.")
    ),
    "block.inside": Words(
        _("There is a problem inside this block"),
        _("Open {received} to see it, with the shapes that arrive at {name}."),
    ),
    "block.later": Words(
        _("This block cannot be repeated yet"),
        _("{name} asks for “{received}”, which this version cannot build."),
    ),
    "block.weights": Words(
        _("These blocks cannot share weights"),
        _("{name} and {received} differ in their network, its settings or what arrives."),
    ),
    "tie.later": Words(
        _("Tensors cannot be tied yet"), _("This version cannot build tensors that are one.")
    ),
    "shape.rank": Words(
        _("{word} cannot read this shape"), _("{name} needs {expected}, but {received} arrive.")
    ),
    "shape.mismatch": Words(
        _("These shapes do not fit together"), _("{name} needs {expected}, but gets {received}.")
    ),
    "shape.mismatch:Add": Words(
        _("These two shapes cannot be added"),
        _("{first_port} has {first}, {second_port} has {second}.{hint}"),
    ),
    "shape.mismatch:Multiply": Words(
        _("These two shapes cannot be multiplied"),
        _("{first_port} has {first}, {second_port} has {second}.{hint}"),
    ),
    "shape.mismatch:Concatenate": Words(
        _("These two shapes cannot stand side by side"),
        _("{first_port} has {first}, {second_port} has {second}.{hint}"),
    ),
    "shape.divisible": Words(
        _("These numbers do not divide evenly"), _("{name} needs {expected}, but has {received}.")
    ),
    "shape.too_small": Words(
        _("Too little arrives for this window"), _("{name} needs {expected}, but has {received}.")
    ),
    "shape.open": Words(
        _("This length must be known"),
        _("{name} needs {expected}, but it is {received}, known only when data arrives."),
    ),
    "dtype": Words(
        _("{word} cannot calculate with this"), _("{name} needs {expected}, but gets {received}.")
    ),
    "input.columns": Words(
        _("This Input is not fed yet"), _("Choose which columns of the data enter at {name}.")
    ),
    "input.join": Words(
        _("These columns cannot be joined"), _("{name} takes {expected}, not also {received}.")
    ),
    "column.missing": Words(
        _("This column is not in the data"), _("{name} asks for “{received}”.")
    ),
    "column.answer": Words(
        _("The answer cannot be an input"),
        _("“{received}” is what the network shall learn, so {name} must not see it."),
    ),
    "column.unfed": Words(
        _("This column cannot be an input"), _("“{received}” cannot enter at {name}.")
    ),
    "column.not_target": Words(
        _("This column is not to be learned"),
        _("{name} is compared with “{received}”, which is no target in the data."),
    ),
    "column.text": Words(
        _("Text cannot be learned"), _("{name} is compared with “{received}”, which holds text.")
    ),
    "column.twice": Words(
        _("Two Outputs learn the same column"), _("{expected} learns “{received}” already.")
    ),
    "column.unlearned": Words(
        _("Nothing learns this column"), _("“{received}” is a target, but no Output has it.")
    ),
    "output.classes": Words(
        _("The number of classes does not fit"),
        _("“{column}” needs {expected}, but {name} gets {received}."),
    ),
    "output.width": Words(
        _("The number of values does not fit"),
        _("“{column}” needs {expected}, but {name} gets {received}."),
    ),
    "output.image": Words(
        _("The picture does not fit"),
        _("“{column}” needs {expected}, but {name} gets {received}."),
    ),
    "output.loss": Words(
        _("This loss does not fit the column"),
        _("{name} cannot measure “{expected}” with the loss {received}."),
    ),
    "softmax.single": Words(
        _("Softmax over one number is always 1"), _("{name} gives 1 whatever enters it.")
    ),
    "softmax.twice": Words(
        _("Two softmaxes in a row"),
        _("{received} already gives shares; {name} makes them nearly equal."),
    ),
    "softmax.shared": Words(
        _("The loss is computed on probabilities"),
        _("{received} also feeds another layer, so it stays; without that, training is safer."),
    ),
    "activation.before_loss": Words(
        _("This activation holds the loss back"),
        _("After {received}, scores cannot take every value that {loss_words} expects."),
    ),
    "training.no_goal": Words(
        _("There is nothing to learn from"),
        _("Say which column of the data {name} shall predict; its loss follows."),
    ),
    "training.data_changed": Words(
        _("The data has changed"),
        _("The project knows {expected} of {source}; it now holds {received}."),
    ),
    "training.batch_of_one": Words(
        _("One example is too few here"),
        _("{name} compares the examples of a batch, but a batch has one."),
    ),
}


def title(problem: Problem, project: Project) -> str:
    """What is the matter, in a few words without a full stop."""
    return _words(problem, project).title.format_map(_Facts(problem, project))


def sentence(problem: Problem, project: Project) -> str:
    """The real names and numbers, as a sentence."""
    return _words(problem, project).sentence.format_map(_Facts(problem, project))


def place(problem: Problem, project: Project) -> str:
    """Where it is: the network, and the layer if it is one layer's."""
    node = _node(problem, project)
    return f"{problem.network}, {node.name}" if node else problem.network


def _words(problem: Problem, project: Project) -> Words:
    node = _node(problem, project)
    kind = node.kind if node else ""
    own = TABLE.get(f"{problem.code}:{kind}") if "orders" in problem.facts else None
    return own or TABLE[problem.code]


def _node(problem: Problem, project: Project) -> Node | None:
    network = project.networks.get(problem.network)
    return network.nodes.get(problem.node) if network else None


class _Facts(dict[str, str]):
    """The facts of a problem as words."""

    def __init__(self, problem: Problem, project: Project) -> None:
        super().__init__()
        self._problem = problem
        node = _node(problem, project)
        layer = layer_class(node.kind) if node else None
        self.update({key: str(value) for key, value in problem.facts.items()})
        self["name"] = node.name if node else problem.network
        self["word"] = layer.word if layer else self["name"]
        self["expected"] = problem.expected
        self["received"] = problem.received
        self["at_port"] = _at_port(problem, layer is not None and len(layer.inputs) > 1)
        self["label_sentence"] = _capital(self.get("label", ""))
        self["setting"] = _setting(problem, self["word"])
        self["from_package"] = _from_package(self.get("package", ""))
        self["hint"] = _hint(problem)
        self["loss_words"] = self.get("loss", "").replace("_", " ")


def _at_port(problem: Problem, has_several: bool) -> str:
    if not has_several or not problem.port:
        return ""
    return _(" at its port {port}").format(port=problem.port)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _setting(problem: Problem, word: str) -> str:
    key = str(problem.facts.get("parameter", ""))
    return _capital(key.replace("_", " ")) or word


def _from_package(package: str) -> str:
    return (
        _(" from the package {package}, which is missing").format(package=package)
        if package
        else ""
    )


def _hint(problem: Problem) -> str:
    """What the first repair puts on a wire, as a sentence of its own."""
    changes = problem.repairs[0].changes if problem.repairs else ()
    if len(changes) != 1 or not isinstance(changes[0], InsertLayer):
        return ""
    layer = changes[0]
    wire = letter(layer.order)
    filters = layer.parameters.get("out_channels")
    units = layer.parameters.get("out_features")
    if filters and layer.parameters.get("kernel_size") == 1:
        return _(" A 1×1 convolution on {wire} makes {count}.").format(wire=wire, count=filters)
    if units:
        return _(" A dense layer on {wire} makes {count}.").format(wire=wire, count=units)
    return ""


def letter(order: int) -> str:
    """The letter of a row in a port that takes many wires, as the canvas shows it."""
    return "abcdefghijklmnopqrstuvwxyz"[order] if order < 26 else str(order + 1)
