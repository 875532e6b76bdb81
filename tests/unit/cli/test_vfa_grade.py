"""`benkoll vfa grade`, `reference` and `agreement`: what they say, write and end with."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from benkoll.errors import DONE, NOTHING_USABLE, SOME_SET_ASIDE, USAGE
from benkoll.measures.vertebra import LEVELS, POINTS, Vertebra
from unit.cli.runner import Outcome, benkoll
from unit.exchange.xpt import as_xpt
from unit.imaging.row import PIXEL, heights, row

KEYS = {"heights", "ratios", "loss_percent", "shape", "grade", "probabilities", "near_limit"}
"""What the issue promises of each level."""


def english(*words: str | Path) -> Outcome:
    return benkoll("--lang", "en", "vfa", *map(str, words))


def broken(level: str | None = "T12", lost: float = 0.3) -> dict[str, Vertebra]:
    of = heights()
    if level is not None:
        front, middle, back = of[level]
        of[level] = [front * (1 - lost), middle * (1 - lost / 2), back]
    return row(of)


def plain(spine: Mapping[str, Vertebra], slips: np.random.Generator | None = None, **more: Any) -> dict[str, Any]:
    """An image as the command reads it; with `slips`, as a hand of 0.4 mm places it."""
    points = {
        level: {
            name: [
                number + (0 if slips is None else slips.normal(0, 0.4 / PIXEL)) for number in getattr(vertebra, name)
            ]
            for name in POINTS
        }
        for level, vertebra in spine.items()
    }
    return {"spacing_mm": [PIXEL, PIXEL], "click_error_mm": 0.4, "vertebrae": points, **more}


@pytest.fixture
def points(tmp_path: Path) -> Path:
    return written(tmp_path / "points.json", plain(broken()))


def written(path: Path, said: object) -> Path:
    path.write_text(json.dumps(said))
    return path


@pytest.fixture(scope="module")
def normals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty normal people, each clicked otherwise."""
    rng = np.random.default_rng(5)
    people = [plain(broken(None), rng, image=str(place), sex=("female", "male")[place % 2]) for place in range(40)]
    return written(tmp_path_factory.mktemp("normals") / "normals.json", people)


@pytest.fixture(scope="module")
def reference(normals: Path) -> Path:
    path = normals.parent / "reference.json"
    found = english("reference", normals, "-o", path, "--date", "2026-03-02", "--source", "forty of ours")
    assert (found.code, found.err) == (DONE, f"benkoll: written to {path}\n")
    assert "Women, 20 persons: mean and SD" in found.out
    return path


# GRADE


def test_grade_as_json(points: Path) -> None:
    found = english("grade", points, "--format", "json")
    assert (found.code, found.err) == (DONE, "")
    said = json.loads(found.out)
    assert list(said["vertebrae"]) == list(LEVELS)
    one = said["vertebrae"]["T12"]
    assert set(one) >= KEYS
    assert (one["grade"], one["shape"], one["near_limit"]) == (2, "wedge", None)
    assert one["loss_percent"] == pytest.approx(30, abs=2)
    assert sum(one["probabilities"]) == pytest.approx(1)
    assert one["heights"]["posterior"] == pytest.approx(one["heights"]["pixels"]["posterior"] * PIXEL)
    assert one["ratios"]["wedge"] == pytest.approx(0.7)
    assert said["click_error"] == {"value": 0.4, "unit": "mm"}
    assert said["notes"] == []


def test_grade_as_a_table(points: Path) -> None:
    found = english("grade", points)
    assert found.code == DONE
    assert re.search(r"^  T12 +16\.4 +\d+\.\d +23\.4 +0\.70 ", found.out, re.MULTILINE)
    assert re.search(r"^  T12 +\d+ \(\d+ to \d+\) +wedge +2 +<1 +\d+ +\d+ +<1$", found.out, re.MULTILINE)
    assert max(map(len, found.out.splitlines())) <= 120
    swedish = benkoll("vfa", "grade", str(points))
    assert re.search(r"^  T12 +16,4 .*0,70 ", swedish.out, re.MULTILINE)
    assert "kilformad" in swedish.out


