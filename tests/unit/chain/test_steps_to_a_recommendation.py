"""From the fracture to the recommendation: each step, whose turn it is, and the day on which it is due."""

from datetime import date

from unit.chain.story import hold


def test_one_step_after_the_other() -> None:
    hold(
        """
        | what happened                               || state        | to do            | shows |
        | hip                                         || identified   | invite +14d      | +0d   |
        | hip; invited +5d                            || invited      | remind +26d      | +26d  |
        | hip; invited +5d; reminded +26d             || invited      | call +47d        | +47d  |
        | hip; invited +5d; answered +9d              || invited      | investigate +90d | +9d   |
        | hip; answered +9d                           || invited      | investigate +90d | +9d   |
        | hip; dxa +20d                               || identified   | investigate +90d | +20d  |
        | hip; invited +5d; dxa +20d                  || invited      | investigate +90d | +20d  |
        | hip; dxa +20d; tests +25d                   || investigated | assess +90d      | +25d  |
        | hip; tests +20d; dxa +25d                   || investigated | assess +90d      | +25d  |
        | hip; dxa +20d; tests +25d; assessed no +30d || assessed     | recommend +44d   | +30d  |
        | hip; assessed no +30d; sent +35d            || closed       | -                | -     |
        | hip; assessed unknown +30d; sent +35d       || recommended  | assess +120d     | +30d  |
        | hip; assessed no +30d; sent +35d            || closed       | -                | -     |
        | hip; assessed no +30d; sent +29d            || recommended  | recommend +44d   | +30d  |
        """
    )


def test_what_is_indicated_is_to_be_started_within_16_weeks() -> None:
    hold(
        """
        | what happened                                       || state       | to do                                |
        | hip; assessed yes +30d                              || assessed    | recommend +44d, start_treatment +16w |
        | hip; assessed yes +30d; sent +35d                   || recommended | start_treatment +16w                 |
        | hip; assessed yes +30d; sent +35d; started alendronate +40d || treated | check_adherence +131d |
        | hip; assessed yes +30d; started alendronate +40d    || treated     | recommend +44d, check_adherence +131d |
        | hip; assessed yes +30d; assessed no +40d; sent +41d || closed      | -                                    |
        """
    )


def test_on_a_ward_treatment_starts_before_going_home() -> None:
    """CARE-2: hip or vertebra, older than 75."""
    hold(
        """
        | what happened                            || to do                                             |
        | hip ward                                 || start_before_discharge +3d, invite +14d           |
        | hip ward until+9d                        || start_before_discharge +9d, invite +14d           |
        | vertebra ward                            || start_before_discharge +3d, invite +14d           |
        | wrist ward                               || invite +14d                                       |
        | hip                                      || invite +14d                                       |
        | hip ward; dose zoledronate +2d           || invite +14d, check_adherence +94d, infusion +367d |
        | hip ward; assessed no +4d                || start_before_discharge +3d, recommend +18d        |
        | hip ward; assessed no +4d; sent +5d      || -                                                 |
        | hip ward; assessed unknown +4d; sent +5d || start_before_discharge +3d, assess +94d           |
        | hip ward; assessed no +4d; sent +5d      || -                                                 |
        | hip ward; declined +4d; sent +5d         || -                                                 |
        """,
        born=date(1949, 3, 3),
    )
    hold(
        """
        | what happened || to do       |
        | hip ward      || invite +14d |
        """,
        born=date(1949, 3, 4),  # 75, and 76 the day after
    )


def test_who_declines_moves_or_dies() -> None:
    hold(
        """
        | what happened                                          || state      | to do                  | closed |
        | hip; declined +9d                                      || declined   | tell_primary_care +23d | -      |
        | hip; declined +9d; sent +12d                           || declined   | -                      | +12d   |
        | hip; sent +5d; declined +9d                            || declined   | tell_primary_care +23d | -      |
        | hip; moved +9d                                         || moved      | takeover +39d          | -      |
        | hip; moved +9d; taken_over +20d                        || moved      | -                      | +20d   |
        | hip; started denosumab +5d; moved +9d || moved | takeover +39d, !denosumab_dose +189d | - |
        | hip; started denosumab +5d; moved +9d; taken_over +20d || moved      | -                      | +20d   |
        | hip; started denosumab +5d; declined +9d; sent +10d    || declined   | !denosumab_dose +189d  | -      |
        | hip; started denosumab +5d; excluded palliative +9d    || excluded   | !denosumab_dose +189d  | -      |
        | hip; died +9d                                          || died       | -                      | +9d    |
        | hip; started denosumab +5d; died +9d                   || died       | -                      | +9d    |
        | hip; died +9d; withdrawn e02 +10d                      || identified | invite +14d            | -      |
        | unclear; died +9d                                      || died       | -                      | +9d    |
        """
    )


def test_two_fractures_of_one_person() -> None:
    """What is done for the one after the day of the other is done for both; the drug's dates stand in the latest."""
    hold(
        """
        | what happened                                        || state                   | to do                     |
        | hip; wrist +40d                                      || identified / identified | invite +14d / invite +54d |
        | hip; wrist +40d; invited +3d                         || invited / identified    | remind +24d / invite +54d |
        | hip; wrist +40d; invited +45d                        || invited / invited       | remind +66d / remind +66d |
        | hip; wrist +40d; invited 2nd +45d                    || invited / invited       | remind +66d / remind +66d |
        | hip; wrist +13m; invited +14m || invited / invited | remind +447d / remind +447d |
        | hip; wrist +13m; invited 2nd +14m                    || identified / invited    | invite +14d / remind +447d |
        | hip; wrist +40d; assessed no 2nd +60d; sent 2nd +61d || closed / closed         | - / -                     |
        | hip; wrist +40d; declined +50d; sent +51d            || declined / recommended  | - / invite +54d           |
        | hip; wrist +40d; moved +20d; taken_over +21d         || moved / identified      | - / invite +54d           |
        | hip; wrist +40d; moved +50d; taken_over +51d         || moved / moved           | - / -                     |
        """
    )


def test_who_had_a_drug_before_the_fracture_is_treated_from_its_day() -> None:
    hold(
        """
        | what happened                             || state      | treated | to do                               |
        | hip; started alendronate -2y              || treated    | +0d     | invite +14d, check_adherence +3m    |
        | hip; started alendronate -2y; stopped -1d || identified | -       | invite +14d                         |
        | hip; started other -2y; stopped -1d; dose other +30d || treated | +30d | invite +14d, check_adherence +121d |
        | hip; dose denosumab -2m || treated | +0d | invite +14d, check_adherence +3m, !denosumab_dose +4m |
        | hip; dose denosumab -2y; stopped -1y      || identified | -       | !denosumab_stopped -1y, invite +14d |
        """
    )
