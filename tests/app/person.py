"""A person in front of the app: finds things by their names, clicks, types, and reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from netbuilder.app.widgets import ElidedLabel, FormRow, NumberField, Section
from netbuilder.app.window import Window
from tests.app.canvas.hand import Hand, header, id_of

LEFT = Qt.MouseButton.LeftButton
NO_KEYS = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier

Kind = TypeVar("Kind", bound=QWidget)


class Person:
    """Acts with mouse and keys only, on what can be seen."""

    def __init__(self, window: Window, qtbot: QtBot) -> None:
        self.window = window
        self.qtbot = qtbot
        self.hand = Hand(window.canvas)

    # Looking.

    def see(self, name: str, kind: type[Kind] = QWidget) -> Kind:  # type: ignore[assignment]
        """The visible widget of this name, in the window or a dialog over it."""
        for top in QApplication.topLevelWidgets():
            for widget in (top, *top.findChildren(kind, name)):
                if widget.objectName() == name and widget.isVisible():
                    assert isinstance(widget, kind)
                    return widget
        raise AssertionError(f"nothing called {name} is visible")

    def can_see(self, name: str) -> bool:
        """Whether something of this name is visible."""
        try:
            self.see(name)
        except AssertionError:
            return False
        return True

    def read(self, name: str) -> str:
        """The words on a label, button or field."""
        widget = self.see(name)
        if isinstance(widget, QLabel):
            return _text_of(widget)
        if isinstance(widget, QAbstractButton | QLineEdit):
            return widget.text()
        if isinstance(widget, QComboBox):
            return widget.currentText() or widget.placeholderText()
        line = widget.findChild(QLineEdit)
        assert line is not None, f"{name} holds no words"
        return line.text() or line.placeholderText()

    def words_in(self, name: str) -> str:
        """All words that can be read in a part of the window, line by line."""
        labels = self.see(name).findChildren(QLabel)
        texts = (
            x.full_text() if isinstance(x, ElidedLabel) else x.text() for x in labels if _seen(x)
        )
        return "\n".join(text for text in texts if text)

    def words_of_button(self, name: str) -> str:
        """The words on the button within an editor."""
        return next(b.text() for b in self.see(name).findChildren(QAbstractButton) if _seen(b))

    @property
    def message(self) -> str:
        """What the status bar says."""
        return self.read("status_bar.hint")

    # Acting.

    def click(self, name: str) -> None:
        """Click the middle of what has this name."""
        self.click_on(self.see(name))

    def click_on(self, widget: QWidget) -> None:
        """Click the middle of a widget that is in sight."""
        assert _seen(widget), f"{widget.objectName()} is out of sight"
        place = widget.rect().center()
        hit = widget.childAt(place) or widget
        self.qtbot.mouseClick(hit, LEFT, pos=hit.mapFrom(widget, place))
        QApplication.processEvents()

    def type_into(self, name: str, text: str, *, enter: bool = True) -> None:
        """Click into a field, write over what is there, and press Enter."""
        widget = self.see(name)
        line = widget if isinstance(widget, QLineEdit) else widget.findChild(QLineEdit)
        assert line is not None
        self.qtbot.mouseClick(line, LEFT)
        self.qtbot.keyClick(line, Qt.Key.Key_A, CTRL)
        self.qtbot.keyClick(line, Qt.Key.Key_Backspace)
        self.qtbot.keyClicks(line, text)
        if enter:
            self.qtbot.keyClick(line, Qt.Key.Key_Return)
        QApplication.processEvents()

    def press(
        self, key: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Press a key where the focus is."""
        self.qtbot.keyClick(QApplication.focusWidget() or self.window, key, keys)
        QApplication.processEvents()

    def take(self, name: str, words: str) -> None:
        """Open a drop-down and click the row with these words."""
        field = self.see(name, QComboBox)
        self.qtbot.mouseClick(field, LEFT)
        self.qtbot.waitUntil(field.view().isVisible)
        row = field.findText(words)
        assert row >= 0, f"{name} does not offer {words}"
        rect = field.view().visualRect(field.model().index(row, 0))
        self.qtbot.mouseMove(field.view().viewport(), rect.center())
        self.qtbot.mouseClick(field.view().viewport(), LEFT, pos=rect.center())
        self.qtbot.waitUntil(lambda: not field.view().isVisible())

    def switch_to(self, name: str, words: str) -> None:
        """Click the segment with these words."""
        segments = self.see(name).findChildren(QAbstractButton)
        self.click_on(next(b for b in segments if b.text() == words and _seen(b)))

    def type_pair(self, name: str, axis: str, text: str) -> None:
        """Write into one number of a size, by the word for its axis."""
        fields = self.see(name).findChildren(NumberField)
        field = next(f for f in fields if f.accessibleName().endswith(axis))
        self.qtbot.mouseClick(field.edit, LEFT)
        self.qtbot.keyClick(field.edit, Qt.Key.Key_A, CTRL)
        self.qtbot.keyClicks(field.edit, text)
        self.qtbot.keyClick(field.edit, Qt.Key.Key_Return)
        QApplication.processEvents()

    def unfold(self, name: str) -> None:
        """Open a folded section."""
        section = self.see(name, Section)
        if not section.header.isChecked():
            self.click_on(section.header)
            QApplication.processEvents()

    def sentence_below(self, name: str) -> str:
        """What stands below a field in its row, "" if nothing does."""
        widget: QWidget | None = self.see(name)
        while widget is not None and not isinstance(widget, FormRow):
            widget = widget.parentWidget()
        assert widget is not None, f"{name} stands in no row"
        return widget.error_label.text() if widget.error_label.isVisible() else ""

    def pick(self, *rows: str) -> None:
        """Click rows of the menu that is open, one within the other."""
        for words in rows:
            menu = self.open_menu()
            row = next((a for a in menu.actions() if _plain(a.text()) == words), None)
            assert row is not None, f"no row {words} in {[a.text() for a in menu.actions()]}"
            assert row.isEnabled(), f"{words} is switched off"
            submenu = row.menu()
            self.qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(row).center())
            QApplication.processEvents()
            if isinstance(submenu, QMenu):
                self.qtbot.waitUntil(submenu.isVisible)

    def open_menu(self) -> QMenu:
        """The innermost menu that is open."""
        self.qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        return menu

    def open_context_menu(self, widget: QWidget) -> None:
        """Press the right button in the middle of a widget."""
        place = widget.rect().center()
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, widget.mapToGlobal(place))
        QApplication.sendEvent(widget, event)
        QApplication.processEvents()

    def can_close_a_menu(self) -> bool:
        """Close the innermost open menu; False where none is open."""
        menu = QApplication.activePopupWidget()
        if menu is not None:
            menu.close()
        return menu is not None

    def choose_command(self, *rows: str) -> None:
        """Open the project menu and click along these rows."""
        self.click("top_bar.menu")
        self.pick(*rows)

    def select(self, *names: str) -> None:
        """Click nodes by their names, all but the first with Shift."""
        for i, name in enumerate(names):
            keys = Qt.KeyboardModifier.ShiftModifier if i else NO_KEYS
            self.hand.click(header(self.window.canvas, name), keys=keys)
        QApplication.processEvents()

    def when_asked(self, act: Callable[[], None], answer: Callable[[QWidget], None]) -> None:
        """Do something that asks back, and answer the dialog that opens."""
        answered = False

        def look() -> None:
            nonlocal answered
            dialog = QApplication.activeModalWidget()
            if dialog is None:
                dialog = QApplication.activePopupWidget()
            if dialog is None or not dialog.isVisible():
                timer.start(20)
                return
            answered = True
            answer(dialog)

        timer = QTimer()
        timer.setSingleShot(True)
        timer.timeout.connect(look)
        timer.start(20)
        act()
        timer.stop()
        assert answered, "nothing was asked"
        if self.window.isVisible():
            self.window.activateWindow()
            self.qtbot.waitUntil(self.window.isActiveWindow)

    def wait(self, until: Callable[[], bool], *, seconds: float = 30) -> None:
        """Look on until something is so."""
        self.qtbot.waitUntil(until, timeout=round(1000 * seconds))

    def wait_until_ready(self) -> None:
        """Wait for the engine to have loaded."""
        self.wait(lambda: self.window.engine.is_loaded and self.window.dock.run is not None)

    def wait_for_end(self) -> None:
        """Wait for the run to end."""
        self.wait(lambda: not self.window.engine.is_training, seconds=60)

    def leave(self) -> None:
        """Close the app without being asked, and clear it away."""
        leave(self.window)

    def parameters(self, name: str) -> dict[str, object]:
        """What the project holds for a node."""
        network = self.window.workspace.network
        return dict(network.nodes[id_of(self.window.canvas, name)].parameters)

    def node_names(self) -> set[str]:
        """The names of all nodes that are shown."""
        return {node.name for node in self.window.workspace.network.nodes.values()}