def test_grade_1_is_said_to_be_the_weak_one(tmp_path: Path) -> None:
    file = written(tmp_path / "mild.json", plain(broken(lost=0.225)) | {"click_error_mm": 0.1})
    found = english("grade", file)
    assert re.search(r"^  T12 +22 .* wedge +1 ", found.out, re.MULTILINE)
    assert "Grade 1 is the weak one" in found.out


def test_grade_says_what_it_does_not_know(tmp_path: Path) -> None:
    bare = plain(broken()) | {"spacing_mm": None}
    del bare["click_error_mm"]
    found = english("grade", written(tmp_path / "bare.json", bare))
    assert "Heights in pixels" in found.out
    flat = " ".join(found.out.split())
    assert "The image has no millimetres: heights are in pixels; ratios and losses are as good." in flat
    assert "The click error is not told: 0.7 mm is assumed" in flat
    assert "The click error in mm was turned into pixels" in flat


def test_grade_from_standard_input(points: Path) -> None:
    found = benkoll("vfa", "grade", "-", "--format", "json", stdin=points.read_bytes())
    assert (found.code, json.loads(found.out)["vertebrae"]["T12"]["grade"]) == (DONE, 2)


def test_grade_of_many(tmp_path: Path) -> None:
    file = written(tmp_path / "many.json", [plain(broken(), image="first"), plain(broken(None))])
    both = json.loads(english("grade", file, "--format", "json").out)
    assert [one["vertebrae"]["T12"]["grade"] for one in both] == [2, 0]
    assert [line for line in english("grade", file).out.splitlines() if line.startswith("Image")] == [
        "Image first",
        "Image 2",
    ]


def test_grade_sets_aside_what_cannot_be(tmp_path: Path) -> None:
    said = plain(broken())
    said["vertebrae"]["T8"]["anterior_top"] = [1, 2, 3]
    file = written(tmp_path / "one-bad.json", said)
    found = english("grade", file, "--format", "json")
    assert found.code == SOME_SET_ASIDE
    assert "T8" not in json.loads(found.out)["vertebrae"]
    place = f"{file}, vertebrae.T8.anterior_top = [1, 2, 3]"
    assert found.err == f"benkoll: set aside: {place}: must be [x, y], two finite numbers in pixels\n"


def test_grade_asks_about_what_is_hardly_possible(tmp_path: Path) -> None:
    found = english("grade", written(tmp_path / "odd.json", plain(broken("L3", 0.5))))
    assert found.code == DONE
    assert "look: L3 = 0.50: anterior/posterior beyond 0.8-1.2" in found.err


def test_grade_refuses_a_child(tmp_path: Path) -> None:
    child, adult = plain(broken(), age=17), plain(broken(), age=18)
    found = english("grade", written(tmp_path / "child.json", child))
    assert (found.code, found.out) == (NOTHING_USABLE, "")
    assert "age = 17: vertebrae are graded from the age of 18" in found.err
    both = english("grade", written(tmp_path / "both.json", [child, adult]), "--format", "json")
    assert both.code == SOME_SET_ASIDE
    assert len(json.loads(both.out)) == 1


def test_grade_of_nothing(tmp_path: Path) -> None:
    assert english("grade", tmp_path / "none.json").code == NOTHING_USABLE
    assert english("grade", written(tmp_path / "empty.json", {})).code == NOTHING_USABLE
    assert english("grade").code == USAGE


# REFERENCE


def test_grade_by_a_reference(points: Path, reference: Path) -> None:
    said = json.loads(english("grade", points, "--reference", reference, "--sex", "female", "--format", "json").out)
    one = said["vertebrae"]["T12"]
    assert one["grade"] == 2
    assert one["sd_methods"]["eastell"] == 2
    assert one["sd_methods"]["verified"] is False
    shown = english("grade", points, "--reference", reference).out
    assert "their limits are from memory, not verified" in shown


