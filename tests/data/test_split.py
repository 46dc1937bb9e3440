import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.model_selection import train_test_split

from netbuilder.data.split import check_split, split_rows, split_windows, window_starts
from netbuilder.error import DataError
from netbuilder.project.schema import Split, Window


def sizes(parts):
    return len(parts.train), len(parts.validation), len(parts.test)


@st.composite
def splits(draw, by=("random", "stratified", "time")):
    test = draw(st.integers(0, 60)) / 100
    validation = draw(st.integers(0, 39)) / 100
    train = 1.0 - test - validation
    seed = draw(st.integers(0, 2**32))
    way = draw(st.sampled_from(by))
    return Split(train=train, validation=validation, test=test, by=way, seed=seed)


@given(st.integers(0, 500), splits(), st.integers(1, 8))
def test_every_row_is_in_exactly_one_part(rows, split, classes):
    labels = np.arange(rows) % classes
    parts = split_rows(np.arange(rows) * 3, split, labels)
    together = np.concatenate([parts.train, parts.validation, parts.test])
    np.testing.assert_array_equal(np.sort(together), np.arange(rows) * 3)
    for part in (parts.train, parts.validation, parts.test):
        assert np.all(np.diff(part) > 0)


@given(st.lists(st.integers(0, 6), min_size=1, max_size=300), splits(by=("stratified",)))
def test_a_stratified_split_keeps_class_shares_and_no_class_out_of_train(labels, split):
    labels = np.array(labels)
    parts = split_rows(np.arange(len(labels)), split, labels)
    for label in np.unique(labels):
        count, train = (labels == label).sum(), (labels[parts.train] == label).sum()
        assert train >= 1
        if train > 1:
            test = (labels[parts.test] == label).sum()
            validation = (labels[parts.validation] == label).sum()
            assert abs(test - count * split.test) <= 1.0 + 1e-6
            assert abs(validation - count * split.validation) <= 1.0 + 1e-6


def test_proportions_equal_scikit_learns():
    labels = np.repeat([0, 1, 2], [500, 300, 200])
    parts = split_rows(np.arange(1000), Split(), labels)
    rest, test = train_test_split(labels, test_size=0.15, stratify=labels, random_state=0)
    train, validation = train_test_split(rest, test_size=150, stratify=rest, random_state=0)
    for part, expected in (
        (parts.train, train),
        (parts.validation, validation),
        (parts.test, test),
    ):
        np.testing.assert_array_equal(np.bincount(labels[part]), np.bincount(expected))


def test_many_classes_of_three_still_fill_all_parts():
    labels = np.repeat(np.arange(50), 3)
    parts = split_rows(np.arange(150), Split(), labels)
    # 15 % of 150 is 22.5, which rounds up.
    assert sizes(parts) == (104, 23, 23)


def test_a_random_split_is_random_and_its_sizes_round():
    parts = split_rows(np.arange(1000), Split(by="random"))
    assert sizes(parts) == (700, 150, 150)
    # The mean of 150 of 1,000 rows has a standard deviation of about 22 around 499.5.
    assert abs(parts.test.mean() - 499.5) < 100


def test_another_seed_gives_another_split_and_the_same_the_same():
    rows = np.arange(100)
    first = split_rows(rows, Split(by="random", seed=1))
    again = split_rows(rows, Split(by="random", seed=1))
    other = split_rows(rows, Split(by="random", seed=2))
    np.testing.assert_array_equal(first.test, again.test)
    assert first.test.tolist() != other.test.tolist()


def test_the_split_is_this_on_every_machine():
    # By hand: rows in the order of PCG64's raw bits; first the test's 2, then 2, then 6.
    raw = np.random.PCG64(np.random.SeedSequence([0, *b"split"])).random_raw(10)
    order = sorted(range(10), key=lambda row: int(raw[row]))
    split = Split(train=0.6, validation=0.2, test=0.2, by="random")
    parts = split_rows(np.arange(10), split)
    assert parts.test.tolist() == sorted(order[:2])
    assert parts.validation.tolist() == sorted(order[2:4])
    assert parts.train.tolist() == sorted(order[4:])


def test_a_split_by_time_keeps_the_order():
    parts = split_rows(np.arange(20), Split(by="time"))
    assert parts.train.tolist() == list(range(14))
    assert parts.validation.tolist() == [14, 15, 16]
    assert parts.test.tolist() == [17, 18, 19]


def test_one_row_trains():
    assert sizes(split_rows(np.arange(1), Split(train=0.1, validation=0.0, test=0.9))) == (1, 0, 0)


def test_windows_by_hand():
    window = Window(length=3, horizon=2, stride=1)
    split = Split(train=0.5, validation=0.2, test=0.3, by="time")
    parts, left_out = split_windows(20, window, split)
    # Train has steps 0-9, validation 10-13, test 14-19; targets are steps s+3 and s+4.
    assert parts.train.tolist() == [0, 1, 2, 3, 4, 5]
    assert parts.validation.tolist() == [7, 8, 9]
    assert parts.test.tolist() == [11, 12, 13, 14, 15]
    assert left_out == 2


@given(
    st.integers(0, 200),
    st.integers(1, 30),
    st.integers(1, 10),
    st.integers(1, 7),
    splits(("time",)),
)
def test_no_window_of_a_part_reaches_past_its_part(steps, length, horizon, stride, split):
    window = Window(length=length, horizon=horizon, stride=stride)
    parts, left_out = split_windows(steps, window, split)
    borders = [len(part) for part in vars_of(split_rows(np.arange(steps), split))]
    ends = np.cumsum(borders)
    beginnings = ends - borders
    total = left_out
    for part, begin, end in zip(vars_of(parts), beginnings, ends, strict=True):
        assert np.all(part + length >= begin)
        assert np.all(part + length + horizon <= end)
        total += len(part)
    assert (
        total
        == len(window_starts(steps, window))
        == len(range(0, max(0, steps - length - horizon + 1), stride))
    )


def vars_of(parts):
    return parts.train, parts.validation, parts.test


@pytest.mark.parametrize(
    ("split", "sentence"),
    [
        (Split(train=0.5), "split: the shares of train, validation and test must add up to 1, "),
        (Split(train=-0.1, validation=0.6, test=0.5), "split: the share of train must be from 0"),
        (Split(train=float("nan")), "split: the share of train must be from 0 to 1, found nan"),
        (Split(train=0.0, validation=0.5, test=0.5), "split: the train part needs a share above 0"),
        (
            Split(by="moon"),
            "split: the way to split must be random, stratified or time, found moon",
        ),
    ],
)
def test_impossible_shares_are_refused(split, sentence):
    with pytest.raises(DataError) as caught:
        check_split(split)
    assert caught.value.sentence.startswith(sentence)
