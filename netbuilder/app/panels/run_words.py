"""What a run says of itself above its curves: trouble with an offer of repair, and how it ended."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from netbuilder.app.panels.metric_words import scores_words
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import Button, Card, IconView, Label
from netbuilder.runs.event import Trouble
from netbuilder.runs.series import Series
from netbuilder.words import _

_REASONS = {
    "epochs": _("Finished."),
    "early": _("Stopped early: no more progress."),
    "stopped": _("Stopped. The best weights are kept."),
    "failed": _("The run has failed."),
}


class RunWords(QWidget):
    """A card for trouble and a line for the end; takes no room while there is nothing to say.

    Signals:
        retry_wanted: The repair that is offered is to be made.
        resume_wanted: The run is to go on.
        restore_wanted: The network that the run trained is to be opened.
    """

    retry_wanted = Signal()
    resume_wanted = Signal()
    restore_wanted = Signal()

    def __init__(self, store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_quiet = False
        self._card = Card(store, tone="warn", padding=8)
        self._card.setObjectName("run.trouble")
        self.message = Label(store, wrap=True)
        self.message.setObjectName("run.message")
        self.retry_button = Button(store, _("Go on"), size="small", kind="filled")
        self.retry_button.setObjectName("run.retry")
        self.retry_button.clicked.connect(self.retry_wanted)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(IconView(store, "alert", _("Trouble"), tone="warn.text"))
        row.addWidget(self.message, 1)
        row.addWidget(self.retry_button, 0, Qt.AlignmentFlag.AlignVCenter)
        self._card.body.addLayout(row)
        self._card.hide()
        self.result = Label(store, style="small", tone="text.secondary", wrap=True)
        self.result.setObjectName("run.result")
        self.resume_button = Button(store, _("Go on with this run"), size="small", icon="play")
        self.resume_button.setObjectName("run.resume")
        self.resume_button.clicked.connect(self.resume_wanted)
        self.resume_button.hide()
        self.restore_button = Button(
            store, _("Open this run's network"), size="small", icon="reset"
        )
        self.restore_button.setObjectName("run.restore")
        self.restore_button.set_tooltip(
            _("Put the network and the settings of this run in the place of those drawn now.")
        )
        self.restore_button.clicked.connect(self.restore_wanted)
        self.restore_button.hide()
        self._end = QWidget()
        end = QHBoxLayout(self._end)
        end.setContentsMargins(0, 0, 0, 0)
        end.setSpacing(12)
        end.addWidget(self.result, 1)
        end.addWidget(self.restore_button, 0, Qt.AlignmentFlag.AlignVCenter)
        end.addWidget(self.resume_button, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(4)
        column.addWidget(self._card)
        column.addWidget(self._end)
        self._make_room()

    def show_trouble(self, sentence: str, *, repair: str = "") -> None:
        """Show what went wrong, and if there is a repair the words of its button."""
        self.message.setText(sentence)
        self.retry_button.setVisible(bool(repair))
        self.retry_button.set_face(repair, None, "filled")
        self._card.show()
        self._make_room()

    def show_end(self, series: Series, *, is_under_way: bool) -> None:
        """Show how a run has ended; nothing while it is under way."""
        if series.reason:
            self.retry_button.hide()
        self.result.setText("" if is_under_way else "  ".join(end_lines(series)))
        self._make_room()

    def show_resume(self, on: bool) -> None:
        """Offer to go on with the run, or not."""
        self.resume_button.setVisible(on)
        self._make_room()

    def show_restore(self, on: bool) -> None:
        """Offer to open the network of the run, or not."""
        self.restore_button.setVisible(on)
        self._make_room()

    def set_quiet(self, on: bool) -> None:
        """Say nothing of one run while several are compared; trouble is always said."""
        self._is_quiet = on
        self._make_room()

    def clear(self) -> None:
        """Say nothing any more."""
        self._card.hide()
        self.result.setText("")
        self._make_room()

    def _make_room(self) -> None:
        buttons = (self.resume_button, self.restore_button)
        has_end = bool(self.result.text()) or any(not button.isHidden() for button in buttons)
        has_end = has_end and not self._is_quiet
        self._end.setVisible(has_end)
        self.setVisible(has_end or not self._card.isHidden())


def end_lines(series: Series) -> list[str]:
    """How a run has come out, a sentence each."""
    lines = [_REASONS[series.reason]] if series.reason in _REASONS else []
    if series.run and not series.reason:
        lines.append(_("Broken off after epoch {epoch}.").format(epoch=series.epoch))
    if series.reason and series.best_epoch:
        lines.append(_("Best epoch: {epoch}.").format(epoch=series.best_epoch))
    if series.test:
        lines.append(_("On the test part: {scores}.").format(scores=scores_words(series.test)))
    return lines


def repair_words(trouble: Trouble) -> str:
    """What the button says that makes the repair which a trouble offers."""
    for path, value in trouble.repair.items():
        setting = path.rpartition(".")[2].replace("_", " ")
        return _("Go on with {setting} {value}").format(setting=setting, value=f"{value:g}")
    return _("Go on")
