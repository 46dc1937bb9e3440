"""The editor for each type of parameter. One table decides; the inspector and the dock use it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from netbuilder.app.theme import ThemeStore, mix
from netbuilder.app.widgets import (
    ChoiceField,
    Control,
    Editor,
    Field,
    LinkedPairField,
    NumberField,
    SegmentedControl,
    Switch,
    TextField,
)
from netbuilder.app.widgets.choice import draw_choice
from netbuilder.app.widgets.painting import draw_box
from netbuilder.layers.parameter import (
    Choice,
    Integer,
    Names,
    Number,
    Parameter,
    Shape,
    Size,
    Value,
)
from netbuilder.layers.parameter import (
    Switch as SwitchParameter,
)
from netbuilder.words import _

_FEW = 3
"""A choice of at most so many options is shown whole."""

_REST = _("rest")


def sentence_case(words: str) -> str:
    """The words with a capital at the front, names of layers and the like left as they are."""
    return words[:1].upper() + words[1:]


def build_editor(store: ThemeStore, parameter: Parameter[Value], *, spatial: int = 2) -> Editor:
    """The editor for a parameter.

    Args:
        store: The theme.
        parameter: What is edited.
        spatial: How many directions a `Size` has here, 1 to 3.
    """
    editor = _build_plain(store, parameter, spatial)
    return OptionalEditor(store, parameter, editor) if parameter.none else editor


def _build_plain(store: ThemeStore, parameter: Parameter[Value], spatial: int) -> Editor:
    name = parameter.label
    match parameter:
        case Integer():
            return NumberField(
                store,
                minimum=parameter.minimum,
                maximum=parameter.maximum,
                unit=parameter.unit,
                name=name,
            )
        case Number():
            return NumberField(
                store,
                integer=False,
                minimum=parameter.minimum if parameter.minimum > float("-inf") else None,
                maximum=parameter.maximum if parameter.maximum < float("inf") else None,
                unit=parameter.unit,
                name=name,
            )
        case SwitchParameter():
            return Switch(store, name=name)
        case Choice():
            options = list(parameter.options.items())
            if len(options) <= _FEW and sum(len(words) for _, words in options) < 22:
                return SegmentedControl(store, options, name=name)
            return ChoiceField(store, options, name=name)
        case Size():
            return SizeEditor(store, parameter, spatial=spatial)
        case Shape():
            return ShapeEditor(store, name=name)
        case Names():
            return NamesEditor(store, (), name=name)
        case _:
            return TextField(store, name=name)


class OptionalEditor(QWidget):
    """An editor for a parameter that may also be left open, in the parameter's own words."""

    committed = Signal(object)
    error_changed = Signal(str)

    def __init__(self, store: ThemeStore, parameter: Parameter[Value], editor: Editor) -> None:
        super().__init__()
        assert isinstance(editor, QWidget)
        self._editor = editor
        self._start = parameter.default
        if self._start is None:
            self._start = getattr(parameter, "minimum", 1)
        choices = [(False, sentence_case(parameter.none)), (True, _("Set"))]
        self._is_set = SegmentedControl(store, choices, name=parameter.label)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._is_set)
        layout.addWidget(editor)
        self.setFocusProxy(self._is_set)
        self._is_set.committed.connect(self._on_set_committed)
        editor.committed.connect(self.committed)
        editor.error_changed.connect(self.error_changed)

    def value(self) -> object:
        """The value; None where it is left open."""
        return self._editor.value() if self._is_set.value() else None

    def set_value(self, value: object) -> None:
        """Show a value, or with None that it is left open, without telling anyone."""
        self._is_set.set_value(value is not None)
        self._editor.setVisible(value is not None)
        self.updateGeometry()  # Qt tells only the nearest layout of what was hidden unseen
        if value is not None:
            self._editor.set_value(value)

    def set_mixed(self) -> None:
        """Show that the selected things differ."""
        self._is_set.set_mixed()

    def set_error(self, sentence: str | None) -> None:
        """Mark the editor and give the sentence to show, or clear with None."""
        self._editor.set_error(sentence)

    def _on_set_committed(self, is_set: object) -> None:
        value = self._start if is_set else None
        self.set_value(value)
        self.committed.emit(value)


