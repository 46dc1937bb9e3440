import threading
import time

from netbuilder.runs.turnstile import Turnstile


def test_open_turnstile_lets_through_at_once() -> None:
    turnstile = Turnstile()

    began = time.perf_counter()
    for _ in range(1000):
        turnstile.pass_through()

    assert turnstile.waited_s == 0.0
    assert time.perf_counter() - began < 0.1


def test_trainer_waits_until_the_hold_ends() -> None:
    turnstile = Turnstile(longest_hold_s=5.0)
    passed_at: list[float] = []
    with turnstile.hold():
        trainer = threading.Thread(
            target=lambda: (turnstile.pass_through(), passed_at.append(time.monotonic()))
        )
        trainer.start()
        time.sleep(0.05)
        assert not passed_at
        released_at = time.monotonic()
    trainer.join(2.0)

    assert passed_at[0] >= released_at
    assert turnstile.waited_s >= 0.03


def test_hold_that_never_ends_stops_the_trainer_for_its_longest_time_only() -> None:
    turnstile = Turnstile(longest_hold_s=0.05)
    with turnstile.hold():
        turnstile.pass_through()
        first_s = turnstile.waited_s
        for _ in range(100):
            turnstile.pass_through()

        assert 0.04 <= first_s < 1.0
        assert turnstile.waited_s == first_s


def test_nested_holds_open_with_the_outer_one() -> None:
    turnstile = Turnstile(longest_hold_s=0.05)
    with turnstile.hold():
        with turnstile.hold():
            pass
        turnstile.pass_through()
        assert turnstile.waited_s > 0.0
    waited_s = turnstile.waited_s
    turnstile.pass_through()

    assert turnstile.waited_s == waited_s


def test_hold_ends_when_painting_fails() -> None:
    turnstile = Turnstile()
    try:
        with turnstile.hold():
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass
    turnstile.pass_through()

    assert turnstile.waited_s == 0.0
