from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from netbuilder.compiler import analyse, part, source
from netbuilder.compiler.build import build, build_module
from netbuilder.error import CompileError
from netbuilder.project.value import End, Project
from tests.builders import MAIN, digits_cnn, node_named


def end(project: Project, name: str) -> End:
    return End(node_named(project, name).id, "output")


def test_part_continues_where_the_whole_was_cut() -> None:
    project = digits_cnn()
    types = {
        End(node, port): x
        for node, ports in analyse(project).networks[MAIN].outputs.items()
        for port, x in ports.items()
    }
    cut = end(project, "max_pool1")
    first = part(project.networks[MAIN], [], [cut])
    second = part(project.networks[MAIN], [cut], [end(project, "softmax1")], types=types)
    whole = build(project, seed=6).eval()
    halves = []
    for network in (first, second):
        half = source(replace(project, networks={MAIN: network}))
        module = build_module(half).eval()
        module.load_state_dict(
            {k: v for k, v in whole.state_dict().items() if k in module.state_dict()}
        )
        halves.append(module)
    x = torch.randn(3, 1, 8, 8)

    assert torch.equal(halves[1].predict(halves[0].predict(x)), whole.predict(x))
    assert halves[0].state_dict().keys().isdisjoint(halves[1].state_dict())


def test_part_at_a_layer_that_is_gone_is_refused() -> None:
    with pytest.raises(CompileError, match="no longer there"):
        part(digits_cnn().networks[MAIN], [], [End("gone", "output")])
