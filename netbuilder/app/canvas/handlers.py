"""What the commands of the canvas do, by id: one table for keys, menus and Ctrl K.

The words and keys of each stand in `netbuilder.app.actions`. To add a command, add its row there
and what it does here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netbuilder.app.canvas.view import CanvasView


def handlers(view: CanvasView) -> Mapping[str, Callable[[], object]]:
    """What each command does on a canvas."""
    commands, clipboard, selecting, arranging = (
        view.commands,
        view.clipboard,
        view.selecting,
        view.arranging,
    )
    return {
        "undo": view.workspace.undo,
        "redo": view.workspace.redo,
        "cut": clipboard.cut,
        "copy": clipboard.copy,
        "paste": clipboard.paste,
        "duplicate": clipboard.duplicate,
        "duplicate_fed": clipboard.duplicate_with_inputs,
        "delete": commands.delete,
        "delete_open": partial(commands.delete, close_gap=False),
        "select_all": selecting.all,
        "select_upstream": selecting.upstream,
        "select_downstream": selecting.downstream,
        "select_same_kind": selecting.same_kind,
        "select_others": selecting.others,
        "align_left": arranging.align_left,
        "align_centers": arranging.align_centers,
        "align_right": arranging.align_right,
        "align_top": arranging.align_top,
        "align_middles": arranging.align_middles,
        "align_bottom": arranging.align_bottom,
        "distribute_across": arranging.distribute_across,
        "distribute_down": arranging.distribute_down,
        "wire": view.wire_by_keys.begin,
        "cut_wires": view.joining.cut_selection,
        "take_out": view.joining.take_out,
        "put_on_wire": view.joining.put_on_wire,
        "swap_inputs": view.joining.swap,
        "hand_on": view.joining.hand_on,
        "wire_shapes": view.wire_shapes.toggle,
        "add_bend": view.bending.add_to_selected,
        "remove_bends": view.bending.remove_from_selected,
        "frame": view.writing.frame_selection,
        "rename_frame": view.writing.retitle_chosen,
        "unframe": view.framing.take_out,
        "note": view.writing.write_here,
        "keep_view": view.kept_views.keep,
        "add": view.request_layer,
        "replace": view.replacing.ask,
        "rename": view.writing.change_words,
        "make_block": commands.make_block,
        "ungroup": commands.ungroup,
        "bypass": commands.toggle_bypassed,
        "freeze": commands.toggle_frozen,
        "tidy": view.tidy,
        "fit_all": view.fit_all,
        "fit_selection": view.fit_selection,
        "look_back": view.places.back,
        "look_forth": view.places.forth,
        "find_layer": view.furniture.find_layer,
        "zoom_in": view.zoom_in,
        "zoom_out": view.zoom_out,
    }
