import json

import numpy as np
import pytest

from netbuilder.data import prepare, read_rows, read_schema, rows
from netbuilder.data.builtin import read_builtin
from netbuilder.error import DataError
from netbuilder.project.schema import Source

RECORDS = [{"x": 1.5, "kind": "cat"}, {"x": None, "kind": "dog"}, {"kind": "cat"}]


def test_csv_rows_have_the_columns_of_the_file(tmp_path):
    (tmp_path / "rows.csv").write_text("x,kind\n1.5,cat\n")
    table = read_rows(tmp_path / "rows.csv")
    assert {name: values.tolist() for name, values in table.columns.items()} == {
        "x": [1.5],
        "kind": ["cat"],
    }


def test_json_and_json_lines_give_the_same_rows(tmp_path):
    by_row, by_line = tmp_path / "rows.json", tmp_path / "rows.jsonl"
    by_column = tmp_path / "columns.json"
    by_row.write_text(json.dumps(RECORDS))
    by_line.write_text("\n".join(json.dumps(record) for record in RECORDS) + "\n\n")
    by_column.write_text(json.dumps({"x": [1.5, None, None], "kind": ["cat", "dog", "cat"]}))
    for path in (by_row, by_line, by_column):
        columns = read_rows(path).columns
        assert columns["x"].tolist() == [1.5, None, None]
        assert columns["kind"].tolist() == ["cat", "dog", "cat"]


@pytest.mark.parametrize("extension", ["npz", "json"])
def test_pictures_from_a_file_are_prepared_like_those_of_the_set(tmp_path, extension):
    prepared = prepare(read_schema(Source(kind="builtin", location="digits"), None), None)
    pictures = read_builtin("digits").columns["picture"][prepared.test.rows[:3]]
    path = tmp_path / f"rows.{extension}"
    if extension == "npz":
        np.savez(path, picture=pictures)
    else:
        path.write_text(json.dumps([{"picture": picture[0].tolist()} for picture in pictures]))
    applied = prepared.pipeline.apply(read_rows(path).columns)
    np.testing.assert_array_equal(applied["picture"], prepared.test.inputs["picture"][:3])


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("rows.xml", b"<a/>", "rows.xml: netbuilder cannot read rows from such a file, expected"),
        ("rows.json", b"{", "rows.json, line 1: this is not JSON in UTF-8."),
        ("rows.json", b"\xff", "rows.json: this is not JSON in UTF-8."),
        ("rows.json", b"[" * 100_000, "rows.json: this is not JSON in UTF-8."),
        ("rows.json", b"3", "rows.json: the file holds no rows, expected a list of objects"),
        ("rows.json", b"[]", "rows.json: the file has no rows."),
        ("rows.json", b"[{}]", "rows.json: the file has no rows."),
        ("rows.json", b'{"x": 1}', "rows.json: the file holds no rows"),
        ("rows.json", b'[{"x": 1}, 2]', "rows.json, row 2: every row must be an object of column"),
        ("rows.json", b'{"x": [1], "y": []}', "rows.json: the columns have different numbers of"),
        ("rows.jsonl", b'{"x": 1}\n{"x"\n', "rows.jsonl, line 2: this is not JSON in UTF-8."),
        ("rows.npz", b"PK", "rows.npz: the arrays of the file cannot be read, expected arrays"),
        ("rows.npz", b"", "rows.npz: the arrays of the file cannot be read"),
    ],
)
def test_files_without_rows_are_refused(tmp_path, name, content, sentence):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        read_rows(path)
    assert caught.value.sentence.replace(f"{tmp_path}/", "").startswith(sentence)


def test_pickles_in_an_archive_are_not_opened(tmp_path):
    path = tmp_path / "rows.npz"
    np.savez(path, x=np.array([{"a": 1}], dtype=object))
    with pytest.raises(DataError, match="cannot be read"):
        read_rows(path)


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(rows, "MAX_BYTES", 1_000_000)
    path = tmp_path / "rows.npz"
    np.savez_compressed(path, x=np.zeros(2_000_000, dtype=np.uint8))
    assert path.stat().st_size < 10_000
    with pytest.raises(DataError, match=r"too large, expected at most 1 MB, found 2 MB"):
        read_rows(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(DataError, match="cannot be read, found no such file"):
        read_rows(tmp_path / "none.json")
