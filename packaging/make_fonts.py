"""Make the Inter that travels with netbuilder out of its OpenType release.

    python packaging/make_fonts.py FOLDER_WITH_INTER_OTF

FreeType darkens the stems of PostScript outlines, so Qt on Linux draws Inter's `.otf` files bolder
than any other program does. The same outlines as TrueType are drawn as designed. The family gets a
name of its own, since an Inter installed on the system would otherwise be taken in place of ours.
Needs fontTools, which netbuilder itself does not.
"""

import sys
from pathlib import Path

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

FAMILY = "Netbuilder Inter"
STYLES = ("Regular", "Medium", "SemiBold", "Italic")
TARGET = Path(__file__).parents[1] / "resources" / "fonts"

# Half a unit of 2,048 to the em: invisible at any size on screen.
_LARGEST_ERROR = 0.5


def convert(source: Path, target: Path) -> None:
    """Write a font's outlines as quadratic curves under our family name."""
    font = TTFont(source)
    replace_outlines(font)
    rename(font)
    font.save(target)


def replace_outlines(font: TTFont) -> None:
    """Turn the `CFF` table into `glyf` and what goes with it."""
    order = font.getGlyphOrder()
    shapes = font.getGlyphSet()
    outlines = newTable("glyf")
    outlines.glyphOrder = order
    outlines.glyphs = {}
    for name in order:
        pen = TTGlyphPen(shapes)
        shapes[name].draw(Cu2QuPen(pen, _LARGEST_ERROR, reverse_direction=True))
        outlines.glyphs[name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = outlines
    for name in order:
        glyph = outlines.glyphs[name]
        glyph.recalcBounds(outlines)
        advance, _bearing = font["hmtx"].metrics[name]
        font["hmtx"].metrics[name] = (advance, getattr(glyph, "xMin", 0))
    state_limits(font)
    del font["CFF "]
    font.sfntVersion = "\0\1\0\0"


def state_limits(font: TTFont) -> None:
    """Fill in the limits and glyph names that only TrueType keeps; there are no instructions."""
    limits = font["maxp"]
    limits.tableVersion = 0x00010000
    limits.maxZones = 1
    for field in (
        "maxTwilightPoints",
        "maxStorage",
        "maxFunctionDefs",
        "maxInstructionDefs",
        "maxStackElements",
        "maxSizeOfInstructions",
        "maxComponentElements",
        "maxComponentDepth",
    ):
        setattr(limits, field, 0)
    names = font["post"]
    names.formatType = 2.0
    names.extraNames = []
    names.mapping = {}
    names.glyphOrder = font.getGlyphOrder()


def rename(font: TTFont) -> None:
    """Give every name of the family ours; PostScript names may not contain spaces."""
    for record in font["name"].names:
        text = record.toUnicode()
        if record.nameID == 6:
            record.string = text.replace("Inter", FAMILY.replace(" ", ""))
        elif record.nameID in (1, 3, 4, 16):
            record.string = text.replace("Inter", FAMILY)


if __name__ == "__main__":
    for style in STYLES:
        convert(Path(sys.argv[1]) / f"Inter-{style}.otf", TARGET / f"Inter-{style}.ttf")
