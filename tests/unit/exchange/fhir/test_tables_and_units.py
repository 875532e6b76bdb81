"""The code tables are whole, and units are converted by them or not at all."""

import pytest

from benkoll.exchange.codes.tables import HIERARCHIES, Code, code_of, found, rows
from benkoll.exchange.fhir.readings import QUANTITIES
from benkoll.exchange.fhir.units import converted
from benkoll.facts.registry import registry
from benkoll.measures.glucocorticoid import MG_EQUAL_TO_PREDNISOLONE_5_MG

TABLES = (
    "systems", "conditions", "fractures", "external_causes", "observations", "measures", "body_sites", "answers",
    "units", "density_limits", "drugs", "drug_uses", "courses", "procedures", "reactions", "relations", "routes",
)  # fmt: skip
CODED = [table for table in TABLES if "code" in rows(table)[0]]
NO_FACT = {"never", "drinks_a_day", ""}


@pytest.mark.parametrize("table", TABLES)
def test_every_row_is_whole_and_has_a_source(table: str) -> None:
    columns = set(rows(table)[0])
    for row in rows(table):
        assert set(row) == columns
        assert None not in row.values()
        assert row["source"] or (table == "units" and row["factor"] == "1") or table == "courses"


@pytest.mark.parametrize("table", CODED)
def test_codes_are_written_as_they_are_looked_up(table: str) -> None:
    known = {row["system"]: row["uri"] for row in rows("systems")}
    meaning = {"fact", "reads", "site", "density_site", "low_energy", "kind", "value"}
    seen = set()
    for row in rows(table):
        assert code_of(known[row["system"]], row["code"]) == Code(row["system"], row["code"])
        key = (row["system"], row["code"], *(row.get(column) for column in meaning), row.get("counts"))
        assert key not in seen
        seen.add(key)


def test_the_tables_name_facts_that_exist() -> None:
    for table, column in (
        ("conditions", "fact"),
        ("procedures", "fact"),
        ("answers", "fact"),
        ("observations", "reads"),
    ):
        assert {row[column] for row in rows(table)} - NO_FACT <= set(registry())
    sites = set(registry()["latest_fracture_site"].choices)
    assert {row["site"] for row in rows("fractures")} - {""} <= sites
    assert {row["fracture_site"] for row in rows("body_sites")} <= sites
    drugs = set(registry()["osteoporosis_drug"].choices) | set(MG_EQUAL_TO_PREDNISOLONE_5_MG) | set(registry())
    assert {row["reads"] for row in rows("drugs")} - drugs == {
        "",
        "antithyroid",
        "calcium",
        "calcium_vitamin_d",
        "vitamin_d",
    }


def test_every_number_that_is_read_has_its_own_unit() -> None:
    numbers = {row["fact"] for row in rows("measures")} - {"current_smoker"}
    plain = {QUANTITIES.get(name, name) for name in numbers}
    assert plain <= {row["fact"] for row in rows("units") if row["factor"] == "1"}
    assert numbers <= {row["reads"] for row in rows("observations")} | {"t_score_femoral_neck"}


@pytest.mark.parametrize(
    ("address", "code", "expected"),
    [
        ("http://hl7.org/fhir/sid/icd-10-se", "S52.50", Code("icd10", "S5250")),
        ("http://hl7.org/fhir/sid/icd-10", "m80.9", Code("icd10", "M809")),
        ("urn:oid:1.2.752.116.1.1.1.1.3", "M809", Code("icd10", "M809")),
        ("1.2.752.116.1.1.1.1.3", "F00.1*", Code("icd10", "F001")),
        ("http://snomed.info/sct", "64859006", Code("snomed", "64859006")),
        ("http://snomed.info/sct/45991000052106/version/20251130", "64859006", Code("snomed", "64859006")),
        ("http://snomed.info/sct|http://snomed.info/sct/45991000052106", "64859006", Code("snomed", "64859006")),
        ("https://loinc.org/", "2160-0", Code("loinc", "2160-0")),
        ("http://npu-terminology.org", "NPU01443", Code("npu", "NPU01443")),
        ("http://www.whocc.no/atc", "m05bx04", Code("atc", "M05BX04")),
        ("http://example.org/local", "1", None),
        ("", "1", None),
        ("http://loinc.org", " ", None),
    ],
)
def test_a_system_is_known_by_all_its_addresses(address: str, code: str, expected: Code | None) -> None:
    assert code_of(address, code) == expected


def test_the_longest_row_of_a_hierarchy_wins() -> None:
    assert [row["site"] for row in found("fractures", Code("icd10", "S7210"))] == ["hip"]
    assert [row["site"] for row in found("fractures", Code("icd10", "S7230"))] == ["other"]
    assert found("drugs", Code("atc", "N05AN01"))[0]["reads"] == ""
    assert found("drugs", Code("atc", "N05AH03"))[0]["reads"] == "fall_inducing_drugs"
    assert found("conditions", Code("icd10", "G459")) == ()  # a transient attack is no stroke
    assert found("conditions", Code("icd10", "C509")) == ()  # breast cancer alone is no aromatase inhibitor
    assert "snomed" not in HIERARCHIES
    assert found("conditions", Code("snomed", "648590061")) == ()


@pytest.mark.parametrize(
    ("fact", "number", "unit", "expected"),
    [
        ("creatinine_umol_l", 88, "umol/L", 88),
        ("creatinine_umol_l", 88, "µmol/L", 88),
        ("creatinine_umol_l", 88, "μmol/l", 88),
        ("creatinine_umol_l", 88, "mikromol/L", 88),
        ("creatinine_umol_l", 0.088, "mmol/L", 88),
        ("creatinine_umol_l", 1, "mg/dL", 88.4),
        ("creatinine_umol_l", 10, "mg/L", 88.4),
        ("creatinine_umol_l", 88, "Mmol/L", None),
        ("creatinine_umol_l", 88, "g/L", None),
        ("creatinine_umol_l", 88, "", None),
        ("calcium_mmol_l", 10, "mg/dL", 2.495),
        ("calcium_mmol_l", 5, "meq/L", 2.5),
        ("albumin_g_l", 4.1, "g/dL", 41),
        ("alp_ukat_l", 90, "U/L", 1.5),
        ("alp_ukat_l", 1.5, "µkat/L", 1.5),
        ("pth_pmol_l", 50, "pg/mL", 5.3),
        ("vitamin_d_nmol_l", 20, "ng/mL", 49.92),
        ("egfr_ml_min", 60, "mL/min/{1.73_m2}", 60),
        ("egfr_ml_min", 60, "mL/min/1,73 m²", 60),
        ("egfr_ml_min", 60, "mL/min/1.7", 60),
        ("egfr_ml_min", 60, "mL/min", None),  # absolute: another measure
        ("height_cm", 1.65, "m", 165),
        ("weight_kg", 100, "[lb_av]", 45.359237),
        ("weight_kg", 70, "lb", None),
        ("t_score", -2.5, "{T-Score}", -2.5),
        ("t_score", -2.5, "", -2.5),
        ("t_score", -2.5, "g/cm2", None),
        ("frax_major_percent", 0.18, "1", None),
        ("nothing", 1, "1", None),
    ],
)
def test_a_unit_is_converted_or_refused(fact: str, number: float, unit: str, expected: float | None) -> None:
    assert converted(fact, number, unit) == expected
