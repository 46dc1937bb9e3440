"""Any CSV file: what is read equals what was written, and what cannot be read is named."""

import csv
import io
import os
import string
import time
import tracemalloc

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from netbuilder.data.csv_file import read_csv
from netbuilder.data.csv_form import MISSING, is_number
from netbuilder.error import DataError


@pytest.fixture
def read(tmp_path):
    """Writes a file and reads it."""

    def write_and_read(content, **options):
        path = tmp_path / "table.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_csv(path, options)

    return write_and_read


@pytest.fixture
def refusal(read, tmp_path):
    """The sentence with which a file is refused, without the folder."""

    def sentence(content, **options):
        with pytest.raises(DataError) as caught:
            read(content, **options)
        return caught.value.sentence.replace(f"{tmp_path}{os.sep}", "")

    return sentence


def listed(table):
    return {name: values.tolist() for name, values in table.columns.items()}


PLAIN = "height,kind\n1.5,cat\n2.5,dog\n-3e2,cat\n"
PLAIN_COLUMNS = {"height": [1.5, 2.5, -300.0], "kind": ["cat", "dog", "cat"]}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_endings_are_found_out(read, delimiter, ending):
    content = PLAIN.replace(",", delimiter).replace("\n", ending)
    assert listed(read(content)) == PLAIN_COLUMNS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_encodings_with_a_mark_or_given_are_read(read, encoding):
    content = "größe,name\n1.5,Zoë\n2.5,Łódź\n".encode(encoding)
    options = {} if encoding in ("utf-8", "utf-8-sig", "utf-16") else {"encoding": encoding}
    assert listed(read(content, **options)) == {"größe": [1.5, 2.5], "name": ["Zoë", "Łódź"]}


def test_text_that_is_not_utf_8_is_read_as_windows_1252_and_says_so(read):
    table = read("preis;ware\n1,5;Tür €\n2,5;Öl\n".encode("cp1252"))
    assert listed(table) == {"preis": [1.5, 2.5], "ware": ["Tür €", "Öl"]}
    assert table.report[0] == "The file is not UTF-8 and was read as Windows-1252."


def test_bytes_that_windows_1252_lacks_are_read_as_latin_1(read):
    table = read(b"a,b\n1,\xe4\x81\n2,x\n")
    assert table.report[0] == "The file is not UTF-8 and was read as Latin-1."
    assert listed(table)["b"] == ["ä\x81", "x"]


def test_a_decimal_comma_is_found_out_and_reported(read):
    table = read("a;b\n1,5;2\n-0,25;3\n")
    assert listed(table) == {"a": [1.5, -0.25], "b": [2.0, 3.0]}
    assert table.report == ("Numbers are written with a decimal comma.",)


def test_a_decimal_comma_in_quotes_can_be_asked_for(read):
    table = read('a,b\n"1,5",2\n"2,5",3\n', decimal=",", delimiter=";", header=True)
    assert list(table.columns) == ["a,b"]


@pytest.mark.parametrize(
    ("content", "names"),
    [
        ("a,b\n1,2\n", ["a", "b"]),
        ("1,2\n3,4\n", ["column 1", "column 2"]),
        ("1,cat\n3,dog\n", ["column 1", "column 2"]),
        ("cat,dog\ndog,cat\ncat,cat\n", ["column 1", "column 2"]),
        ("animal,food\ndog,bone\ncat,fish\n", ["animal", "food"]),
        (" a , b\n1,2\n", ["a", "b"]),
        ("2019,2020\n1,2\n", ["column 1", "column 2"]),
        ('"two\nlines",b\n1,2\n', ["two lines", "b"]),
        ("\n\na,b\n1,2\n", ["a", "b"]),
        ("a,a,,a\n1,2,3,4\n", ["a", "a 2", "column 3", "a 3"]),
    ],
)
def test_headers_are_found_out(read, content, names):
    table = read(content)
    assert list(table.columns) == names
    rows = sum(1 for row in csv.reader(io.StringIO(content)) if row)
    assert len(table) == rows - (names[0] != "column 1")


def test_a_header_may_be_declared_and_renamed_columns_are_reported(read):
    assert listed(read("2019,2020\n1,2\n", header=True)) == {"2019": [1.0], "2020": [2.0]}
    assert list(read("a,b\nc,d\n", header=False).columns) == ["column 1", "column 2"]
    assert read("a,a\n1,2\n").report == ("Column 2 is called “a 2” here.",)
    assert read("1,2\n").report == ("The first row holds values, so the columns are numbered.",)


def test_quotes_keep_delimiters_newlines_and_quotes(read):
    content = 'a,b\n1,"x, ""y""\nz"\n2,plain\n'
    assert listed(read(content)) == {"a": [1.0, 2.0], "b": ['x, "y"\nz', "plain"]}


