"""Commands about projects."""

import pytest

from netbuilder.project import file
from netbuilder.project.template import templates
from tests.builders import chain


def test_templates_are_listed_with_what_they_learn(run_json):
    code, answer = run_json("templates")

    assert code == 0
    assert [row["name"] for row in answer["templates"]] == [t.name for t in templates()]


def test_a_new_project_from_each_template_has_no_problems(run_json, tmp_path):
    for template in templates():
        path = tmp_path / f"{template.name}.netb"
        assert run_json("new", "--template", template.name, path)[0] == 0
        code, answer = run_json("check", path)
        assert (code, answer["problems"]) == (0, [])


def test_a_table_gets_a_network_that_fits_it(run, run_json, tmp_path):
    table = tmp_path / "flowers.csv"
    rows = [f"{i % 7}.5,{i % 5},{'oak' if i % 2 else 'elm'}" for i in range(60)]
    table.write_text("height,width,tree\n" + "\n".join(rows) + "\n", encoding="utf-8")

    made = run("new", "--data", table, "--target", "tree", tmp_path / "flowers.netb")

    assert made.code == 0, made.err
    assert run_json("check", tmp_path / "flowers.netb") == (
        0,
        {"ok": True, "file": str(tmp_path / "flowers.netb"), "problems": [], "notes": []},
    )


