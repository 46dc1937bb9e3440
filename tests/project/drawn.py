"""Projects that hypothesis draws."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from netbuilder.project.schema import (
    Column,
    ColumnKind,
    ColumnRole,
    Data,
    Source,
    Split,
    TransformUse,
    Window,
)
from netbuilder.project.value import (
    Block,
    Edge,
    End,
    Formula,
    Frame,
    Layout,
    Network,
    Node,
    Note,
    Project,
    Tie,
    Training,
)

numbers = st.floats(-1e6, 1e6)
points = st.tuples(numbers, numbers)
texts = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=12)
long_texts = st.text(st.characters(codec="utf-8"), max_size=40)
scalars = st.none() | st.booleans() | st.integers(-(10**9), 10**9) | numbers | texts
values = scalars | st.lists(scalars, max_size=3).map(tuple)
formulas = st.sampled_from(["2 ** i", "in.channels // 16", "max(8, units)"]).map(
    lambda text: Formula(text=text)
)
settings = st.dictionaries(texts, values, max_size=3)


@st.composite
def parameters(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    """Parameters that the kind allows; any where the kind is not installed."""
    match kind:
        case "Linear":
            size = st.integers(1, 1000) | formulas
            return draw(st.fixed_dictionaries({}, optional={"out_features": size}))
        case "Dropout":
            return draw(st.fixed_dictionaries({}, optional={"p": st.floats(0.0, 1.0)}))
        case "Conv":
            sizes = st.integers(1, 9) | st.tuples(st.integers(1, 9), st.integers(1, 9))
            return draw(st.fixed_dictionaries({}, optional={"kernel_size": sizes}))
        case "acme:Wavelet":
            return draw(st.dictionaries(texts, values | formulas, max_size=3))
        case _:
            return {}


@st.composite
def networks(draw: st.DrawFn) -> Network:
    count = draw(st.integers(0, 7))
    ids = [f"{number:03x}" for number in draw(st.permutations(range(count)))]
    nodes = {}
    for number, node_id in enumerate(ids):
        kind = draw(st.sampled_from(["Linear", "Dropout", "Conv", "Add", "ReLU", "acme:Wavelet"]))
        extra = draw(settings) if kind == "acme:Wavelet" else {}
        nodes[node_id] = Node(
            id=node_id,
            kind=kind,
            name=f"layer{number}",
            parameters=draw(parameters(kind)),
            bypassed=draw(st.booleans()),
            frozen=draw(st.booleans()),
            extra={k: v for k, v in extra.items() if k not in ("id", "kind", "name", "block")},
        )
    edges = _edges(draw, ids)
    some_nodes = st.lists(st.sampled_from(ids), unique=True) if ids else st.just([])
    ties = st.lists(st.tuples(st.sampled_from(ids), texts), max_size=2) if ids else st.just([])
    return Network(
        nodes=nodes,
        edges=edges,
        frames=tuple(
            Frame(id=f"f{i}", title=draw(texts), members=tuple(draw(some_nodes)), colour="conv")
            for i in range(draw(st.integers(0, 2)))
        ),
        ties=tuple(Tie(members=tuple(draw(ties))) for _ in range(draw(st.integers(0, 1)))),
        parameters=draw(settings),
        layout=Layout(
            positions={node_id: draw(points) for node_id in draw(some_nodes)},
            bends={
                edge: tuple(draw(st.lists(points, max_size=2)))
                for edge in edges
                if draw(st.booleans())
            },
            colours={node_id: draw(texts) for node_id in draw(some_nodes)},
            notes=tuple(
                Note(id=f"n{i}", text=draw(long_texts), position=draw(points))
                for i in range(draw(st.integers(0, 1)))
            ),
            views=draw(st.dictionaries(texts, st.tuples(numbers, numbers, numbers), max_size=1)),
        ),
    )


def _edges(draw: st.DrawFn, ids: list[str]) -> tuple[Edge, ...]:
    if not ids:
        return ()
    end = st.builds(End, st.sampled_from(ids), st.sampled_from(["input", "output", "hidden"]))
    orders: dict[End, int] = {}
    edges = []
    for source, sink in draw(st.lists(st.tuples(end, end), max_size=8)):
        orders[sink] = orders.get(sink, -1) + 1
        edges.append(Edge(source=source, sink=sink, order=orders[sink]))
    return tuple(draw(st.permutations(edges)))


columns = st.lists(
    st.builds(
        Column,
        name=texts,
        kind=st.sampled_from(ColumnKind),
        role=st.sampled_from(ColumnRole),
        dims=st.lists(st.integers(1, 99), max_size=3).map(tuple),
        classes=st.lists(texts, max_size=3).map(tuple),
        minimum=st.none() | numbers,
        maximum=st.none() | numbers,
        missing=st.integers(0, 99),
        unit=texts,
        note=long_texts.filter(lambda text: len(text) < 40),
    ),
    max_size=3,
    unique_by=lambda column: column.name,
).map(tuple)

datas = st.builds(
    Data,
    source=st.builds(Source, kind=texts, location=texts, options=settings),
    columns=columns,
    rows=st.integers(0, 10**9),
    fingerprint=texts,
    split=st.builds(
        Split,
        train=st.floats(0, 1),
        validation=st.floats(0, 1),
        test=st.floats(0, 1),
        by=st.sampled_from(["stratified", "random", "time"]),
        seed=st.integers(0, 2**63 - 1),
    ),
    window=st.none()
    | st.builds(
        Window,
        length=st.integers(1, 99),
        horizon=st.integers(1, 99),
        stride=st.integers(1, 99),
    ),
    transforms=st.lists(
        st.builds(
            TransformUse,
            kind=st.sampled_from(["standardise", "rescale"]),
            columns=st.lists(texts, max_size=2).map(tuple),
            role=st.sampled_from(ColumnRole),
            parameters=settings,
        ),
        max_size=2,
    ).map(tuple),
    missing=st.sampled_from(["fill", "drop"]),
)

trainings = st.builds(
    Training,
    recipe=texts,
    roles=st.dictionaries(texts, st.just("main"), max_size=2),
    optimizer=st.sampled_from(["SGD", "Adam", "AdamW", "RMSprop", "Adagrad"]),
    optimizer_options=st.sampled_from([{}, {"weight_decay": 0.01}]),
    learning_rate=st.floats(1e-9, 10.0),
    batch_size=st.integers(0, 10**6),
    epochs=st.integers(0, 10**6),
    patience=st.integers(0, 10**6),
    keep_best=st.booleans(),
    watch=texts,
    seed=st.integers(0, 2**63 - 1),
    precision=st.sampled_from(["auto", "float32"]),
    search=st.dictionaries(st.tuples(texts, texts, texts), values, max_size=2),
)


@st.composite
def projects(draw: st.DrawFn) -> Project:
    """Projects with two networks, the second of which may stand in the first as a block."""
    main, inner = draw(networks()), draw(networks())
    if draw(st.booleans()):
        block = Block(
            network="inner",
            weights=draw(texts),
            repeat=draw(st.integers(1, 9)),
            repeat_weights=draw(st.sampled_from(["own", "shared"])),
            over=draw(texts),
            carry=tuple(draw(st.lists(st.tuples(texts, texts), max_size=1))),
        )
        node = Node(id="block", kind="Block", name="block1", block=block)
        main = Network(nodes={**main.nodes, "block": node}, edges=main.edges, layout=main.layout)
    return Project(
        name=draw(texts),
        networks={"main": main, "inner": inner},
        data=draw(datas),
        training=draw(trainings),
        notes=draw(long_texts),
    )
