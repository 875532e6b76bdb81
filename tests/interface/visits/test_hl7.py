"""HL7 v2: what each field says, how messages are framed and encoded, and what cannot be used."""

from datetime import date

import pytest

from benkoll.errors import InputError
from benkoll.exchange.visits.visit import CodedFracture, Merge, Message, Person, Refused, Visit
from interface.visits.forms import PERSON, STAY, diagnosis, hl7, one, read, refused

DISCHARGE = hl7("EVN|A03|20260305", STAY, diagnosis("S72.00"), diagnosis("W01.9"))


def test_a_discharge() -> None:
    assert one(DISCHARGE) == Message(
        source="MELIOR|SU",
        message_id="M1",
        person=Person(
            person_id="195009072553",
            system="1.2.752.129.2.1.3.1",
            name="Åsa Maria Öberg",
            sex="female",
            birth_date=date(1950, 9, 7),
            address=("Storgatan 1", "41101 Göteborg"),
            other_ids=("AB12",),
        ),
        visits=(
            Visit(
                date=date(2026, 3, 2),
                unit="SU Mölndal",
                ward="AVD203",
                diagnosis_codes=("S7200",),
                external_cause_codes=("W019",),
                fractures=(CodedFracture("hip", None, "S7200", low_energy=True, tumour=False, femur_shaft=False),),
                unclear=(),
                discharged=date(2026, 3, 5),
                number="V4711",
            ),
        ),
        sent=date(2026, 3, 5),
    )


# FRAMES AND ENCODINGS


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r\r"])
def test_segment_ends(end: str) -> None:
    assert one(DISCHARGE.replace("\r", end)) == one(DISCHARGE)


def framed(*messages: str) -> bytes:
    return b"".join(b"\x0b" + message.encode() + b"\x1c\r" for message in messages)


def test_many_messages_in_frames_batches_and_bare() -> None:
    second = DISCHARGE.replace("|M1|", "|M2|")
    batch = f"FHS|^~\\&|A\rBHS|^~\\&|A\r{DISCHARGE}{second}BTS|2\rFTS|1\r"
    for data in (
        framed(DISCHARGE, second),
        (DISCHARGE + second).encode(),
        batch.encode(),
        batch.replace("\r", "\n").encode(),
    ):
        assert [found.message_id for found in read(data) if isinstance(found, Message)] == ["M1", "M2"]


@pytest.mark.parametrize(
    ("charset", "codec"),
    [
        ("", "utf-8"),
        ("", "cp1252"),
        ("8859/1", "iso-8859-1"),
        ("UNICODE UTF-8", "utf-8"),
        ("8859/15", "iso-8859-15"),
        ("ASCII~8859/1", "cp1252"),
    ],
)
def test_character_sets(charset: str, codec: str) -> None:
    message = hl7(STAY, diagnosis("S72.00"), charset=charset)
    assert one(message.encode(codec)).person.name == "Åsa Maria Öberg"


def test_escapes() -> None:
    segment = PERSON.format(address="A\\T\\B \\S\\ \\F\\ \\R\\ \\E\\ \\XC3A5\\ \\X4\\\\Z\\^^Göteborg")
    assert one(hl7(segment, kind="ADT^A31")).person.address == ("A&B ^ | ~ \\ å", "Göteborg")


def test_a_line_feed_inside_a_text_ends_no_segment() -> None:
    segment = PERSON.format(address="Storgatan\n1")
    assert one(hl7(segment, kind="ADT^A31")).person.address == ("Storgatan 1",)


# THE PERSON


@pytest.mark.parametrize(
    ("pid3", "chosen", "others"),
    [
        ("AB12^^^SU^MR~195009072553^^^^NNSWE", "195009072553", ("AB12",)),
        ("195009072553", "195009072553", ()),
        ("AB12^^^SU^MR~20210325K069^^^&1.2.752.97.3.1.3&ISO^RRI", "20210325K069", ("AB12",)),
        ("98240301AA06~196109732393^^^1.2.752.129.2.1.3.3", "196109732393", ("98240301AA06",)),
        ("AB12", "AB12", ()),
    ],
)
def test_which_identity_names_the_person(pid3: str, chosen: str, others: tuple[str, ...]) -> None:
    person = one(hl7(f"PID|1||{pid3}", kind="ADT^A31")).person
    assert (person.person_id, person.other_ids) == (chosen, others)