def test_a_reference_that_is_none(points: Path, tmp_path: Path) -> None:
    wrong = written(tmp_path / "wrong.json", {"form": "else"})
    found = english("grade", points, "--reference", wrong)
    assert found.code == NOTHING_USABLE
    assert f"{wrong}, form: must be 'benkoll vertebral reference 1'" in found.err


def test_reference_leaves_out_what_a_reader_graded(normals: Path, tmp_path: Path) -> None:
    people = json.loads(normals.read_text())
    for one in people:
        one["reader_grades"] = {"L2": 0.5}
    found = english("reference", written(tmp_path / "graded.json", people), "-o", tmp_path / "r.json")
    assert found.code == NOTHING_USABLE
    assert "L2: too few whole vertebrae: at least 20 are needed at every level" in found.err
    assert not (tmp_path / "r.json").exists()


def test_reference_as_json_is_what_is_written(normals: Path, tmp_path: Path) -> None:
    out = tmp_path / "r.json"
    found = english("reference", normals, "-o", out, "--date", "2026-03-02", "--format", "json")
    assert json.loads(found.out) == json.loads(out.read_text())
    said = json.loads(out.read_text())
    assert (said["source"], said["made_on"], set(said["tables"])) == (
        "normals.json",
        "2026-03-02",
        {"female", "male", "any"},
    )


def test_reference_of_few_of_one_sex_says_so(normals: Path, tmp_path: Path) -> None:
    people = [one | {"sex": "female"} for one in json.loads(normals.read_text())]
    found = english("reference", written(tmp_path / "women.json", people), "-o", tmp_path / "r.json")
    assert found.code == DONE
    assert "Men: no table, too few whole vertebrae at level T4" in found.out


def test_reference_from_nhanes(tmp_path: Path) -> None:
    count = 50
    person = [float(one) for one in range(count)]
    demography = {"SEQN": person, "RIAGENDR": [2.0] * count, "WTMEC2YR": [1.0] * count}
    (tmp_path / "DEMO_H.xpt").write_bytes(as_xpt("DEMO_H", demography))
    for level in LEVELS:
        backs = [40 + one / 10 for one in person]
        columns = {
            "SEQN": person,
            f"DXX{level}CC": [0.0] * count,
            "DXXSQSCR": [0.0] * count,
            "DXXPOSTH": backs,
            "DXXANTEH": [0.95 * back for back in backs],
            "DXXMIDH": [0.93 * back for back in backs],
        }
        (tmp_path / f"DXX{level}_H.xpt").write_bytes(as_xpt(f"DXX{level}_H", columns))
    found = english("reference", "--nhanes", tmp_path, "-o", tmp_path / "r.json")
    assert found.code == DONE
    assert re.search(r"^  T8 +50  0\.950 ± 0\.000  0\.930 ± 0\.000 ", found.out, re.MULTILINE)
    assert "NHANES 2013-14" in json.loads((tmp_path / "r.json").read_text())["source"]


def test_reference_of_nothing_and_of_both(normals: Path, tmp_path: Path) -> None:
    for words in ((), (normals, "--nhanes", tmp_path)):
        found = english("reference", *words, "-o", tmp_path / "r.json")
        assert found.code == USAGE
        assert "name files of readings or --nhanes FOLDER, one of the two" in found.err
    missing = english("reference", "--nhanes", tmp_path, "-o", tmp_path / "r.json")
    assert missing.code == NOTHING_USABLE
    assert "DEMO_H.xpt: the file is missing" in missing.err


# AGREEMENT


def two(tmp_path: Path, count: int = 6) -> tuple[Path, Path]:
    """Two readers of as many spines, every other one broken."""
    rng = np.random.default_rng(9)
    files = []
    for reader in ("A", "B"):
        spines = [broken("T12" if place % 2 else None, 0.35) for place in range(count)]
        said = [plain(spine, rng, image=str(place), reader=reader) for place, spine in enumerate(spines)]
        files.append(written(tmp_path / f"{reader}.json", said))
    return files[0], files[1]


