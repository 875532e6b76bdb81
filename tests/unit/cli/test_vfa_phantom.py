"""`benkoll vfa phantom`: what is written, that it is the same for a seed, and that the image is read as what it is."""

import json
from pathlib import Path

import numpy as np
import pytest

from benkoll.exchange.dicom.image import read_image
from benkoll.imaging.phantom import KINDS, draw
from benkoll.measures.vertebra import LEVELS, POINTS, Spacing
from unit.cli.runner import benkoll

FEW = ("--kind", "oblong,no_millimetres", "--count", "2", "--seed", "5")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two phantoms."""
    made = tmp_path_factory.mktemp("vfa") / "new" / "folder"
    outcome = benkoll("vfa", "phantom", "-o", str(made), *FEW, "--lang", "en")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == f"2 phantoms written to {made}\n"
    return made


def test_an_image_and_its_truth_for_each(folder: Path) -> None:
    names = [
        f"phantom-{number}.{ending}"
        for number in ("000005-oblong", "000006-no_millimetres")
        for ending in ("dcm", "json")
    ]
    assert sorted(path.name for path in folder.iterdir()) == names


@pytest.mark.parametrize(("seed", "kind"), [(5, "oblong"), (6, "no_millimetres")])
def test_the_image_is_read_as_what_was_drawn(folder: Path, seed: int, kind: str) -> None:
    drawn, name = draw(seed, KINDS[kind]), f"phantom-{seed:06d}-{kind}"
    read = read_image((folder / f"{name}.dcm").read_bytes())
    assert (read.pixels == drawn.image).all()
    assert read.scale.spacing == drawn.spacing
    assert (read.about.anterior, read.about.sex, read.about.age) == (drawn.facing, drawn.sex, 70)
    assert (read.identity.patient_id, read.identity.name) == (name, "")


@pytest.mark.parametrize(("seed", "kind"), [(5, "oblong"), (6, "no_millimetres")])
def test_the_truth_stands_beside_it(folder: Path, seed: int, kind: str) -> None:
    drawn = draw(seed, KINDS[kind])
    told = json.loads((folder / f"phantom-{seed:06d}-{kind}.json").read_bytes())
    assert told["spacing_mm"] == (None if kind == "no_millimetres" else [drawn.pixel.row, drawn.pixel.column])
    assert list(told["vertebrae"]) == list(told["truth"]["before"]) == list(LEVELS)
    for level in LEVELS:
        for which in POINTS:
            assert np.allclose(told["vertebrae"][level][which], getattr(drawn.vertebrae[level], which), atol=1e-4)
    truth = told["truth"]
    assert (truth["kind"], truth["seed"], told["sex"], truth["anterior"]) == (kind, seed, drawn.sex, drawn.facing)
    assert (truth["grades"], Spacing(*truth["pixel_mm"])) == (drawn.grades, drawn.pixel)
    assert {level: loss > 0 for level, loss in truth["loss_percent"].items()} == {
        level: shape != "normal" for level, shape in truth["shapes"].items()
    }
    assert sum(truth["loss_percent"].values()) > 0


def test_the_same_seed_writes_the_same_files(folder: Path, tmp_path: Path) -> None:
    assert benkoll("vfa", "phantom", "-o", str(tmp_path), *FEW).code == 0
    for path in folder.iterdir():
        assert path.read_bytes() == (tmp_path / path.name).read_bytes()


def test_kinds_come_in_turn(tmp_path: Path) -> None:
    assert benkoll("vfa", "phantom", "-o", str(tmp_path), "--count", "3", "--kind", "normal,hard").code == 0
    kinds = [json.loads(path.read_bytes())["truth"]["kind"] for path in sorted(tmp_path.glob("*.json"))]
    assert kinds == ["normal", "hard", "normal"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--kind", "fractured,worn"), "benkoll: --kind worn: tillåtet är normal, fractured, "),
        (("--count", "0"), "benkoll: --count 0: skriv ett tal 1-100000"),
        (("--count", "many"), "benkoll: --count many: skriv ett tal 1-100000"),
        (("--seed", "-1"), "benkoll: --seed -1: skriv ett tal 1-2147483647"),
    ],
)
def test_what_is_asked_for_wrongly_writes_nothing(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    outcome = benkoll("vfa", "phantom", "-o", str(tmp_path / "none"), *words)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith(said)
    assert not (tmp_path / "none").exists()


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    outcome = benkoll("vfa", "phantom", "-o", str(tmp_path / "file"), "--count", "1", "--lang", "en")
    assert outcome.code == 3
    assert "file" in outcome.err


def test_the_help_names_every_kind() -> None:
    for lang in ("sv", "en"):
        told = " ".join(benkoll("vfa", "phantom", "--help", "--lang", lang).out.split())
        assert ", ".join(KINDS) in told
