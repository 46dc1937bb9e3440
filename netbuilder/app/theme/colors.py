"""The colours of one theme, by what they are for.

They are read from the tokens file and written by hand nowhere.

The values are read once and compared nowhere; without that and their words, making the classes
takes a third less of the start.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtGui import QColor


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class SurfaceColors:
    """The close greys that make depth, from the window's ground to a pressed control."""

    app: QColor
    canvas: QColor
    panel: QColor
    raised: QColor
    field: QColor
    hover: QColor
    pressed: QColor
    node: QColor


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class LineColors:
    """Hairlines, outlines, and the dots of the canvas grid."""

    soft: QColor
    strong: QColor
    grid_dot: QColor


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class TextColors:
    """Three steps of importance, each readable on every surface."""

    primary: QColor
    secondary: QColor
    hint: QColor


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class AccentColors:
    """Iris: action, focus, links and the training curve."""

    fill: QColor
    fill_hover: QColor
    text: QColor
    line: QColor
    soft: QColor
    on_fill: QColor


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class SelectionColors:
    """The outline of what is selected on the canvas."""

    outline: QColor


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class StatusColors:
    """The text of a status and the soft fill it stands on."""

    text: QColor
    soft: QColor


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ErrorColors:
    """As `StatusColors`, with the line that marks the faulty thing."""

    text: QColor
    soft: QColor
    line: QColor


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ChartColors:
    """Curves, runs with their dash patterns, and the two ends of each scale."""

    validation: QColor
    train: QColor
    runs: tuple[QColor, ...]
    run_dashes: tuple[tuple[int, ...], ...]
    gradient_fading: QColor
    gradient_healthy: QColor
    gradient_exploding: QColor
    saliency: QColor
    weight_positive: QColor
    weight_negative: QColor
    backward: QColor


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class NodeColors:
    """The glyph on a family's tile."""

    glyph_on_family: QColor


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class WirePulseColors:
    """The beads that run along a wire while training."""

    color: QColor


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class FamilyColors:
    """A layer family: its name for people, tile colour, header tint and icon."""

    name: str
    color: QColor
    header: QColor
    icon: str

    @property
    def icon_name(self) -> str:
        """The name to ask `Icons` for."""
        return self.icon.removeprefix("own: ")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class WireColors:
    """A kind of tensor: its wire and port, and the ground of its shape pill."""

    color: QColor
    pill: QColor


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ScrimColors:
    """What dims the window behind a dialog; opacity 0 to 1."""

    color: QColor
    opacity: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Colors:
    """All colours of one theme. Families and wire kinds are keyed as in the file."""

    surface: SurfaceColors
    line: LineColors
    text: TextColors
    accent: AccentColors
    selection: SelectionColors
    success: StatusColors
    warn: StatusColors
    error: ErrorColors
    chart: ChartColors
    node: NodeColors
    wire_pulse: WirePulseColors
    family: Mapping[str, FamilyColors]
    wire: Mapping[str, WireColors]
    scrim: ScrimColors
    pixel_background: QColor

    def named(self, path: str) -> QColor:
        """Return the colour at a dotted path such as `text.secondary` or `wire.image.color`.

        Raises:
            KeyError: no colour has this path.
        """
        found: object = self
        for part in path.split("."):
            if isinstance(found, Mapping):
                found = found.get(part)
            else:
                found = getattr(found, part, None)
        if not isinstance(found, QColor):
            raise KeyError(path)
        return found


def mix(under: QColor, over: QColor, share: float) -> QColor:
    """Blend two opaque colours; `share` from 0 (all `under`) to 1 (all `over`)."""
    return QColor.fromRgbF(
        under.redF() + (over.redF() - under.redF()) * share,
        under.greenF() + (over.greenF() - under.greenF()) * share,
        under.blueF() + (over.blueF() - under.blueF()) * share,
    )


def faded(color: QColor, opacity: float) -> QColor:
    """The same colour let through by `opacity`, 0 to 1."""
    result = QColor(color)
    result.setAlphaF(color.alphaF() * opacity)
    return result


def contrast_ratio(a: QColor, b: QColor) -> float:
    """The WCAG 2 contrast of two opaque colours, 1 to 21."""
    lighter, darker = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: QColor) -> float:
    red, green, blue = (_linear(c) for c in (color.redF(), color.greenF(), color.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