def leave(window: Window) -> None:
    """Close a window without being asked, and clear it away."""
    if not shiboken6.isValid(window):
        return
    window.engine.close()
    typing = QApplication.focusWidget()
    if typing is not None:  # what is typed belongs to the project that is left
        typing.clearFocus()
    window.workspace.set_project(window.workspace.project)
    window.close()
    store = window.store
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    store.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def press_button(words: str) -> Callable[[QWidget], None]:
    """An answer: press the button with these words."""

    def answer(dialog: QWidget) -> None:
        buttons = dialog.findChildren(QPushButton)
        button = next((b for b in buttons if _plain(b.text()) == words), None)
        assert button is not None, [b.text() for b in buttons]
        button.click()

    return answer


def name_file(path: object) -> Callable[[QWidget], None]:
    """An answer: type a file's name into the file dialog and press Enter."""

    def answer(dialog: QWidget) -> None:
        line = dialog.findChild(QLineEdit, "fileNameEdit")
        assert isinstance(line, QLineEdit)
        line.setText(str(path))
        assert isinstance(dialog, QDialog)
        dialog.accept()

    return answer


def escape(dialog: QWidget) -> None:
    """An answer: close the dialog with Escape."""
    if isinstance(dialog, QDialog):
        dialog.reject()
    else:
        dialog.close()


def _plain(text: str) -> str:
    return text.replace("&", "")


def _seen(widget: QWidget) -> bool:
    return widget.isVisible() and not widget.visibleRegion().isEmpty()


def _text_of(label: QLabel) -> str:
    return label.full_text() if isinstance(label, ElidedLabel) else label.text()
