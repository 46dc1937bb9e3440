"""A plain PyTorch loop that trains the exported network as it was trained here.

The same first weights, the same order of rows, the same loss, optimizer, and choice of the best
epoch; nothing but torch, NumPy and safetensors is needed to run it.
"""

from __future__ import annotations

from dataclasses import dataclass
from string import Template

from netbuilder.compiler import Source, SourceOutput
from netbuilder.compiler.goal import Form
from netbuilder.compiler.render import literal
from netbuilder.compiler.source import frozen_modules
from netbuilder.data import Pipeline
from netbuilder.error import ExportError
from netbuilder.exchange.chain import Functions, way_in
from netbuilder.exchange.literal import Call, Code, written
from netbuilder.exchange.rows import learned_columns
from netbuilder.project.optimizer import OPTIMIZERS
from netbuilder.project.value import Project, Training
from netbuilder.words import _

ORDER_STEP = 1_000_003
"""Orders of rows are drawn from the seed times this plus the epoch, as the trainer does."""

_READ_RAW = Template('''

def read(path=None):
    """Return the part to learn from and the part to compare with: inputs, right answers."""
    if path is None:
        path = Path(__file__).with_name(${rows})
    with np.load(path) as file:
        return [part(file, "train"), part(file, "validation")]


def part(file, name):
    """Return the tensors of one part of the rows; other rows may take their place here."""
    fed = {column: file[f"{name}_in_{i}"] for i, column in enumerate(COLUMNS)}
    known = {column: file[f"{name}_out_{i}"] for i, column in enumerate(LEARNED)}
    return prepare(fed), right_answers(known)


def right_answers(rows):
    """Return what the network should say, one tensor for each output that learns."""
    return tuple(torch.from_numpy(TARGETS[column](rows[column])) for column in LEARNED)
''')

_READ_TENSORS = Template('''

def read(path=None):
    """Return the part to learn from and the part to compare with: inputs, right answers."""
    if path is None:
        path = Path(__file__).with_name(${rows})
    with np.load(path) as file:
        return [
            (
                tuple(torch.from_numpy(file[f"{part}_in_{i}"]) for i in range(${input_count})),
                tuple(torch.from_numpy(file[f"{part}_out_{i}"]) for i in range(${output_count})),
            )
            for part in ("train", "validation")
        ]
''')

_MEASURE = Template('''

def measure(model, inputs, right):
    """Return the ${measured} over all rows."""
    model.eval()
    total = 0.0
    with torch.no_grad():
        for rows in torch.arange(len(right[0])).split(1024):
            answers = [y[rows] for y in right]
            said = model(*(x[rows] for x in inputs))
            total += ${score} * len(rows)
    return total / len(right[0])
''')

_TRAIN = Template('''

def train(inputs, right, validation=None, epochs=${epochs}):
    """Train a fresh network and return it with ${result}.

    `validation` are the inputs and right answers of rows to compare with.
    """
    # Seeded twice: dropout draws as it did, however many numbers the first weights took.
    torch.manual_seed(${seed})
    model = ${network}()
    torch.manual_seed(${seed})
${freeze}    optimizer = ${optimizer}
    has_validation = validation is not None and len(validation[1][0]) > 0
${remember}    for epoch in range(1, epochs + 1):
        model.train()
${hold}        # Every epoch sees all rows in an order of its own.
        generator = torch.Generator().manual_seed(${order})
        order = torch.randperm(len(right[0]), generator=generator)
        batches = list(order.split(${batch}))
${join}        total = 0.0
        for rows in batches:
            # One step: how far off, which way is down, move.
            optimizer.zero_grad()
            loss = loss_of(model(*(x[rows] for x in inputs)), [y[rows] for y in right])
            loss.backward()
            optimizer.step()
            total += loss.item() * len(rows)
        words = f"epoch {epoch}: loss {total / len(order):.6f}"
        if has_validation:
            score = measure(model, *validation)
            words += f", validation ${name} {score:.6f}"
        else:
            score = ${score_without}
        print(words, flush=True)
${keep}    return model.eval()
''')

