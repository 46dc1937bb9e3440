"""Fields for sizes: two or three numbers that may be kept equal."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets.button import IconButton
from netbuilder.app.widgets.number import NumberField
from netbuilder.words import _


class LinkedPairField(QWidget):
    """An editor of a size such as 3×3: a tuple of numbers with a link between them.

    Linked, a change of one changes all. Shown a value whose numbers differ, it unlinks itself.

    Args:
        axes: what screen readers call each number; their count is the length of the value.
    """

    committed = Signal(object)
    error_changed = Signal(str)

    def __init__(
        self,
        store: ThemeStore,
        *,
        minimum: float | None = None,
        maximum: float | None = None,
        integer: bool = True,
        name: str = "",
        axes: tuple[str, ...] = ("height", "width"),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self.fields = tuple(
            NumberField(
                store,
                integer=integer,
                minimum=minimum,
                maximum=maximum,
                steppers=False,
            )
            for _axis in axes
        )
        self._axes = axes
        self.link = IconButton(
            store, "link", _("Keep them equal"), small=True, tone="text.hint", parent=self
        )
        self._is_linked = True
        self.setAccessibleName(name)
        self.setFocusProxy(self.fields[0])
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._fill_layout()
        self._connect()
        self._show_link()

    def setAccessibleName(self, name: str) -> None:
        """Say what a screen reader calls the size; each number adds its axis."""
        super().setAccessibleName(name)
        for field, axis in zip(self.fields, self._axes, strict=True):
            field.setAccessibleName(f"{name} {axis}".strip())

    def value(self) -> tuple[float, ...] | None:
        """The numbers; None where the selected things differ."""
        values = [field.value() for field in self.fields]
        known = tuple(value for value in values if value is not None)
        return known if len(known) == len(values) else None

    def set_value(self, value: object) -> None:
        """Show numbers, or one number for all, without telling anyone."""
        values = value if isinstance(value, tuple | list) else [value] * len(self.fields)
        for field, number in zip(self.fields, values, strict=True):
            field.set_value(number)
        if len(set(values)) > 1:
            self._is_linked = False
        self._show_link()

    def set_mixed(self) -> None:
        """Show that the selected things differ."""
        for field in self.fields:
            field.set_mixed()

    def set_error(self, sentence: str | None) -> None:
        """Draw a red line under the fields and give the sentence to show, or clear with None."""
        self.fields[0].set_error(sentence)
        for field in self.fields[1:]:
            field.set_error(sentence)

    def set_disabled_reason(self, sentence: str | None) -> None:
        """Disable the fields and say why in the tooltip, or enable them again with None."""
        self.setEnabled(sentence is None)
        self.setToolTip(sentence or "")

    def sizeHint(self) -> QSize:
        """As wide as its fields."""
        return QSize(self._store.theme.scaled(136), self.fields[0].field_height())

    def _fill_layout(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for i, field in enumerate(self.fields):
            if i == 1:
                row.addWidget(self.link)
            elif i > 1:
                row.addSpacing(4)
            row.addWidget(field, 1)

    def _connect(self) -> None:
        self.link.clicked.connect(self._on_link_clicked)
        for field in self.fields:
            field.committed.connect(self._on_field_committed)
            field.error_changed.connect(self._on_field_error_changed)

    def _on_field_committed(self, number: object) -> None:
        if self._is_linked or self.value() is None:
            for field in self.fields:
                field.set_value(number)
        self.committed.emit(self.value())

    def _on_field_error_changed(self, _sentence: str) -> None:
        errors = [field.error() for field in self.fields if field.error()]
        self.error_changed.emit(errors[0] if errors else "")

    def _on_link_clicked(self) -> None:
        self._is_linked = not self._is_linked
        self._show_link()
        values = self.value()
        if self._is_linked and values is not None and len(set(values)) > 1:
            self.set_value((values[0],) * len(values))
            self.committed.emit(self.value())

    def _show_link(self) -> None:
        name = _("Kept equal, press to set each") if self._is_linked else _("Keep them equal")
        self.link.set_icon("link", name)
        self.link.set_tone("accent.text" if self._is_linked else "text.hint")
