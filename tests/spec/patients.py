"""The patients that the tables start from: each is whole, so that a row speaks only of what it changes."""

from spec.ascii_table import Facts, day

NO_FRACTURE: Facts = {
    "prior_hip_fracture": False,
    "prior_vertebral_fracture": False,
    "prior_other_fragility_fracture": False,
}
NO_HISTORY: Facts = {
    "parent_hip_fracture": False,
    "current_smoker": False,
    "alcohol_3_or_more_units": False,
    "falls_last_year": 0,
    "fall_inducing_drugs": False,
    "glucocorticoid_mg_day": 0,
    "glucocorticoid_months": 0,
    "dental_risk": False,
    "takes_calcium_vitamin_d": False,
}
NO_CONDITION: Facts = dict.fromkeys(
    (
        "rheumatoid_arthritis",
        "copd",
        "hyperparathyroidism",
        "malabsorption",
        "type_1_diabetes",
        "untreated_hyperthyroidism",
        "hypogonadism",
        "chronic_liver_disease",
        "other_secondary_osteoporosis",
        "cognitive_impairment",
        "dysphagia",
        "gastrointestinal_surgery",
        "oesophageal_disorder",
        "myocardial_infarction",
        "stroke",
        "venous_thromboembolism",
        "skeletal_malignancy_or_radiation",
        "aromatase_inhibitor",
        "androgen_deprivation",
        "pregnant_or_breastfeeding",
    ),
    False,
)
NO_SIGN: Facts = {
    "long_standing_back_pain": False,
    "kyphosis": False,
    "spinous_percussion_pain": False,
    "impaired_balance": False,
    "rises_from_chair_unaided": True,
}
MEASURED: Facts = {
    "height_cm": 165,
    "weight_kg": 66,
    "height_at_25_cm": 166,
    "weight_5_years_ago_kg": 66,
    "t_score_femoral_neck": -0.4,
    "t_score_total_hip": -0.4,
    "t_score_lumbar_spine": -0.4,
    "dxa_date": day("-3m"),
    "vfa_date": day("-3m"),
    "frax_major_percent": 8,
    "frax_hip_percent": 1.5,
    "frax_date": day("-3m"),
    "egfr_ml_min": 75,
    "calcium_mmol_l": 2.35,
    "albumin_g_l": 40,
    "alp_ukat_l": 1.1,
    "laboratory_date": day("-1m"),
}


# Columns that stand for several facts, or are shorter than the fact's name.
T = "t_score_femoral_neck t_score_total_hip t_score_lumbar_spine"
GC = {"GC_dose": "glucocorticoid_mg_day", "GC_months": "glucocorticoid_months"}


def but(patient: Facts, *without: str, **changed: object) -> Facts:
    """The same patient with some facts changed and some unknown."""
    return {fact: value for fact, value in {**patient, **changed}.items() if fact not in without}


# Left out of a patient, the estimate of fracture risk settles nothing: only FRAX does.
RISK_NOT_ASKED = (
    "parent_hip_fracture",
    "current_smoker",
    "alcohol_3_or_more_units",
    "rheumatoid_arthritis",
    "height_cm",
)


# A woman of 70 about whom everything is known and nothing is wrong; the man is her like.
WELL_WOMAN: Facts = {
    "birth_date": day("-70y-1m"),
    "sex": "female",
    "postmenopausal": True,
    **NO_FRACTURE,
    **NO_HISTORY,
    **NO_CONDITION,
    **NO_SIGN,
    **MEASURED,
    "osteoporosis_drug": "none",
    "teriparatide_ever": False,
}
WELL_MAN = but(WELL_WOMAN, "postmenopausal", "pregnant_or_breastfeeding", sex="male")

# The same two before any DXA.
UNMEASURED = but(WELL_WOMAN, *T.split(), "dxa_date", "vfa_date")
UNMEASURED_MAN = but(WELL_MAN, *T.split(), "dxa_date", "vfa_date")

# Nobody has asked or measured.
UNKNOWN_WOMAN: Facts = {"birth_date": day("-70y-1m"), "sex": "female"}

# Low density and high FRAX without a fracture: treatment is indicated, and primary care gives it.
AT_RISK = but(
    WELL_WOMAN,
    t_score_femoral_neck=-2.8,
    t_score_total_hip=-2.6,
    t_score_lumbar_spine=-2.4,
    frax_major_percent=23,
    frax_hip_percent=8,
)
AT_RISK_MAN = but(AT_RISK, "postmenopausal", "pregnant_or_breastfeeding", sex="male")