def test_death() -> None:
    dead = one(hl7("PID|1||195009072553" + "|" * 26 + "20260310|Y", kind="ADT^A31")).person
    assert (dead.dead, dead.deceased) == (True, date(2026, 3, 10))
    assert one(hl7("PID|1||195009072553" + "|" * 27 + "Y", kind="ADT^A31")).person.dead
    assert not one(hl7(kind="ADT^A31")).person.dead


@pytest.mark.parametrize("segment", ["PD1" + "|" * 12 + "Y", "PV2" + "|" * 22 + "Y", "ARV|1|A|DEM"])
def test_a_protected_identity(segment: str) -> None:
    assert one(hl7(segment, kind="ADT^A31")).person.protected
    assert not one(hl7(kind="ADT^A31")).person.protected


@pytest.mark.parametrize(("text", "day"), [("19500907", date(1950, 9, 7)), ("195009", None), ('""', None), ("", None)])
def test_birth(text: str, day: date | None) -> None:
    assert one(hl7(f"PID|1||195009072553||||{text}", kind="ADT^A31")).person.birth_date == day


# THE VISIT


def test_one_who_is_not_admitted() -> None:
    (visit,) = one(hl7("PV1|1|E|AKUTEN^^^SU Mölndal", diagnosis("S52.50"), "EVN|A04|20260302", kind="ADT^A04")).visits
    assert (visit.date, visit.unit, visit.ward, visit.number) == (date(2026, 3, 2), "AKUTEN", None, None)


def test_an_admitting_diagnosis_falls_when_the_final_one_is_there() -> None:
    stay = (STAY, diagnosis("S72.00", more="|||A"), diagnosis("S70.0", more="|||F"))
    assert one(hl7(*stay)).visits[0].diagnosis_codes == ("S700",)
    assert one(hl7(*stay[:2])).visits[0].diagnosis_codes == ("S7200",)


def test_a_diagnosis_that_is_taken_back() -> None:
    assert one(hl7(STAY, diagnosis("S72.00", more="|||F" + "|" * 15 + "D"))).visits[0].diagnosis_codes == ()


def test_diagnoses_of_a_financial_transaction() -> None:
    message = hl7("PV1|1|O|ORT", "FT1|1|||20260302" + "|" * 15 + "S42.20^^I10~W10.9^^I10", kind="DFT^P03")
    (visit,) = one(message).visits
    assert (visit.date, [found.site for found in visit.fractures]) == (date(2026, 3, 2), ["proximal_humerus"])
    assert visit.external_cause_codes == ("W109",)


def test_a_code_of_an_unknown_system_is_for_a_human() -> None:
    (visit,) = one(hl7(STAY, diagnosis("S72.00", "LOCAL"), diagnosis("X1", "LOCAL"))).visits
    assert (visit.fractures, visit.unclear, visit.diagnosis_codes) == ((), ("S7200",), ("S7200", "X1"))


def test_a_snomed_code() -> None:
    assert one(hl7(STAY, diagnosis("263199001", "SCT"))).visits[0].fractures[0].site == "wrist"


def test_a_person_is_updated_without_a_visit() -> None:
    assert one(hl7(kind="ADT^A31")).visits == one(hl7(kind="ADT^A08")).visits == ()


@pytest.mark.parametrize("kind", ["ADT^A40^ADT_A39", "ADT^A34"])
def test_two_numbers_of_one_person(kind: str) -> None:
    message = one(hl7("MRG|20210325K069^^^&1.2.752.97.3.1.3&ISO", kind=kind))
    assert (message.person.person_id, message.merges) == ("195009072553", (Merge("20210325K069"),))


def test_a_cancellation() -> None:
    message = one(hl7(STAY, diagnosis("S72.00"), kind="ADT^A11"))
    assert (message.cancels, message.visits) == ("V4711", ())


# REPORTS


def report(*lines: str, status: str = "F", day: str = "202603021015") -> str:
    observations = (f"OBX|{number}|TX|A||{line}||||||{status}" for number, line in enumerate(lines, 1))
    return hl7("PV1|1|O|RTG", f"OBR|1|||RTG|||{day}", *observations, kind="ORU^R01")


