"""Everything is drawn with all the pixels of the screen, at one, one and a half and two to one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtGui import QImage

from netbuilder.app.theme import read_tokens
from tests.app.look.at_ratio import PARTS

Pixels = npt.NDArray[np.int64]
ROOT = Path(__file__).parents[3]
COLORS = read_tokens().theme["dark"]
TOP_BAR_PX = read_tokens().window.top_bar


@pytest.fixture(scope="module")
def folders(
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[float, Path]:
    """A folder of pictures for each pixel ratio."""
    found = {ratio: tmp_path_factory.mktemp(f"ratio{ratio}") for ratio in (1.0, 1.5, 2.0)}
    working = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.app.look.at_ratio", str(folder)],
            cwd=ROOT,
            env={
                **os.environ,
                "QT_QPA_PLATFORM": "offscreen",
                "QT_SCALE_FACTOR": str(ratio),
                "XDG_DATA_HOME": str(folder),
            },
            stderr=subprocess.PIPE,
        )
        for ratio, folder in found.items()
    ]
    for process in working:
        _out, errors = process.communicate(timeout=100)
        assert process.returncode == 0, errors.decode()
    return found


def picture(folder: Path, name: str) -> QImage:
    image = QImage(str(folder / f"{name}.png"))
    assert not image.isNull(), name
    return image


def pixels(image: QImage) -> Pixels:
    """Red, green and blue, (height, width, 3)."""
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).astype(int)


def detail(image: QImage) -> float:
    """The share of 2×2 pixels that are not alike; none are in a picture that was enlarged."""
    fine = pixels(image)
    height, width = (n // 2 * 2 for n in fine.shape[:2])
    blocks = fine[:height, :width].reshape(height // 2, 2, width // 2, 2, 3)
    middle = blocks.mean(axis=(1, 3), keepdims=True)
    return float((np.abs(blocks - middle).max(axis=(1, 3, 4)) > 12).mean())


@pytest.mark.parametrize("name", [*PARTS, "card"])
def test_what_is_drawn_at_two_to_one_was_not_enlarged(
    folders: dict[float, Path], name: str
) -> None:
    plain, fine = picture(folders[1.0], name), picture(folders[2.0], name)
    enlarged = plain.scaled(2 * plain.width(), 2 * plain.height())

    assert abs(fine.width() - 2 * plain.width()) <= 2
    assert abs(fine.height() - 2 * plain.height()) <= 2
    assert detail(enlarged) == 0
    assert detail(fine) > 0.01


@pytest.mark.parametrize("ratio", [1.5, 2.0])
def test_icons_have_edges_as_sharp_as_at_one_to_one(
    folders: dict[float, Path], ratio: float
) -> None:
    for name in ("top_bar.menu", "network_tabs.add"):
        soft, sharp = (edges(picture(folders[r], name)) for r in (ratio, 1.0))
        # Enlarged, every edge would become as much wider as the picture.
        assert soft <= 1.2 * sharp * ratio, name


def edges(image: QImage) -> float:
    """How many pixels are neither ground nor ink, for each that is ink."""
    grey = pixels(image).sum(axis=2)
    low, high = grey.min(), grey.max()
    share = (grey - low) / max(high - low, 1)
    return float(((share > 0.15) & (share < 0.85)).sum()) / max(float((share >= 0.85).sum()), 1.0)


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_hairlines_are_one_pixel_of_the_look(folders: dict[float, Path], ratio: float) -> None:
    window = pixels(picture(folders[ratio], "window"))
    column = window[:, round(300 * ratio)]
    soft, panel = (
        [color.red(), color.green(), color.blue()]
        for color in (COLORS.line.soft, COLORS.surface.panel)
    )
    end = round(TOP_BAR_PX * ratio)

    assert (column[end - round(ratio) : end] == soft).all()
    assert (column[end - round(5 * ratio) : end - round(ratio)] == panel).all()
    assert not (column[end] == soft).all()


def test_hairlines_stay_lines_at_one_and_a_half(folders: dict[float, Path]) -> None:
    column = pixels(picture(folders[1.5], "window"))[:, 450]
    soft = [COLORS.line.soft.red(), COLORS.line.soft.green(), COLORS.line.soft.blue()]
    end = round(TOP_BAR_PX * 1.5)
    lines = [(column[y] == soft).all() for y in range(end - 3, end + 1)]

    assert 1 <= sum(lines) <= 2