def test_missing_words_are_missing_in_numbers_and_texts(read):
    words = sorted(MISSING - {""})
    content = "a,b\n" + "".join(f"{word},{word}\n" for word in words) + "1,x\n,\n"
    table = read(content)
    assert np.isnan(table.columns["a"]).sum() == len(words) + 1
    assert table.columns["b"].tolist() == [None] * len(words) + ["x", None]


def test_an_empty_line_of_a_single_column_is_a_missing_value(read):
    assert str(listed(read("a\n1\n\n2\n"))) == "{'a': [1.0, nan, 2.0]}"


def test_few_texts_among_numbers_count_as_missing_and_are_reported(read):
    # 5,000 rows, so that the strange text lies behind what the first look sees.
    content = "a,b\n" + "".join(f"{row},x\n" for row in range(5000)) + "oops,x\ninf,x\n-1e39,x\n"
    table = read(content)
    assert table.columns["a"][:5000].tolist() == list(range(5000))
    assert np.isnan(table.columns["a"][5000:]).all()
    assert table.report == (
        "“a”: infinite or above 3.4e38: 2, counted as missing.",
        "“a”: texts among numbers: 1, counted as missing, first “oops” in row 5002.",
    )


def test_the_row_of_a_strange_text_counts_from_one_without_a_header(read):
    table = read("".join(f"{row},x\n" for row in range(30)) + "oops,x\n")
    assert "first “oops” in row 31." in table.report[-1]


def test_many_texts_among_numbers_make_a_text_column_and_are_reported(read):
    table = read("a,b\n" + "1,x\n" * 9 + "oops,x\n")
    assert table.columns["a"].tolist() == ["1"] * 9 + ["oops"]
    assert table.report == ("“a”: numbers and texts are mixed (90% numbers), read as text.",)


def test_numbers_with_a_decimal_comma_survive_strange_texts(read):
    table = read("a;b\n" + "1,5;x\n" * 40 + "oops;x\n")
    assert table.columns["a"][:40].tolist() == [1.5] * 40


def test_the_fingerprint_is_the_hash_of_the_bytes(read):
    # printf 'a,b\n1,2\n' | sha256sum
    expected = "492d5ea496056f1a6a6592241032fab764c321596317930b4fa0e1e8bc3b7470"
    assert read("a,b\n1,2\n").fingerprint == f"sha256:{expected}"
    assert read("a,b\n1,3\n").fingerprint != f"sha256:{expected}"


names = st.text(string.ascii_letters + " äöü_-", min_size=1, max_size=8).map(
    lambda text: f"n{' '.join(text.split())}"
)
texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\x7f"),
    min_size=1,
    max_size=12,
).map(lambda text: f"t{text}".strip())
numbers = st.floats(-3e38, 3e38)


@st.composite
def tables(draw):
    rows = draw(st.integers(1, 12))
    columns = {}
    for name in draw(st.lists(names, min_size=1, max_size=5, unique=True)):
        values = st.one_of(st.none(), draw(st.sampled_from((numbers, texts))))
        columns[name] = draw(st.lists(values, min_size=rows, max_size=rows))
    return columns


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    tables(),
    st.sampled_from(",;\t|"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from(["\n", "\r\n"]),
)
@example({"na": [0.0, None, 1e38]}, ",", "utf-8", "\n")
def test_any_table_that_is_written_is_read_back(tmp_path, columns, delimiter, encoding, ending):
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=ending)
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    path = tmp_path / "table.csv"
    path.write_bytes(text.getvalue().encode(encoding))

    table = read_csv(path, {"header": True, "delimiter": delimiter, "decimal": "."})

    assert list(table.columns) == list(columns)
    for name, values in columns.items():
        found = table.columns[name]
        if found.dtype == object:
            assert found.tolist() == values
        else:
            expected = [np.nan if value is None else value for value in values]
            np.testing.assert_array_equal(found, np.array(expected, dtype=np.float64))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.binary(max_size=400) | st.text('ab1.,;"\n\r\t ', max_size=200).map(str.encode))
def test_any_bytes_are_a_table_or_our_own_error(tmp_path, content):
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    outcome = table_or_sentence(path)
    if isinstance(outcome, str):
        assert outcome.startswith(str(path))
    else:
        assert len(outcome) > 0
        assert len({len(values) for values in outcome.columns.values()}) == 1


def table_or_sentence(path):
    try:
        return read_csv(path)
    except DataError as error:
        return error.sentence


