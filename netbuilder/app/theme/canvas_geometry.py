"""Measures of the canvas and of charts.

Pixels at zoom 1 and 100 % font scale; opacities from 0 to 1.

The values are read once and compared nowhere; without that and their words, making the classes
takes a third less of the start.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Zoom:
    """Limits of the zoom, the factor of one wheel step, and the margin that fitting leaves."""

    min: float
    max: float
    step: float
    fit_margin: int
    fit_max: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class NodeGeometry:
    """The parts of a node, from its header down."""

    width: int
    width_wide: int
    header: int
    port_row: int
    port_row_next: int
    param_row: int
    param_field: int
    padding: int
    bottom: int
    activity_strip: int
    border: int
    icon_tile: int
    icon_glyph: int
    title_x: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class GapGeometry:
    """Room between nodes, and the lanes that wires take through it."""

    column: int
    row: int
    lane: int
    lane_corner: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class PortGeometry:
    """A port's drawn size and the larger circle that the pointer may hit."""

    radius: int
    square: int
    hit_radius: int
    hover_radius: int
    outline: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class PulseGeometry:
    """The dashes that run along a wire while training."""

    dash: tuple[int, int]
    width: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class WireGeometry:
    """Widths of a wire; the casing is the gap it cuts into what lies under it."""

    width: int
    hover: int
    selected: int
    casing: int
    pulse: PulseGeometry


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class PillGeometry:
    """A shape pill."""

    height: int
    pad_x: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class SelectionGeometry:
    """The outline around a selected node and its halo."""

    outline: int
    gap: int
    halo: int
    halo_opacity: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ErrorGeometry:
    """The line, halo and badge of a node with a problem."""

    border: float
    halo: int
    halo_opacity: float
    badge: int
    badge_glyph: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class GlowGeometry:
    """Two strokes around a running node, their opacity times its activity."""

    inner: int
    inner_opacity: float
    outer: int
    outer_opacity: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class MarqueeGeometry:
    """The rectangle that selects by dragging."""

    border: int
    fill_opacity: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class MinimapGeometry:
    """The map in the corner; hidden while the network is small."""

    size: tuple[int, int]
    margin: int
    hide_below_nodes: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class LevelOfDetail:
    """A step of detail, in use below its zoom."""

    name: str
    zoom_below: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class CanvasGeometry:
    """Everything that the canvas draws with; levels of detail from coarse to fine."""

    grid_step: int
    snap: int
    grid_dot: float
    grid_hidden_below: float
    zoom: Zoom
    node: NodeGeometry
    gap: GapGeometry
    port: PortGeometry
    wire: WireGeometry
    pill: PillGeometry
    selection: SelectionGeometry
    error: ErrorGeometry
    glow: GlowGeometry
    marquee: MarqueeGeometry
    minimap: MinimapGeometry
    levels_of_detail: tuple[LevelOfDetail, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class HeatCell:
    """One cell of a heat strip."""

    height: int
    gap: int
    radius: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ChartGeometry:
    """Lines, dots and rates of charts."""

    line: int
    raw: int
    raw_opacity: float
    grid_line: int
    end_dot: int
    smoothing_default: float
    max_points_drawn: int
    update_hz: int
    heat_cell: HeatCell
    histogram_bins: int