# A broken wrist a year ago, measured since: a little low density, FRAX 18 %.
WRIST = but(
    WELL_WOMAN,
    prior_other_fragility_fracture=True,
    fragility_fracture_count=1,
    latest_fracture_site="wrist",
    latest_fracture_date=day("-12m"),
    t_score_femoral_neck=-1.5,
    t_score_total_hip=-1.4,
    t_score_lumbar_spine=-1.3,
    frax_major_percent=18,
    frax_hip_percent=3,
)
# A broken hip or vertebra a year ago, measured since.
HIP = but(WELL_WOMAN, prior_hip_fracture=True, latest_fracture_site="hip", latest_fracture_date=day("-12m"))
VERTEBRA = but(
    WELL_WOMAN, prior_vertebral_fracture=True, latest_fracture_site="vertebra", latest_fracture_date=day("-12m")
)
VERTEBRA_MAN = but(VERTEBRA, "postmenopausal", "pregnant_or_breastfeeding", sex="male")
AT_CLINIC = but(
    VERTEBRA,
    care_setting="osteoporosis_clinic",
    t_score_femoral_neck=-2.8,
    t_score_total_hip=-2.7,
    t_score_lumbar_spine=-2.4,
)

# On a drug for some time, with nothing else wrong.
ON_ALENDRONATE = but(WELL_WOMAN, osteoporosis_drug="alendronate", drug_start_date=day("-3y"))
ON_ZOLEDRONIC_ACID = but(
    ON_ALENDRONATE, osteoporosis_drug="zoledronic_acid", last_dose_date=day("-9m"), drug_start_date=day("-33m")
)
ON_DENOSUMAB = but(ON_ALENDRONATE, osteoporosis_drug="denosumab", last_dose_date=day("-4m"))
ON_TERIPARATIDE = but(
    VERTEBRA,
    "teriparatide_ever",
    osteoporosis_drug="teriparatide",
    drug_start_date=day("-8m"),
    latest_fracture_date=day("-10m"),
)
ON_ROMOSOZUMAB = but(
    VERTEBRA,
    osteoporosis_drug="romosozumab",
    drug_start_date=day("-8m"),
    last_dose_date=day("-1m"),
    latest_fracture_date=day("-10m"),
)
# Had denosumab until it ran out two months ago, and nothing since.
AFTER_DENOSUMAB = but(
    WELL_WOMAN, previous_osteoporosis_drug="denosumab", drug_start_date=day("-4y"), last_dose_date=day("-8m")
)
# Five years of alendronate, stopped a year ago; the broken wrist is older than that.
PAUSING = but(
    WRIST,
    previous_osteoporosis_drug="alendronate",
    drug_start_date=day("-7y"),
    drug_stop_date=day("-12m"),
    latest_fracture_date=day("-8y"),
)
ON_RALOXIFENE = but(ON_ALENDRONATE, osteoporosis_drug="raloxifene")
AFTER_TERIPARATIDE = but(
    VERTEBRA,
    "teriparatide_ever",
    previous_osteoporosis_drug="teriparatide",
    drug_start_date=day("-26m"),
    drug_stop_date=day("-2m"),
    latest_fracture_date=day("-28m"),
)
# Broke a wrist half a year ago, two and a half years into alendronate: the treatment has failed.
FAILED = but(WRIST, osteoporosis_drug="alendronate", drug_start_date=day("-3y"), latest_fracture_date=day("-6m"))
# A broken vertebra before the menopause.
PREMENOPAUSAL = but(VERTEBRA, birth_date=day("-45y"), postmenopausal=False)
# 82 years old, on the ward with a hip broken three weeks ago.
HIP_ON_WARD = but(
    HIP, birth_date=day("-82y"), care_setting="ward", latest_fracture_date=day("-21d"), laboratory_date=day("-20d")
)

# In whom nearly everything calls for something: on tablets, after tablets, and with a fresh fracture.
TROUBLED_MAN: Facts = {
    "birth_date": day("-80y"),
    "sex": "male",
    "osteoporosis_drug": "alendronate",
    "osteoporosis_diagnosed": True,
    "myeloma_suspected": True,
    "hypogonadism_suspected": True,
    "calcium_vitamin_d_disorder_suspected": True,
    "androgen_deprivation": True,
    "copd": True,
    "kyphosis": True,
    "thigh_or_groin_pain": True,
    "frax_major_percent": 30,
}
TROUBLED_WOMAN = but(
    WELL_WOMAN,
    current_smoker=True,
    aromatase_inhibitor=True,
    t_score_femoral_neck=-3.6,
    dxa_date=day("-3y"),
    frax_major_percent=18,
)
BROKEN_WOMAN = but(
    WELL_WOMAN,
    *T.split(),
    "dxa_date",
    "frax_date",
    birth_date=day("-80y"),
    care_setting="ward",
    dxa_available=False,
    prior_hip_fracture=True,
    latest_fracture_site="hip",
    latest_fracture_date=day("-10d"),
)
