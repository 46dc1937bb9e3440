from netbuilder.training.price import MEMORY, Price


def test_price_is_the_mean_of_what_was_paid() -> None:
    price = Price()

    assert price.paid(2.0) == 2.0
    assert price.paid(4.0) == 3.0
    assert price.paid(6.0) == 4.0


def test_what_was_held_up_once_is_forgotten() -> None:
    price = Price()
    for _ in range(MEMORY):
        price.paid(1.0)
    assert price.paid(9.0) == 2.0
    for _ in range(10 * MEMORY):
        latest = price.paid(1.0)

    assert 1.0 < latest < 1.001