def test_a_report_that_may_speak_of_a_vertebral_fracture() -> None:
    (visit,) = one(report("Bröstrygg.", "Kompressionsfraktur av Th12\\.br\\av okänd ålder.")).visits
    assert visit == Visit(
        date(2026, 3, 2), "RTG", None, (), (), (), (), "Bröstrygg.\nKompressionsfraktur av Th12\nav okänd ålder."
    )


def test_reports_that_do_not() -> None:
    assert one(report("Ingen kotkompression.")).visits == ()
    assert one(report("Kotkompression.", status="W")).visits == ()


# WHAT CANNOT BE USED


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("MSH|^~\\&|MELIOR", "f, row 1, MSH-9 = ^: messages of that kind"),
        ("MSH|^~\\&", "f, row 1, MSH-2"),
        ("MSH|^^\\&|A|B", "f, row 1, MSH-2"),
        ("MSH|^~\\&|A|B|||||ADT^A03|1", "f, row 1, PID: the segment is missing: is the message cut off?"),
        (hl7(kind="ORM^O01"), "f, row 1, MSH-9 = ORM^O01: messages of that kind are not read; those that are: ADT^A01"),
        (hl7(message_id=""), "f, row 1, MSH-10: missing; must be filled in"),
        (hl7(charset="KLINGON"), "f, row 1, MSH-18 = KLINGON: unknown character set; allowed are ASCII, UNICODE UTF-8"),
        (hl7("PID|1||195009072553||||19501301", kind="ADT^A31"), "f, row 1, PID-7 = 19501301: must be a date"),
        (hl7("PID|1"), "f, row 1, PID-3: the patient's identity is missing"),
        (hl7("PID|1||1", "PID|1||2"), "f, row 1, PID: the message is about several patients"),
        (hl7(diagnosis("S72.00", more="")), "f, row 1, PV1-44: the day of the visit is missing"),
        (hl7(STAY, diagnosis("72S")), "f, row 1, DG1-3 = 72S: is no code of ICD-10-SE"),
        (
            hl7(STAY.replace("20260302083000", "20261302"), diagnosis("S72.00")),
            "f, row 1, PV1-44 = 20261302: must be a",
        ),
        (hl7(PERSON.format(address="x" * 201)), "f, row 1, PID-11 ="),
        (hl7(PERSON.format(address="\\X00\\")), "f, row 1, PID-11 = �: holds control characters"),
        (hl7(kind="ADT^A40"), "f, row 1, MRG-1: the identity that is merged is missing"),
        (hl7(kind="ADT^A11"), "f, row 1, PV1-19: the cancellation does not say which visit"),
        (report("Kotkompression", day=""), "f, row 1, OBR-7: the day of the examination is missing"),
        (report("Kotkompression " * 10_000), "f, row 1, OBX-5 ="),
        ("\x0b" + hl7(kind="ADT^A31"), "f, row 1: the message is cut off: the MLLP frame"),
    ],
)
def test_a_bad_message_is_set_aside_with_its_reason(message: str, said: str) -> None:
    assert refused(message)[0].startswith(said)


def test_a_message_that_is_not_written_as_it_says() -> None:
    assert refused(hl7().encode("iso-8859-1"))[0].startswith(
        "f, row 1, MSH-18 = UNICODE UTF-8: the message is not written"
    )


def test_a_bad_message_spoils_no_other_and_is_mended() -> None:
    bad = DISCHARGE.replace("20260302083000", "20260230")
    good, aside, after = read(framed(DISCHARGE, bad, DISCHARGE))
    assert good == after == one(DISCHARGE)
    assert isinstance(aside, Refused)
    assert aside.raw == bad.encode()
    assert one(aside.raw.replace(b"20260230", b"20260302083000")) == good


def test_a_beginning_that_is_cut_off() -> None:
    head, message = read(f"|SU|x\rPID|1\r{DISCHARGE}", "f.hl7")
    assert isinstance(head, Refused)
    assert isinstance(message, Message)


def test_no_message_at_all() -> None:
    with pytest.raises(InputError, match="no segment MSH"):
        read("PID|1\r", "f.hl7")
