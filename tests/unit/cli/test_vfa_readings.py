"""`benkoll vfa train`, `trained`, `readers` and `prune`: phantoms, what came of them, how two readers agree."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from benkoll.cli.reading_door import desk_at
from benkoll.measures.vertebra import LEVELS
from benkoll.readings.commands import change, sign, start
from benkoll.readings.reads import waiting
from benkoll.readings.training import Truth, truth_of
from unit.chain.chain_world import World, opened
from unit.cli.runner import Outcome, benkoll
from unit.readings.spine import Done, approved, graded, grading, judged

DAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def phantoms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A normal one and one with fractures."""
    folder = tmp_path_factory.mktemp("phantoms")
    assert benkoll("vfa", "phantom", "-o", str(folder), "--count", "2", "--kind", "normal,fractured").code == 0
    return folder


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with opened(tmp_path) as made:
        yield made


def run(world: World, *words: str) -> Outcome:
    return benkoll("vfa", *words, "--date", "2026-03-02", environ=world.environ)


def read(world: World, image: str, told: Path, who: str | None = None) -> Truth:
    """The image read to the point as its truth has it, its fractures called."""
    desk, true = desk_at(world.chain(DAY)), json.loads(told.read_bytes())
    desk = desk if who is None else replace(desk, actor=replace(desk.actor, id=who))
    named, version = start(desk, image)
    done = list[Done]()
    for level in LEVELS:
        done += [("placed", {"level": level, "points": true["vertebrae"][level]}), approved(level)]
        if grade := true["truth"]["grades"][level]:
            done += [graded(level, str(grade)), judged(level)]
    sign(desk, named, change(desk, named, version, done), grading())
    return truth_of(desk, image)


def test_a_folder_of_phantoms_is_stored_read_and_told_of(world: World, phantoms: Path) -> None:
    assert run(world, "train", str(phantoms)).out.strip() == "2 fantom inlagda att öva på, 0 lagda åt sidan"
    assert run(world, "train", str(phantoms)).code == 0
    images = waiting(desk_at(world.chain(DAY)), training=True)
    assert len(images) == 2
    assert run(world, "trained").out.strip() == "ingen signerad övning"
    files = sorted(phantoms.glob("*.json"))
    truths = [read(world, one.image.id, told) for one, told in zip(images, files, strict=True)]
    fractures = sum(grade > 0 for truth in truths for grade in truth.grades.values())
    header, *rows, total = run(world, "trained", "--lang", "en").out.splitlines()
    assert header.split() == ["signed", "found", "missed", "false", "right", "grade", "point", "error,", "mm"]
    assert [row.split()[1] for row in rows] == ["2026-03-02"] * 2
    assert total.split() == ["all", f"{fractures}/{fractures}", "0", "0", "26/26", "0.00"]
    told = json.loads(run(world, "trained", "--format", "json").out)
    assert sum(one["summary"]["found"] for one in told) == fractures > 0
    assert json.loads(run(world, "trained", "--reader", "another", "--format", "json").out) == []


def test_two_readers_agree(world: World, phantoms: Path, tmp_path: Path) -> None:
    run(world, "train", str(phantoms))
    files, images = sorted(phantoms.glob("*.json")), waiting(desk_at(world.chain(DAY)), training=True)
    for who in ("B", "A"):
        for one, told in zip(images, files, strict=True):
            read(world, one.image.id, told, who)
    plot = tmp_path / "plot.svg"
    found = run(world, "readers", "A", "B", "--training", "-o", str(plot), "--lang", "en")
    assert found.out.startswith("A against B; images: 2, vertebrae: 26")
    assert plot.read_text().startswith("<svg")
    told = json.loads(run(world, "readers", "B", "A", "--training", "--format", "json").out)
    assert told["readers"] == ["A", "B"]
    assert told["grades"]["vertebra_grade"]["agreed"] == 1
    for words, said in (
        (("A", "B"), "no image was read by both"),
        (("A", "C", "--training"), "no image was read by both"),
        (("A", "A", "--training"), "no image was read by both"),
        (("A", "B", "--training", "--since", "2026-03-03"), "no image was read by both"),
        (("A", "B", "--training", "-o", "plot.png"), "must end with .svg"),
    ):
        refused = run(world, "readers", *words, "--lang", "en")
        assert (refused.code, said in refused.err) == (2, True)


def test_what_cannot_be_used_is_set_aside_and_the_rest_stored(world: World, phantoms: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mixed"
    shutil.copytree(phantoms, folder)
    image, truth = (sorted(folder.glob(f"*.{kind}"))[0].read_bytes() for kind in ("dcm", "json"))
    (folder / "a.dcm").write_bytes(image)
    (folder / "b.dcm").write_bytes(b"no image")
    (folder / "b.json").write_bytes(truth)
    for name, wrong in (
        ("c", b"[]"),
        ("d", truth.replace(b'"T4": 0', b'"T4": 7')),
        ("e", b"\xff"),
        ("f", b"[" * 99999),
    ):
        (folder / f"{name}.dcm").write_bytes(image)
        (folder / f"{name}.json").write_bytes(wrong)
    found = run(world, "train", str(folder), "--lang", "en")
    assert (found.code, found.out.strip()) == (1, "2 phantoms stored, 6 set aside")
    assert "a.json" in found.err
    assert "b.dcm: the file is no DICOM file" in found.err
    assert found.err.count("no truth as benkoll vfa phantom writes it") == 4


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_a_folder_without_images(world: World, tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    assert run(world, "train", str(tmp_path / name)).code == 3


def test_pruned(world: World, phantoms: Path) -> None:
    run(world, "train", str(phantoms))
    refused = run(world, "prune", "--before", "2026-03-03", "--lang", "en")
    assert (refused.code, "images are kept for 90 days" in refused.err) == (2, True)
    done = benkoll("vfa", "prune", "--before", "2099-01-01", "--date", "2099-12-31", environ=world.environ)
    assert done.out.strip() == "borttaget: 0 ogranskade bilder, 2 fantom med 0 granskningar"
