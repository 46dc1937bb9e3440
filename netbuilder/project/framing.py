"""Edits of what a drawing is read by: frames around layers, notes, and named views.

A frame has no rectangle of its own. It surrounds its members, wherever they are, so it needs at
least one; one frame lies in another where its members all are the other's, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from netbuilder.error import EditError
from netbuilder.layers.layer import Family
from netbuilder.project.argument import is_text
from netbuilder.project.change import (
    FARTHEST_PX,
    checked_point,
    find_network,
    put_network,
    without,
)
from netbuilder.project.identity import new_id
from netbuilder.project.placing import remove_nodes
from netbuilder.project.reading import LONGEST_NOTES, LONGEST_WORD, MOST_VIEWS
from netbuilder.project.value import Frame, Network, Note, Project
from netbuilder.words import _

COLOURS = ("", *(str(family) for family in Family))
"""What a frame's colour may be: that of a family of layers, or "" for none."""

Point = tuple[float, float]
View = tuple[float, float, float]


def add_frame(
    project: Project, network: str, members: Iterable[str], *, title: str = "", colour: str = ""
) -> tuple[Project, str]:
    """Put a frame around nodes; ids that are not there are passed over.

    Returns:
        The project, and the id of the frame.

    Raises:
        EditError: There is nothing to go around, or the title or colour is not allowed.
    """
    value = find_network(project, network)
    frame = Frame(
        id=new_id(),
        title=_checked_line(title),
        members=_there(value, members),
        colour=_checked_colour(colour),
    )
    if not frame.members:
        raise EditError(_("A frame goes around layers"), remedy=_("Select some first."))
    return _with_frames(project, network, _placed(value.frames, frame)), frame.id


def retitle_frame(project: Project, network: str, frame_id: str, title: str) -> Project:
    """Give a frame another title, or with "" none; blanks around it are left out.

    Raises:
        EditError: The frame is not there, or the title is no line of at most 200 characters.
    """
    return _with_frame(project, network, frame_id, title=_checked_line(title))


def recolour_frame(project: Project, network: str, frame_id: str, colour: str) -> Project:
    """Give a frame another of `COLOURS`.

    Raises:
        EditError: The frame is not there, or the colour is none of those.
    """
    return _with_frame(project, network, frame_id, colour=_checked_colour(colour))


def set_frame_members(
    project: Project, network: str, frame_id: str, members: Iterable[str]
) -> Project:
    """Let a frame surround these nodes and no others; one around nothing goes.

    Ids that are not there are passed over.

    Raises:
        EditError: The frame is not there.
    """
    value = find_network(project, network)
    frame = _find_frame(value, frame_id)
    there = _there(value, members)
    if there == frame.members:
        return project
    others = tuple(other for other in value.frames if other.id != frame_id)
    changed = _placed(others, replace(frame, members=there)) if there else others
    return _with_frames(project, network, changed)


def remove_frames(
    project: Project,
    network: str,
    ids: Iterable[str],
    *,
    with_nodes: bool = False,
    close_gap: bool = False,
) -> Project:
    """Take frames away; those that are not there are passed over.

    Args:
        project: Where they are.
        network: The name of their network.
        ids: The frames.
        with_nodes: Whether what they surround goes with them.
        close_gap: Whether the neighbours of what goes are joined, as in `remove_nodes`.
    """
    value = find_network(project, network)
    doomed = frozenset(ids)
    members = [m for frame in value.frames if frame.id in doomed for m in frame.members]
    left = tuple(frame for frame in value.frames if frame.id not in doomed)
    project = _with_frames(project, network, left)
    if not with_nodes:
        return project
    return remove_nodes(project, network, members, close_gap=close_gap)


def add_note(project: Project, network: str, text: str, position: Point) -> tuple[Project, str]:
    """Write a note on the canvas, its top left corner at a scene point.

    Returns:
        The project, and the id of the note.

    Raises:
        EditError: The text is too long or the place too far away.
    """
    value = find_network(project, network)
    note = Note(id=new_id(), text=_checked_text(text), position=checked_point(position))
    return _with_notes(project, network, (*value.layout.notes, note)), note.id


def set_note_text(project: Project, network: str, note_id: str, text: str) -> Project:
    """Write something else on a note.

    Raises:
        EditError: The note is not there, or the text is too long.
    """
    value = find_network(project, network)
    if all(note.id != note_id for note in value.layout.notes):
        raise EditError(_("This note is no longer there"))
    text = _checked_text(text)
    notes = (
        replace(note, text=text) if note.id == note_id else note for note in value.layout.notes
    )
    return _with_notes(project, network, tuple(notes))


