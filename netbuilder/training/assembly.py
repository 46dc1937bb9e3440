"""From a project to a task: networks built, rows on the device, everything decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

import torch
from torch import Tensor, nn

from netbuilder.compiler import Analysis, analyse, default_network
from netbuilder.compiler.build import build_module
from netbuilder.compiler.result import NetworkAnalysis
from netbuilder.compiler.source import Source, compile_error, frozen_modules, source_of
from netbuilder.data import Part, Prepared, prepare
from netbuilder.error import CompileError, RunError
from netbuilder.insight import Subject
from netbuilder.insight.place import learned
from netbuilder.layers.dim import Dim, substitute, symbols
from netbuilder.layers.parameter import Value
from netbuilder.model.arguments import argument
from netbuilder.model.tapped import Tapped
from netbuilder.model.weights import named_tensors
from netbuilder.project.value import Project
from netbuilder.training import devices
from netbuilder.training.batches import Batches, Fed, Rows
from netbuilder.training.devices import Device
from netbuilder.training.explain import Explanation
from netbuilder.training.loop import Task
from netbuilder.training.recipe import Recipe
from netbuilder.training.recipes import RECIPES, Plan
from netbuilder.training.setting import check_training
from netbuilder.words import _

EVALUATED_ROWS = 2048
EVALUATED_BYTES = 256 * 1024 * 1024
_FRESH_SEED = 7_919
_USUAL_LENGTH = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembly:
    """A project made ready to train.

    Attributes:
        project: The value.
        prepared: Its rows.
        task: What the loop trains.
        test: The test part on the device, or None.
        device: Where it happens.
        threads: How many threads a step uses.
        choices: What was decided and why.
        explanation: Words for what goes wrong.
        subject: What observers may look at.
    """

    project: Project
    prepared: Prepared
    task: Task
    test: Batches | None
    device: Device
    threads: int
    choices: Mapping[str, Value] = field(default_factory=dict)
    explanation: Explanation
    subject: Subject


def assemble(
    project: Project, base: Path | None, device: Device, *, threads: int | None = None
) -> Assembly:
    """Make a project ready to train, on the device.

    Args:
        project: The value.
        base: The folder that relative paths to data start from.
        device: Where to train.
        threads: How many threads to use; by default what suits the size of a step.

    Raises:
        CompileError: A network that plays a role has problems; they are in the error.
        DataError: The rows cannot be read or do not fit the project.
        RunError: The settings make no sense.
    """
    check_training(project.training)
    analysis = analyse(project)
    sources = _sources(analysis)
    prepared = prepare(project.data, base)
    networks = {
        role: build_module(source, project.training.seed + place).to(device.torch)
        for place, (role, source) in enumerate(sources.items())
    }
    held = _hold_frozen(project, sources, networks)
    recipe = _make_recipe(project, sources, prepared, device)
    maker = _RowMaker(project, sources, recipe, device.torch)
    train_rows = maker.rows(prepared.train)
    has_batch_norm = any(
        isinstance(module, nn.modules.batchnorm._BatchNorm)
        for network in networks.values()
        for module in network.modules()
    )
    shuffled = partial(
        Batches,
        train_rows,
        batch_size=project.training.batch_size,
        is_lone_row_joined=has_batch_norm,
    )
    seed = project.training.seed
    train = shuffled(seed=seed)
    totals = [analysis.networks[source.network] for source in sources.values()]
    rows_at_once = _rows_at_once(totals)
    validation, test = (
        Batches(maker.rows(part), batch_size=rows_at_once) if len(part) else None
        for part in (prepared.validation, prepared.test)
    )
    validation = validation if recipe.has_validation else None
    watch, notes = _watch(project, recipe, has_validation=validation is not None)
    taps = _taps(analysis, sources, networks)
    chosen, why = devices.choose_threads(device, _multiply_adds(totals) * train.batch_size)
    explanation = Explanation(
        project, sources=sources, networks=networks, taps=taps, device=device.torch
    )
    subject = Subject(
        analysis=analysis,
        pipeline=prepared.pipeline,
        sources=sources,
        networks=networks,
        tapped=taps,
        product=recipe.product,
        device=device.torch,
    )
    task = Task(
        recipe=recipe,
        networks=networks,
        train=train,
        validation=validation,
        fresh=shuffled(seed=seed + _FRESH_SEED),
        training=project.training,
        watch=watch,
        device=device.torch,
        layers=_layers(subject),
        held=held,
        weights={
            name: tensor
            for role, network in networks.items()
            for name, tensor in named_tensors(sources[role], network).items()
        },
        explain=explanation,
    )
    return Assembly(
        project=project,
        prepared=prepared,
        task=task,
        test=test if recipe.has_validation else None,
        device=device,
        threads=threads or chosen,
        choices={
            "device": device.torch_name,
            "device_name": device.name,
            "device_why": device.why,
            "threads": threads or chosen,
            "threads_why": why,
            "precision": "float32",
            "batch_size": train.batch_size,
            "notes": (*notes, *_size_notes(project, train), *prepared.report),
        },
        explanation=explanation,
        subject=subject,
    )


def _sources(analysis: Analysis) -> dict[str, Source]:
    """The source of each role's network.

    Raises:
        CompileError: A role has no network, or its network has problems.
    """
    project = analysis.project
    roles = project.training.roles
    if not roles:
        name = default_network(project)
        roles = {"model": name} if name is not None else {}
    if not roles:
        raise CompileError(
            _("it is not clear which network is to be trained"),
            expected=_("one of {names}").format(names=", ".join(project.networks)),
            remedy=_("Choose the network to train in the training settings."),
        )
    for role, name in roles.items():
        if name not in project.networks:
            raise CompileError(
                _("there is no network for the role {role}").format(role=role), received=name
            )
    sources = {role: source_of(analysis, name) for role, name in roles.items()}
    for name in roles.values():
        problems = analysis.errors(name, with_training=True)
        if problems:
            raise compile_error(analysis, name, problems)
    return sources


def _make_recipe(
    project: Project, sources: Mapping[str, Source], prepared: Prepared, device: Device
) -> Recipe:
    make = RECIPES.get(project.training.recipe)
    if make is None:
        raise RunError(
            _("there is no such way of learning"),
            place="training.recipe",
            expected=_("one of {names}").format(names=", ".join(RECIPES)),
            received=project.training.recipe,
        )
    targets = {name: torch.from_numpy(t) for name, t in prepared.train.targets.items()}
    return make(
        Plan(
            sources=sources,
            data=project.data,
            pipeline=prepared.pipeline,
            targets=targets,
            device=device.torch,
        )
    )


@dataclass(frozen=True, slots=True)
class _RowMaker:
    project: Project
    sources: Mapping[str, Source]
    recipe: Recipe
    device: torch.device

    def rows(self, part: Part) -> Rows:
        """A part's rows on the device, as every role's network takes them."""
        return Rows(
            arguments={
                role: self._arguments(source, part) for role, source in self.sources.items()
            },
            targets={name: torch.from_numpy(t) for name, t in part.targets.items()},
            num_rows=len(part),
        ).to(self.device)

    def _arguments(self, source: Source, part: Part) -> tuple[Tensor | Fed, ...]:
        made: list[Tensor | Fed] = []
        for wanted in source.inputs:
            if wanted.columns:
                made.append(argument(wanted, part.inputs))
                continue
            node = self.project.networks[source.network].nodes[wanted.node]
            name = node.parameters.get("recipe", "")
            feed = self.recipe.feeds.get(name)
            if feed is None:
                raise RunError(
                    _("nothing feeds this input"),
                    place=node.name,
                    expected=_("columns of the data"),
                    received=_("the recipe's value “{name}”").format(name=name)
                    if node.parameters.get("feeds") == "recipe"
                    else _("a typed shape"),
                    remedy=_("Choose the columns that enter there."),
                )
            dims = tuple(int(str(dim)) for dim in wanted.type.example)
            made.append(Fed(feed, dims))
        return tuple(made)


def _hold_frozen(
    project: Project, sources: Mapping[str, Source], networks: Mapping[str, nn.Module]
) -> tuple[nn.Module, ...]:
    """Turn the gradients of frozen nodes off; gives the modules whose statistics must not move."""
    held: list[nn.Module] = []
    for role, source in sources.items():
        for attribute in frozen_modules(project, source):
            module = networks[role].get_submodule(attribute)
            module.requires_grad_(False)
            held.append(module)
    return tuple(held)


def _layers(subject: Subject) -> dict[str, tuple[Tensor, ...]]:
    """The learned tensors of each layer by ``network/node``."""
    return {
        f"{place.network}/{place.node}": tuple(tensors.values())
        for role, source in subject.sources.items()
        for place, tensors in learned(subject.project, source, subject.networks[role]).items()
    }


def _taps(
    analysis: Analysis, sources: Mapping[str, Source], networks: Mapping[str, nn.Module]
) -> Callable[[str], Tapped]:
    @cache
    def make(role: str) -> Tapped:
        tapped = source_of(analysis, sources[role].network, tapped=True)
        return Tapped(tapped, networks[role])

    return make


def _rows_at_once(networks: list[NetworkAnalysis]) -> int:
    """How many rows to measure at once, so that activations stay small."""
    size = sum(_number(network.total.activation_bytes) for network in networks)
    return max(1, min(EVALUATED_ROWS, EVALUATED_BYTES // max(1, size)))


def _multiply_adds(networks: list[NetworkAnalysis]) -> int:
    """Multiply-adds of one example there and back; the way back costs about twice as much."""
    return 3 * sum(_number(network.total.multiply_adds) for network in networks)


def _number(dim: Dim) -> int:
    """A length or count, with a usual length for each one that only the data decides."""
    found = substitute(dim, dict.fromkeys(symbols(dim), _USUAL_LENGTH))
    assert isinstance(found, int)
    return found


def _watch(project: Project, recipe: Recipe, *, has_validation: bool) -> tuple[str, list[str]]:
    """The key that decides what is best, and a sentence where it is not the one asked for."""
    keys = ("loss", *(name for scored in recipe.tallies() for name in scored.keys.values()))
    wanted = project.training.watch
    notes = []
    if not has_validation:
        notes.append(
            _("There are no rows to validate on, so the best epoch is chosen on the train part.")
        )
    if wanted in keys:
        return wanted, notes
    near = [key for key in keys if key.rpartition(".")[2] == wanted]
    chosen = near[0] if near else "loss"
    notes.append(
        _("{wanted} is not measured here; the best epoch is chosen by {chosen}.").format(
            wanted=wanted, chosen=chosen
        )
    )
    return chosen, notes


def _size_notes(project: Project, train: Batches) -> list[str]:
    rows = train.rows.num_rows
    if project.training.batch_size <= rows:
        return []
    return [
        _("A batch of {size:,} is more than the {rows:,} rows there are; all are taken.").format(
            size=project.training.batch_size, rows=rows
        )
    ]
