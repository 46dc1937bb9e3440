"""Moments are told as someone remembers them."""

from datetime import datetime, timedelta

import pytest

from netbuilder.app.start.moment import moment_words

NOW = datetime(2026, 11, 20, 9, 30)  # a Friday


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (NOW, "Just now"),
        (NOW - timedelta(seconds=59), "Just now"),
        (NOW + timedelta(days=3), "Just now"),
        (NOW - timedelta(seconds=61), "1 minute ago"),
        (NOW - timedelta(minutes=59), "59 minutes ago"),
        (NOW - timedelta(minutes=61), "1 hour ago"),
        (NOW - timedelta(hours=9), "9 hours ago"),
        (NOW - timedelta(hours=10), "Yesterday"),
        (datetime(2026, 11, 19, 0, 0), "Yesterday"),
        (datetime(2026, 11, 18, 23, 59), "Wednesday"),
        (datetime(2026, 11, 14, 12, 0), "Saturday"),
        (datetime(2026, 11, 13, 12, 0), "13 November"),
        (datetime(2026, 1, 1, 12, 0), "1 January"),
        (datetime(2025, 12, 31, 12, 0), "31 December 2025"),
    ],
)
def test_moment_is_told_in_words(moment: datetime, words: str) -> None:
    assert moment_words(moment, NOW) == words


def test_minutes_count_across_midnight() -> None:
    assert moment_words(datetime(2026, 11, 19, 23, 50), datetime(2026, 11, 20, 0, 5)) == (
        "15 minutes ago"
    )
