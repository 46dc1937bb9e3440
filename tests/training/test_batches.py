import pytest
import torch
from torch import Tensor

from netbuilder.training.batches import Batches, Fed, Rows
from netbuilder.training.recipe import Batch


def rows(count: int) -> Rows:
    x = torch.arange(count, dtype=torch.float32).reshape(-1, 1)
    return Rows(
        arguments={"model": (x, x * 10)},
        targets={"y": torch.arange(count), "z": x * 2},
        num_rows=count,
    )


def epoch(batches: Batches, number: int, first: int = 0) -> list[Batch]:
    return list(batches.epoch(number, torch.Generator(), first))


def seen(batches: list[Batch]) -> list[int]:
    return [int(value) for batch in batches for value in batch.targets["y"]]


@pytest.mark.parametrize(
    ("count", "batch_size", "sizes"),
    [
        (10, 4, (4, 4, 2)),
        (10, 0, (10,)),
        (10, 1, (1,) * 10),
        (10, 500, (10,)),
        (1, 32, (1,)),
        (9, 4, (4, 4, 1)),
    ],
)
def test_every_row_comes_once_an_epoch(count: int, batch_size: int, sizes: tuple[int, ...]) -> None:
    batches = Batches(rows(count), batch_size=batch_size, seed=1)

    found = epoch(batches, 1)

    assert tuple(batch.num_rows for batch in found) == batches.sizes == sizes
    assert sorted(seen(found)) == list(range(count))


def test_columns_of_a_row_stay_together() -> None:
    for batch in epoch(Batches(rows(50), batch_size=7, seed=3), 2):
        x, tenfold = batch.inputs["model"]
        assert torch.equal(tenfold, x * 10)
        assert torch.equal(batch.targets["z"], x * 2)
        assert batch.targets["y"].tolist() == x.flatten().tolist()


def test_every_epoch_has_an_order_of_its_own_that_the_seed_decides() -> None:
    one, same = (Batches(rows(100), batch_size=8, seed=5) for _ in range(2))
    other = Batches(rows(100), batch_size=8, seed=6)

    assert seen(epoch(one, 1)) == seen(epoch(same, 1))
    assert seen(epoch(one, 1)) != seen(epoch(one, 2))
    assert seen(epoch(one, 1)) != seen(epoch(other, 1))
    assert seen(epoch(one, 2)) != seen(epoch(other, 1))


@pytest.mark.parametrize("first", [1, 3, 12])
def test_epoch_can_be_entered_in_the_middle(first: int) -> None:
    batches = Batches(rows(100), batch_size=8, seed=5)

    assert seen(epoch(batches, 4, first)) == seen(epoch(batches, 4))[8 * first :]


def test_without_seed_rows_come_as_they_lie() -> None:
    assert seen(epoch(Batches(rows(10), batch_size=4), 1)) == list(range(10))


def test_large_rows_are_gathered_in_pieces() -> None:
    x = torch.randn(40, 1024, 1024)  # 4 MB a row: four batches of one row at a time
    batches = Batches(
        Rows(arguments={"model": (x,)}, targets={"y": torch.arange(40)}, num_rows=40),
        batch_size=1,
        seed=2,
    )
    found = [(int(b.targets["y"]), b.inputs["model"][0]) for b in epoch(batches, 1, 33)]

    assert len(found) == 7
    assert all(torch.equal(picture[0], x[row]) for row, picture in found)


def test_lone_last_row_joins_the_batch_before_it_where_asked() -> None:
    batches = Batches(rows(9), batch_size=4, seed=0, is_lone_row_joined=True)

    assert batches.sizes == (4, 5)
    assert sorted(seen(epoch(batches, 1))) == list(range(9))
    assert Batches(rows(1), batch_size=4, is_lone_row_joined=True).sizes == (1,)


def test_recipe_feeds_are_drawn_for_each_batch_from_the_given_generator() -> None:
    def noise(count: int, dims: tuple[int, ...], generator: torch.Generator) -> Tensor:
        return torch.randn(count, *dims, generator=generator)

    x = torch.zeros(5, 2)
    batches = Batches(
        Rows(arguments={"critic": (x,), "maker": (Fed(noise, (3,)),)}, targets={}, num_rows=5),
        batch_size=2,
        seed=1,
    )

    found = list(batches.epoch(1, torch.Generator().manual_seed(7)))

    expected = torch.Generator().manual_seed(7)
    for batch in found:
        drawn = torch.randn(batch.num_rows, 3, generator=expected)
        assert torch.equal(batch.inputs["maker"][0], drawn)
    assert [batch.num_rows for batch in found] == [2, 2, 1]


def test_part_without_rows_has_no_batches() -> None:
    assert epoch(Batches(rows(0), batch_size=4), 1) == []
