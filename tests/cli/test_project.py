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
        {"ok": True, "file": str(tmp_path / "flowers.netb"), "problems": []},
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
