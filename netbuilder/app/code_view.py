"""Shows source code with its words coloured; for reading and copying, not for editing."""

from __future__ import annotations

from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Keyword, Name, Number, String, _TokenType, is_token_subtype
from PySide6.QtGui import QSyntaxHighlighter, QTextCharFormat, QTextDocument
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from netbuilder.app.theme import ThemeStore
from netbuilder.words import _

_TONES: tuple[tuple[_TokenType, str], ...] = (
    (Comment, "text.hint"),
    (Keyword, "wire.sequence.color"),
    (Name.Class, "wire.image.color"),
    (Name.Function, "wire.image.color"),
    (Name.Builtin, "wire.image.color"),
    (Number, "wire.tokens.color"),
    (String, "success.text"),
)


class PythonColours(QSyntaxHighlighter):
    """Colours Python as the lexer of Pygments sees it, with the theme's tones."""

    def __init__(self, store: ThemeStore, document: QTextDocument) -> None:
        super().__init__(document)
        self._store = store
        self._lexer = PythonLexer(stripnl=False, ensurenl=False)
        self._tones: dict[int, list[tuple[int, int, str]]] = {}
        store.changed.connect(self.rehighlight)

    def take(self, text: str) -> None:
        """Find the words of a new text; strings may run over lines."""
        self._tones = {}
        line = column = 0
        for token, part in self._lexer.get_tokens(text):
            tone = next((tone for kind, tone in _TONES if is_token_subtype(token, kind)), "")
            for i, piece in enumerate(part.split("\n")):
                if i:
                    line, column = line + 1, 0
                if tone and piece:
                    self._tones.setdefault(line, []).append((column, len(piece), tone))
                column += len(piece)

    def highlightBlock(self, _text: str) -> None:
        for start, length, tone in self._tones.get(self.currentBlock().blockNumber(), ()):
            look = QTextCharFormat()
            look.setForeground(self._store.theme.color(tone))
            self.setFormat(start, length, look)


class CodeView(QPlainTextEdit):
    """A page of Python source."""

    def __init__(self, store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._colours = PythonColours(store, self.document())
        self.setReadOnly(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setAccessibleName(_("Source code"))
        self._apply_theme()
        store.changed.connect(self._apply_theme)

    def show_source(self, text: str) -> None:
        """Show a source text from its beginning."""
        self._colours.take(text)
        self.setPlainText(text)

    def _apply_theme(self) -> None:
        theme = self._store.theme
        self.setFont(theme.font("code"))
        colors = theme.colors
        self.setStyleSheet(
            f"QPlainTextEdit {{ background: {colors.surface.canvas.name()};"
            f" color: {colors.text.primary.name()};"
            f" border: 1px solid {colors.line.soft.name()};"
            f" border-radius: {theme.tokens.radius.field}px; padding: 8px; }}"
        )