_REMEMBER = "    best, best_score, stale = model.state_dict(), None, 0\n"
_KEEP = Template("""        # Remember the weights of the best epoch so far.
        stale += 1
        if best_score is None or score ${sign} best_score:
            best = {name: value.clone() for name, value in model.state_dict().items()}
            best_score, stale = score, 0
""")
_STOP = Template("""        if stale == ${patience}:
            break
""")
_JOIN = """        # Batch normalisation cannot learn from a single row.
        if len(batches) > 1 and len(batches[-1]) == 1:
            batches[-2:] = [torch.cat(batches[-2:])]
"""
_HOLD = Template("""        for name in ${frozen}:
            model.get_submodule(name).eval()
""")
_FREEZE = Template("""    # These layers are locked: they keep what they know.
    for name in ${frozen}:
        model.get_submodule(name).requires_grad_(False)
""")
_MAIN = Template("""

if __name__ == "__main__":
    learned, compared = read()
    trained = train(*learned, compared)
    save_file(trained.state_dict(), Path(__file__).with_name(${weights}))
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopFiles:
    """What lies beside the loop: the rows it reads, and the weights it writes."""

    rows: str
    weights: str


def check_can_loop(project: Project, source: Source) -> None:
    """Refuse a loop for what cannot be learned in one.

    Raises:
        ExportError: The project has no data, compares nothing, or learns in another way.
    """
    recipe = project.training.recipe
    if recipe != "supervised":
        raise ExportError(
            _("a training loop can only be written for learning from right answers"),
            place=project.name,
            received=recipe,
        )
    if not project.data.source.kind or not learned_columns(source):
        raise ExportError(
            _("there is nothing that a training loop could learn from"),
            place=project.name,
            remedy=_("Choose data, and a column at an Output."),
        )


def write_loop(
    project: Project,
    source: Source,
    pipeline: Pipeline | None,
    functions: Functions,
    *,
    files: LoopFiles,
    comments: bool,
) -> str:
    """The text of the loop.

    Args:
        project: What is trained, with its settings.
        source: Its network.
        pipeline: The fitted transforms, where the file prepares raw rows itself.
        functions: The functions of the file, which those for right answers are added to.
        files: What lies beside the file.
        comments: Whether each step is explained.
    """
    number = _learned(source)
    text = "".join(
        (
            _read(source, pipeline, functions, files.rows),
            _loss(number, has_many=len(source.outputs) > 1),
            _measure(project.training, number, has_many=len(source.outputs) > 1),
            _train(project, source),
            _MAIN.substitute(weights=written(files.weights, indent=4, before=64, after=2)),
        )
    )
    return text if comments else _without_comments(text)


def _learned(source: Source) -> list[tuple[int, SourceOutput]]:
    """The outputs that learn, each with its place among all."""
    return [(place, output) for place, output in enumerate(source.outputs) if output.column]


def _read(source: Source, pipeline: Pipeline | None, functions: Functions, rows: str) -> str:
    name = written(rows, indent=8, before=37, after=1)
    if pipeline is None:
        counts = {"input_count": len(source.inputs), "output_count": len(learned_columns(source))}
        return _READ_TENSORS.substitute(counts, rows=name)
    words = "Prepare the right answers of a column."
    before = functions.text
    targets = {
        column: functions.partial(way_in(pipeline.targets[column]), "answers", words)
        for column in learned_columns(source)
    }
    fresh = functions.text.removeprefix(before)
    tables = (
        "\n\n# How right answers become what the network learns, by column; one for each output.\n"
        f"TARGETS = {written(targets, before=10)}\n"
        f"LEARNED = {written(learned_columns(source), before=10)}\n"
    )
    return fresh + tables + _READ_RAW.substitute(rows=name)


def _loss(learned: list[tuple[int, SourceOutput]], *, has_many: bool) -> str:
    terms = []
    for number, (place, output) in enumerate(learned):
        said = f"said[{place}]" if has_many else "said"
        term = _term(output, said, f"right[{number}]")
        terms.append(term if output.weight == 1.0 else f"{literal(output.weight)} * {term}")
    lines = "".join(f"    loss = {'loss + ' if i else ''}{term}\n" for i, term in enumerate(terms))
    body = f"    return {terms[0]}\n" if len(terms) == 1 else f"{lines}    return loss\n"
    return (
        "\n\ndef loss_of(said, right):\n"
        '    """Return how far off the network is; `right` has a tensor for each that learns."""\n'
        f"{body}"
    )


def _term(output: SourceOutput, said: str, right: str) -> str:
    """One output's loss, as `netbuilder.training.losses` computes it."""
    match output.loss:
        case "cross_entropy":
            if output.form is Form.LOGITS:
                return f"F.cross_entropy({said}, {right})"
            log_p = said if output.form is Form.LOG_PROBABILITIES else f"{said}.clamp(1e-12).log()"
            return f"F.nll_loss({log_p}, {right})"
        case "binary_cross_entropy":
            name = "binary_cross_entropy"
            name += "_with_logits" if output.form is Form.LOGITS else ""
            wanted = f"F.one_hot({right}, {said}.shape[-1]).float()"
            if is_single(output):
                wanted = f"{right}.float().view_as({said})"
            return f"F.{name}({said}, {wanted})"
        case kind:
            name = {"mse": "mse_loss", "l1": "l1_loss", "huber": "huber_loss"}[kind]
            return f"F.{name}({said}, {right}.view_as({said}))"


def is_single(output: SourceOutput) -> bool:
    """Whether an output says one number a row."""
    return output.type.example in ((1,), ())


def _measure(training: Training, learned: list[tuple[int, SourceOutput]], *, has_many: bool) -> str:
    """What decides which epoch is best: the watched accuracy, or the loss."""
    words, score = "loss", "loss_of(said, answers).item()"
    watched = _watched_accuracy(training, learned)
    if watched is not None:
        number, place, output = watched
        said = f"said[{place}]" if has_many else "said"
        words = "share of right answers"
        score = f"({_index(output, said)} == answers[{number}]).float().mean().item()"
    return _MEASURE.substitute(measured=words, score=score)


def _watched_accuracy(
    training: Training, learned: list[tuple[int, SourceOutput]]
) -> tuple[int, int, SourceOutput] | None:
    """The output whose accuracy chooses the best epoch, with its numbers; None for the loss."""
    for number, (place, output) in enumerate(learned):
        keys = ("accuracy", f"{output.column}.accuracy")
        if training.watch in keys and "accuracy" in output.metrics:
            return number, place, output
    return None


def _index(output: SourceOutput, said: str) -> str:
    """The index of the likeliest class; a single number a row is about the second class."""
    if not is_single(output):
        return f"{said}.argmax(dim=1)"
    return f"({said}.flatten() > {'0' if output.form is Form.LOGITS else '0.5'})"


def _train(project: Project, source: Source) -> str:
    training = project.training
    frozen = written(frozen_modules(project, source), before=20)
    is_frozen = frozen != "()"
    is_accuracy = _watched_accuracy(training, _learned(source)) is not None
    base = training.seed * ORDER_STEP % 2**63
    return _TRAIN.substitute(
        epochs=training.epochs,
        result="the weights of its best epoch" if training.keep_best else "its last weights",
        seed=training.seed,
        network=source.class_name,
        optimizer=written(_optimizer(training), indent=4, before=16),
        order=f"{base} + epoch" if base else "epoch",
        batch=training.batch_size or "len(order)",
        name="accuracy" if is_accuracy else "loss",
        score_without="measure(model, inputs, right)" if is_accuracy else "total / len(order)",
        freeze=_FREEZE.substitute(frozen=frozen) if is_frozen else "",
        hold=_HOLD.substitute(frozen=frozen) if is_frozen else "",
        join=_JOIN if "BatchNorm" in source.text else "",
        remember=_REMEMBER if training.keep_best or training.patience else "",
        keep=_keep(training, sign=">" if is_accuracy else "<"),
    )


def _keep(training: Training, *, sign: str) -> str:
    """How the best epoch is kept, and when to stop early."""
    if not (training.keep_best or training.patience):
        return ""
    text = _KEEP.substitute(sign=sign)
    if training.patience:
        text += _STOP.substitute(patience=training.patience)
    return text + ("    model.load_state_dict(best)\n" if training.keep_best else "")


def _optimizer(training: Training) -> Call:
    """The optimizer with every setting that is not PyTorch's own."""
    kind = OPTIMIZERS[training.optimizer]
    chosen = kind.complete(training.optimizer_options)
    usual = kind.complete({})
    changed = {key: value for key, value in chosen.items() if value != usual[key]}
    keywords: dict[str, object] = {"lr": training.learning_rate, **changed}
    if "beta1" in keywords or "beta2" in keywords:
        keywords = {k: v for k, v in keywords.items() if k not in ("beta1", "beta2")}
        keywords["betas"] = (chosen["beta1"], chosen["beta2"])
    parameters = Code("[p for p in model.parameters() if p.requires_grad]")
    return Call(f"torch.optim.{training.optimizer}", (parameters,), keywords)


def _without_comments(text: str) -> str:
    lines = text.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("    ") or line.strip()[:1] != "#")
