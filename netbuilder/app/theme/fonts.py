"""The fonts that travel with the app, and the type scale as `QFont`s."""

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase

from netbuilder import resources
from netbuilder.app.theme.sizes import Type

_SINGLE_STOREY_A = QFont.Tag("cv11")
_TABULAR_DIGITS = QFont.Tag("tnum")

# Our file of a family has a name that no installed one has: decision 0004.
_OWN_NAMES = {"Inter": "Netbuilder Inter"}


@cache
def load_fonts() -> None:
    """Make Inter and JetBrains Mono known to Qt, once a process.

    A file that does not load is no failure: the stacks in the tokens name what stands in.
    """
    for file in sorted(resources.path("fonts").iterdir()):
        if file.suffix in {".otf", ".ttf"}:
            QFontDatabase.addApplicationFont(str(file))


def font_px(type_: Type, style: str, scale: float) -> int:
    """The pixel size of a text style at a font scale, never below the smallest legible size."""
    return max(round(type_.scale[style].size * scale), type_.minimum)


def build_font(type_: Type, style: str, scale: float, weight: int | None) -> QFont:
    """Build the font of a text style; `weight` (100 to 900) replaces the style's own."""
    step = type_.scale[style]
    is_mono = step.family == "mono"
    font = QFont(_families(type_.mono if is_mono else type_.sans))
    font.setPixelSize(font_px(type_, style, scale))
    font.setWeight(QFont.Weight(weight or step.weight))
    font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, step.tracking * scale)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setFeature(_TABULAR_DIGITS, 1)
    if is_mono:
        font.setStyleHint(QFont.StyleHint.Monospace)
    else:
        font.setFeature(_SINGLE_STOREY_A, 1)
    return font


def _families(stack: tuple[str, ...]) -> list[str]:
    own = [_OWN_NAMES[name] for name in stack if name in _OWN_NAMES]
    return [*own, *stack]
