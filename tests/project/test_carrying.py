"""Blocks bring their networks along to where they are pasted."""

from netbuilder.project import edit, file
from netbuilder.project.fragment import Fragment
from netbuilder.project.value import Network, Project
from tests.builders import MAIN, chain, node_named


def with_block(*kinds: str, name: str = "tower") -> Project:
    """A chain of Input, `kinds` and Output, all between its ends made a block."""
    project = chain("Input", *kinds, "Output")
    inner = [n.id for n in project.networks[MAIN].nodes.values() if n.kind in kinds]
    return edit.make_block(project, MAIN, inner, name)[0]


def nested() -> Project:
    """A block `outer` that shows one called `tower`."""
    project = with_block("Linear", "ReLU")
    block = next(n.id for n in project.networks[MAIN].nodes.values() if n.block is not None)
    return edit.make_block(project, MAIN, [block], "outer")[0]


def copied(project: Project) -> Fragment:
    """All of the first network, as another window reads it from the clipboard."""
    network = project.networks[MAIN]
    fragment = edit.with_blocks(project, edit.copy_fragment(network, network.nodes))
    return file.fragment_from_text(file.fragment_to_text(fragment))


def empty(*names: str) -> Project:
    return Project(name="Other", networks={name: Network() for name in (MAIN, *names)})


def shown(project: Project, network: str = MAIN) -> list[str]:
    """The networks that blocks of a network show."""
    nodes = project.networks[network].nodes.values()
    return [node.block.network for node in nodes if node.block is not None]


def pasted(project: Project, fragment: Fragment) -> Project:
    grown, _ids = edit.paste_fragment(project, MAIN, fragment, (0.0, 0.0))
    assert file.from_text(file.to_text(grown)) == grown
    return grown


def test_a_block_brings_its_network_into_another_project() -> None:
    source = with_block("Linear", "ReLU")

    grown = pasted(empty(), copied(source))

    assert shown(grown) == ["tower"]
    assert grown.networks["tower"] == source.networks["tower"]
    assert len(grown.networks[MAIN].edges) == len(source.networks[MAIN].edges)


def test_blocks_within_blocks_come_along() -> None:
    grown = pasted(empty(), copied(nested()))

    assert shown(grown) == ["outer"]
    assert shown(grown, "outer") == ["tower"]
    assert {node.kind for node in grown.networks["tower"].nodes.values()} >= {"Linear", "ReLU"}


def test_pasted_once_more_it_shows_the_network_that_came_before() -> None:
    fragment = copied(with_block("Linear", "ReLU"))

    grown = pasted(pasted(empty(), fragment), fragment)

    assert shown(grown) == ["tower", "tower"]
    assert set(grown.networks) == {MAIN, "tower"}


def test_the_network_as_it_is_now_is_kept_where_it_comes_from() -> None:
    source = with_block("Linear", "ReLU")
    fragment = copied(source)
    layer = next(n.id for n in source.networks["tower"].nodes.values() if n.kind == "Linear")
    changed = edit.set_parameter(source, "tower", [layer], "out_features", 7)

    grown = pasted(changed, fragment)

    assert shown(grown) == ["tower", "tower"]
    assert grown.networks["tower"] is changed.networks["tower"]


def test_another_network_of_the_same_name_stays_as_it_is() -> None:
    other = with_block("Conv", "Tanh")
    kept = other.networks["tower"]

    grown = pasted(other, copied(nested()))

    assert grown.networks["tower"] is kept
    (brought,) = set(grown.networks) - {MAIN, "tower", "outer"}
    assert shown(grown, "outer") == [brought]
    assert {node.kind for node in grown.networks[brought].nodes.values()} >= {"Linear", "ReLU"}


def test_a_network_that_has_another_name_by_now_is_found_by_its_layers() -> None:
    source = with_block("Linear", "ReLU")
    renamed = edit.rename_network(source, "tower", "stem")

    grown = pasted(renamed, copied(source))

    assert shown(grown) == ["stem", "stem"]
    assert set(grown.networks) == {MAIN, "stem"}


def test_a_block_called_like_the_part_itself_survives_the_text() -> None:
    source = with_block("Linear", "ReLU", name="fragment")

    grown = pasted(empty(), copied(source))

    assert shown(grown) == ["fragment"]
    assert grown.networks["fragment"] == source.networks["fragment"]


def test_the_text_of_a_whole_project_gives_the_network_that_it_trains() -> None:
    source = with_block("Linear", "ReLU")

    fragment = file.fragment_from_text(file.to_text(source))

    assert fragment.nodes.keys() == source.networks[MAIN].nodes.keys()
    assert set(fragment.networks) == {"tower"}
    assert node_named(pasted(empty(), fragment), "input1").kind == "Input"
