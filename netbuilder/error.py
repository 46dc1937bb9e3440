"""The errors that netbuilder raises for what a person can cause.

::

    NetbuilderError
    ├── EditError               an edit that cannot be made
    ├── ProjectFileError        a project file that cannot be read or written
    │   └── FileChangedError    one that somebody else has written since
    ├── DataError               a source of rows that cannot be read or used
    │   └── DataChangedError    one that holds something else than the project knows
    ├── CompileError            a network that cannot be compiled (carries its problems)
    ├── RunError                a run, run folder or checkpoint that cannot be used
    └── ExportError             an export that cannot be made or does not give the same answers

Each takes facts and builds its sentence: place, fact, expected, received, remedy.
"""

from __future__ import annotations


class NetbuilderError(Exception):
    """Something a person can cause and mend.

    Args:
        fact: What is the case, as a sentence without its full stop.
        place: Where: a file, a row, a node.
        expected: What would be right.
        received: What was there instead.
        remedy: What to do, as a sentence.
    """

    def __init__(
        self,
        fact: str,
        *,
        place: str = "",
        expected: str = "",
        received: str = "",
        remedy: str = "",
    ) -> None:
        self.fact = fact.rstrip(".")
        self.place = place
        self.expected = expected
        self.received = received
        self.remedy = remedy
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        """The whole message, ready to be shown."""
        text = f"{self.place}: {self.fact}" if self.place else self.fact
        if self.expected and self.received:
            text += f", expected {self.expected}, found {self.received}"
        elif self.expected:
            text += f", expected {self.expected}"
        elif self.received:
            text += f", found {self.received}"
        return f"{text}. {self.remedy}".strip()

    def to_json(self) -> dict[str, str]:
        """The facts for machines, empty ones left out."""
        facts = {
            "place": self.place,
            "fact": self.fact,
            "expected": self.expected,
            "received": self.received,
            "remedy": self.remedy,
        }
        return {key: value for key, value in facts.items() if value}


class EditError(NetbuilderError):
    """An edit that cannot be made."""


class ProjectFileError(NetbuilderError):
    """A project file that cannot be read or written.

    `others` holds the sentences of what else is wrong with the file.
    """

    others: tuple[str, ...] = ()


class FileChangedError(ProjectFileError):
    """A project file that somebody else has written since it was last read."""


class DataError(NetbuilderError):
    """A source of rows that cannot be read or used."""


class DataChangedError(DataError):
    """A source of rows that holds something else than when the project read it."""


class CompileError(NetbuilderError):
    """A network that cannot be compiled; `problems` says why, first one first."""

    problems: tuple[object, ...] = ()


class RunError(NetbuilderError):
    """A run, run folder or checkpoint that cannot be used."""


class ExportError(NetbuilderError):
    """An export that cannot be made, or whose answers differ."""
