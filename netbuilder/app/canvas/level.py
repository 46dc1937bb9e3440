"""How much of a card is drawn, by zoom."""

from enum import IntEnum

from netbuilder.app.theme.canvas_geometry import CanvasGeometry


class Level(IntEnum):
    """Levels of detail, from far to near, as `tokens.json` lists them."""

    MAP = 0
    BLOCK = 1
    NAMES = 2
    FULL = 3
    CLOSE = 4


def level_at(zoom: float, canvas: CanvasGeometry) -> Level:
    """The level of detail in force at a zoom."""
    for level, limit in zip(Level, canvas.levels_of_detail, strict=True):
        if zoom < limit.zoom_below:
            return level
    return Level.CLOSE
