"""Whether a project knows what its data holds. Only who has looked at the source can tell."""

from __future__ import annotations

from dataclasses import replace

from netbuilder.compiler.result import TRAINING, Analysis
from netbuilder.layers.problem import Problem, Repair, TakeData
from netbuilder.project.schema import Data
from netbuilder.words import _

DATA_CHANGED = f"{TRAINING}data_changed"


def with_source(analysis: Analysis, found: Data | None) -> Analysis:
    """`analysis` with a problem more where the data has another fingerprint than the project keeps.

    Args:
        analysis: What is known of the project alone.
        found: The schema of what the project's source held when it was last looked at, or None
            where nobody has looked. What was found in another source does not count.
    """
    data = analysis.project.data
    if found is None or found.source != data.source or found.fingerprint == data.fingerprint:
        return analysis
    problem = Problem(
        code=DATA_CHANGED,
        expected=_rows(data),
        received=_rows(found) if found.rows != data.rows else _same_rows(found),
        facts={"source": data.source.location.replace("\\", "/").rpartition("/")[2]},
        repairs=(Repair(label=_("Read again"), changes=(TakeData(data=found),)),),
    )
    return replace(analysis, problems=(problem, *analysis.problems))


def _same_rows(data: Data) -> str:
    return _("{rows} with other values").format(rows=_rows(data))


def _rows(data: Data) -> str:
    words = _("one row") if data.rows == 1 else _("{count:,} rows")
    return words.format(count=data.rows)
