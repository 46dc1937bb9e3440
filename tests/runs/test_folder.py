import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from netbuilder.error import RunError
from netbuilder.project.value import Network, Node, Project
from netbuilder.runs.event import BestFound, EpochEnded, Event, Finished, Resumed, Started
from netbuilder.runs.folder import RunFolder, find_run, list_runs, runs_folder, runs_of, write_whole

PROJECT = Project(
    name="small",
    networks={"main": Network(nodes={"a1": Node(id="a1", kind="Input", name="input1")})},
)


def started(watch: str = "loss") -> Started:
    return Started(run="x", device="cpu", epochs=1, steps_per_epoch=1, watch=watch)


def make_run(project_path: Path, *events: Event) -> RunFolder:
    run = RunFolder.create(runs_folder(project_path), PROJECT)
    for event in events or (started(),):
        run.append(event)
    run.close()
    return run


def test_run_lies_beside_its_project_and_keeps_its_value(tmp_path: Path) -> None:
    run = make_run(tmp_path / "small.netb")

    assert run.path.parent == tmp_path / "small.runs"
    assert run.project == PROJECT
    assert run.events() == (started(),)
    assert not run.is_finished


def test_finished_run_that_is_resumed_is_not_finished(tmp_path: Path) -> None:
    end = Finished(reason="stopped", epoch=0, step=0)

    assert make_run(tmp_path / "a.netb", started(), end).is_finished
    assert not make_run(tmp_path / "a.netb", started(), end, Resumed(epoch=0, step=0)).is_finished


def test_later_runs_sort_behind_earlier_ones(tmp_path: Path) -> None:
    made = [make_run(tmp_path / "a.netb") for _ in range(5)]

    assert len({run.id for run in made}) == 5
    assert list(runs_of(tmp_path / "a.netb")) == made[::-1]


def test_project_without_runs_has_none(tmp_path: Path) -> None:
    assert runs_of(tmp_path / "never.netb") == ()


def test_foreign_and_torn_folders_are_skipped_with_a_sentence(tmp_path: Path) -> None:
    run = make_run(tmp_path / "a.netb")
    parent = run.path.parent
    (parent / "notes.txt").write_text("mine")
    (parent / "holiday").mkdir()
    torn = RunFolder.create(parent, PROJECT)
    torn.close()

    found = list_runs(tmp_path / "a.netb")

    assert found.runs == (run,)
    assert sorted(found.skipped) == sorted(
        [
            f"{parent / 'notes.txt'}: skipped, it is not a folder.",
            f"{parent / 'holiday'}: skipped, it holds no project.",
            f"{torn.path}: skipped, the run never began.",
        ]
    )


def test_second_writer_is_refused(tmp_path: Path) -> None:
    run = RunFolder.create(tmp_path, PROJECT)
    other = RunFolder(run.path)

    with pytest.raises(RunError, match="another program is writing this run"):
        other.acquire()
    run.close()
    other.acquire()
    other.close()


