"""Pictures of a network for papers: what is written stays text, what is drawn stays vectors."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from netbuilder.app.canvas.picture import write_png, write_svg
from netbuilder.app.theme import ThemeMode, ThemeStore
from netbuilder.error import ExportError
from netbuilder.project import edit
from netbuilder.project.value import Network
from tests.app.canvas.hand import two_rows
from tests.builders import MAIN, node_named, project_of

SVG = "{http://www.w3.org/2000/svg}"


def test_svg_keeps_words_as_text_and_holds_no_pixels(store: ThemeStore, tmp_path: Path) -> None:
    path = tmp_path / "network.svg"

    write_svg(two_rows(), MAIN, path, theme=store.theme)

    root = ET.parse(path).getroot()
    words = ["".join(element.itertext()).strip() for element in root.iter(f"{SVG}text")]
    assert {"Input", "Conv2d", "ReLU", "Add", "Flatten", "Dense"} <= set(words)
    assert "32×8×8" in words
    assert not list(root.iter(f"{SVG}image"))
    # Seven wires and more than a dozen ports, each a path or shape of its own.
    assert len(list(root.iter(f"{SVG}path"))) > 20


def test_names_that_people_typed_are_written_as_text(store: ThemeStore, tmp_path: Path) -> None:
    project = two_rows()
    named = edit.rename_node(project, MAIN, node_named(project, "conv1").id, "stem")

    write_svg(named, MAIN, tmp_path / "n.svg", theme=store.theme)

    assert ">stem<" in (tmp_path / "n.svg").read_text(encoding="utf-8")


def test_png_has_the_size_and_colours_asked_for(store: ThemeStore, tmp_path: Path) -> None:
    store.set_mode(ThemeMode.LIGHT)

    write_png(two_rows(), MAIN, tmp_path / "one.png", theme=store.theme, scale=1.0)
    write_png(two_rows(), MAIN, tmp_path / "two.png", theme=store.theme, scale=2.0)

    one, two = QImage(str(tmp_path / "one.png")), QImage(str(tmp_path / "two.png"))
    # From the first card at 24 to the end of the fourth at 816; both have 32 px around them.
    assert one.width() >= 816 - 24 + 64
    assert abs(two.width() - 2 * one.width()) <= 1
    assert abs(two.height() - 2 * one.height()) <= 1
    assert one.pixelColor(1, 1) == store.theme.colors.surface.canvas


def test_same_network_gives_the_same_file(store: ThemeStore, tmp_path: Path) -> None:
    project = two_rows()
    for name in ("a.svg", "b.svg"):
        write_svg(project, MAIN, tmp_path / name, theme=store.theme)

    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_empty_network_cannot_be_drawn(store: ThemeStore, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="nothing to draw"):
        write_svg(project_of(Network()), MAIN, tmp_path / "x.svg", theme=store.theme)

    assert not (tmp_path / "x.svg").exists()


@pytest.mark.parametrize("write", [write_svg, write_png])
def test_place_that_cannot_be_written_is_one_sentence(
    store: ThemeStore, tmp_path: Path, write: object
) -> None:
    assert callable(write)
    with pytest.raises(ExportError, match="cannot be written"):
        write(two_rows(), MAIN, tmp_path / "no such folder" / "x", theme=store.theme)


def test_frames_and_notes_are_in_the_picture(store: ThemeStore, tmp_path: Path) -> None:
    project = two_rows()
    members = [node_named(project, "input1").id, node_named(project, "conv1").id]
    project, _frame = edit.add_frame(project, MAIN, members, title="What it sees")
    project, _note = edit.add_note(project, MAIN, "Left of all", (-476.0, 48.0))

    write_svg(project, MAIN, tmp_path / "n.svg", theme=store.theme)
    write_png(project, MAIN, tmp_path / "n.png", theme=store.theme, scale=1.0)

    text = (tmp_path / "n.svg").read_text(encoding="utf-8")
    assert ">What it sees<" in text
    assert ">Left of all<" in text
    assert QImage(str(tmp_path / "n.png")).width() >= 816 + 476 + 64
