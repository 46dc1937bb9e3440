import pytest

from netbuilder.training.price import MEMORY, Price


def test_price_is_the_mean_of_what_was_paid_lately() -> None:
    price = Price()

    assert price.least_s == 0.0
    assert [price.paid(2.0), price.paid(4.0), price.paid(6.0)] == [2.0, 3.0, 4.0]
    assert price.least_s == 2.0


def test_what_was_held_up_once_is_forgotten() -> None:
    price = Price()
    price.paid(9.0)
    latest = [price.paid(1.0) for _ in range(MEMORY)]

    assert latest[-2] == pytest.approx((9 + MEMORY - 1) / MEMORY)
    assert latest[-1] == 1.0
