"""Writes the file: imports, a class for each shared program, and where everything in it comes from.

One emitter writes every form. A class is written from one list of statements: `forward` runs it
without the activations that have moved to `predict`, ``tapped`` runs all of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from netbuilder.compiler.folding import folded
from netbuilder.compiler.naming import class_name, free, member_name, safe
from netbuilder.compiler.program import (
    ClassName,
    Foldable,
    Member,
    Program,
    Setting,
    Statement,
    Value,
    inside_of,
    values_of,
)
from netbuilder.compiler.render import (
    Lines,
    Variables,
    Words,
    comment_lines,
    literal,
    statement,
    with_hole,
)
from netbuilder.compiler.sharing import Shared, share

IMPORTS = (
    ("torch", "import torch"),
    ("nn", "from torch import nn"),
    ("F", "from torch.nn import functional as F"),
)

TAP_WORDS = frozenset({"inner", "key", "tap", "taps"})
"""Variables that `tapped` uses itself."""

BODY = " " * 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Emitted:
    """A file and the way back from it to the drawing."""

    text: str
    class_name: str
    arguments: tuple[str, ...]
    lines: Mapping[str, tuple[int, ...]]
    modules: Mapping[tuple[str, ...], str]
    taps: Mapping[tuple[tuple[str, ...], str], str]


def emit(
    top: Program, folds: Mapping[str, Foldable], *, tapped: bool = False, comments: bool = False
) -> Emitted:
    """Write `top` and the blocks in it, the activations in `folds` in `predict` alone."""
    classes, homes = share(top)
    names: list[str] = []
    for shared in classes:
        names.append(class_name(shared.program.analysis.name, names))
    folding = _folding(classes, homes, folds)
    lines = Lines()
    bodies = []
    for shared in classes:
        writer = _ClassWriter(shared, names, homes, folding, comments=comments)
        writer.write(is_top=shared is classes[-1], tapped=tapped)
        bodies.append(writer)
    for text in _imports([text for writer in bodies for text in writer.lines.texts]):
        lines.add(text)
    by_node: dict[str, list[int]] = {}
    for writer in bodies:
        lines.add("\n")
        offset = len(lines.texts)
        lines.texts += writer.lines.texts
        for use in writer.shared.uses:
            for index, numbers in writer.lines.of_node.items():
                by_node.setdefault(use.nodes[index], []).extend(n + offset for n in numbers)
    return Emitted(
        text="\n".join(lines.texts) + "\n",
        class_name=names[-1],
        arguments=tuple(bodies[-1].arguments.values()),
        lines={node: tuple(sorted(set(numbers))) for node, numbers in by_node.items()},
        modules=dict(_modules(top, homes)),
        taps=dict(_taps(top, homes)) if tapped else {},
    )


def _imports(texts: Sequence[str]) -> list[str]:
    code = "\n".join(text.partition("  # ")[0] for text in texts)
    return [line for word, line in IMPORTS if re.search(rf"(?<![\w.]){word}\.", code)]


def _folding(
    classes: Sequence[Shared], homes: Mapping[Program, Shared], folds: Mapping[str, Foldable]
) -> dict[Shared, Mapping[str, Foldable]]:
    """What `forward` of each class leaves to `predict`: asked for from the outermost inwards."""
    folding: dict[Shared, Mapping[str, Foldable]] = {classes[-1]: folds}
    for shared in reversed(classes):
        for fold in folding.get(shared, {}).values():
            program = shared.program
            inner = inside_of(program, program.statements[fold.statement])
            if inner is not None:
                home = homes[inner]
                folding[home] = home.program.folds
    return folding


class _ClassWriter:
    """Writes one class."""

    def __init__(
        self,
        shared: Shared,
        names: Sequence[str],
        homes: Mapping[Program, Shared],
        folding: Mapping[Shared, Mapping[str, Foldable]],
        *,
        comments: bool,
    ) -> None:
        self.shared = shared
        self.lines = Lines()
        self._program = shared.program
        self._names = names
        self._homes = homes
        self._folding = folding
        self._folds = folding.get(shared, {})
        self._comments = comments
        self.arguments = _argument_names(shared.program)

    def write(self, *, is_top: bool, tapped: bool) -> None:
        """Write the whole class; one that is a block has `predict` only where it differs."""
        self.lines.add(f"class {self._names[self.shared.number]}(nn.Module):")
        self.lines.add(f'    """{self._summary()}"""')
        self._write_init()
        self._write_forward()
        if is_top or self._folds:
            self._write_predict()
        if tapped:
            self._write_tapped()

    def _summary(self) -> str:
        shapes = {
            (
                " and ".join(str(argument.type) for argument in use.arguments),
                " and ".join(str(result.type) for result in use.results),
            )
            for use in self.shared.uses
        }
        if len(shapes) > 1:
            return "Stands in several places, with different sizes."
        ((taken, given),) = shapes
        return f"Takes {taken}, gives {given}." if len(taken + given) < 70 else "A network."

    def _write_init(self) -> None:
        program, shared = self._program, self.shared
        if not program.modules:
            return
        parameters = ", ".join(("self", *shared.settings))
        self.lines.add(f"\n    def __init__({parameters}):")
        self.lines.add(f"{BODY}super().__init__()")
        for name in shared.kept_settings:
            self.lines.add(f"{BODY}self.{name} = {name}")
        explained: set[int] = set()
        for module in program.modules:
            self._explain(module.index, explained)
            head = f"self.{member_name(shared.attributes[module.index], module.suffix)} = "
            text = statement(head, module.constructor, self._init_words, indent=BODY)
            self.lines.add(text, node=module.index)
        for call in program.initialise:
            index = next(part.index for part in call.arguments if isinstance(part, Member))
            text = statement("", call, self._init_words, indent=BODY)
            self.lines.add(text, node=index)

    def _explain(self, index: int, explained: set[int]) -> None:
        """Say what a layer does, once a method."""
        placed = self._program.analysis.placed[self._program.nodes[index]]
        if not self._comments or index in explained or placed.known is None:
            return
        explained.add(index)
        text = f"{placed.title}: {placed.known.layer.summary}"
        self.lines.add(comment_lines(text, indent=BODY))

    def _write_forward(self) -> None:
        program = folded(self._program, self._folds)
        kept = [result.value for result in program.results]
        variables = Variables(self.arguments, program.statements, kept)
        self.lines.add(f"\n    def forward({self._signature}):")
        if self._folds:
            self.lines.add(f'{BODY}"""{_WHAT_FORWARD_GIVES}"""')
        words = self._words(variables)
        explained = {module.index for module in program.modules}
        shape = program.arguments[0].type if program.arguments else None
        last = len(program.statements) - 1
        for number, one in enumerate(program.statements):
            self._explain(one.index, explained)
            value = self._as_called(one, "forward")
            comment = "" if one.type is None or one.type == shape else str(one.type)
            shape = one.type or shape
            if number == last and len(kept) == 1 and one.targets == kept[0]:
                text = statement("return ", value, words, indent=BODY, comment=comment)
                self.lines.add(text, node=one.index)
                return
            head = self._head(variables, number, one)
            text = statement(head, value, words, indent=BODY, comment=comment)
            self.lines.add(text, node=one.index)
        self.lines.add(f"{BODY}return {', '.join(variables[value] for value in kept)}")

    def _head(self, variables: Variables, number: int, one: Statement) -> str:
        return f"{variables.bind(number, one, self._program.labels)} = "

    def _write_predict(self) -> None:
        results = folded(self._program, self._folds).results
        call = f"self({', '.join(self.arguments.values())})"
        self.lines.add(f"\n    def predict({self._signature}):")
        if not self._folds:
            self.lines.add(f"{BODY}return {call}")
            return
        self.lines.add(f'{BODY}"""{_WHAT_PREDICT_GIVES}"""')
        texts = [call]
        if len(results) > 1:
            texts = self._result_names()
            self.lines.add(f"{BODY}{', '.join(texts)} = {call}")
        finished = []
        for result, text in zip(results, texts, strict=True):
            finish = result.finish
            done = text if finish is None else with_hole(finish, text, self._setting_words)
            finished.append(done)
        self.lines.add(f"{BODY}return {', '.join(finished)}")
        for fold in self._folds.values():
            index = self._program.statements[fold.statement].index
            self.lines.of_node.setdefault(index, []).append(len(self.lines.texts))

    def _result_names(self) -> list[str]:
        """A variable for each result, called like its Output."""
        taken = {*self.arguments.values()}
        names = []
        for result in self._program.results:
            name = free(safe(self._program.analysis.network.nodes[result.node].name), taken)
            taken.add(name)
            names.append(name)
        return names

    def _write_tapped(self) -> None:
        program = self._program
        variables = Variables(
            self.arguments, program.statements, (), reserved=TAP_WORDS, is_tapped=True
        )
        words = self._words(variables)
        keys: dict[Value, list[str]] = {}
        for end, value in program.wires.items():
            keys.setdefault(value, []).append(f"{end.node}:{end.port}")
        self.lines.add(f"\n    def tapped({self._signature}):")
        self.lines.add(f'{BODY}"""{_WHAT_TAPPED_GIVES}"""')
        self.lines.add(f"{BODY}taps = {{}}")
        for argument in program.arguments:
            self._write_taps(keys, argument.value, variables)
        for number, one in enumerate(program.statements):
            inner = inside_of(program, one)
            value = self._as_called(one, "tapped")
            if inner is None:
                head = self._head(variables, number, one)
                self.lines.add(statement(head, value, words, indent=BODY), node=one.index)
            else:
                self.lines.add(statement("inner = ", value, words, indent=BODY), node=one.index)
                self._write_inner_taps(one, inner, variables, number)
            for bound in values_of(one.targets):
                self._write_taps(keys, bound, variables)
        self.lines.add(f"{BODY}return taps")

    def _write_taps(
        self, keys: Mapping[Value, list[str]], value: Value, variables: Variables
    ) -> None:
        for key in keys.get(value, ()):
            self.lines.add(f"{BODY}taps[{literal(key)}] = {variables[value]}")

    def _write_inner_taps(
        self, one: Statement, inner: Program, variables: Variables, number: int
    ) -> None:
        prefix = literal(f"{self._program.nodes[one.index]}/")
        self.lines.add(f"{BODY}for key, tap in inner.items():")
        self.lines.add(f"{BODY}    taps[{prefix} + key] = tap")
        variables.bind(number, one, self._program.labels)
        results = self._homes[inner].program.results
        for value, result in zip(values_of(one.targets), results, strict=True):
            key = literal(f"{result.node}:input")
            self.lines.add(f"{BODY}{variables[value]} = inner[{key}]", node=one.index)

    def _as_called(self, one: Statement, method: str) -> Any:
        """The value of a statement; a block is asked for what this `method` needs of it."""
        inner = inside_of(self._program, one)
        if inner is None:
            return one.value
        member = one.value.target
        assert isinstance(member, Member)
        if method == "tapped":
            return replace(one.value, target=replace(member, path="tapped"))
        position = self._program.statements.index(one)
        is_folded = any(fold.statement == position for fold in self._folds.values())
        if is_folded or not self._folding.get(self._homes[inner]):
            return one.value
        return replace(one.value, target=replace(member, path="predict"))

    @property
    def _signature(self) -> str:
        return ", ".join(("self", *self.arguments.values()))

    def _words(self, variables: Variables) -> Words:
        def words(part: Any) -> str:
            return variables[part] if isinstance(part, Value) else self._setting_words(part)

        return words

    def _init_words(self, part: Any) -> str:
        if isinstance(part, ClassName):
            return self._names[part.number]
        return self._setting_words(part)

    def _setting_words(self, part: Any) -> str:
        if isinstance(part, Setting):
            return f"self.{part.name}" if part.on_self else part.name
        assert isinstance(part, Member)
        name = f"self.{member_name(self.shared.attributes[part.index], part.suffix)}"
        return f"{name}.{part.path}" if part.path else name


_WHAT_FORWARD_GIVES = "Return what the loss needs: scores, before softmax or sigmoid."
_WHAT_PREDICT_GIVES = "Return the answer as drawn."
_WHAT_TAPPED_GIVES = "Return every wire as drawn, by node and port."


def _argument_names(program: Program) -> dict[Value, str]:
    """``x`` for a single argument; else each is called like its Input."""
    if len(program.arguments) == 1:
        return {program.arguments[0].value: "x"}
    names: dict[Value, str] = {}
    for argument in program.arguments:
        name = safe(program.analysis.network.nodes[argument.node].name)
        if argument.port != "output":
            name = f"{name}_{argument.port}"
        names[argument.value] = free(name, {*names.values()})
    return names


def _modules(
    use: Program, homes: Mapping[Program, Shared], path: tuple[str, ...] = (), prefix: str = ""
) -> Iterator[tuple[tuple[str, ...], str]]:
    """The attribute path of each node that has one, by the ids that lead to it."""
    attributes = homes[use].attributes
    for module in use.modules:
        if module.inside is None:
            place = prefix + member_name(attributes[module.index], module.suffix)
            yield (*path, use.nodes[module.index]), place
    for one in use.statements:
        inner, member = inside_of(use, one), one.value.target
        if inner is not None and isinstance(member, Member):
            place = prefix + attributes[member.index]
            here = (*path, use.nodes[one.index])
            yield here, place
            yield from _modules(inner, homes, here, f"{place}.")


def _taps(
    use: Program, homes: Mapping[Program, Shared], path: tuple[str, ...] = (), prefix: str = ""
) -> Iterator[tuple[tuple[tuple[str, ...], str], str]]:
    """The key of each wire in what ``tapped`` returns, by the ids that lead to its node."""
    named = homes[use].program
    keys: dict[Value, str] = {}
    for end, value in named.wires.items():
        keys.setdefault(value, f"{end.node}:{end.port}")
    for end, value in use.wires.items():
        key = f"{end.node}:{end.port}" if use is homes[use].uses[0] else keys[value]
        yield ((*path, end.node), end.port), prefix + key
    for one in use.statements:
        inner = inside_of(use, one)
        if inner is not None:
            here = use.nodes[one.index]
            outer = f"{prefix}{named.nodes[one.index]}/"
            yield from _taps(inner, homes, (*path, here), outer)
