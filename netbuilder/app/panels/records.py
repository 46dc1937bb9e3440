"""What a run has said, kept and put into words, one line or a few for each record.

To say a new kind of record, add a function that yields its lines to `SAID`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import QObject, Signal

from netbuilder.app.engine import Engine
from netbuilder.app.panels.metric_words import scores_words
from netbuilder.app.quantity import count_words, grouped
from netbuilder.error import NetbuilderError
from netbuilder.runs.event import (
    BestFound,
    Checkpointed,
    ChoicesMade,
    CommandTaken,
    EpochEnded,
    Event,
    Finished,
    GradientsRead,
    Resumed,
    Started,
    StepsTaken,
    Trouble,
)
from netbuilder.runs.folder import RunFolder
from netbuilder.runs.series import Series
from netbuilder.words import _

MOST_RECORDS = 2000
"""Records kept; older ones are in the run's folder."""

Line = tuple[str, str]
"""What a line says, and the tone it says it in."""


def words_of(event: Event) -> tuple[Line, ...]:
    """Say a record in words; steps and gradients are said by the epoch that they make up."""
    for kind, say in SAID.items():
        if isinstance(event, kind):
            return tuple(say(event))
    return ()


def clock_words(seconds: float) -> str:
    """``0:04.2``: the time since the run's start, to the tenth."""
    tenths = max(0, int(seconds * 10))
    minutes, rest = divmod(tenths, 600)
    hours, minutes = divmod(minutes, 60)
    clock = f"{minutes:02}" if hours else f"{minutes}"
    return f"{hours}:{clock}:{rest / 10:04.1f}" if hours else f"{clock}:{rest / 10:04.1f}"


def _say_started(event: Started) -> Iterable[Line]:
    words = _("Started on {device}: {epochs} of {steps} each.")
    epochs = count_words(event.epochs, _("epoch"), _("epochs"))
    steps = count_words(event.steps_per_epoch, _("step"), _("steps"))
    yield words.format(device=event.device, epochs=epochs, steps=steps), "text.primary"


def _say_choices(event: ChoicesMade) -> Iterable[Line]:
    choices = event.choices
    if why := choices.get("device_why"):
        yield str(why), "text.secondary"
    if why := choices.get("threads_why"):
        threads = count_words(int(choices.get("threads", 0)), _("thread"), _("threads"))
        yield f"{threads}: {why}", "text.secondary"
    for note in choices.get("notes", ()):
        yield str(note), "text.secondary"


def _say_epoch(event: EpochEnded) -> Iterable[Line]:
    words = [_("Epoch {epoch}").format(epoch=event.epoch)]
    for name, values in ((_("train"), event.train), (_("validation"), event.validation)):
        if values:
            words.append(f"{name}: {scores_words(values)}")
    if event.samples_per_s:
        count = grouped(round(event.samples_per_s))
        words.append(_("{count} examples/s").format(count=count))
    yield "   ".join(words), "text.primary"


def _say_best(event: BestFound) -> Iterable[Line]:
    words = _("Best so far at epoch {epoch}: {value}. Its weights are kept.")
    value = scores_words({event.key: event.value})
    yield words.format(epoch=event.epoch, value=value), "success.text"


def _say_checkpoint(event: Checkpointed) -> Iterable[Line]:
    words = _("Everything needed to go on from epoch {epoch} is written.")
    yield words.format(epoch=event.epoch), "text.secondary"


def _say_command(event: CommandTaken) -> Iterable[Line]:
    step = grouped(event.step)
    if event.command == "set":
        for key, value in event.arguments.items():
            words = _("{setting} set to {value} at step {step}.")
            setting = key.rpartition(".")[2].replace("_", " ").capitalize()
            yield words.format(setting=setting, value=_number(value), step=step), "accent.text"
        return
    words = {
        "pause": _("Paused at step {step}."),
        "go_on": _("Goes on from step {step}."),
        "stop": _("Told to stop at step {step}."),
    }.get(event.command, event.command)
    yield words.format(step=step), "accent.text"


def _say_resumed(event: Resumed) -> Iterable[Line]:
    words = _("Taken up again at epoch {epoch}, step {step}.")
    yield words.format(epoch=event.epoch, step=grouped(event.step)), "accent.text"


def _say_trouble(event: Trouble) -> Iterable[Line]:
    yield event.sentence, "error.text"


def _say_finished(event: Finished) -> Iterable[Line]:
    words = {
        "epochs": _("Finished after epoch {epoch}."),
        "early": _("Stopped early after epoch {epoch}: no more progress."),
        "stopped": _("Stopped in epoch {epoch}. The best weights are kept."),
        "failed": _("The run has failed in epoch {epoch}."),
    }.get(event.reason, event.reason)
    tone = "error.text" if event.reason == "failed" else "text.primary"
    yield words.format(epoch=event.epoch), tone
    if event.best_epoch:
        yield _("Best epoch: {epoch}.").format(epoch=event.best_epoch), "text.primary"
    if event.test:
        values = scores_words(event.test)
        yield _("On the test part: {values}.").format(values=values), "text.primary"


SAID: Mapping[type[Event], Callable[..., Iterable[Line]]] = {
    Started: _say_started,
    ChoicesMade: _say_choices,
    EpochEnded: _say_epoch,
    BestFound: _say_best,
    Checkpointed: _say_checkpoint,
    CommandTaken: _say_command,
    Resumed: _say_resumed,
    Trouble: _say_trouble,
    Finished: _say_finished,
}


def _number(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


class Records(QObject):
    """The latest records of the run that the engine shows.

    Those of an earlier run are read when they are first asked for.

    Signals:
        cleared: Another run is shown.
    """

    cleared = Signal()

    def __init__(self, engine: Engine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._events: deque[Event] = deque(maxlen=MOST_RECORDS)
        self._series: Series = engine.series
        self._unread: RunFolder | None = engine.run
        self._read_to_s = -1.0
        self.count = 0
        engine.event_arrived.connect(self._on_event_arrived)
        engine.state_changed.connect(self._on_state_changed)

    def since(self, count: int) -> tuple[Event, ...]:
        """The records that are kept beyond the first `count` of the run."""
        self._read()
        fresh = min(self.count - count, len(self._events))
        return tuple(self._events)[len(self._events) - fresh :]

    def _read(self) -> None:
        """Read what a run has said before; if it goes on by now, in front of what it says since."""
        run, self._unread = self._unread, None
        if run is None:
            return
        try:
            events = run.events()
        except NetbuilderError as error:
            events = (Trouble(code="failed", sentence=error.sentence),)
        said_since = tuple(self._events)
        self._events.clear()
        self.count = 0
        for event in events:
            self._keep(event)
        self._read_to_s = events[-1].time_s if events else -1.0
        for event in said_since:
            self._keep(event)

    def _keep(self, event: Event) -> None:
        is_new = event.time_s > self._read_to_s
        if is_new and not isinstance(event, StepsTaken | GradientsRead):
            self._events.append(event)
            self.count += 1

    def _on_event_arrived(self, event: Event) -> None:
        self._follow_run()
        self._keep(event)

    def _on_state_changed(self) -> None:
        if self._follow_run():
            self._unread = self._engine.run

    def _follow_run(self) -> bool:
        is_other = self._series is not self._engine.series
        if is_other:
            self._series = self._engine.series
            self._events.clear()
            self.count, self._unread, self._read_to_s = 0, None, -1.0
            self.cleared.emit()
        return is_other
