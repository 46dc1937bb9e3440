from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from netbuilder.compiler import source
from netbuilder.compiler.build import build_module
from netbuilder.error import RunError
from netbuilder.model.weights import load_weights, named_tensors, read_tensors, write_tensors
from netbuilder.project import edit
from netbuilder.project.template import open_template
from netbuilder.project.value import Project


@pytest.fixture
def project() -> Project:
    return open_template("digits-cnn")


def test_names_follow_ids_and_each_tensor_has_its_own(project: Project) -> None:
    written = source(project)
    module = build_module(written, 0)

    names = named_tensors(written, module)

    assert len(names) == len(module.state_dict())
    nodes = project.networks[written.network].nodes
    for name in names:
        network, _, rest = name.partition(":")
        assert network == written.network
        assert nodes[rest.partition(".")[0]].kind in {"Conv", "Linear", "BatchNorm"}


def test_weights_survive_a_rename(project: Project, tmp_path: Path) -> None:
    written = source(project)
    module = build_module(written, 1)
    write_tensors(tmp_path / "w.safetensors", named_tensors(written, module))
    node = next(n for n in project.networks[written.network].nodes.values() if n.kind == "Linear")
    renamed = edit.rename_node(project, written.network, node.id, "decision")

    other_source = source(renamed)
    other = build_module(other_source, 2)
    load_weights(tmp_path / "w.safetensors", other_source, other)

    assert "decision.weight" in other.state_dict()
    for mine, theirs in zip(module.state_dict().values(), other.state_dict().values(), strict=True):
        assert torch.equal(mine, theirs)


def test_weights_of_another_shape_are_named_and_nothing_is_loaded(
    project: Project, tmp_path: Path
) -> None:
    written = source(project)
    module = build_module(written, 1)
    before = {key: tensor.clone() for key, tensor in module.state_dict().items()}
    tensors = {name: torch.zeros_like(t) for name, t in named_tensors(written, module).items()}
    last = list(tensors)[-1]
    tensors[last] = torch.zeros(3, 4, 5)
    save_file(tensors, tmp_path / "w.safetensors")

    with pytest.raises(RunError, match=f"{last} is 3×4×5 instead of 10"):
        load_weights(tmp_path / "w.safetensors", written, module)
    assert all(torch.equal(before[key], tensor) for key, tensor in module.state_dict().items())


def test_missing_weights_are_named(project: Project, tmp_path: Path) -> None:
    written = source(project)
    module = build_module(written, 1)
    tensors = {name: t.clone() for name, t in named_tensors(written, module).items()}
    gone = next(iter(tensors))
    del tensors[gone]
    save_file(tensors, tmp_path / "w.safetensors")

    with pytest.raises(RunError, match=f"{gone} is missing"):
        load_weights(tmp_path / "w.safetensors", written, module)


def test_tensors_come_back_as_they_were(tmp_path: Path) -> None:
    base = torch.arange(12.0).reshape(3, 4)
    tensors = {"a": base.T, "same": base, "count": torch.tensor(3), "none": torch.zeros(0, 2)}
    write_tensors(tmp_path / "t.safetensors", tensors)

    found = read_tensors(tmp_path / "t.safetensors")

    assert found.keys() == tensors.keys()
    assert all(torch.equal(found[name], tensors[name]) for name in tensors)


def test_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "t.safetensors"
    write_tensors(path, {"a": torch.ones(2)})
    (tmp_path / "t.safetensors.new").mkdir()

    with pytest.raises(OSError, match="directory"):
        write_tensors(path, {"a": torch.zeros(2)})

    assert torch.equal(read_tensors(path)["a"], torch.ones(2))
