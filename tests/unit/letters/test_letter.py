"""Each kind of letter in both languages: what it must say, what it must not, and to whom none is written."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from benkoll.errors import InputError, Lang, UsageError
from benkoll.facts.registry import registry
from benkoll.guideline.build import load
from benkoll.guideline.drugs import drugs
from benkoll.guideline.variants import variant_names
from benkoll.letters.blocks import read
from benkoll.letters.letter import KINDS, TO_CARE, Addressee, Kind, Sender, Subject, speaks_against, write_letter
from benkoll.letters.placeholders import BROKEN
from benkoll.letters.plain import as_text
from benkoll.letters.template_files import template
from unit.letters.answers import examples
from unit.letters.written import CARE_CENTRE, DAY, LANGS, SENDER, TO, by_kind, by_lang, letter, subject

PERSONAL: tuple[Kind, ...] = tuple(kind for kind in KINDS if kind not in TO_CARE)
ROOM = Path(__file__).parents[3] / "src" / "benkoll" / "letters" / "templates"


@by_kind
@by_lang
def test_every_letter_has_a_date_a_subject_and_a_body(kind: Kind, lang: Lang) -> None:
    made = letter(kind, lang)
    blocks = list(read(made.text))
    assert (made.kind, made.lang) == (kind, lang)
    assert blocks[0].words == "2026-03-02"
    assert [block.words for block in blocks if block.sort == "title"] == [made.title]
    assert len(blocks) > 10
    assert "{" not in made.text
    assert "None" not in made.text
    assert re.fullmatch(rf"{lang}/{kind}\.md [0-9a-f]{{12}}", made.template)
    assert as_text(made, TO, SENDER).count(SENDER.unit) >= 1


@by_kind
@by_lang
def test_every_template_names_the_statements_that_it_stands_on(kind: Kind, lang: Lang) -> None:
    """The same in both languages; that each is one is held where a template is read."""
    assert template(kind, lang).sources
    assert template(kind, lang).sources == template(kind, "sv").sources


@by_lang
def test_no_number_of_the_guideline_is_typed_in_a_template(lang: Lang) -> None:
    """25 is the age that a height is asked for at, and 112 whom to call; all else is filled in."""
    for kind in KINDS:
        body = (ROOM / lang / f"{kind}.md").read_text(encoding="utf-8").split("---", 2)[2]
        assert set(re.findall(r"\d+", body)) <= {"25", "112"}, kind


@pytest.mark.parametrize("variant", variant_names())
def test_the_interval_of_denosumab_in_words_is_that_of_the_guideline(variant: str) -> None:
    months = load(variant).parameters["denosumab.interval_months"].parameter.value
    assert (months, drugs()["denosumab"]["interval_sv"], drugs()["denosumab"]["interval_en"]) == (
        6,
        "var sjätte månad",
        "every 6 months",
    )


def test_before_denosumab_warns_of_stopping_and_tells_of_calcium() -> None:
    sv, en = (letter("before_denosumab", lang).text for lang in LANGS)
    assert "\n! Sluta aldrig med denosumab på egen hand, och hoppa inte över eller skjut upp en spruta." in sv
    assert "\n! Never stop denosumab on your own, and do not skip or put off an injection." in en
    assert "60 mg under huden var sjätte månad" in sv
    assert "500 mg kalcium och 800 IE D-vitamin, eller upp till 1000 mg kalcium" in sv
    assert "500 mg of calcium and 800 IU of vitamin D, or up to 1000 mg" in en
    for sign in ("Kramper", "stickningar", "domningar", "tandläkaren", "lår, höft eller ljumske", "brist på D-vitamin"):
        assert sign.lower() in sv.lower()


def test_self_care_follows_its_four_statements() -> None:
    text = letter("self_care").text
    for words in ("skelettet belastas", "balansen", "glasögon", "halkskydd", "läkemedel kan göra dig yr", "kalcium"):
        assert words in text
    assert "D-vitamin" in text
    assert "hjälp att sluta" in text


@pytest.mark.parametrize(
    ("site", "day", "sv", "en"),
    [
        ("wrist", DAY, "Den 2 mars 2026 bröt du handleden.", "On 2 March 2026 you broke your wrist."),
        ("hip", None, "Du har brutit höften.", "You have broken your hip."),
        ("other", DAY, "Den 2 mars 2026 bröt du ett ben.", "On 2 March 2026 you broke a bone."),
        ("vertebra", DAY, "Du har brutit en kota i ryggen.", "You have broken a vertebra in your back."),
        (None, DAY, "Vi vill undersöka ditt skelett.", "We would like to examine your bones."),
    ],
)
def test_an_invitation_says_what_was_broken_as_far_as_is_known(site: str, day: object, sv: str, en: str) -> None:
    for lang, words in zip(LANGS, (sv, en), strict=True):
        text = letter("invitation", lang, fracture_site=site, fracture_date=day).text
        assert words in text
        assert text.count("undersöka ditt skelett" if lang == "sv" else "would like to examine") == 1


@by_lang
def test_every_site_that_there_is_can_be_said(lang: Lang) -> None:
    assert set(BROKEN) == set(registry()["latest_fracture_site"].choices)
    for site in BROKEN:
        assert letter("invitation", lang, fracture_site=site)
        assert letter("recommendation", lang, fracture_site=site)


def test_a_time_goes_before_a_telephone_and_that_before_nothing() -> None:
    assert "! Din tid: måndag klockan 9\n" in letter("invitation", appointment="måndag klockan 9").text
    assert "! Ring 033-616 00 00 och boka en tid.\n" in letter("invitation").text
    bare = letter("invitation", sender=Sender("Kedjan"), to=Addressee(None, "1"))
    assert "! Hör av dig till Kedjan och boka en tid.\n" in bare.text
    assert "\n\nHej!\n" in bare.text
    assert bare.text.endswith("\n\nKedjan\n")
    assert letter("invitation").text.endswith("\n\nEva Berg, Frakturkedjan i Borås\n")


@pytest.mark.parametrize("kind", PERSONAL)
@by_lang
def test_what_goes_to_a_person_holds_no_diagnosis_and_no_number_of_theirs(kind: Kind, lang: Lang) -> None:
    text = letter(kind, lang).text
    for word in ("osteopor", "T-score", "FRAX", "[", TO.person_id):
        assert word not in text


@by_lang
def test_a_recommendation_tells_the_reasons_with_their_statements(lang: Lang) -> None:
    text = letter("recommendation", lang).text
    assert "\n> Vårdcentralen Bodaholm\n> Bodagatan 1\n> 507 42 Borås\n" in text
    assert f"{TO.name}, {TO.person_id}" in text
    expected = {
        "sv": (
            "- Överväg läkemedel mot osteoporos: kotkompression [TX-3a] (tolkning)",
            "- Förstahandsval: zoledronsyra 5 mg intravenöst en gång om året [BP-2]",
            "- Frakturrisk: uppskattad frakturrisk",
            "efter fraktur (kota, 2025-11-15)",
            "## Egenvård",
            "Märkt (tolkning)",
        ),
        "en": (
            "- Consider drug treatment of osteoporosis: vertebral fracture [TX-3a] (reading)",
            "- First choice: zoledronic acid 5 mg intravenous yearly [BP-2]",
            "- Fracture risk: estimated fracture risk",
            "after a fracture (vertebra, 2025-11-15)",
            "## Self-care",
            "Marked (reading)",
        ),
    }
    for words in expected[lang]:
        assert words in text


@by_lang
def test_a_recommendation_tells_all_that_is_recommended(lang: Lang) -> None:
    """But that the patient is to be reported to those who write."""
    for patient in examples():
        if patient["patient_id"] == "deceased-woman-85":
            continue
        about = subject(lang, str(patient["patient_id"]))
        text = write_letter("recommendation", lang, TO, SENDER, about).text.lower()
        assert about.assessment is not None
        for one in about.assessment.recommendations:
            if one.status == "recommended" and one.code != "REF-FRACTURE-CHAIN":
                assert one.words.lower() in text, (patient["patient_id"], one.code)


def test_what_is_excluded_is_told_with_its_reason_and_follow_up_with_its_day() -> None:
    shown = letter("recommendation", patient="prednisolone-planned-man-58").text
    assert "- Uteslutet: romosozumab och raloxifen (man [MEN-2])." in shown
    followed = letter("recommendation", patient="control-due-woman-68-on-alendronate").text
    assert re.search(r"## Uppföljning\n\n- [^\n]*FU-", followed)


def test_a_referral_asks_first_and_gives_the_reasons() -> None:
    text = letter("referral").text
    asked = text.partition("## Frågeställning")[2].partition("##")[0]
    assert "- Remiss till osteoporosmottagning: hög frakturrisk och svår osteoporos" in asked
    assert "[KEY-5]" in asked
    assert "frakturkedjan" not in text.replace(SENDER.unit, "").lower()
    assert text.index("## Frågeställning") < text.index("## Bakgrund") < text.index("## Fynd")


@pytest.mark.parametrize("kind", TO_CARE)
def test_a_child_gets_the_paediatric_referral_and_no_findings(kind: Kind) -> None:
    text = letter(kind, patient="child-13").text
    assert "barn" in text
    assert "Frakturrisk" not in text
    assert "## Bedömning" not in text
    assert "## Fynd\n\n- " not in text


@pytest.mark.parametrize("kind", TO_CARE)
def test_without_a_recipient_there_is_no_address(kind: Kind) -> None:
    assert "\n> " not in letter(kind, recipient=None).text
    assert "\n> " in letter(kind, recipient=CARE_CENTRE).text


@pytest.mark.parametrize(
    ("to", "about"),
    [(TO, "Anna Östlund, 19540115-1234"), (Addressee(None, "7"), "7"), (Addressee("Anna", ""), "Anna")],
)
@pytest.mark.parametrize("kind", TO_CARE)
def test_care_is_told_whom_it_is_about(kind: Kind, to: Addressee, about: str) -> None:
    assert f"\n\nGäller: {about}\n\n" in letter(kind, to=to).text


# TO WHOM NONE IS WRITTEN


@by_kind
def test_no_letter_about_the_dead(kind: Kind) -> None:
    for to, about in (
        (replace(TO, deceased=True), subject("sv")),
        (TO, replace(subject("sv"), known={"deceased": True})),
    ):
        with pytest.raises(InputError) as caught:
            write_letter(kind, "sv", to, SENDER, about, consented=True)
        assert caught.value.said("sv") == "personen är avliden: inget brev skrivs"
        assert caught.value.said("en") == "the person has died: no letter is written"


@by_kind
def test_a_protected_person_must_have_agreed(kind: Kind) -> None:
    hidden = replace(TO, protected=True)
    with pytest.raises(InputError) as caught:
        write_letter(kind, "en", hidden, SENDER, subject("en"))
    assert caught.value.said("en") == (
        "the person's identity is protected: a letter is written only if the person has expressly agreed to it"
    )
    assert write_letter(kind, "en", hidden, SENDER, subject("en"), consented=True).text


@pytest.mark.parametrize("kind", TO_CARE)
def test_what_goes_to_care_needs_an_assessment(kind: Kind) -> None:
    with pytest.raises(UsageError) as caught:
        write_letter(kind, "sv", TO, SENDER, Subject(DAY, None, None))
    assert caught.value.said("en") == f"the letter {kind} needs an assessment"


@pytest.mark.parametrize("kind", PERSONAL)
@by_lang
def test_what_goes_to_a_person_needs_none(kind: Kind, lang: Lang) -> None:
    assert write_letter(kind, lang, TO, SENDER, Subject(DAY, None, None)).text


@by_kind
def test_what_speaks_against_denosumab_is_told_to_the_sender(kind: Kind) -> None:
    said = speaks_against(kind, "en", subject("en", "jaw-osteonecrosis-woman-63"))
    told = "the guideline excludes denosumab for this patient: osteonecrosis of the jaw, ever [AE-2]"
    assert said == (told if kind == "before_denosumab" else None)
    assert speaks_against(kind, "en", subject("en")) is None
    assert speaks_against(kind, "sv", Subject(DAY, None, None)) is None
