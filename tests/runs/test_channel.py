import threading

from netbuilder.runs.channel import Channel, Views
from netbuilder.runs.command import GoOn, Pause, Set
from netbuilder.runs.event import StepsTaken


def test_commands_arrive_in_order() -> None:
    channel = Channel()
    sent = [Pause(), Set(key="learning_rate", value=0.1), GoOn()]
    for command in sent:
        channel.send(command)

    assert [channel.commands.get_nowait() for _ in sent] == sent


def test_every_event_arrives_once_and_in_order_across_threads() -> None:
    channel = Channel()
    sent = [StepsTaken(first_step=step, losses=(1.0,)) for step in range(1, 2001)]
    trainer = threading.Thread(target=lambda: [channel.emit(event) for event in sent])
    trainer.start()
    seen = []
    while trainer.is_alive() or len(seen) < len(sent):
        seen += channel.drain(at_most=7)
    trainer.join()

    assert seen == sent
    assert channel.drain() == []


def test_only_the_latest_view_of_each_name_is_seen() -> None:
    views = Views()
    views.offer("weights", 1)
    views.offer("activations", 2)
    views.offer("weights", 3)

    assert views.take() == {"weights": 3, "activations": 2}
    assert views.take() == {}
