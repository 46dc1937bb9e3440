import io
import stat
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netbuilder.error import ProjectFileError, RunError
from netbuilder.project import file as project_file
from netbuilder.project.schema import Data, Source
from netbuilder.project.value import Network, Node, Project
from netbuilder.runs import bundle
from netbuilder.runs.bundle import free_folder, read_bundle, write_bundle
from netbuilder.runs.event import EpochEnded, Started
from netbuilder.runs.folder import BEST, CHECKPOINT, LOCK, RunFolder, runs_folder, runs_of

ROWS = "height,width\n1.5,2\n2.5,3\n"
PROJECT = Project(
    name="small",
    networks={"main": Network(nodes={"a1": Node(id="a1", kind="Input", name="input1")})},
)
EVENTS = (
    Started(run="x", device="cpu", epochs=1, steps_per_epoch=1, watch="loss"),
    EpochEnded(epoch=1, step=1, train={"loss": 0.5}, validation={"loss": 0.25}),
)
ENTRY = zipfile.ZipInfo


def on_table(location: str) -> Project:
    return replace(PROJECT, data=Data(source=Source(kind="csv", location=location)))


def make_run(project_path: Path, project: Project, checkpoint: bytes = b"state") -> RunFolder:
    """A run as training leaves it, with files that only look like weights."""
    run = RunFolder.create(runs_folder(project_path), project)
    for event in EVENTS:
        run.append(event)
    run.close()
    (run.path / BEST).write_bytes(b"best")
    run.checkpoint.mkdir()
    (run.checkpoint / "weights-1.safetensors").write_bytes(checkpoint)
    return run


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "flowers.csv").write_text(ROWS, encoding="utf-8")
    return folder


@pytest.fixture
def packed(home: Path, tmp_path: Path) -> Path:
    project = on_table("flowers.csv")
    run = make_run(home / "flowers.netb", project)
    return write_bundle(tmp_path / "flowers.zip", project, base=home, run=run).path