@pytest.fixture
def trees(tmp_path):
    path = tmp_path / "trees.csv"
    rows = [f"{i % 7}.5,{i % 5},{'oak' if i % 2 else 'elm'}" for i in range(60)]
    path.write_text("height,width,tree\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_the_column_that_is_taken_as_target_is_said(run, run_json, trees, tmp_path):
    said = run("new", "--data", trees, tmp_path / "a.netb")
    chosen = run("new", "--data", trees, "--target", "width", tmp_path / "b.netb")
    code, answer = run_json("new", "--data", trees, tmp_path / "c.netb")

    assert "“tree”" in said.out
    assert "--target" in said.out
    assert "“" not in chosen.out
    assert (code, answer["targets"]) == (0, ["tree"])


def test_an_unknown_target_names_the_columns(run, trees, tmp_path):
    said = run("new", "--data", trees, "--target", "leaf", tmp_path / "x.netb")

    assert (said.code, said.err.count("\n")) == (1, 1)
    assert "height, width, tree" in said.err
    assert not (tmp_path / "x.netb").exists()


def test_a_table_beside_its_project_is_found_from_anywhere(run, trees, tmp_path, monkeypatch):
    run("new", "--data", trees, tmp_path / "trees.netb")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")

    said = run("train", "../trees.netb", "--set", "training.epochs=1")

    assert file.read(tmp_path / "trees.netb").data.source.location == "trees.csv"
    assert said.code == 0, said.err


def test_new_never_writes_over_a_file(run, tmp_path):
    path = tmp_path / "precious.netb"
    path.write_text("mine", encoding="utf-8")

    said = run("new", "--template", "iris", path)

    assert said.code == 1
    assert "already" in said.err
    assert path.read_text(encoding="utf-8") == "mine"


def test_a_missing_table_is_one_sentence(run, tmp_path):
    said = run("new", "--data", tmp_path / "nowhere.csv", tmp_path / "x.netb")

    assert said.code == 1
    assert said.err.count("\n") == 1
    assert "nowhere.csv" in said.err
    assert not (tmp_path / "x.netb").exists()


def test_check_names_place_fact_and_repair_and_ends_with_one(run, run_json, tmp_path):
    path = tmp_path / "bad.netb"
    image = {"feeds": "shape", "tensor_kind": "image", "shape": (1, 8, 8)}
    file.write(chain(("Input", image), ("Linear", {"out_features": 3}), "Output"), path)

    said = run("check", path)
    code, answer = run_json("check", path)

    assert (said.code, code) == (1, 1)
    assert "dense1" in said.out
    problem = answer["problems"][0]
    assert problem["node"] == "dense1"
    assert problem["repairs"]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format_version": 99}', "\x00\x01"])
def test_a_file_that_is_no_project_is_an_error_not_a_crash(run_json, tmp_path, content):
    path = tmp_path / "broken.netb"
    path.write_text(content, encoding="utf-8")

    code, answer = run_json("check", path)

    assert code == 1
    assert answer["errors"][0]["fact"]


def test_show_lists_layers_in_order_with_shapes(run_json, tmp_path):
    path = tmp_path / "iris.netb"
    run_json("new", "--template", "iris", path)

    code, answer = run_json("show", path)

    assert code == 0
    (layers,) = answer["networks"].values()
    assert [row["gives"] for row in layers] == ["4", "16", "16", "3", "3", ""]
    assert [row["parameters"] for row in layers] == [0, 80, 0, 51, 0, 0]


@pytest.fixture
def holes(tmp_path):
    """A table in Windows-1252 with two empty cells and a text among its numbers."""
    path = tmp_path / "holes.csv"
    rows = [
        f"{'' if i < 2 else 'unknown' if i == 9 else i * i % 7},{'groß' if i % 3 else 'klein'}"
        for i in range(60)
    ]
    path.write_text("width,kind\n" + "\n".join(rows) + "\n", encoding="cp1252")
    return path


FILLED = "“width”: 3 missing, filled with the mean of the train part."


def test_what_reading_assumed_is_said_by_new_check_and_train(run, run_json, holes, tmp_path):
    path = tmp_path / "holes.netb"
    one_epoch = ("--set", "training.epochs=1")

    said = [run("new", "--data", holes, path), run("check", path), run("train", path, *one_epoch)]

    for one in said:
        assert one.code == 0
        assert "Windows-1252" in one.err
        assert "first “unknown” in row 11" in one.err
        assert "“width”: 3 missing, filled with the mean of the train part" in one.err
    told = [
        run_json("new", "--data", holes, tmp_path / "other.netb"),
        run_json("check", path),
        run_json("train", path, *one_epoch),
    ]
    for code, answer in told:
        assert code == 0
        assert any("Windows-1252" in note for note in answer["notes"])
    assert FILLED in told[0][1]["notes"]
    assert FILLED in told[1][1]["notes"]


def test_changed_data_is_a_problem_until_it_is_read_again(run, run_json, trees, tmp_path):
    path = tmp_path / "trees.netb"
    run("new", "--data", trees, path)
    with trees.open("a", encoding="utf-8") as rows:
        rows.write("9.5,3,ash\n")

    said = run("check", path)
    code, answer = run_json("check", path)
    refused = run("train", path)

    assert (said.code, code, refused.code) == (1, 1, 1)
    assert "The project knows 60 rows of trees.csv; it now holds 61 rows." in said.out
    assert "To repair: Read again." in said.out
    command = f"netbuilder check {path} --read-again"
    assert command in said.out
    assert command in refused.err
    (problem,) = answer["problems"]
    assert (problem["code"], problem["repairs"]) == ("training.data_changed", ["Read again"])

    mended = run("check", path, "--read-again")
    data = file.read(path).data
    assert data.rows == 61
    assert data.column("tree").classes == ("ash", "elm", "oak")
    assert "changed" not in mended.out  # but three classes now leave two units


def test_training_reads_the_data_again_when_asked(run, trees, tmp_path):
    path = tmp_path / "trees.netb"
    run("new", "--data", trees, path)
    with trees.open("a", encoding="utf-8") as rows:
        rows.write("9.5,3,oak\n")

    said = run("train", path, "--read-again", "--set", "training.epochs=1")

    assert said.code == 0, said.err
    assert file.read(path).data.rows == 61
    assert run("train", path, "--read-again", "--resume", f"{path}#last").code == 2


def test_data_that_is_gone_leaves_the_network_checked(run, trees, tmp_path):
    path = tmp_path / "trees.netb"
    run("new", "--data", trees, path)
    trees.unlink()

    said = run("check", path)

    assert (said.code, "no problems" in said.out) == (0, True)
    assert "trees.csv: there is no such file" in said.err
