"""What tests of the app share."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from netbuilder.app.theme import ThemeMode, ThemeStore


@pytest.fixture
def store(qapp: QApplication) -> Iterator[ThemeStore]:
    """The dark theme at 100 %, without motion, on the running application."""
    store = ThemeStore(mode=ThemeMode.DARK, reduced_motion=True)
    store.install(qapp)
    yield store
    qapp.setStyleSheet("")
    store.deleteLater()