class SizeEditor(QWidget):
    """A number for each direction, or one of the parameter's words ("same", "valid")."""

    committed = Signal(object)
    error_changed = Signal(str)

    def __init__(
        self,
        store: ThemeStore,
        parameter: Size,
        *,
        spatial: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._minimum = parameter.minimum
        self._number = _number_editor(store, parameter, spatial)
        self._words: SegmentedControl | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        if parameter.words:
            options = [*parameter.words.items(), (None, _("Set"))]
            self._words = SegmentedControl(store, options, name=parameter.label)
            self._words.committed.connect(self._on_word_committed)
            layout.addWidget(self._words)
        layout.addWidget(self._number)
        self.setAccessibleName(parameter.label)
        self.setFocusProxy(self._words or self._number)
        self._number.committed.connect(self._on_number_committed)
        self._number.error_changed.connect(self.error_changed)

    def value(self) -> object:
        """A number, numbers, a word, or None where the selected things differ."""
        word = self._words.value() if self._words else None
        return word if word is not None else self._number_value()

    def set_value(self, value: object) -> None:
        """Show a value without telling anyone."""
        is_word = isinstance(value, str)
        if self._words:
            self._words.set_value(value if is_word else None)
            self._number.setVisible(not is_word)
            self.updateGeometry()
        if not is_word:
            self._number.set_value(_fitting(value, self._number))

    def set_mixed(self) -> None:
        """Show that the selected things differ."""
        if self._words:
            self._words.set_mixed()
        self._number.set_mixed()

    def set_error(self, sentence: str | None) -> None:
        """Mark the editor and give the sentence to show, or clear with None."""
        self._number.set_error(sentence)

    def _number_value(self) -> object:
        value = self._number.value()
        if isinstance(value, tuple) and len(set(value)) == 1:
            return value[0]
        return value

    def _on_word_committed(self, word: object) -> None:
        self._number.setVisible(word is None)
        self.updateGeometry()
        if word is None:
            self._number.set_value(self._minimum)
            self.committed.emit(self._minimum)
        else:
            self.committed.emit(word)

    def _on_number_committed(self, _value: object) -> None:
        self.committed.emit(self._number_value())


def _number_editor(
    store: ThemeStore, parameter: Size, spatial: int
) -> NumberField | LinkedPairField:
    name, low, high = parameter.label, parameter.minimum, parameter.maximum
    if spatial == 1:
        return NumberField(store, name=name, minimum=low, maximum=high)
    axes = ("height", "width") if spatial == 2 else ("depth", "height", "width")
    return LinkedPairField(store, name=name, axes=axes, minimum=low, maximum=high)


def _fitting(value: object, editor: NumberField | LinkedPairField) -> object:
    if isinstance(editor, NumberField):
        return value[0] if isinstance(value, tuple) else value
    if isinstance(value, tuple) and len(value) != len(editor.fields):
        return value[0]
    return value


class ShapeEditor(Field):
    """Lengths as people write them: ``4×8×8``, with ``rest`` for the one that is left open."""

    def __init__(self, store: ThemeStore, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(store, name=name, mono=True, parent=parent)
        self._value: tuple[int, ...] | None = ()

    def value(self) -> tuple[int, ...] | None:
        """The lengths; None where the selected things differ."""
        return self._value

    def set_value(self, value: object) -> None:
        """Show lengths without telling anyone."""
        self._value = tuple(value) if isinstance(value, tuple | list) else ()
        self.show_value()

    def set_mixed(self) -> None:
        """Show that the selected things differ."""
        self._value = None
        super().set_mixed()

    def show_value(self) -> None:
        """Write the lengths into the line."""
        if self._value is None:
            super().set_mixed()
        else:
            self.show_text(_shape_text(self._value))

    def commit_text(self) -> None:
        """Take the lengths typed, or say below the field why they cannot be."""
        text = self.edit.text()
        if text == _shape_text(self._value or ()):
            self.set_error(None)
            return
        sizes = _read_shape(text)
        if sizes is None:
            self.set_error(_("Write whole numbers with × between them, such as 4×8×8."))
            return
        self.set_value(sizes)
        self.committed.emit(sizes)


def _shape_text(sizes: tuple[int, ...]) -> str:
    return "×".join(_REST if size == -1 else str(size) for size in sizes)


def _read_shape(text: str) -> tuple[int, ...] | None:
    parts = [part for part in re.split(r"[×x*,\s]+", text.strip()) if part]
    try:
        return tuple(-1 if part == _REST else int(part) for part in parts)
    except ValueError:
        return None


class _NamesBox(Control):
    """The face of a field that opens a list of names."""

    def __init__(self, store: ThemeStore, text: str) -> None:
        super().__init__(store, text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def corner_radius(self) -> int:
        return self.theme.tokens.radius.field

    def sizeHint(self) -> QSize:
        theme = self.theme
        return QSize(theme.scaled(96), theme.scaled(theme.tokens.control.field_height))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.scaled(64), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, colors = self.begin_paint(), self.theme.colors
        fill = mix(colors.surface.field, colors.surface.hover, self.hover_level)
        draw_box(painter, self.box(), self.corner_radius(), fill=fill)
        draw_choice(painter, self, self.store, self.box(), self.text(), colors.text.primary)
        painter.end()


class NamesEditor(QWidget):
    """Several of a set of names, ticked in a menu."""

    committed = Signal(object)
    error_changed = Signal(str)

    def __init__(
        self,
        store: ThemeStore,
        names: Iterable[tuple[str, str]],
        *,
        name: str,
        empty: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._names = tuple(names)
        self._empty = empty or _("None")
        self._value: tuple[str, ...] | None = ()
        self._button = _NamesBox(store, self._empty)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._button, 1)
        self.setAccessibleName(name)
        self._button.setAccessibleName(name)
        self.setFocusProxy(self._button)
        self._button.clicked.connect(self._on_clicked)

    def value(self) -> tuple[str, ...] | None:
        """The ticked names in order; None where the selected things differ."""
        return self._value

    def set_value(self, value: object) -> None:
        """Tick names without telling anyone."""
        self._value = tuple(str(name) for name in value) if isinstance(value, tuple) else ()
        words = dict(self._names)
        shown = [words.get(name, name) for name in self._value]
        if len(shown) > 2:
            text = _("{count} chosen").format(count=len(shown))
        else:
            text = ", ".join(shown) or self._empty
        self._button.setText(text)
        self.setToolTip(", ".join(shown))

    def set_mixed(self) -> None:
        """Show that the selected things differ."""
        self._value = None
        self._button.setText(_("Mixed"))

    def set_error(self, sentence: str | None) -> None:
        """Say what is wrong, or nothing more."""
        self.error_changed.emit(sentence or "")

    def _on_clicked(self) -> None:
        menu = QMenu(self)
        for key, words in self._names:
            row = menu.addAction(words)
            row.setCheckable(True)
            row.setChecked(key in (self._value or ()))
            row.setData(key)
        chosen = menu.exec(self._button.mapToGlobal(QPoint(0, self._button.height())))
        if chosen is not None:
            self._toggle(str(chosen.data()))
        menu.deleteLater()
        self._button.setFocus(Qt.FocusReason.PopupFocusReason)

    def _toggle(self, key: str) -> None:
        now = self._value or ()
        ticked = {*now, key} if key not in now else {*now} - {key}
        self.set_value(tuple(name for name, _words in self._names if name in ticked))
        self.committed.emit(self._value)
