"""Undo and redo without limit: values near the present are kept whole, others as differences."""

from __future__ import annotations

from netbuilder.project.diff import Difference, apply, difference, invert
from netbuilder.project.value import Project

KEPT_WHOLE = 100


class History:
    """Owns the values of a project, one of which is present.

    Values are numbered from the first, 0; step k leads from value k to value k + 1.

    Args:
        project: The value to begin with.
    """

    def __init__(self, project: Project) -> None:
        self._whole: dict[int, Project] = {0: project}
        self._changes: list[Difference | None] = []
        self._labels: list[str] = []
        self._at = 0
        self._merge_key: object = None

    @property
    def present(self) -> Project:
        """The value that is shown."""
        return self._whole[self._at]

    @property
    def undo_label(self) -> str | None:
        """What `undo` would take back, or None."""
        return self._labels[self._at - 1] if self._at else None

    @property
    def redo_label(self) -> str | None:
        """What `redo` would do again, or None."""
        return self._labels[self._at] if self._at < len(self._labels) else None

    @property
    def position(self) -> int:
        """The number of the present value: how many steps led to it."""
        return self._at

    def labels(self) -> tuple[str, ...]:
        """The words of all steps that led to the present, oldest first."""
        return tuple(self._labels[: self._at])

    def steps(self) -> tuple[str, ...]:
        """The words of all steps, those that were undone at the end."""
        return tuple(self._labels)

    def push(self, project: Project, label: str, *, merge_key: object = None) -> None:
        """Make `project` present; what was undone is lost.

        A push with the `merge_key` of the push just before continues its step, so that dragging a
        number is one step to undo. Pushing the present value itself is no step.
        """
        if project is self.present:
            return
        continues = merge_key is not None and merge_key == self._merge_key
        self._merge_key = merge_key
        if not continues:
            self._cut()
            self._labels.append(label)
            self._changes.append(None)
            self._at += 1
        self._whole[self._at] = project
        self._shrink(self._at - KEPT_WHOLE)

    def undo(self) -> Project:
        """Go one step back, if there is one, and return the value that is then present."""
        self._merge_key = None
        if self._at:
            self._at -= 1
            if self._at not in self._whole:
                change = self._change(self._at)
                self._whole[self._at] = apply(invert(change), self._whole[self._at + 1])
            self._shrink(self._at + KEPT_WHOLE)
        return self.present

    def redo(self) -> Project:
        """Go one step forward, if there is one, and return the value that is then present."""
        self._merge_key = None
        if self._at < len(self._labels):
            self._at += 1
            if self._at not in self._whole:
                change = self._change(self._at - 1)
                self._whole[self._at] = apply(change, self._whole[self._at - 1])
            self._shrink(self._at - KEPT_WHOLE)
        return self.present

    def go_to(self, position: int) -> Project:
        """Undo or redo until `position` steps have led to the present, and return that value.

        Past the first or last value it stops there.
        """
        while self._at > max(0, position):
            self.undo()
        while self._at < min(position, len(self._labels)):
            self.redo()
        return self.present

    def _cut(self) -> None:
        """Forget what lies after the present."""
        for number in range(self._at + 1, len(self._labels) + 1):
            self._whole.pop(number, None)
        del self._labels[self._at :], self._changes[self._at :]

    def _shrink(self, number: int) -> None:
        """Keep a value only as its differences from the values beside it."""
        if number not in self._whole:
            return
        for step in (number - 1, number):
            if 0 <= step < len(self._changes):
                self._changes[step] = self._change(step)
        del self._whole[number]

    def _change(self, step: int) -> Difference:
        kept = self._changes[step]
        return kept or difference(self._whole[step], self._whole[step + 1])