def make_zip(path: Path, *entries: tuple[str | ENTRY, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for entry, text in entries:
            archive.writestr(entry, text)
    return path


def refusal(path: Path, folder: Path, **limits: int) -> str:
    """What is said about a bundle that is refused; nothing of it may be left."""
    before = sorted(folder.parent.iterdir())
    with pytest.raises(ProjectFileError) as caught:
        read_bundle(path, folder, **limits)
    assert sorted(folder.parent.iterdir()) == before
    assert caught.value.place
    return caught.value.sentence


def test_project_run_and_table_come_back(home: Path, tmp_path: Path) -> None:
    project = on_table("flowers.csv")
    run = make_run(home / "flowers.netb", project)

    told = write_bundle(tmp_path / "flowers.zip", project, base=home, run=run)
    path = read_bundle(told.path, tmp_path / "theirs")

    assert path == tmp_path / "theirs" / "flowers.netb"
    assert (told.run, told.data, told.left_out) == (run.id, ("flowers.csv",), ())
    assert told.size_bytes == told.path.stat().st_size
    back = project_file.read(path)
    assert back == on_table("data/flowers.csv")
    assert (path.parent / back.data.source.location).read_text(encoding="utf-8") == ROWS
    (there,) = runs_of(path)
    assert (there.id, there.events(), there.project) == (run.id, EVENTS, back)
    assert there.weights().read_bytes() == b"best"
    assert (there.checkpoint / "weights-1.safetensors").read_bytes() == b"state"
    assert not (there.path / LOCK).exists()


def test_any_program_that_unpacks_zips_gives_the_same(packed: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(tmp_path / "other")
    read_bundle(packed, tmp_path / "ours")

    def files(folder: Path) -> dict[Path, bytes]:
        return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}

    assert files(tmp_path / "other") == files(tmp_path / "ours")


def test_equal_content_gives_equal_bytes(home: Path, tmp_path: Path) -> None:
    project = on_table("flowers.csv")
    run = make_run(home / "flowers.netb", project)

    one = write_bundle(tmp_path / "flowers.zip", project, base=home, run=run).path.read_bytes()
    (home / "flowers.csv").touch()
    two = write_bundle(tmp_path / "flowers.zip", project, base=home, run=run).path.read_bytes()

    assert one == two
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["flowers.zip", "home", "mine"]


@pytest.mark.parametrize(
    "source",
    [Source(), Source(kind="builtin", location="iris"), Source(kind="made", location="spirals")],
)
def test_sets_that_everybody_has_need_no_packing(source: Source, tmp_path: Path) -> None:
    project = replace(PROJECT, data=Data(source=source))

    told = write_bundle(tmp_path / "x.zip", project, base=tmp_path)
    path = read_bundle(told.path, tmp_path / "theirs")

    assert (told.run, told.data, told.left_out) == ("", (), ())
    assert project_file.read(path) == project
    assert [entry.name for entry in path.parent.iterdir()] == ["x.netb"]


def test_tables_of_one_name_from_two_folders_both_come_along(home: Path, tmp_path: Path) -> None:
    (home / "old").mkdir()
    (home / "old" / "Flowers.csv").write_text("other", encoding="utf-8")
    run = make_run(home / "flowers.netb", on_table(str(home / "old" / "Flowers.csv")))

    told = write_bundle(tmp_path / "f.zip", on_table("flowers.csv"), base=home, run=run)
    path = read_bundle(told.path, tmp_path / "theirs")

    (there,) = runs_of(path)
    assert told.data == ("flowers.csv", "Flowers-2.csv")
    assert there.project.data.source.location == "data/Flowers-2.csv"
    assert (path.parent / "data" / "Flowers-2.csv").read_text(encoding="utf-8") == "other"


def test_a_table_that_is_gone_or_too_large_is_left_out_and_said(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = write_bundle(tmp_path / "a.zip", on_table("gone.csv"), base=home)
    monkeypatch.setattr(bundle, "LARGEST_DATA_BYTES", len(ROWS) - 1)
    large = write_bundle(tmp_path / "b.zip", on_table("flowers.csv"), base=home)

    assert gone.left_out == ("gone.csv: left out, because it is not where the project says.",)
    assert large.data == ()
    assert large.left_out[0].startswith("flowers.csv: left out, because a bundle holds at most")
    path = read_bundle(large.path, tmp_path / "theirs")
    assert project_file.read(path) == on_table("flowers.csv")


def test_a_large_checkpoint_stays_behind_where_the_best_weights_are_kept(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = make_run(home / "x.netb", PROJECT, b"0" * 9)
    monkeypatch.setattr(bundle, "LARGEST_CHECKPOINT_BYTES", 8)

    told = write_bundle(tmp_path / "x.zip", PROJECT, base=home, run=run)
    (run.path / BEST).unlink()
    only = write_bundle(tmp_path / "y.zip", PROJECT, base=home, run=run)

    assert len(told.left_out) == 1
    (there,) = runs_of(read_bundle(told.path, tmp_path / "one"))
    assert not there.checkpoint.exists()
    assert only.left_out == ()
    (there,) = runs_of(read_bundle(only.path, tmp_path / "two"))
    assert (there.path / CHECKPOINT / "weights-1.safetensors").read_bytes() == b"0" * 9


def test_a_bundle_that_cannot_be_packed_leaves_the_one_before_it(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = write_bundle(tmp_path / "x.zip", PROJECT, base=home)
    before = told.path.read_bytes()
    monkeypatch.setattr(bundle, "LARGEST_BYTES", len(ROWS) - 1)

    with pytest.raises(ProjectFileError, match="cannot be written"):
        write_bundle(told.path, on_table("flowers.csv"), base=home)

    assert told.path.read_bytes() == before
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["home", "mine", "x.zip"]


def test_a_project_is_never_written_over_by_its_bundle(home: Path) -> None:
    path = home / "flowers.netb"
    project_file.write(PROJECT, path)

    with pytest.raises(ProjectFileError, match="a bundle is a zip"):
        write_bundle(path, PROJECT, base=home)

    assert project_file.read(path) == PROJECT


def test_a_run_that_is_gone_is_one_sentence(home: Path, tmp_path: Path) -> None:
    with pytest.raises(RunError, match="this part of the run cannot be used"):
        write_bundle(tmp_path / "x.zip", PROJECT, base=home, run=RunFolder(home / "gone"))

    assert not (tmp_path / "x.zip").exists()


def test_what_other_programs_add_is_not_unpacked(tmp_path: Path) -> None:
    text = project_file.to_text(PROJECT)
    path = make_zip(tmp_path / "x.zip", ("x.netb", text), ("__MACOSX/x", "1"), ("run.py", "1"))

    made = read_bundle(path, tmp_path / "theirs")

    assert [entry.name for entry in made.parent.iterdir()] == ["x.netb"]


def link(name: str) -> ENTRY:
    entry = ENTRY(name)
    entry.create_system = 3
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


def squeezed(name: str) -> ENTRY:
    entry = ENTRY(name)
    entry.compress_type = zipfile.ZIP_BZIP2
    return entry


@pytest.mark.parametrize(
    ("entry", "fact"),
    [
        ("/data/x", "would be put elsewhere"),
        ("../x", "would be put elsewhere"),
        ("data/../../x", "would be put elsewhere"),
        ("data/./x", "would be put elsewhere"),
        ("data//x", "would be put elsewhere"),
        ("data\\..\\x", "would be put elsewhere"),
        ("C:/x", "would be put elsewhere"),
        ("data/x:stream", "would be put elsewhere"),
        ("data/NUL", "would be put elsewhere"),
        ("data/x.", "would be put elsewhere"),
        ("data/" + "x" * 300, "would be put elsewhere"),
        (link("data/x"), "a link"),
        (squeezed("data/x"), "an unusual way"),
        ("X.netb", "there twice"),
    ],
)
def test_a_zip_that_could_do_harm_is_refused(tmp_path: Path, entry: str | ENTRY, fact: str) -> None:
    text = project_file.to_text(PROJECT)
    path = make_zip(tmp_path / "x.zip", ("x.netb", text), (entry, "/etc"))

    assert fact in refusal(path, tmp_path / "theirs")


def test_an_encrypted_zip_is_refused(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "x.zip", ("x.netb", project_file.to_text(PROJECT)))
    content = bytearray(path.read_bytes())
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 8] |= 1  # the flags of the one entry
    path.write_bytes(content)

    assert "encrypted" in refusal(path, tmp_path / "theirs")


def test_more_than_a_bundle_may_hold_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = project_file.to_text(PROJECT)
    path = make_zip(tmp_path / "x.zip", ("x.netb", text), ("data/x", "0" * 10_000))
    size = len(text.encode()) + 10_000

    assert "holds too much" in refusal(path, tmp_path / "theirs", largest_bytes=size - 1)
    with monkeypatch.context() as patch:
        patch.setattr(bundle, "MOST_ENTRIES", 1)
        assert "at most 1 files, found 2" in refusal(path, tmp_path / "theirs")
    assert read_bundle(path, tmp_path / "theirs", largest_bytes=size).is_file()


def test_a_zip_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    text = project_file.to_text(PROJECT)
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.netb", text)
        archive.writestr("data/x", "0" * 1_000_000)
    content = bytearray(path.read_bytes())
    directory = content.rindex(b"PK\x01\x02")
    struct.pack_into("<I", content, directory + 24, 10)  # the stated size of data/x
    path.write_bytes(content)

    assert refusal(path, tmp_path / "theirs", largest_bytes=100_000)


@pytest.mark.parametrize(
    "entries",
    [
        (),
        (("readme.txt", "x"),),
        (("inside/x.netb", "x"),),
        (("x.netb", "x"), ("y.netb", "x")),
        (("x.netb", '{"format_version": 1'),),
        (("x.netb", "{}"), ("data", "x"), ("data/x", "x")),
    ],
)
def test_a_zip_without_one_sound_project_is_refused(
    tmp_path: Path, entries: tuple[tuple[str, str], ...]
) -> None:
    assert refusal(make_zip(tmp_path / "x.zip", *entries), tmp_path / "theirs")


def test_what_is_no_zip_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "x.zip"
    text.write_text("height,width", encoding="utf-8")

    assert "no zip" in refusal(text, tmp_path / "theirs")
    assert "cannot be read" in refusal(tmp_path / "gone.zip", tmp_path / "theirs")
    assert "no file" in refusal(tmp_path, tmp_path / "theirs")


def test_a_folder_that_is_there_is_left_alone(packed: Path, tmp_path: Path) -> None:
    (tmp_path / "flowers").mkdir()

    assert "of this name already" in refusal(packed, tmp_path / "flowers")
    assert list((tmp_path / "flowers").iterdir()) == []
    assert free_folder(packed) == tmp_path / "flowers 2"
    (tmp_path / "flowers 2").touch()
    assert free_folder(packed) == tmp_path / "flowers 3"


def test_a_folder_in_a_place_that_is_not_there_is_not_made(packed: Path, tmp_path: Path) -> None:
    with pytest.raises(ProjectFileError, match="cannot be unpacked"):
        read_bundle(packed, tmp_path / "nowhere" / "flowers")

    assert not (tmp_path / "nowhere").exists()


@pytest.fixture(scope="module")
def try_mutated(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], None]:
    """Unpacks bytes; they end in a project or in an error of ours, and leave nothing else."""
    folder = tmp_path_factory.mktemp("mutated")

    def attempt(content: bytes) -> None:
        place = folder / str(len(list(folder.iterdir())))
        place.mkdir()
        (place / "x.zip").write_bytes(content)
        try:
            path = read_bundle(place / "x.zip", place / "out", largest_bytes=2**20)
        except ProjectFileError:
            assert [entry.name for entry in place.iterdir()] == ["x.zip"]
        else:
            project_file.read(path)

    return attempt


def sound_bytes() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.netb", project_file.to_text(PROJECT))
        archive.writestr("data/x.csv", ROWS * 20)
        archive.writestr("x.runs/1/events.jsonl", "{}")
    return buffer.getvalue()


SOUND = sound_bytes()
PLACES = st.integers(0, len(SOUND) - 1) | st.integers(SOUND.index(b"PK\x01\x02"), len(SOUND) - 1)


@given(changes=st.dictionaries(PLACES, st.integers(0, 255), max_size=6), end=PLACES | st.none())
def test_a_damaged_bundle_ends_in_a_project_or_our_own_error(
    try_mutated: Callable[[bytes], None], changes: dict[int, int], end: int | None
) -> None:
    content = bytearray(SOUND)
    for place, byte in changes.items():
        content[place] = byte

    try_mutated(bytes(content[:end]))
