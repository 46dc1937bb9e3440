"""Words on a surface."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFont, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from netbuilder.app.theme import ThemeStore


class Label(QLabel):
    """Plain text in a style of the type scale and a colour by its path in the tokens.

    Never reads its text as markup, so names that people typed are safe to show.
    """

    def __init__(
        self,
        store: ThemeStore,
        text: str = "",
        *,
        style: str = "body",
        tone: str = "text.primary",
        weight: int | None = None,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._store = store
        self._style = style
        self._tone = tone
        self._weight = weight
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self._apply_theme()
        store.changed.connect(self._apply_theme)

    def set_tone(self, tone: str) -> None:
        """Write in another colour of the tokens."""
        self._tone = tone
        self._apply_theme()

    def sizeHint(self) -> QSize:
        """At least as high as a line of the style."""
        return super().sizeHint().expandedTo(self._line())

    def minimumSizeHint(self) -> QSize:
        """At least as high as a line of the style."""
        return super().minimumSizeHint().expandedTo(self._line())

    def changeEvent(self, event: QEvent) -> None:
        """Keep the font: Qt 6.11 puts an older one back where a style sheet is at work.

        It does so when what is around the label gets another parent.
        """
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and self.font() != self._wanted_font():
            self.setFont(self._wanted_font())

    def _wanted_font(self) -> QFont:
        return self._store.theme.font(self._style, weight=self._weight)

    def _line(self) -> QSize:
        return QSize(0, self._store.theme.line_px(self._style))

    def _apply_theme(self) -> None:
        theme = self._store.theme
        self.setFont(self._wanted_font())
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.WindowText, theme.color(self._tone))
        self.setPalette(palette)


class ElidedLabel(Label):
    """A label that ends in … where room is short; the tooltip then shows all of it."""

    def __init__(
        self,
        store: ThemeStore,
        text: str = "",
        *,
        style: str = "body",
        tone: str = "text.primary",
        weight: int | None = None,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(store, "", style=style, tone=tone, weight=weight, parent=parent)
        self._full_text = text
        self._mode = mode
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._elide()
        store.changed.connect(self._elide)

    def full_text(self) -> str:
        """The whole text, shown or not."""
        return self._full_text

    def set_full_text(self, text: str) -> None:
        """Show another text."""
        self._full_text = text
        self._elide()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Wide enough for all of the text."""
        hint = super().sizeHint()
        hint.setWidth(self.fontMetrics().horizontalAdvance(self._full_text) + 1)
        return hint

    def minimumSizeHint(self) -> QSize:
        """May shrink to nothing."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the text into the new width."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        shown = self.fontMetrics().elidedText(self._full_text, self._mode, self.width())
        self.setText(shown)
        self.setAccessibleName(self._full_text)
        self.setToolTip("" if shown == self._full_text else self._full_text)
