"""Every edit that a person can make, as pure functions `Project -> Project`.

None changes its argument; what an edit leaves alone is shared with it, so an edit of a network of
5,000 layers takes well under a millisecond. An edit that changes nothing returns the project that
it was given. What cannot be done raises `EditError` with a sentence for people.

To add an edit, write it beside its kin (`placing` for nodes, `wiring` for wires, `splicing` for
nodes that come onto wires and leave them, `replacing`, `reordering`, `fragment` for several at
once, `framing` for frames, notes and views, `block` and `ungrouping` for networks in networks,
`feeding` for other data,
`setting` for the rest of a project) and name it here.
"""

from netbuilder.project.block import can_stand_in, make_block
from netbuilder.project.feeding import take_data
from netbuilder.project.fragment import (
    Fragment,
    add_nodes,
    copy_fragment,
    paste_fragment,
    paste_with_inputs,
    with_blocks,
)
from netbuilder.project.framing import (
    add_frame,
    add_note,
    move_notes,
    recolour_frame,
    remove_frames,
    remove_notes,
    remove_view,
    retitle_frame,
    set_frame_members,
    set_note_text,
    set_view,
)
from netbuilder.project.identity import new_id
from netbuilder.project.placing import (
    add_node,
    arrange,
    insert_on_edge,
    move_nodes,
    new_node,
    remove_nodes,
    rename_node,
    reset_parameter,
    set_bends,
    set_bypassed,
    set_frozen,
    set_parameter,
)
from netbuilder.project.reordering import move_earlier, move_later
from netbuilder.project.replacing import Replacement, replace_node
from netbuilder.project.setting import (
    add_network,
    remove_network,
    rename_network,
    rename_project,
    set_data,
    set_notes,
    set_training,
)
from netbuilder.project.splicing import detach_nodes, ends_for_wire, insert_nodes_on_edge
from netbuilder.project.ungrouping import ungroup_block
from netbuilder.project.wiring import (
    connect,
    edges_into,
    move_edge,
    move_port_wires,
    remove_edges,
    swap_inputs,
)

__all__ = [
    "Fragment",
    "Replacement",
    "add_frame",
    "add_network",
    "add_node",
    "add_nodes",
    "add_note",
    "arrange",
    "can_stand_in",
    "connect",
    "copy_fragment",
    "detach_nodes",
    "edges_into",
    "ends_for_wire",
    "insert_nodes_on_edge",
    "insert_on_edge",
    "make_block",
    "move_earlier",
    "move_edge",
    "move_later",
    "move_nodes",
    "move_notes",
    "move_port_wires",
    "new_id",
    "new_node",
    "paste_fragment",
    "paste_with_inputs",
    "recolour_frame",
    "remove_edges",
    "remove_frames",
    "remove_network",
    "remove_nodes",
    "remove_notes",
    "remove_view",
    "rename_network",
    "rename_node",
    "rename_project",
    "replace_node",
    "reset_parameter",
    "retitle_frame",
    "set_bends",
    "set_bypassed",
    "set_data",
    "set_frame_members",
    "set_frozen",
    "set_note_text",
    "set_notes",
    "set_parameter",
    "set_training",
    "set_view",
    "swap_inputs",
    "take_data",
    "ungroup_block",
    "with_blocks",
]