def move_notes(project: Project, network: str, positions: Mapping[str, Point]) -> Project:
    """Put top left corners of notes at these scene points; those not there are passed over.

    Raises:
        EditError: A place is too far away.
    """
    places = {note_id: checked_point(point) for note_id, point in positions.items()}
    notes = (
        replace(note, position=places[note.id]) if note.id in places else note
        for note in find_network(project, network).layout.notes
    )
    return _with_notes(project, network, tuple(notes))


def remove_notes(project: Project, network: str, ids: Iterable[str]) -> Project:
    """Take notes away; those that are not there are passed over."""
    doomed = frozenset(ids)
    notes = find_network(project, network).layout.notes
    return _with_notes(project, network, tuple(n for n in notes if n.id not in doomed))


def set_view(project: Project, network: str, name: str, view: View) -> Project:
    """Remember a part of the scene under `name`, in place of what had that name.

    Args:
        project: Where the network is.
        network: Its name.
        name: 1 to 200 characters in one line; blanks around it are left out.
        view: x and y of the middle in scene px, and the zoom, 1 being full size.

    Raises:
        EditError: The name or the view is not allowed, or there are too many views.
    """
    value = find_network(project, network)
    key = _checked_line(name)
    if not key:
        raise EditError(_("A view needs a name"))
    x, y = checked_point(view[:2])
    zoom = float(view[2])
    if not 0 < zoom <= FARTHEST_PX:
        raise EditError(_("This view cannot be kept"))
    views = {**value.layout.views, key: (x, y, zoom)}
    if len(views) > MOST_VIEWS:
        raise EditError(_("A network keeps at most {count} views").format(count=f"{MOST_VIEWS:,}"))
    return _with_layout(project, network, views=views)


def remove_view(project: Project, network: str, name: str) -> Project:
    """Forget the view called `name`, if there is one."""
    views = find_network(project, network).layout.views
    return _with_layout(project, network, views=without(views, (name,)))


def _there(network: Network, members: Iterable[str]) -> tuple[str, ...]:
    """Those of `members` that are nodes, each once, in the order of the network."""
    wanted = frozenset(members)
    return tuple(node_id for node_id in network.nodes if node_id in wanted)


def _find_frame(network: Network, frame_id: str) -> Frame:
    for frame in network.frames:
        if frame.id == frame_id:
            return frame
    raise EditError(_("This frame is no longer there"))


def _placed(frames: tuple[Frame, ...], frame: Frame) -> tuple[Frame, ...]:
    """`frames` with `frame` before those that lie in it, so that it is painted below them."""
    own = frozenset(frame.members)
    index = next(
        (number for number, other in enumerate(frames) if own > frozenset(other.members)),
        len(frames),
    )
    return (*frames[:index], frame, *frames[index:])


def _with_frame(project: Project, network: str, frame_id: str, **changes: Any) -> Project:
    value = find_network(project, network)
    changed = replace(_find_frame(value, frame_id), **changes)
    frames = tuple(changed if frame.id == frame_id else frame for frame in value.frames)
    return _with_frames(project, network, frames)


def _with_frames(project: Project, network: str, frames: tuple[Frame, ...]) -> Project:
    value = find_network(project, network)
    if frames == value.frames:
        return project
    return put_network(project, network, replace(value, frames=frames))


def _with_notes(project: Project, network: str, notes: tuple[Note, ...]) -> Project:
    return _with_layout(project, network, notes=notes)


def _with_layout(project: Project, network: str, **changes: Any) -> Project:
    value = find_network(project, network)
    layout = replace(value.layout, **changes)
    if layout == value.layout:
        return project
    return put_network(project, network, replace(value, layout=layout))


def _checked_line(text: str) -> str:
    line = text.strip()
    if len(line) > LONGEST_WORD or not line.isprintable() or not is_text(line):
        raise EditError(
            _("This is one line of at most {count} characters").format(count=LONGEST_WORD)
        )
    return line


def _checked_text(text: str) -> str:
    if len(text) > LONGEST_NOTES or not is_text(text):
        raise EditError(
            _("Notes have at most {count} characters").format(count=f"{LONGEST_NOTES:,}")
        )
    return text


def _checked_colour(colour: str) -> str:
    if colour not in COLOURS:
        raise EditError(_("There is no such colour"), received=colour)
    return colour
