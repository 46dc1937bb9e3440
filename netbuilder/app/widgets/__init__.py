"""Every control of the app, drawn from the theme.

The first argument is always the `ThemeStore`. Give each widget that a person acts on an
`objectName`; words given as `name` or text become the accessible name.

Editors (all follow `Editor`: `set_value(v)` silent, `value()`, signal `committed(object)` once a
gesture, `set_mixed()`, `set_error(sentence | None)`, signal `error_changed(str)`;
values are None while mixed):

    NumberField(store, *, integer=True, minimum=None, maximum=None, step=None, unit="", name="",
                steppers=True)                          int or float
    LinkedPairField(store, *, minimum=None, maximum=None, integer=True, name="",
                    axes=("height", "width"))           tuple, one number an axis (2 or 3)
    ChoiceField(store, choices=[(value, words)], *, name="")     .set_choices(choices)
    SegmentedControl(store, choices=[(value, word)], *, ground="field"|"app"|"none", equal=None,
                     name="")     "app" for the pages in the top bar, "none" for tabs;
                                  .set_choice_disabled(value, reason | None),
                                  .set_count(value, count | None, is_alarming=False)
    TextField(store, *, name="", placeholder="", mono=False, check=text -> sentence | None)
    Switch(store, name="")                              bool
    Slider(store, *, name)       in `widgets.slider`; .amount() 0 to 1, signal moved(float)
    NameEditor(store, name, parent)     lies over a name while it is changed: signals named,
                                        refused, closed; .open(text, box, check)

Buttons (Qt's `clicked`; `set_disabled_reason(sentence | None)`, `set_tooltip(sentence)`):

    Button(store, text, *, kind="plain"|"filled"|"ghost"|"danger"|"link",
           size="small"|"medium"|"large", icon=None, trailing_icon=None, keys="")
                                                        .set_face(text, icon, kind)
    IconButton(store, icon, name, *, small=False, icon_size=None, tone="text.secondary",
               checkable=False)     14 px icons stand at the head of the inspector;
                                                        .set_icon(icon, name=None), .set_tone(tone)
    Chip(store, text, *, tone="plain"|"accent"|"success"|"warn"|"error", icon=None, badge=False,
         has_menu=False, checkable=False)               .set_text(text), .set_tone(tone)

Words and marks (icons are file names of `resources/icons` without ending, tones are token paths):

    Label(store, text="", *, style="body", tone="text.primary", weight=None, wrap=False)
    ElidedLabel(store, text="", *, style="body", tone="text.primary", weight=None, mode=ElideRight)
                                                        .set_full_text(text)
    Tag(store, text, *, tone="plain"|..., dot=False)    .set_text(text)
    KeyHint(store, keys)
    ShapePill(store, text, kind="any", *, assumed=False)
    IconView(store, icon, name="", *, tone="text.secondary", size=16)
    FamilyTile(store, family, *, size=20)               .set_family(family)
    ProgressLine(store, *, tone="accent.line")          .set_fraction(0..1)

Grounds and forms:

    Surface(store, surface="panel"|"app"|"canvas"|"raised"|"field", *, edges=("bottom", ...))
    Card(store, *, tone="plain"|"accent"|"success"|"warn"|"error", padding=None)    .body layout
    Divider(store, *, vertical=False)
    ScrollArea()                                        .setWidget(widget)
    Splitter(store, orientation, *, sizes=())           double-click on a handle resets to `sizes`
    FormRow(store, text, editor, *, help_="", label_width=96)       shows the editor's error below
    Section(store, title, *, expanded=False, strong=False)          .body layout, signal toggled
    EmptyState(store, sentence, *, drawing=None, action="")         signal acted, .add_button(b)
    SearchField(store, *, placeholder, keys="")     signals text_changed, submitted, stepped_down
    PopupMenu(store, title="")                          a QMenu

All take `parent=None` as their last argument.
"""

from netbuilder.app.widgets.button import Button, IconButton
from netbuilder.app.widgets.chip import Chip
from netbuilder.app.widgets.choice import ChoiceField
from netbuilder.app.widgets.control import Control
from netbuilder.app.widgets.editor import Editor
from netbuilder.app.widgets.field import Field, SearchField, TextField
from netbuilder.app.widgets.focus import FocusMark
from netbuilder.app.widgets.form import EmptyState, FormRow, Section
from netbuilder.app.widgets.label import ElidedLabel, Label
from netbuilder.app.widgets.menu import PopupMenu
from netbuilder.app.widgets.name_editor import NameEditor
from netbuilder.app.widgets.number import NumberField
from netbuilder.app.widgets.pair import LinkedPairField
from netbuilder.app.widgets.segmented import SegmentedControl
from netbuilder.app.widgets.surface import (
    Card,
    Divider,
    ProgressLine,
    ScrollArea,
    Splitter,
    Surface,
)
from netbuilder.app.widgets.switch import Switch
from netbuilder.app.widgets.tag import FamilyTile, IconView, KeyHint, ShapePill, Tag

__all__ = [
    "Button",
    "Card",
    "Chip",
    "ChoiceField",
    "Control",
    "Divider",
    "Editor",
    "ElidedLabel",
    "EmptyState",
    "FamilyTile",
    "Field",
    "FocusMark",
    "FormRow",
    "IconButton",
    "IconView",
    "KeyHint",
    "Label",
    "LinkedPairField",
    "NameEditor",
    "NumberField",
    "PopupMenu",
    "ProgressLine",
    "ScrollArea",
    "SearchField",
    "Section",
    "SegmentedControl",
    "ShapePill",
    "Splitter",
    "Surface",
    "Switch",
    "Tag",
    "TextField",
]
