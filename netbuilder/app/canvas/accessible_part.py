"""What all parts of the canvas are for a screen reader, whether painted or not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, QRectF
from PySide6.QtGui import QAccessible, QAccessibleInterface, QColor, QWindow

from netbuilder.app.canvas.arrays import Mark

if TYPE_CHECKING:
    from netbuilder.app.canvas.accessible import AccessibleTree


class Part(QAccessibleInterface):
    """A thing without a widget of its own; a subclass says what and where it is."""

    def __init__(self, tree: AccessibleTree) -> None:
        super().__init__()
        self.tree = tree

    def children(self) -> Sequence[Part]:
        """The parts of this part, in order."""
        return ()

    def name(self) -> str:
        """What a screen reader says first."""
        raise NotImplementedError

    def details(self) -> str:
        """What it says when asked for more."""
        return ""

    def box(self) -> QRectF:
        """Where the part lies, in scene px."""
        raise NotImplementedError

    def marks(self) -> Mark:
        """The states that the part is painted in."""
        return Mark.NONE

    def object(self) -> QObject | None:  # type: ignore[override]  # Qt allows none
        return None

    def window(self) -> QWindow | None:  # type: ignore[override]  # Qt allows none
        return self.tree.window()

    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override]  # as above
        return self.tree.root

    def childCount(self) -> int:
        return len(self.children())

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]  # as above
        children = self.children()
        return children[index] if 0 <= index < len(children) else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return next((i for i, part in enumerate(self.children()) if part is child), -1)

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]  # as above
        return next((part for part in self.children() if part.rect().contains(x, y)), None)

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]  # as above
        return None

    def text(self, kind: QAccessible.Text) -> str:
        if self.isValid() and kind is QAccessible.Text.Name:
            return self.name()
        if self.isValid() and kind is QAccessible.Text.Description:
            return self.details()
        return ""

    def setText(self, _kind: QAccessible.Text, _text: str) -> None:
        """A node is named through its name field, the rest by what it joins."""

    def rect(self) -> QRect:
        return self.tree.on_screen(self.box()) if self.isValid() else QRect()

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        if self.isValid():
            state.selectable = True
            state.selected = bool(self.marks() & Mark.SELECTED)
        else:
            state.invalid = True
        return state

    def foregroundColor(self) -> QColor:
        return self.tree.view.store.theme.colors.text.primary

    def backgroundColor(self) -> QColor:
        return self.tree.view.store.theme.colors.surface.canvas
