"""Which fractures the chain follows, which reports are of one fracture, and which wait for somebody (CARE-1)."""

from datetime import date

import pytest

from benkoll.chain.episode import episodes
from unit.chain.story import FRACTURE, hold, told


@pytest.mark.parametrize(
    ("born", "day", "followed"),
    [
        (date(1975, 3, 3), date(2025, 3, 3), False),  # 50 that day: not older than 50
        (date(1974, 3, 4), date(2025, 3, 3), False),  # 51 the day after
        (date(1974, 3, 3), date(2025, 3, 3), True),  # 51 that day
        (date(1972, 2, 29), date(2023, 2, 27), False),
        (date(1972, 2, 29), date(2023, 2, 28), True),  # no leap year: 51 on the last day of February
        (date(1972, 2, 29), date(2024, 2, 28), True),
        (date(1976, 2, 29), date(2027, 2, 28), True),
        (date(1976, 2, 29), date(2026, 2, 28), False),
        (date(1925, 3, 3), date(2025, 3, 3), True),
    ],
)
def test_older_than_50(born: date, day: date, followed: bool) -> None:
    assert bool(episodes(told("hip", day, born))) == followed


def test_what_counts() -> None:
    hold(
        """
        | what happened                              || state      | why            | to do       |
        | hip                                        || identified | -              | invite +14d |
        | hip low                                    || identified | -              | invite +14d |
        | hip high                                   || -          | -              | -           |
        | hip tumour                                 || -          | -              | -           |
        | hip low tumour                             || -          | -              | -           |
        | rib                                        || identified | -              | invite +14d |
        | unclear                                    || to_confirm | check_site     | confirm +7d |
        | unclear high                               || -          | -              | -           |
        | finding                                    || to_confirm | check_finding  | confirm +7d |
        | unclear; confirmed hip +2d                 || identified | -              | invite +14d |
        | unclear; refuted +2d                       || -          | -              | -           |
        | finding; confirmed +2d                     || identified | -              | invite +14d |
        | finding; refuted +2d                       || -          | -              | -           |
        | hip high; hip low +1d                      || identified | -              | invite +14d |
        | hip; withdrawn e01 +1d                     || -          | -              | -           |
        | hip; excluded not_a_fracture +1d           || excluded   | not_a_fracture | -           |
        | hip; excluded other +1d; withdrawn e02 +2d || identified | -              | invite +14d |
        """
    )


def test_of_unknown_age_somebody_tells() -> None:
    hold(
        """
        | what happened             || state      | why       | to do       |
        | hip                       || to_confirm | check_age | confirm +7d |
        | hip; confirmed +2d        || identified | -         | invite +14d |
        | hip; refuted +2d          || -          | -         | -           |
        | hip; hip +3d; refuted +4d || -          | -         | -           |
        | hip; refuted +2d; hip +3d || -          | -         | -           |
        | hip high                  || -          | -         | -           |
        """,
        born=None,
    )


def test_reports_of_one_fracture() -> None:
    hold(
        """
        | what happened                       || state                   | to do                       |
        | hip; hip +1d                        || identified              | invite +14d                 |
        | hip; hip +6m                        || identified              | invite +14d                 |
        | hip; hip +185d                      || identified / identified | invite +14d / invite +199d  |
        | hip left; hip left +6m              || identified              | invite +14d                 |
        | hip left; hip right                 || identified / identified | invite +14d / invite +14d   |
        | hip left; hip +3d                   || identified              | invite +14d                 |
        | hip; hip left +3d                   || identified              | invite +14d                 |
        | hip; hip left +3d; hip right +4d    || identified / identified | invite +14d / invite +18d   |
        | hip; wrist                          || identified / identified | invite +14d / invite +14d   |
        | hip; hip +5m; hip +10m              || identified / identified | invite +14d / invite +320d  |
        | vertebra; finding +3d               || identified              | invite +14d                 |
        | finding; vertebra +3d               || identified              | invite +14d                 |
        | vertebra; finding +6m               || identified              | invite +14d                 |
        | vertebra; finding +185d             || identified / to_confirm | invite +14d / confirm +192d |
        | hip; finding +3d                    || identified / to_confirm | invite +14d / confirm +10d  |
        | finding; finding +3d                || to_confirm / to_confirm | confirm +7d / confirm +10d  |
        | finding; finding +3d; confirmed +4d || identified              | invite +14d                 |
        | hip; hip low +3d; hip high +4d      || identified              | invite +14d                 |
        """
    )
    assert (date(2025, 9, 3) - FRACTURE).days == 184  # six months to the day


def test_a_shaft_on_an_antiresorptive_drug() -> None:
    """It may be atypical (AE-3), so somebody tells; for a year after the drug, too, and not for one that was begun."""
    hold(
        """
        | what happened                                            || state      | why            |
        | shaft                                                    || identified | -              |
        | shaft; dose zoledronate -1y                              || to_confirm | check_atypical |
        | shaft; started denosumab -8m                             || to_confirm | check_atypical |
        | shaft; prescribed alendronate -5y                        || to_confirm | check_atypical |
        | shaft; started teriparatide -8m                          || treated    | -              |
        | shaft; started alendronate                               || treated    | -              |
        | shaft; started alendronate +1d                           || treated    | -              |
        | shaft; started alendronate -5y; paused -12m              || to_confirm | check_atypical |
        | shaft; started alendronate -5y; paused -367d             || identified | -              |
        | shaft; started alendronate -5y; stopped -12m             || to_confirm | check_atypical |
        | shaft; started alendronate -5y; stopped -13m             || identified | -              |
        | shaft high; started alendronate -5y                      || -          | -              |
        | shaft tumour; started alendronate -5y                    || -          | -              |
        | hip; started alendronate -5y                             || treated    | -              |
        | shaft; started alendronate -5y; confirmed +2d            || atypical   | -              |
        | shaft; started alendronate -5y; refuted +2d              || treated    | -              |
        | shaft; shaft +3d; started alendronate -5y; refuted +4d   || treated    | -              |
        | shaft; shaft +3d; started alendronate -5y; confirmed +4d || atypical   | -              |
        | shaft; started alendronate -5y; refuted +2d; shaft +3d   || treated    | -              |
        """
    )


def test_a_confirmed_atypical_fracture_goes_to_the_clinic() -> None:
    """And what drug the person is on is still the chain's concern."""
    hold(
        """
        | what happened                                                     || state    | to do               |
        | shaft; prescribed alendronate -5y; confirmed +2d                  || atypical | refer_to_clinic +7d |
        | shaft; prescribed alendronate -5y; confirmed +2d; sent clinic +3d || atypical | -                   |
        | shaft; prescribed alendronate -5y; confirmed +2d; sent +3d        || atypical | refer_to_clinic +7d |
        | shaft; dose denosumab -1m; confirmed +2d || atypical | refer_to_clinic +7d, !denosumab_dose +5m |
        | shaft; dose denosumab -1m; confirmed +2d; sent clinic +3d         || atypical | !denosumab_dose +5m |
        """
    )
