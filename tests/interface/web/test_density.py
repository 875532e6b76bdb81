"""Bone density as a page: a report of every form is stored and shown, a bad one is told, and its facts are taken on."""

import re
from html import unescape

import pytest

from interface.dicom.reports import nested
from interface.dicom.reports import report as structured
from interface.web.density_forms import (
    BAD,
    FILES,
    MAN,
    REPORTS,
    SOURCES,
    SURE,
    WRONG,
    clinician,
    latest,
    own,
    page_of,
    paste,
    printed,
    stored,
    upload,
)
from interface.web.forms import said, send
from security.served import Served

# EACH FORM


def test_a_file_of_each_form_is_stored_and_shown(served: Served) -> None:
    for name in FILES:
        mapping = {"mapping": name.removesuffix(".hl7")} if name.endswith(".hl7") else {}
        before = stored(served)
        answer = upload(served, name, (REPORTS / name).read_bytes(), **mapping, **SURE)
        assert answer.status_code == 200, said(answer)
        assert stored(served) == before + 1, name
        source = "Typed in" if name == "typed.json" else SOURCES[name.rpartition(".")[2]]
        assert f"{source}, stored 2026-03-02 by test-clinician" in said(answer), name
        assert "1 report stored." in said(answer), name


def test_a_structured_report_is_read_by_the_worker(served: Served) -> None:
    content = structured(nested(), "Hologic", "Horizon A")
    page = said(upload(served, "sr.dcm", content, **SURE))
    assert "DICOM SR, stored" in page
    assert "Lowest T-score: -1.9 (femoral neck, left)" in page
    assert "2012 BMDCS/NHANES White Female" in page


def test_the_text_of_a_report_of_this_patient_needs_no_word_of_anybody(served: Served) -> None:
    answer = paste(served, printed(served))
    assert answer.status_code == 200, said(answer)
    assert "Lowest T-score: -1.7 (femoral neck, left)" in said(answer)


def test_a_pasted_table_is_whole_to_its_last_row(served: Served) -> None:
    """A form takes the end of the last line away, by which a file would be told to be cut off."""
    answer = paste(served, (REPORTS / "hologic.csv").read_text("utf-8-sig"), **SURE)
    assert "Total hip, left 0.762 -1.5" in said(answer)
    assert "Not read" not in said(answer)


def test_the_menu_keeps_its_words(served: Served) -> None:
    page = clinician(served).get(page_of(served)).text
    assert '<a href="/assess">Assessment</a>' in page


def test_values_are_typed_in(served: Served) -> None:
    fields: dict[str, str | list[str]] = {
        "measured_on": "2026-02-02",
        "maker": "hologic",
        "model": "Horizon A",
        "femoral_neck_left_bmd": "0,653",
        "femoral_neck_left_t_score": "-1,7",
        "reference_hip": "NHANES III White Female",
    }
    answer = send(clinician(served), f"/density/typed/{served.episode('own')}", fields)
    assert answer.status_code == 200, said(answer)
    assert "Examination of 2026-02-02, Hologic Horizon A" in said(answer)
    assert "Typed in, stored" in said(answer)


def test_the_same_report_is_there_once(served: Served) -> None:
    before = stored(served)
    for _ in range(2):
        assert paste(served, printed(served)).status_code == 200
    assert stored(served) == before + 1


def test_several_reports_of_one_file_are_kept_each(served: Served) -> None:
    head = "Patient ID;Scan Date;Manufacturer;Model;Scan Type;Region;BMD (g/cm²);T-score\n"
    rows = [
        f"{own(served)[0]};{day};Hologic;Horizon A;Left Hip;Neck;{bmd};{score}\n"
        for day, bmd, score in (("2023-02-02", "0.680", "-1.5"), ("2026-02-02", "0.653", "-1.7"))
    ]
    before = stored(served)
    answer = upload(served, "two.csv", (head + "".join(rows)).encode())
    assert answer.status_code == 200, said(answer)
    assert stored(served) == before + 2
    assert "2 reports stored." in said(answer)


# WHAT IS SAID OF IT


def test_a_report_of_nothing_known_says_so(served: Served) -> None:
    page = clinician(served).get(page_of(served))
    assert page.status_code == 200
    assert "Examination of 2026-03-02, Hologic" in said(page)
    assert "read as young women (reading)" in said(page)


def test_a_t_score_against_men_is_marked_and_reckoned_anew(served: Served) -> None:
    page = said(paste(served, printed(served, score="-1.5", ref=MAN)))
    assert "against men" in page
    assert "Femoral neck, left: T-score -1.7, from BMD 0.653 g/cm2 against" in page


def test_a_difference_that_rounding_does_not_explain_is_shown(served: Served) -> None:
    page = said(paste(served, printed(served, score="-2.4")))
    assert "difference -0.7" in page
    assert "Lowest T-score: -2.4" in page


def test_which_vertebrae_count_and_why(served: Served) -> None:
    answer = upload(served, "g.csv", (REPORTS / "hologic.csv").read_bytes(), **SURE)
    assert "Vertebrae that count: L1-L4" in said(answer)
    ((named,),) = latest(served, "2026-03-02", "csv")
    looked = send(
        clinician(served),
        f"/density/look/{served.episode('own')}",
        {"density": named, "vertebra_L4": "fractured", "unreadable": "hip"},
    )
    assert "Vertebrae that count: L1-L3" in said(looked)
    assert "Not counted: L4 is fractured" in said(looked)
    facts = said(looked).partition("Facts for the assessment")[2].partition("What you see yourself")[0]
    assert "hip by whoever read the examination" in facts
    assert "femoral neck" not in facts


