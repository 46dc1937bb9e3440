import pytest
import torch

from netbuilder.compiler import source
from netbuilder.compiler.build import build_module
from netbuilder.model.tapped import Tapped
from netbuilder.project.template import open_template


@pytest.mark.parametrize("name", ["digits-cnn", "sunspots-lstm", "iris"])
@pytest.mark.parametrize("training", [True, False])
def test_taps_see_what_the_module_computes(name: str, training: bool) -> None:
    project = open_template(name)
    written = source(project)
    module = build_module(written, 3).train(training)
    tapped = Tapped(source(project, tapped=True), module)
    x = torch.randn(4, *(int(str(dim)) for dim in written.inputs[0].type.example))

    torch.manual_seed(0)
    expected = module.predict(x)
    torch.manual_seed(0)
    wires = tapped(x)

    assert any(torch.equal(wire, expected) for wire in wires.values())
    assert set(wires) <= set(tapped.source.taps.values())


def test_taps_follow_the_weights_that_train() -> None:
    project = open_template("iris")
    written = source(project)
    module = build_module(written, 3).eval()
    tapped = Tapped(source(project, tapped=True), module)
    x = torch.randn(4, 4)
    before = [wire.clone() for wire in tapped(x).values()]
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.mul_(2.0)

    after = list(tapped(x).values())

    expected = module.predict(x)
    assert any(torch.equal(wire, expected) for wire in after)
    assert not all(torch.equal(a, b) for a, b in zip(before, after, strict=True))