ROWS = "a,b\n" + "1,2\n" * 20


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "table.csv: the file is empty."),
        (" \r\n \n", "table.csv: the file is empty."),
        ("a,b\n", "table.csv: the file has a header and no rows, found a, b. Give at least one"),
        ("a,b\n\n\n", "table.csv: the file has a header and no rows, found a, b."),
        (
            ROWS + "1\n" + ROWS,
            "table.csv, row 22: the rows have different numbers of values, expected 2 as in the "
            "first row, found 1 (“1”). Put values that hold “,” in quotation marks.",
        ),
        (
            ROWS + "1,2,3\n",
            "table.csv, row 22: the rows have different numbers of values, expected 2 as in the "
            "first row, found 3 (“1,2,3”).",
        ),
        ("a,b,c\n1,2\n", "table.csv, row 2: the rows have different numbers of values, expected 3"),
        (
            'a,b\n1,"x\n2,y\n3,z\n',
            "table.csv, column “b”, last row: a quotation mark is opened and never closed, "
            "found “x 2,y 3,z…”.",
        ),
        (
            'a,b\n1,"' + "k" * 200_000 + '"\n',
            "table.csv: a value is longer than 131,072 characters. Is a quotation mark opened",
        ),
        (
            ROWS * 20 + '1,"' + "k" * 20_000_000 + '"\n',
            "table.csv: a row is longer than 8,000,000 bytes. Is a quotation mark opened",
        ),
        (b"a,b\n1,\x00\n", "table.csv: this is no text: it holds zero bytes. Save the table as"),
        (b"PK\x03\x04\x14\x00", "table.csv: this is an Excel or zip file, not CSV. Save the"),
        (b"PAR1\x15\x04", "table.csv: this is a Parquet file, not CSV."),
        (b"\xff\xfea\x00,\x00\xd8", "table.csv: the file is not written in utf-16. Choose another"),
        (
            ",".join(f"c{number}" for number in range(10_001)) + "\n",
            "table.csv: the file has too many columns, expected at most 10,000, found 10,001 or",
        ),
        ("x" * 1_000_001, "table.csv: the first row is longer than 999,999 characters."),
    ],
)
def test_what_is_no_table_is_refused_with_its_place(refusal, content, sentence):
    assert refusal(content).startswith(sentence)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"delimiter": "xx"}, "table.csv: the delimiter must be one character."),
        ({"delimiter": '"'}, "table.csv: the delimiter must be one character."),
        ({"delimiter": 3}, "table.csv: the delimiter must be one character."),
        ({"decimal": "x"}, "table.csv: the decimal sign must be a point or a comma."),
        ({"decimal": ",", "delimiter": ","}, "table.csv: delimiter and decimal sign must differ."),
        ({"header": "yes"}, "table.csv: the option header must be true or false."),
        ({"encoding": "klingon"}, "table.csv: there is no encoding “klingon”."),
        ({"encoding": "zip"}, "table.csv: there is no encoding “zip”."),
        ({"encoding": 3}, "table.csv: there is no encoding “3”."),
        ({"quote": "'"}, "table.csv: there is no option “quote” for CSV files."),
        ({"encoding": "ascii"}, "table.csv: the file is not written in ascii. Choose another"),
    ],
)
def test_impossible_options_are_refused(refusal, options, sentence):
    assert refusal("a,ä\n1,2\n", **options).startswith(sentence)


def test_a_million_columns_are_refused_fast_and_in_little_memory(tmp_path):
    path = tmp_path / "wide.csv"
    row = b",".join([b"12345"] * 1_000_000) + b"\n"
    path.write_bytes(row * 3)
    tracemalloc.start()
    begin = time.process_time()
    with pytest.raises(DataError, match="too many columns"):
        read_csv(path)
    assert time.process_time() - begin < 2.0
    assert tracemalloc.get_traced_memory()[1] < 50e6
    tracemalloc.stop()


def test_a_table_of_too_many_values_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "long.csv"
    path.write_bytes(b",".join([b"1"] * 10_000) + b"\n" + b"\n" * 20_001)
    with pytest.raises(DataError, match=r"at most 200,000,000 values, found about 20,002 rows"):
        read_csv(path)


def test_a_missing_file_a_folder_and_a_device_are_refused(tmp_path):
    with pytest.raises(DataError, match=r"there is no such file. It may have been moved"):
        read_csv(tmp_path / "none.csv")
    with pytest.raises(DataError, match=r"this is a folder. Choose a CSV file in it"):
        read_csv(tmp_path)
    with pytest.raises(DataError, match=r"the file cannot be read|there is no such file"):
        read_csv(tmp_path / ("x" * 5000))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in the file system")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(DataError, match="not a file of data"):
        read_csv(tmp_path / "pipe.csv")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_file_without_the_right_to_read_is_refused(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("a,b\n1,2\n")
    path.chmod(0)
    with pytest.raises(DataError, match="cannot be read, found permission denied"):
        read_csv(path)


@pytest.mark.parametrize(
    ("text", "point", "comma"),
    [
        ("1", True, True),
        ("-1.5e3", True, False),
        ("+.5", True, False),
        ("5.", True, False),
        ("1,5", False, True),
        ("1.234,5", False, False),
        ("inf", True, False),
        ("1_000", False, False),
        ("0x10", False, False),
        ("٣", False, False),
        ("", False, False),
        (".", False, False),
    ],
)
def test_what_is_written_as_a_number(text, point, comma):
    assert is_number(text) is point
    assert is_number(text, ",") is comma
