"""Sentences for those who listen to the window instead of looking at it."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


def announce(source: QWidget, sentence: str, *, is_urgent: bool = False) -> None:
    """Let a screen reader say a sentence now; one that is urgent interrupts what it says.

    The sentence stays as the description of `source`, where it can be read again.
    """
    source.setAccessibleDescription(sentence)
    event = QAccessibleAnnouncementEvent(source, sentence)
    if is_urgent:
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)
