"""Short names for the tables on the choice of drug, where the full ones would make a row too long."""

FACTS = {
    "eGFR": "egfr_ml_min",
    "calcium": "calcium_mmol_l",
    "ionised": "ionised_calcium_mmol_l",
    "vitamin_D": "vitamin_d_nmol_l",
    "neck": "t_score_femoral_neck",
    "spine": "t_score_lumbar_spine",
    "density_change": "bmd_change_percent",
    "side_effects": "bisphosphonate_side_effects",
    "gut_symptoms": "oral_bisphosphonate_gut_symptoms",
    "gullet": "oesophageal_disorder",
    "parathyroid": "hyperparathyroidism",
    "heart_attack": "myocardial_infarction",
}

CHOICE = {
    "dose": "first_choice.dose",
    "route": "first_choice.route",
    "interval": "first_choice.interval",
    "provisional": "first_choice.provisional",
    "missing": "first_choice.missing",
    "not_before": "first_choice.not_before",
    "awaits": "first_choice.await",
    "withheld": "first_choice_withheld.codes",
    "because": "first_choice_withheld.because",
    "afterwards": "first_choice_withheld.afterwards",
}
EXCLUDED = {
    drug: f"excluded.{drug}"
    for drug in (
        "alendronate",
        "risedronate",
        "ibandronate",
        "zoledronic_acid",
        "denosumab",
        "teriparatide",
        "romosozumab",
        "raloxifene",
    )
}
