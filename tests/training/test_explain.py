"""Which layer is named when something goes wrong."""

from dataclasses import dataclass

import pytest
import torch
from torch import Tensor, nn

from netbuilder.compiler import source
from netbuilder.compiler.build import build_module
from netbuilder.compiler.source import Source
from netbuilder.model.tapped import Tapped
from netbuilder.project.template import open_template
from netbuilder.project.value import Project
from netbuilder.training.batches import Batches, Rows
from netbuilder.training.explain import Explanation
from netbuilder.training.recipe import Batch, Networks, Phase, Recipe, Terms
from netbuilder.training.stepper import Stepper

CPU = torch.device("cpu")


class Steep(Recipe):
    """A loss of zero whose gradient is infinite, as that of a square root at 0."""

    def __init__(self) -> None:
        self.phases = (Phase(name="learn", trains=("model",), loss=self._loss),)

    def _loss(self, networks: Networks, batch: Batch, rng: torch.Generator) -> Terms:
        return Terms({"loss": (networks["model"](*batch.inputs["model"]) * 0.0).abs().sum().sqrt()})


@dataclass
class Case:
    """A drawn network that is about to go wrong."""

    project: Project
    source: Source
    module: nn.Module
    explanation: Explanation
    stepper: Stepper

    def id_of(self, name: str) -> str:
        nodes = self.project.networks[self.source.network].nodes.values()
        return next(node.id for node in nodes if node.name == name)


@pytest.fixture
def case() -> Case:
    project = open_template("two-moons-mlp")
    written = source(project)
    module = build_module(written, 0)
    tapped = Tapped(source(project, tapped=True), module)
    networks = {"model": module}
    explanation = Explanation(
        project,
        sources={"model": written},
        networks=networks,
        taps=lambda role: tapped,
        device=CPU,
    )
    x = torch.ones(4, 2)
    data = Rows(arguments={"model": (x,)}, targets={}, num_rows=4)
    stepper = Stepper(
        Steep(),
        networks,
        optimizer="SGD",
        options={},
        fresh=Batches(data, batch_size=2, seed=0),
        rng=torch.Generator(),
        device=CPU,
    )
    return Case(project, written, module, explanation, stepper)


def batch_of(x: Tensor) -> Batch:
    return Batch({"model": (x,)}, {}, len(x))


def linear_names(case: Case) -> list[str]:
    return [name for name, module in case.module.named_modules() if isinstance(module, nn.Linear)]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_first_layer_whose_numbers_are_not_finite_is_named(case: Case, place: int) -> None:
    name = linear_names(case)[place]
    with torch.no_grad():
        case.module.get_submodule(name).weight.fill_(torch.inf)

    trouble = case.explanation.non_finite(
        case.stepper, batch_of(torch.ones(4, 2)), float("nan"), 0.03
    )

    assert trouble.code == "non_finite"
    assert trouble.node == case.id_of(name)
    assert trouble.network == case.source.network
    assert name.casefold() in trouble.sentence.casefold()
    assert trouble.repair == {"training.learning_rate": 0.003}


def test_input_that_is_fed_infinity_is_named_and_no_rate_would_help(case: Case) -> None:
    trouble = case.explanation.non_finite(
        case.stepper, batch_of(torch.full((4, 2), torch.inf)), float("nan"), 0.03
    )

    nodes = case.project.networks[case.source.network].nodes
    assert nodes[trouble.node].kind == "Input"
    assert "was fed numbers that are not finite" in trouble.sentence
    assert trouble.repair == {}


def test_loss_that_alone_is_not_finite_names_the_output(case: Case) -> None:
    trouble = case.explanation.non_finite(
        case.stepper, batch_of(torch.ones(4, 2)), float("inf"), 0.03
    )

    nodes = case.project.networks[case.source.network].nodes
    assert nodes[trouble.node].kind == "Output"
    assert trouble.sentence.startswith("The loss at")


def test_gradient_that_alone_is_not_finite_names_the_layer_nearest_the_loss(case: Case) -> None:
    trouble = case.explanation.non_finite(case.stepper, batch_of(torch.ones(4, 2)), 0.0, 0.03)

    assert trouble.node == case.id_of(linear_names(case)[-1])
    assert trouble.sentence.startswith("The gradient at")


def test_explaining_moves_nothing(case: Case) -> None:
    before = {key: tensor.clone() for key, tensor in case.module.state_dict().items()}
    state = torch.get_rng_state()

    case.explanation.non_finite(case.stepper, batch_of(torch.ones(4, 2)), 0.0, 0.03)

    assert all(torch.equal(before[k], t) for k, t in case.module.state_dict().items())
    assert torch.equal(torch.get_rng_state(), state)


def test_fault_in_a_line_of_the_source_names_its_layer(case: Case) -> None:
    with pytest.raises(RuntimeError) as caught:
        case.module(torch.ones(4, 7))

    trouble = case.explanation.failed(caught.value)

    assert trouble.code == "failed"
    assert trouble.node == case.id_of(linear_names(case)[0])
    assert "shapes cannot be multiplied" in trouble.sentence


def test_fault_from_elsewhere_names_no_layer(case: Case) -> None:
    trouble = case.explanation.failed(ValueError("{odd} words"))

    assert (trouble.network, trouble.node) == ("", "")
    assert trouble.sentence == "Training broke down: {odd} words."


def test_full_memory_offers_half_the_batch(case: Case) -> None:
    trouble = case.explanation.out_of_memory(64)

    assert trouble.repair == {"training.batch_size": 32}
    assert case.explanation.out_of_memory(1).repair == {}


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (FileNotFoundError(2, "No such file or directory"), "data_gone"),
        (OSError(28, "No space left on device"), "disk"),
    ],
)
def test_folder_that_cannot_be_written_is_explained(case: Case, error: OSError, code: str) -> None:
    trouble = case.explanation.folder(error)

    assert trouble.code == code
    assert trouble.sentence.endswith(".")
