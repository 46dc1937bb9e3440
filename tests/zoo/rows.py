"""Networks that read rows of numbers: tables, ratings, points in space."""

from __future__ import annotations

from tests.zoo.sheet import Sheet, Spec, conv, dense, drop, known


@known("Perceptron for digits", family="mlp")
def perceptron(s: Sheet) -> None:
    x = s.row(s.image(1, 28, 28), "Flatten", dense(512), "ReLU", drop(0.2), dense(512), "ReLU")
    s.output(s.row(x, drop(0.2), dense(10), "Softmax"))


@known("Logistic regression", family="mlp")
def logistic_regression(s: Sheet) -> None:
    s.output(s.row(s.numbers(30), dense(1), "Sigmoid"))


@known("Perceptron with batch normalisation", family="mlp")
def normalised_perceptron(s: Sheet) -> None:
    x = s.numbers(40)
    for units in (128, 64):
        x = s.row(x, dense(units), "BatchNorm", "ReLU", drop(0.3))
    s.output(s.row(x, dense(1), "Sigmoid"))


@known("Self-normalizing network", family="self-normalizing")
def self_normalizing(s: Sheet) -> None:
    x = s.numbers(57)
    for _ in range(6):
        x = s.row(x, dense(256), "SELU", drop(0.05))
    s.output(s.row(x, dense(2), "Softmax"))


@known("Residual network for tables", family="tabular-resnet")
def tabular_resnet(s: Sheet) -> None:
    x = s.put(dense(128), s.numbers(24))
    for _ in range(4):
        y = s.row(x, "BatchNorm", dense(256), "ReLU", drop(0.2), dense(128), drop(0.1))
        x = s.add(x, y)
    s.output(s.row(x, "BatchNorm", "ReLU", dense(1)))


@known("Wide and deep", family="wide-and-deep")
def wide_and_deep(s: Sheet) -> None:
    wide, deep = s.numbers(200), s.numbers(40)
    for units in (256, 128, 64):
        deep = s.row(deep, dense(units), "ReLU")
    s.output(s.row(s.concatenate(wide, deep), dense(1), "Sigmoid"))


@known("Two towers", family="two-towers")
def two_towers(s: Sheet) -> None:
    def tower(x: str) -> str:
        return s.row(x, dense(256), "ReLU", dense(128), "ReLU", dense(64))

    matched = s.multiply(tower(s.numbers(120)), tower(s.numbers(80)))
    s.output(s.row(matched, dense(1), "Sigmoid"))


@known("Neural collaborative filtering", family="collaborative")
def collaborative(s: Sheet) -> None:
    user, item = s.numbers(64), s.numbers(64)
    factors = s.multiply(s.put(dense(16), user), s.put(dense(16), item))
    x = s.concatenate(s.put(dense(32), user), s.put(dense(32), item))
    for units in (64, 32, 16):
        x = s.row(x, dense(units), "ReLU")
    s.output(s.row(s.concatenate(factors, x), dense(1), "Sigmoid"))


@known("Deep and cross", family="deep-and-cross")
def deep_and_cross(s: Sheet) -> None:
    first = s.numbers(64)
    crossed = first
    for _ in range(3):
        crossed = s.add(s.multiply(first, s.put(dense(64), crossed)), crossed)
    deep = s.row(first, dense(128), "ReLU", drop(0.2), dense(64), "ReLU", drop(0.2))
    s.output(s.row(s.concatenate(crossed, deep), dense(1), "Sigmoid"))


@known("Highway network", family="highway")
def highway(s: Sheet) -> None:
    x = s.row(s.numbers(784), dense(64), "ReLU")
    for _ in range(4):
        kept = s.row(x, dense(64), "Sigmoid")
        new = s.row(x, dense(64), "ReLU")
        x = s.add(s.multiply(new, kept), x)
    s.output(s.row(x, dense(10), "Softmax"))


@known("Mixture of experts", family="experts")
def experts(s: Sheet) -> None:
    x = s.numbers(32)
    gates = s.row(x, dense(64), "Softmax")
    expert = s.row(x, dense(128), "ReLU", dense(64))
    s.output(s.row(s.multiply(expert, gates), dense(10), "Softmax"))


@known("Two tasks", family="two-tasks")
def two_tasks(s: Sheet) -> None:
    shared = s.row(s.numbers(50), dense(128), "ReLU", drop(0.2), dense(64), "ReLU")
    s.output(s.row(shared, dense(32), "ReLU", dense(5), "Softmax"))
    s.output(s.row(shared, dense(32), "ReLU", dense(1)))


@known("Radiance field", family="radiance-field")
def radiance_field(s: Sheet) -> None:
    place, direction = s.numbers(63), s.numbers(27)
    x = place
    for _ in range(4):
        x = s.row(x, dense(256), "ReLU")
    x = s.concatenate(place, x)
    for _ in range(3):
        x = s.row(x, dense(256), "ReLU")
    s.output(s.row(x, dense(1), "ReLU"))
    x = s.concatenate(s.put(dense(256), x), direction)
    s.output(s.row(x, dense(128), "ReLU", dense(3), "Sigmoid"))


@known("Physics-informed network", family="physics")
def physics(s: Sheet) -> None:
    x = s.numbers(2)
    for _ in range(5):
        x = s.row(x, dense(20), "Tanh")
    s.output(s.put(dense(1), x))


@known("Policy for joints", family="policy")
def policy(s: Sheet) -> None:
    x = s.row(s.numbers(17), dense(256), "ReLU", dense(256), "ReLU")
    s.output(s.row(x, dense(6), "Tanh"))
    s.output(s.row(x, dense(6), "Softplus"))


@known("Value of an action", family="policy")
def action_value(s: Sheet) -> None:
    x = s.concatenate(s.numbers(17), s.numbers(6))
    x = s.row(x, dense(256), "ReLU", dense(256), "ReLU", dense(1))
    s.output(x)


@known("PointNet", family="points")
def pointnet(s: Sheet) -> None:
    x = s.series(1024, 3)
    for width in (64, 64, 128, 1024):
        x = s.row(x, conv(width, 1), "BatchNorm", "ReLU")
    x = s.put("GlobalMaxPool", x)
    for units in (512, 256):
        x = s.row(x, dense(units), "BatchNorm", "ReLU")
    s.output(s.row(x, drop(0.3), dense(40), "Softmax"))


@known("Deep sets", family="sets")
def deep_sets(s: Sheet) -> None:
    x = s.series(100, 8)
    for units in (128, 128):
        x = s.row(x, dense(units), "ELU")
    x = s.row(x, dense(64), "GlobalAvgPool", dense(128), "ELU")
    s.output(s.put(dense(1), x))


def _feed_forward(s: Sheet, x: str, width: int, act: Spec) -> str:
    y = s.row(x, "LayerNorm", dense(4 * width), act, drop(0.1), dense(width), drop(0.1))
    return s.add(x, y)


@known("Stack of feed-forward blocks", family="feed-forward")
def feed_forward(s: Sheet) -> None:
    x = s.row(s.series(64, 32), dense(128))
    for _ in range(4):
        x = _feed_forward(s, x, 128, "GELU")
    s.output(s.row(x, "LayerNorm", "GlobalAvgPool", dense(10), "Softmax"))