def test_agreement(tmp_path: Path) -> None:
    one, other = two(tmp_path)
    picture = tmp_path / "plot.svg"
    found = english("agreement", one, other, "-o", picture)
    assert (found.code, found.err) == (DONE, f"benkoll: written to {picture}\n")
    assert found.out.startswith("A against B; images: 6, vertebrae: 78\n")
    assert re.search(r"^  vertebra: grade 1 or more +78 +100\.0 +1\.00 \(1\.00 to 1\.00\)$", found.out, re.MULTILINE)
    assert re.search(r"^  patient: any grade 1 or more +6 +100\.0 +1\.00 ", found.out, re.MULTILINE)
    error = re.search(r"Click error .*: (\S+) mm", found.out)
    assert error is not None
    assert float(error[1]) == pytest.approx(0.4, abs=0.03)
    assert ElementTree.fromstring(picture.read_text()).tag.endswith("svg")


def test_agreement_as_json(tmp_path: Path) -> None:
    said = json.loads(english("agreement", *two(tmp_path), "--format", "json").out)
    assert (said["readers"], said["images"], said["vertebrae"]) == (["A", "B"], 6, 78)
    assert said["grades"]["vertebra_any"]["value"] == 1
    assert said["points"]["error"]["value"] == pytest.approx(0.4, rel=0.1)
    assert set(said["heights"]) == {"anterior", "middle", "posterior", "all"}


def test_the_readers_own_grades_stand_above_the_computed_ones(tmp_path: Path) -> None:
    one, other = two(tmp_path)
    said = json.loads(other.read_text())
    for reading in said:
        reading["reader_grades"] = dict.fromkeys(LEVELS, 0)
    found = json.loads(english("agreement", one, written(other, said), "--format", "json").out)
    assert found["grades"]["patient_any"]["agreed"] == 0.5


def test_agreement_tells_of_images_that_one_read(tmp_path: Path) -> None:
    one, other = two(tmp_path)
    written(other, json.loads(other.read_text())[1:])
    found = english("agreement", one, other)
    assert found.code == SOME_SET_ASIDE
    assert found.err == "benkoll: image 0 has one reading only\n"


@pytest.mark.parametrize("names", [[None, None], ["a", "a"]])
def test_images_are_told_apart_by_their_names(tmp_path: Path, names: list[str | None]) -> None:
    said = [plain(broken(), image=name) for name in names]
    file = written(tmp_path / "unnamed.json", said)
    found = english("agreement", file, file)
    assert found.code == NOTHING_USABLE
    assert "each reading must have image, the image's name, and the same image only once" in found.err


def test_one_image_each_needs_no_name(tmp_path: Path) -> None:
    one, other = (written(tmp_path / f"{name}.json", plain(broken())) for name in ("first", "second"))
    found = english("agreement", one, other)
    assert found.code == DONE
    assert found.out.startswith("first against second; images: 1, vertebrae: 13\n")


def test_nothing_in_common(tmp_path: Path) -> None:
    one = written(tmp_path / "a.json", plain(broken(), image="a"))
    other = written(tmp_path / "b.json", plain(broken(), image="b"))
    found = english("agreement", one, other)
    assert found.code == NOTHING_USABLE
    assert "no image is in both files" in found.err


def test_the_plot_is_svg(tmp_path: Path) -> None:
    found = english("agreement", *two(tmp_path), "-o", tmp_path / "plot.png")
    assert (found.code, found.out) == (USAGE, "")
    assert "the name must end with .svg" in found.err


def test_without_millimetres_there_is_no_plot(tmp_path: Path) -> None:
    said = plain(broken()) | {"spacing_mm": None}
    file = written(tmp_path / "bare.json", said)
    found = english("agreement", file, file, "-o", tmp_path / "plot.svg")
    assert found.code == DONE
    assert "too few heights in mm for Bland-Altman" in found.err
    assert not (tmp_path / "plot.svg").exists()
