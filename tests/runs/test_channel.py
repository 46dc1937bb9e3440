from netbuilder.runs.channel import Views


def test_only_the_latest_view_of_each_name_is_seen() -> None:
    views = Views()
    views.offer("weights", 1)
    views.offer("activations", 2)
    views.offer("weights", 3)

    assert views.take() == {"weights": 3, "activations": 2}
    assert views.take() == {}
