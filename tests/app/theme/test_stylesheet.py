"""Qt's own dialogs look like the rest of the app."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QMessageBox

from netbuilder.app.theme import ThemeStore


def test_main_answer_to_a_question_alone_is_filled(store: ThemeStore) -> None:
    box = QMessageBox(text="Save the changes?")
    answers = (QMessageBox.StandardButton.Save, QMessageBox.StandardButton.Cancel)
    save, cancel = (box.addButton(answer) for answer in answers)
    box.setDefaultButton(save)
    box.show()
    QApplication.processEvents()

    image, colors = box.grab().toImage(), store.theme.colors
    faces = [
        image.pixelColor(button.mapTo(box, QPoint(6, button.height() // 2)))
        for button in (save, cancel)
    ]
    assert faces == [colors.accent.fill, colors.surface.field]
    assert image.pixelColor(2, 2) == colors.surface.panel
    box.close()