def test_spine_and_hip_that_come_one_by_one_are_one_examination(served: Served) -> None:
    head = "Patient ID;Scan Date;Manufacturer;Model;Scan Type;Region;BMD (g/cm²);T-score\n"
    for scan, region, bmd, score in (("Left Hip", "Neck", "0.653", "-1.7"), ("Lumbar Spine", "L1-L4", "0.728", "-2.9")):
        row = f"{own(served)[0]};2026-02-02;Hologic;Horizon A;{scan};{region};{bmd};{score}\n"
        answer = upload(served, "one.csv", (head + row).encode())
    assert "Lowest T-score: -2.9 (lumbar spine L1-L4)" in said(answer)
    assert "By T-score: osteoporosis" in said(answer)
    assert "Femoral neck, left" in said(answer)


# CHANGE


def test_a_change_needs_the_clinics_own_precision(served: Served) -> None:
    paste(served, printed(served, "2023-02-02", "0.720", "-1.1"))
    page = paste(served, printed(served))
    assert "Change since 2023-02-02, Hologic Horizon A" in said(page)
    assert "No change reckoned: Femoral neck: the clinic's own precision of the site is not stated" in said(page)
    ((named,),) = latest(served, "2026-02-02", "text")
    looked = send(
        clinician(served),
        f"/density/look/{served.episode('own')}",
        {"density": named, "sd_femoral_neck": "0,010"},
    )
    assert "fallen by more than the least significant change" in said(looked)
    assert "least significant change 0.0277 g/cm2" in said(looked)


def test_a_precision_that_cannot_be_is_told_at_its_field(served: Served) -> None:
    paste(served, printed(served))
    ((named,),) = latest(served, "2026-02-02", "text")
    looked = send(
        clinician(served), f"/density/look/{served.episode('own')}", {"density": named, "sd_total_hip": "ten"}
    )
    assert looked.status_code == 422
    assert "sd_total_hip = ten: write the precision (RMS SD) in g/cm2" in said(looked)


# MALFORMED


def test_what_cannot_be_read_is_told_in_the_page(served: Served) -> None:
    """Field, value and what is allowed, in the words that the command says; nothing of it is stored."""
    for name in WRONG:
        told = (BAD / f"{name.rpartition('.')[0]}.en.txt").read_text("utf-8").strip().splitlines()
        mapping = {"mapping": "own-codes"} if name.endswith(".hl7") else {}
        before = stored(served)
        answer = upload(served, name, (BAD / name).read_bytes(), **mapping, **SURE)
        page = said(answer)
        kept = stored(served) - before
        assert (answer.status_code, kept) in ((422, 0), (200, 1)), name
        missing = [line for line in told if " ".join(line.split()) not in page]
        assert missing == [], name


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "choose a file or paste text, one of the two"),
        ({"text": "What a fine day"}, "pasted text"),
        ({"text": "Ländrygg L1-L4: T-score -2,4", "sure": ""}, "does not say whom it is of"),
        ({"text": "x", "own_mapping": "a,b\n1,2"}, "Table of fields"),
    ],
)
def test_nothing_is_stored_of_what_is_no_report(served: Served, fields: dict[str, str], words: str) -> None:
    before = stored(served)
    answer = send(clinician(served), f"/density/file/{served.episode('own')}", dict(fields))
    assert answer.status_code == 422
    assert "The report was not stored" in said(answer)
    assert words in said(answer)
    assert unescape(fields.get("text", "")) in unescape(answer.text)  # what was written stays
    assert stored(served) == before


def test_a_typed_value_is_told_by_the_forms_own_words_and_stays(served: Served) -> None:
    before = stored(served)
    fields: dict[str, str | list[str]] = {"measured_on": "2026-02-02", "total_hip_left_bmd": "762"}
    answer = send(clinician(served), f"/density/typed/{served.episode('own')}", fields)
    assert answer.status_code == 422
    assert "Total hip, left, BMD = 762" in said(answer)
    assert 'href="#f-total_hip_left_bmd"' in answer.text
    assert re.search(r'name="total_hip_left_bmd" value="762"[^>]*aria-invalid="true"', answer.text)
    assert stored(served) == before


def test_a_part_that_was_not_read_is_told_whenever_the_report_is_shown(served: Served) -> None:
    head = "Patient ID;Scan Date;Manufacturer;Model;Scan Type;Region;BMD (g/cm²);T-score\n"
    rows = [
        f"{own(served)[0]};2026-02-02;Hologic;Horizon A;Left Hip;{region};{bmd};-1.7\n"
        for region, bmd in (("Neck", "0.653"), ("Total", "653"))
    ]
    first = upload(served, "half.csv", (head + "".join(rows)).encode())
    later = clinician(served).get(page_of(served) + f"?shown={latest(served, '2026-02-02', 'csv')[0][0]}")
    for page in (first, later):
        assert "A part of the report was not read" in said(page)
        assert "= 653" in said(page)
