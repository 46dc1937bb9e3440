"""Sizes, type and motion of the look: pixels at 100 % display and font scale, and milliseconds.

The values are read once and compared nowhere; without that and their words, making the classes
takes a third less of the start.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class TextStyle:
    """A step of the type scale; `tracking` is extra space between letters."""

    size: int
    line: int
    weight: int
    family: str = "sans"
    tracking: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Type:
    """Font stacks and the type scale; `minimum` is the smallest text that may ever show."""

    sans: tuple[str, ...]
    mono: tuple[str, ...]
    math: tuple[str, ...]
    scale: Mapping[str, TextStyle]
    minimum: int
    user_scale: tuple[float, ...]
    wrap_above: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Radius:
    """Corner radii."""

    tag: int
    field: int
    button_small: int
    button: int
    tile_small: int
    tile_large: int
    node: int
    card: int
    dialog: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Space:
    """Distances on the 4 px grid."""

    unit: int
    scale: tuple[int, ...]
    panel_padding: int
    panel_padding_dense: int
    card_padding: int
    dialog_padding: int
    row_gap: int
    column_gap: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class SwitchSize:
    """The pill of a switch and its knob."""

    width: int
    height: int
    knob: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ScrollbarSize:
    """A scroll bar's groove, its thumb, and the shortest thumb."""

    width: int
    thumb: int
    min_thumb: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class FocusRingSize:
    """The ring around the control that has the keyboard."""

    width: int
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Control:
    """Sizes of controls."""

    button_height: int
    button_small: int
    button_large: int
    icon_button: int
    icon_button_small: int
    field_height: int
    search_height: int
    row_inspector: int
    row_list: int
    row_tree: int
    segment_height: int
    switch: SwitchSize
    chip_height: int
    tag_height: int
    kbd_height: int
    slider_track: int
    slider_knob: int
    scrollbar: ScrollbarSize
    icon_size: int
    icon_small: int
    icon_stroke: float
    focus_ring: FocusRingSize
    hit_minimum: int
    touch_minimum: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class PanelWidth:
    """A side panel's width, its limits, and its width when folded to a rail (0: never)."""

    width: int
    min: int
    max: int
    rail: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class DockHeight:
    """Heights of the dock below the canvas."""

    height: int
    training: int
    min: int
    header: int
    collapsed: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Window:
    """The parts of the main window."""

    reference: tuple[int, int]
    minimum: tuple[int, int]
    top_bar: int
    network_tabs: int
    palette: PanelWidth
    inspector: PanelWidth
    dock: DockHeight
    status_bar: int
    train_button: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Motion:
    """Durations in milliseconds; all are zero under reduced motion (ask `Theme.duration_ms`)."""

    hover: int
    press: int
    selection: int
    panel: int
    dock: int
    page: int
    dialog: int
    tidy: int
    zoom_fit: int
    wire_snap: int
    error_in: int
    chart_rescale: int
    lesson_step: int