def test_lock_of_another_process_counts_and_ends_with_it(tmp_path: Path) -> None:
    run = RunFolder.create(tmp_path, PROJECT)
    run.close()
    code = (
        "import sys; from pathlib import Path; from netbuilder.runs.folder import RunFolder\n"
        f"run = RunFolder(Path({str(run.path)!r})); run.acquire(); print('held', flush=True)\n"
        "sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(RunError, match="another program"):
            run.acquire()
        other.kill()
        other.wait()
    run.acquire()
    run.close()


def test_folder_that_cannot_be_written_is_refused_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(RunError, match="the folder for runs cannot be written") as caught:
        RunFolder.create(tmp_path / "file" / "a.runs", PROJECT)

    assert str(tmp_path / "file") in caught.value.sentence


def test_torn_line_is_closed_before_more_is_written(tmp_path: Path) -> None:
    run = make_run(tmp_path / "a.netb")
    with (run.path / "events.jsonl").open("a") as file:
        file.write('{"event":"epoch","ep')

    run.acquire()
    run.append(Resumed(epoch=0, step=0))
    run.close()

    assert run.events() == (started(), Resumed(epoch=0, step=0))


def test_event_is_on_disk_as_soon_as_it_is_written(tmp_path: Path) -> None:
    run = RunFolder.create(tmp_path, PROJECT)
    run.append(started())

    assert RunFolder(run.path).events() == (started(),)
    run.close()


def test_folder_that_is_gone_is_noticed(tmp_path: Path) -> None:
    run = RunFolder.create(tmp_path, PROJECT)
    run.append(started())
    shutil.rmtree(run.path)

    with pytest.raises(OSError, match="No such file"):
        run.check_present()
    run.close()


def test_object_is_stored_whole(tmp_path: Path) -> None:
    run = make_run(tmp_path / "a.netb")
    run.write_json("choices.json", {"threads": 1, "why": "small steps"})

    assert run.read_json("choices.json") == {"threads": 1, "why": "small steps"}
    assert run.read_json("pipeline.json") is None
    assert not list(run.path.glob("*.new"))


@pytest.mark.parametrize("content", ["", "{", "[1]", "\udce4", "[" * 100_000])
def test_damaged_object_is_refused_with_its_place(tmp_path: Path, content: str) -> None:
    run = make_run(tmp_path / "a.netb")
    (run.path / "choices.json").write_bytes(content.encode("utf-8", "surrogateescape"))

    with pytest.raises(RunError, match=r"choices\.json"):
        run.read_json("choices.json")


def test_failed_write_leaves_the_old_content(tmp_path: Path) -> None:
    target = tmp_path / "a.json"
    write_whole(target, b"old")
    (tmp_path / "a.json.new").mkdir()

    with pytest.raises(OSError, match="directory"):
        write_whole(target, b"new")

    assert target.read_bytes() == b"old"


def test_weights_are_the_best_ones_else_the_last(tmp_path: Path) -> None:
    run = make_run(tmp_path / "a.netb")
    with pytest.raises(RunError, match="no weights yet"):
        run.weights()

    run.checkpoint.mkdir()
    (run.checkpoint / "weights-7.safetensors").write_bytes(b"")
    run.write_json("last.ckpt/state.json", {"weights": "weights-7.safetensors"})
    assert run.weights() == run.checkpoint / "weights-7.safetensors"

    (run.path / "best.safetensors").write_bytes(b"")
    assert run.weights() == run.path / "best.safetensors"
    assert run.weights("last") == run.checkpoint / "weights-7.safetensors"


def test_checkpoint_cannot_name_a_file_elsewhere(tmp_path: Path) -> None:
    run = make_run(tmp_path / "a.netb")
    run.checkpoint.mkdir()
    (tmp_path / "secret").write_text("not weights")
    run.write_json("last.ckpt/state.json", {"weights": "../../../secret"})

    with pytest.raises(RunError, match="no weights yet"):
        run.weights()


def scored(project_path: Path, key: str, value: float) -> RunFolder:
    best = BestFound(epoch=1, step=1, key=key, value=value)
    ended = EpochEnded(epoch=1, step=1, train={"loss": 1.0})
    return make_run(project_path, started(key), ended, best)


def test_run_is_found_by_folder_id_last_and_best(tmp_path: Path) -> None:
    project_path = tmp_path / "a.netb"
    good, bad = scored(project_path, "loss", 0.1), scored(project_path, "loss", 0.9)

    assert find_run(str(bad.path)) == bad
    assert find_run(f"{project_path}#{good.id}") == good
    assert find_run(f"{project_path}#last") == bad
    assert find_run(f"{project_path}#best") == good


def test_best_run_has_the_highest_accuracy_where_that_is_watched(tmp_path: Path) -> None:
    project_path = tmp_path / "a.netb"
    good, _ = scored(project_path, "accuracy", 0.9), scored(project_path, "accuracy", 0.1)

    assert find_run(f"{project_path}#best") == good


@pytest.mark.parametrize("text", ["nowhere", "nowhere.netb#last", "a.netb#20990101-000000-000000"])
def test_run_that_does_not_exist_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.chdir(tmp_path)
    make_run(tmp_path / "a.netb")

    with pytest.raises(RunError, match=r"\.$"):
        find_run(text)


def test_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="this is not a run, it holds no project"):
        find_run(str(tmp_path))


def test_records_on_disk_are_lines_of_json(tmp_path: Path) -> None:
    run = make_run(tmp_path / "a.netb", started(), Finished(reason="early", epoch=1, step=1))

    lines = (run.path / "events.jsonl").read_text(encoding="utf-8").splitlines()

    assert [json.loads(line)["event"] for line in lines] == ["started", "finished"]
