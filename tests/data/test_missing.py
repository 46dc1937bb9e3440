"""What becomes of missing values, in words."""

import dataclasses

from netbuilder.data import prepare, preview, preview_again
from netbuilder.data.missing import missing_notes
from netbuilder.project.schema import Source

ROWS = "size,shade,kind\n" + "".join(
    f"{'' if i in (3, 4) else i},{'' if i == 5 else 'dark' if i % 3 else 'light'},"
    f"{'?' if i == 6 else 'ab'[i % 2]}\n"
    for i in range(60)
)
TABLE = Source(kind="csv", location="t.csv")


def test_each_column_says_what_its_missing_values_become(tmp_path):
    (tmp_path / "t.csv").write_text(ROWS)
    seen = preview(TABLE, tmp_path)

    assert seen.report == (
        "“size”: 2 missing, filled with the mean of the train part.",
        "“shade”: 1 missing, filled with the most frequent category of the train part.",
        "“kind”: 1 missing, left out of training.",
    )
    prepared = prepare(seen.data, tmp_path)
    assert len(prepared.train) + len(prepared.validation) + len(prepared.test) == 59


def test_rule_of_dropping_is_said(tmp_path):
    (tmp_path / "t.csv").write_text(ROWS)
    data = dataclasses.replace(preview(TABLE, tmp_path).data, missing="drop")

    assert missing_notes(data)[0] == "“size”: 2 missing, their rows are left out."
    prepared = prepare(data, tmp_path)
    assert len(prepared.train) + len(prepared.validation) + len(prepared.test) == 56


def test_second_look_tells_of_what_is_there_now(tmp_path):
    (tmp_path / "t.csv").write_text(ROWS)
    data = dataclasses.replace(preview(TABLE, tmp_path).data, missing="drop")
    assert preview_again(data, tmp_path).data == data

    (tmp_path / "t.csv").write_text(ROWS + ",dark,a\n")
    now = preview_again(data, tmp_path)
    assert (now.data.rows, now.data.missing) == (61, "drop")
    assert now.report[0] == "“size”: 3 missing, their rows are left out."
