"""What is open in a window: the project, its history, what is selected, and what is wrong with it.

Views take the workspace in their constructor, connect to its signals in one block and send edits
back through it. They own no truth.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from netbuilder.compiler import Analysis, NetworkAnalysis, analyse, with_source
from netbuilder.project import file
from netbuilder.project.diff import Difference, difference
from netbuilder.project.history import History
from netbuilder.project.schema import Data
from netbuilder.project.value import Edge, Network, Project

_NUM_RECENT = 3
"""Of so many values the analysis is kept, for whoever undoes what was just done."""


class Workspace(QObject):
    """The open project and everything that views share about it.

    The analysis follows each edit before any signal goes out, so a view that hears of a change
    always finds project and analysis in step.
    """

    _history: History
    _marks: dict[int, _Mark]
    _analysis: Analysis
    _recent: tuple[Analysis, ...]
    _found: Data | None
    _path: Path | None
    _last_read: bytes | None
    _saved: Project | None
    _network_name: str
    _selection: frozenset[str]
    _selected_edges: frozenset[Edge]
    _selected_notes: frozenset[str]

    project_changed = Signal(object)
    analysis_changed = Signal()
    selection_changed = Signal()
    network_switched = Signal(str)
    saved_changed = Signal()
    history_changed = Signal()

    def __init__(self, project: Project, path: Path | None = None, parent: QObject | None = None):
        super().__init__(parent)
        self._start(project, path, last_read=None)

    @property
    def project(self) -> Project:
        """The project as it is now."""
        return self._history.present

    @property
    def network_name(self) -> str:
        """The name of the network that is shown; "" where the project has none."""
        return self._network_name

    @property
    def network(self) -> Network:
        """The network that is shown; an empty one where the project has none."""
        return self.project.networks.get(self._network_name) or Network()

    @property
    def analysis(self) -> Analysis:
        """Problems, types and costs of the project as it is now."""
        return with_source(self._analysis, self._found)

    @property
    def network_analysis(self) -> NetworkAnalysis | None:
        """What is known of the network that is shown."""
        return self._analysis.networks.get(self._network_name)

    @property
    def history(self) -> History:
        """The steps that undo and redo walk along."""
        return self._history

    @property
    def selection(self) -> frozenset[str]:
        """Ids of the selected nodes."""
        return self._selection

    @property
    def selected_edges(self) -> frozenset[Edge]:
        """The selected wires."""
        return self._selected_edges

    @property
    def selected_notes(self) -> frozenset[str]:
        """Ids of the selected notes."""
        return self._selected_notes

    @property
    def path(self) -> Path | None:
        """The project's file, or None while it has none."""
        return self._path

    @property
    def last_read(self) -> bytes | None:
        """What the file held when it was last read or written here."""
        return self._last_read

    @property
    def is_saved(self) -> bool:
        """Whether the file holds the project as it is now."""
        return self._saved is self.project

    def edit(
        self,
        label: str,
        project: Project,
        *,
        select: Iterable[str] | None = None,
        merge_key: object | None = None,
    ) -> None:
        """Put `project` in the place of the present one, as one step that can be undone.

        Args:
            label: What was done, for the menu: "Add Conv2d".
            project: The present project, edited.
            select: Ids of the nodes to select afterwards; None keeps the selection.
            merge_key: Edits in a row with the same key become one step, such as typing a number.
        """
        if project is not self.project:
            before, was_saved = self.project, self.is_saved
            self._leave_mark()
            self._history.push(project, label, merge_key=merge_key)
            self._follow(before, was_saved)
        if select is not None:
            self.select(select)

    def undo(self) -> None:
        """Go one step back, if there is one, as `jump_to` does."""
        self.jump_to(self._history.position - 1)

    def redo(self) -> None:
        """Go one undone step forward again, if there is one, as `jump_to` does."""
        self.jump_to(self._history.position + 1)

    def jump_to(self, position: int) -> None:
        """Undo or redo until `position` steps have been made, as far as there are any.

        Where nothing changes in the network that is shown, one that does change is shown. What is
        selected stays as far as it exists; where nothing of it is left, what was selected when the
        project was last as it is then comes back.
        """
        before, was_saved = self.project, self.is_saved
        start = self._history.position
        self._leave_mark()
        self._history.go_to(position)
        if self._history.position != start:
            self._follow(before, was_saved, self._marks.get(self._history.position))

    def select(
        self, ids: Iterable[str], edges: Iterable[Edge] = (), notes: Iterable[str] = ()
    ) -> None:
        """Select these nodes, wires and notes, and nothing else.

        What does not exist is passed over.
        """
        network = self.network
        nodes = frozenset(ids) & network.nodes.keys()
        wires, texts = frozenset(edges), frozenset(notes)
        if wires:
            wires &= frozenset(network.edges)
        if texts:
            texts &= {note.id for note in network.layout.notes}
        chosen = (nodes, wires, texts)
        if chosen != (self._selection, self._selected_edges, self._selected_notes):
            self._selection, self._selected_edges, self._selected_notes = chosen
            self.selection_changed.emit()

    def switch_network(self, name: str) -> None:
        """Show another network of the project; nothing is selected then."""
        if name == self._network_name or name not in self.project.networks:
            return
        self._network_name = name
        self.network_switched.emit(name)
        self.select(())

    def open(self, path: Path) -> None:
        """Show the project in a file; the present one is left behind.

        Raises:
            ProjectFileError: The file cannot be read; the present project stays.
        """
        project, content = file.read_with_content(path)
        self._replace(project, path, last_read=content)

    def save(self, path: Path | None = None, *, overwrite: bool = False) -> None:
        """Write the project to its file, or to `path` and from then on there.

        Args:
            path: Where to write; by default where it was read.
            overwrite: Whether to write over what somebody else has written since.

        Raises:
            FileChangedError: Somebody else has changed the file since.
            ProjectFileError: The file cannot be written.
        """
        target = path or self._path
        assert target is not None, "an untitled project is saved under a path"
        project, was_saved = self.project, self.is_saved
        known = self._last_read if target == self._path and not overwrite else None
        self._last_read = file.write(project, target, last_read=known)
        self._path, self._saved = target, project
        if not was_saved or path is not None:
            self.saved_changed.emit()

    def know_data(self, found: Data) -> None:
        """Take in what the source of the project's data holds at the moment."""
        if found != self._found:
            self._found = found
            self.analysis_changed.emit()

    def count_as_unsaved(self) -> None:
        """Say that no file holds the project any more: the one that did is gone."""
        if self.is_saved:
            self._saved = None
            self.saved_changed.emit()

    def set_project(self, project: Project, path: Path | None = None) -> None:
        """Show another project, such as a template; it counts as saved until it is edited."""
        self._replace(project, path, last_read=None)

    def recover(self, project: Project, path: Path | None) -> None:
        """Show a project that was kept from a crash; it counts as not saved.

        Its file, if it had one, is compared at the next saving with what it holds now.
        """
        content = path.read_bytes() if path is not None and path.is_file() else None
        self._replace(project, path, last_read=content)
        self._saved = None
        self.saved_changed.emit()

    def _replace(self, project: Project, path: Path | None, last_read: bytes | None) -> None:
        before = self.project
        self._start(project, path, last_read)
        self.network_switched.emit(self._network_name)
        self.project_changed.emit(difference(before, project))
        for signal in (
            self.analysis_changed,
            self.selection_changed,
            self.history_changed,
            self.saved_changed,
        ):
            signal.emit()

    def _start(self, project: Project, path: Path | None, last_read: bytes | None) -> None:
        self._history = History(project)
        self._marks = {}
        self._analysis = analyse(project)
        self._recent = (self._analysis,)
        self._found = None
        self._saved = project
        self._path = path
        self._last_read = last_read
        self._network_name = _first_network(project)
        self._selection = frozenset()
        self._selected_edges = frozenset()
        self._selected_notes = frozenset()

    def _leave_mark(self) -> None:
        """Remember what is shown and selected at the present step."""
        self._marks[self._history.position] = self._mark()

    def _mark(self) -> _Mark:
        return _Mark(
            self._network_name, self._selection, self._selected_edges, self._selected_notes
        )

    def _follow(self, before: Project, was_saved: bool, mark: _Mark | None = None) -> None:
        """Tell of another present value; `mark` is what was shown and selected with it."""
        project = self.project
        self._analysis = self._analysed(project)
        changes = difference(before, project)
        name = self._network_after(changes, mark)
        is_switched = name != self._network_name
        if is_switched:
            self._network_name = name
            self.network_switched.emit(name)
        self.project_changed.emit(changes)
        self.analysis_changed.emit()
        self.select(self._selection, self._selected_edges, self._selected_notes)
        has_none = not (self._selection or self._selected_edges or self._selected_notes)
        if mark is not None and mark.network == name and (is_switched or has_none):
            self.select(mark.nodes, mark.edges, mark.notes)
        self.history_changed.emit()
        if self.is_saved != was_saved:
            self.saved_changed.emit()

    def _analysed(self, project: Project) -> Analysis:
        """What is known of `project`; a value that was just left comes back with what it had."""
        known = next((one for one in self._recent if one.project is project), None)
        analysis = known or analyse(project, self._analysis)
        others = (one for one in self._recent if one is not analysis)
        self._recent = (analysis, *islice(others, _NUM_RECENT - 1))
        return analysis

    def _network_after(self, changes: Difference, mark: _Mark | None) -> str:
        """The network to show: the same, unless it is gone or a jump changes others alone."""
        shown, networks = self._network_name, self.project.networks
        changed = (*changes.networks, *changes.added_networks)
        if shown in networks and (mark is None or not changed or shown in changed):
            return shown
        if mark is not None and mark.network in (changed or networks):
            return mark.network
        return changed[0] if mark is not None and changed else _first_network(self.project)


class _Mark(NamedTuple):
    """What was shown and selected at a step of the history."""

    network: str
    nodes: frozenset[str]
    edges: frozenset[Edge]
    notes: frozenset[str]


def _first_network(project: Project) -> str:
    model = project.training.roles.get("model", "")
    return model if model in project.networks else next(iter(project.networks), "")
