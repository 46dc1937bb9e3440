"""What lies over the window, where that changes meanwhile."""

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from netbuilder.app.key_sheet import KeySheet
from netbuilder.app.theme import ThemeStore


def test_closes_though_the_field_that_had_the_keyboard_is_gone(
    store: ThemeStore, qtbot: QtBot
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1280, 800)
    field = QLineEdit(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    field.setFocus()
    sheet = KeySheet(store, window)
    sheet.open_sheet()
    shiboken6.delete(field)

    qtbot.keyClick(sheet, Qt.Key.Key_Escape)

    assert not sheet.isVisible()
