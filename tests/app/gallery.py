"""Pictures of every widget in all its states, for the eye.

Run `python -m tests.app.gallery OUT_DIR`: it writes one picture a theme and font scale.
"""

import sys
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from netbuilder.app.theme import Theme, ThemeMode, ThemeStore
from netbuilder.app.widgets import (
    Button,
    Card,
    Chip,
    ChoiceField,
    Divider,
    ElidedLabel,
    EmptyState,
    FamilyTile,
    FormRow,
    IconButton,
    KeyHint,
    Label,
    LinkedPairField,
    NumberField,
    PopupMenu,
    ProgressLine,
    ScrollArea,
    SearchField,
    Section,
    SegmentedControl,
    ShapePill,
    Surface,
    Switch,
    Tag,
    TextField,
)


class Gallery(Surface):
    """Four columns: the top bar's controls, the inspector's form, marks, and grounds."""

    def __init__(self, store: ThemeStore) -> None:
        super().__init__(store, "panel")
        self.columns = QHBoxLayout(self)
        self.columns.setContentsMargins(16, 16, 16, 16)
        self.columns.setSpacing(24)
        for column in (self._buttons(), self._form(), self._states(), self._marks()):
            column.addStretch(1)
            self.columns.addLayout(column, 1)

    def _buttons(self) -> QVBoxLayout:
        store = self.store
        column = QVBoxLayout()
        column.setSpacing(12)
        for kind in ("plain", "filled", "ghost", "danger", "link"):
            row = QHBoxLayout()
            row.setSpacing(8)
            small = Button(store, "Small", kind=kind, size="small")
            medium = Button(store, kind.capitalize(), kind=kind, icon="play")
            off = Button(store, "Off", kind=kind)
            off.set_disabled_reason("Nothing to do.")
            for button in (small, medium, off):
                row.addWidget(button)
            row.addStretch(1)
            column.addLayout(row)
        column.addWidget(
            Button(store, "New network", kind="filled", size="large", icon="plus", keys="Ctrl N")
        )
        column.addWidget(Button(store, "Open", size="large", icon="folder", keys="Ctrl O"))
        column.addLayout(self._row(*self._icon_buttons()))
        chips = (
            Chip(store, "1 problem", tone="error", icon="bang", badge=True),
            Chip(store, "CPU, 8 threads", icon="cpu", has_menu=True),
        )
        column.addLayout(self._row(*chips))
        best = Chip(store, "Best so far at epoch 22", tone="success", icon="flag")
        column.addLayout(self._row(best, Chip(store, "2 notes", tone="warn", icon="alert")))
        filters = [Chip(store, word, checkable=True) for word in ("All", "Images", "Tables")]
        filters[0].setChecked(True)
        column.addLayout(self._row(*filters))
        pages = SegmentedControl(
            store, [(p, p) for p in ("Data", "Build", "Evaluate", "Try")], ground="app"
        )
        pages.set_value("Build")
        column.addLayout(self._row(pages))
        tabs = SegmentedControl(
            store, [(t, t) for t in ("Training", "Runs", "Problems", "Console")], ground="none"
        )
        tabs.set_value("Training")
        tabs.set_count("Runs", 5)
        tabs.set_count("Problems", 1, is_alarming=True)
        column.addLayout(self._row(tabs))
        column.addWidget(SearchField(store, placeholder="Find a layer", keys="Tab"))
        searched = SearchField(store, placeholder="Find a layer")
        searched.edit.setText("conv")
        column.addWidget(searched)
        return column

    def _icon_buttons(self) -> list[QWidget]:
        undo, redo = IconButton(self.store, "undo", "Undo"), IconButton(self.store, "redo", "Redo")
        redo.set_disabled_reason("Nothing to do again.")
        lock = IconButton(self.store, "bypass", "Bypass", checkable=True)
        lock.setChecked(True)
        return [undo, redo, lock, IconButton(self.store, "trash", "Delete", small=True)]

    def _form(self) -> QVBoxLayout:
        store = self.store
        column = QVBoxLayout()
        column.setSpacing(4)
        name = TextField(store, mono=True)
        name.set_value("conv2")
        self.filters = NumberField(store, minimum=1, maximum=4096)
        self.filters.set_value(64)
        kernel = LinkedPairField(store, minimum=1)
        kernel.set_value((3, 3))
        stride = NumberField(store, minimum=1)
        stride.set_value(1)
        padding = SegmentedControl(store, [(w, w) for w in ("Same", "Valid", "Set")])
        padding.set_value("Same")
        bias = Switch(store)
        bias.set_value(True)
        weights = ChoiceField(store, [(w, w) for w in ("He normal", "Xavier uniform", "Zeros")])
        weights.set_value("He normal")
        for word, editor in (
            ("Name", name),
            ("Filters", self.filters),
            ("Kernel", kernel),
            ("Stride", stride),
            ("Padding", padding),
            ("Bias", bias),
            ("First weights", weights),
        ):
            column.addWidget(FormRow(store, word, editor))
        column.addWidget(Section(store, "More: dilation, groups"))
        column.addWidget(Divider(store))
        explained = Section(store, "What is this?", strong=True, expanded=True)
        explained.body.addWidget(
            Label(
                store,
                "Each filter slides a small window over the picture.",
                style="small",
                tone="text.secondary",
                wrap=True,
            )
        )
        column.addWidget(explained)
        return column

    def _states(self) -> QVBoxLayout:
        store = self.store
        column = QVBoxLayout()
        column.setSpacing(4)
        wrong = NumberField(store, minimum=1, maximum=4096)
        wrong.set_value(64)
        rows = [("Filters", wrong)]
        mixed = NumberField(store)
        mixed.set_mixed()
        rate = NumberField(store, integer=False, minimum=0, unit="per step")
        rate.set_value(0.0003)
        off = NumberField(store)
        off.set_value(7)
        off.set_disabled_reason("The network decides this.")
        apart = LinkedPairField(store, axes=("depth", "height", "width"))
        apart.set_value((3, 5, 7))
        choice = ChoiceField(store, [("a", "A")])
        choice.set_mixed()
        no_choice = ChoiceField(store, [("a", "Cross-entropy of the classes, averaged")])
        no_choice.set_value("a")
        off_choice = ChoiceField(store, [("a", "Adam")])
        off_choice.set_value("a")
        off_choice.set_disabled_reason("Training runs.")
        mixed_switch, off_switch, false_switch = Switch(store), Switch(store), Switch(store)
        mixed_switch.set_mixed()
        off_switch.set_value(True)
        off_switch.set_disabled_reason("Training runs.")
        segments = SegmentedControl(store, [(w, w) for w in ("Same", "Valid", "Set")])
        segments.set_mixed()
        segments.set_choice_disabled("Set", "Not for this layer.")
        rows += [
            ("Mixed", mixed),
            ("Learning rate", rate),
            ("Seed", off),
            ("Kernel", apart),
            ("Watch", choice),
            ("Loss", no_choice),
            ("Method", off_choice),
            ("Keep best weights", mixed_switch),
            ("Stop early", off_switch),
            ("Shuffle", false_switch),
            ("Padding", segments),
        ]
        for word, editor in rows:
            column.addWidget(FormRow(store, word, editor))
        wrong.edit.setText("sixty")
        wrong.commit_text()
        return column

    def _marks(self) -> QVBoxLayout:
        store = self.store
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addLayout(
            self._row(
                Tag(store, "Live", tone="success", dot=True),
                Tag(store, "train"),
                Tag(store, "1", tone="error"),
                Tag(store, "new", tone="accent"),
                Tag(store, "old", tone="warn"),
                KeyHint(store, "Tab"),
                KeyHint(store, "F"),
            )
        )
        for kinds in (("image", "vector", "sequence"), ("tokens", "probabilities", "any")):
            column.addLayout(
                self._row(
                    *(
                        ShapePill(store, "64×8×8", kind, assumed=kind in ("vector", "any"))
                        for kind in kinds
                    )
                )
            )
        families = list(store.theme.colors.family)
        column.addLayout(self._row(*(FamilyTile(store, family) for family in families)))
        column.addLayout(
            self._row(FamilyTile(store, "conv", size=32), Label(store, "Conv2d", style="heading"))
        )
        for style in (
            "caption",
            "small",
            "body",
            "bodyStrong",
            "heading",
            "title",
            "display",
            "number",
            "mono",
            "code",
        ):
            column.addWidget(Label(store, f"{style} 0123,456 ×", style=style))
        column.addWidget(
            ElidedLabel(
                store, "A long sentence that never fits into this narrow column of pictures"
            )
        )
        for fraction in (0.0, 0.3, 1.0):
            line = ProgressLine(store, tone="success.text" if fraction == 1.0 else "accent.line")
            line.set_fraction(fraction)
            column.addWidget(line)
        for tone in ("plain", "error", "success"):
            card = Card(store, tone=tone)
            card.body.addWidget(Label(store, f"A card, {tone}", style="bodyStrong"))
            card.body.addWidget(
                Label(store, "One line below it.", style="small", tone="text.secondary")
            )
            column.addWidget(card)
        column.addWidget(
            EmptyState(
                store, "Press Train and the curves appear here.", drawing=draw_curve, action="Train"
            )
        )
        return column

    @staticmethod
    def _row(*widgets: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in widgets:
            row.addWidget(widget)
        row.addStretch(1)
        return row


def draw_curve(painter: QPainter, rect: QRectF, _theme: Theme) -> None:
    """Two axes and a falling line."""
    painter.drawLine(rect.bottomLeft(), rect.bottomRight())
    painter.drawLine(rect.bottomLeft(), rect.topLeft())
    painter.drawLine(rect.topLeft(), rect.bottomRight())


def draw_galleries(folder: Path) -> None:
    """Write the pictures into a folder."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    store = ThemeStore(reduced_motion=True)
    store.install(application)
    for mode in (ThemeMode.DARK, ThemeMode.LIGHT):
        for percent in (85, 100, 150):
            store.set_mode(mode)
            store.set_font_scale(percent / 100)
            gallery = Gallery(store)
            scroll = ScrollArea()
            scroll.setWidget(gallery)
            scroll.setWidgetResizable(True)
            width = int(1400 * percent / 100)
            scroll.resize(
                width, gallery.heightForWidth(width) if gallery.hasHeightForWidth() else 900
            )
            scroll.resize(width, int(900 * percent / 100))
            scroll.show()
            gallery.filters.edit.setFocus(Qt.FocusReason.TabFocusReason)
            application.processEvents()
            scroll.grab().save(str(folder / f"{mode.value}-{percent}.png"))
            if percent == 100:
                _draw_focus(gallery, folder / f"{mode.value}-focus.png")
                _draw_list(gallery, folder / f"{mode.value}-list.png")
                _draw_menu(store, folder / f"{mode.value}-menu.png", scroll)
            scroll.deleteLater()


def _draw_focus(gallery: Gallery, path: Path) -> None:
    """One picture with the ring around several controls, one below the other."""
    kinds = (Button, IconButton, Chip, SegmentedControl, Switch, ChoiceField, LinkedPairField)
    pictures = []
    for kind in kinds:
        widget = gallery.findChild(kind)
        assert isinstance(widget, QWidget)
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.processEvents()
        corner = widget.mapTo(gallery, QPoint(0, 0))
        around = QRect(corner, widget.size()).adjusted(-12, -12, 12, 12)
        pictures.append(gallery.grab(around).toImage())
    sheet = QImage(360, sum(p.height() for p in pictures), QImage.Format.Format_RGB32)
    sheet.fill(gallery.store.theme.colors.surface.panel)
    painter, y = QPainter(sheet), 0
    for picture in pictures:
        painter.drawImage(0, y, picture)
        y += picture.height()
    painter.end()
    sheet.save(str(path))


def _draw_list(gallery: Gallery, path: Path) -> None:
    """The list of a choice, dropped down."""
    field = gallery.findChild(ChoiceField)
    assert isinstance(field, ChoiceField)
    field.showPopup()
    QApplication.processEvents()
    field.view().window().grab().save(str(path))
    field.hidePopup()


def _draw_menu(store: ThemeStore, path: Path, parent: QWidget) -> None:
    menu = PopupMenu(store, parent=parent)
    menu.addAction(store.icons.icon("copy"), "Duplicate", "Ctrl+D")
    menu.addAction("Bypass", "B")
    menu.addSeparator()
    off = menu.addAction(store.icons.icon("trash"), "Delete", "Del")
    off.setEnabled(False)
    checked = menu.addAction("Show shapes")
    checked.setCheckable(True)
    checked.setChecked(True)
    menu.popup(QPoint(20, 20))
    menu.setActiveAction(menu.actions()[1])
    QApplication.processEvents()
    menu.grab().save(str(path))
    menu.close()


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    draw_galleries(target)
