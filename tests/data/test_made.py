import numpy as np
import pytest

from netbuilder.data.draw import Draws
from netbuilder.data.made import MAKERS, read_made
from netbuilder.error import DataError

NAMES = sorted(MAKERS)


def points(name, **options):
    table = read_made(name, options)
    return np.stack([table.columns["x"], table.columns["y"]], axis=1), table.columns["class"]


@pytest.mark.parametrize("name", NAMES)
def test_rows_are_shared_out_evenly_over_the_classes(name):
    _, labels = points(name, rows=101)
    names, counts = np.unique(labels.astype(str), return_counts=True)
    assert names.tolist() == [str(number) for number in range(len(names))]
    assert counts.sum() == 101
    assert counts.max() - counts.min() <= 1


@pytest.mark.parametrize("name", NAMES)
def test_the_same_seed_draws_the_same_points_and_another_seed_others(name):
    first, _ = points(name, seed=3)
    again, _ = points(name, seed=3)
    other, _ = points(name, seed=4)
    np.testing.assert_array_equal(first, again)
    assert np.any(first != other)


@pytest.mark.parametrize("name", NAMES)
def test_the_fingerprint_tells_options_apart(name):
    assert read_made(name, {}).fingerprint == read_made(name, {"seed": 0}).fingerprint
    assert read_made(name, {}).fingerprint != read_made(name, {"noise": 0.3}).fingerprint


def test_moons_without_noise_lie_on_their_half_circles():
    at, labels = points("two_moons", noise=0.0)
    upper, lower = at[labels == "0"], at[labels == "1"]
    np.testing.assert_allclose(np.hypot(upper[:, 0], upper[:, 1]), 1.0, atol=2e-6)
    np.testing.assert_allclose(np.hypot(lower[:, 0] - 1.0, lower[:, 1] - 0.5), 1.0, atol=2e-6)
    assert upper[:, 1].min() >= 0.0
    assert lower[:, 1].max() <= 0.5


def test_circles_without_noise_have_radii_in_equal_steps():
    at, labels = points("circles", noise=0.0, classes=4)
    for label, radius in (("0", 1.0), ("1", 0.75), ("2", 0.5), ("3", 0.25)):
        ring = at[labels == label]
        np.testing.assert_allclose(np.hypot(*ring.T), radius, atol=2e-6)
        assert np.abs(ring.mean(axis=0)).max() < 0.2 * radius


def test_spirals_turn_one_and_a_half_times_and_differ_by_a_turn_over_classes():
    at, labels = points("spirals", noise=0.0, classes=2, rows=400)
    first, second = at[labels == "0"], at[labels == "1"]
    np.testing.assert_allclose(first, -second, atol=2e-6)
    angle = np.unwrap(np.arctan2(first[:, 1], first[:, 0]))
    assert (angle[-1] - angle[0]) / (2 * np.pi) == pytest.approx(1.5, abs=1e-4)
    assert np.hypot(*first[0]) == pytest.approx(0.1)
    assert np.hypot(*first[-1]) == pytest.approx(1.0)


def test_xor_is_the_exclusive_or_of_the_signs():
    at, labels = points("xor", noise=0.0)
    expected = (at[:, 0] > 0) != (at[:, 1] > 0)
    np.testing.assert_array_equal(labels == "1", expected)
    assert np.abs(at.mean(axis=0)).max() < 0.1


def test_blobs_scatter_by_the_noise_around_their_centres():
    at, labels = points("blobs", classes=3, noise=0.5, rows=30_000)
    blob = at[labels == "1"]
    centre = 2.0 * np.array([np.cos(2 * np.pi / 3), np.sin(2 * np.pi / 3)])
    np.testing.assert_allclose(blob.mean(axis=0), centre, atol=0.02)
    np.testing.assert_allclose(blob.std(axis=0), 0.5, atol=0.02)


def test_draws_are_uniform_normal_and_a_permutation():
    draws = Draws(0, "test")
    uniform, normal = draws.uniform(100_000), draws.normal(100_000)
    assert 0.0 <= uniform.min() < 1e-4 < 0.9999 < uniform.max() < 1.0
    assert uniform.var() == pytest.approx(1 / 12, rel=0.01)
    assert (normal.mean(), normal.std()) == pytest.approx((0.0, 1.0), abs=0.01)
    assert (np.abs(normal) < 1.959964).mean() == pytest.approx(0.95, abs=0.003)
    np.testing.assert_array_equal(np.sort(draws.order(1000)), np.arange(1000))


def test_draws_are_these_on_every_machine():
    # The raw bits of PCG64, which numpy promises to keep, read by hand.
    raw = np.random.PCG64(np.random.SeedSequence([7, *b"xy"])).random_raw(3)
    by_hand = [int(bits) // 2**11 / 2**53 for bits in raw]
    assert Draws(7, "xy").uniform(3).tolist() == by_hand


def test_draws_of_one_seed_for_different_purposes_are_unrelated():
    first, second = Draws(0, "split").uniform(10_000), Draws(0, "circles").uniform(10_000)
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.05


@pytest.mark.parametrize(
    ("name", "options", "sentence"),
    [
        ("moon", {}, "moon: there is no made set of this name. Choose one of two_moons, circles"),
        ("xor", {"classes": 3}, "xor: there is no option “classes”. It has rows, noise, seed."),
        ("xor", {"rows": 5}, "xor: rows must be from 10 to 1,000,000, found 5"),
        ("xor", {"rows": True}, "xor: rows must be a whole number, found True"),
        ("blobs", {"noise": float("nan")}, "blobs: noise must be a finite number, found nan"),
        ("blobs", {"classes": 11}, "blobs: classes must be from 2 to 10, found 11"),
        ("blobs", {"seed": "1"}, "blobs: seed must be a whole number, found '1'"),
    ],
)
def test_impossible_options_are_refused(name, options, sentence):
    with pytest.raises(DataError) as caught:
        read_made(name, options)
    assert caught.value.sentence.startswith(sentence)
