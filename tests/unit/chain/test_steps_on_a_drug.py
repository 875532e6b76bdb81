"""From the first dose on: follow-up (FU-1, FU-2), and the dates of each drug that somebody must see to."""

from datetime import date

import pytest

from benkoll.chain.steps import urgency
from unit.chain.story import hold


def hold_after(table: str) -> None:
    """Hold a table whose patients were assessed, and told of, on the day of the fracture; `~`: followed up, too."""
    through = "| hip; assessed yes; sent;"
    hold(table.replace("| ;", through).replace("| ~", f"{through} followed 2y +1d;"))


def test_follow_up() -> None:
    hold_after(
        """
        | what happened                                                    || state   | to do               | shows |
        | ; started alendronate                                            || treated | check_adherence +3m | +78d  |
        | ; prescribed alendronate                                         || treated | check_adherence +3m | +78d  |
        | ; started alendronate; followed 3m +95d || adherence_checked | check_at_one_year +52w | +350d |
        | ; started alendronate; followed 12m +1y || one_year_checked | dxa_at_two_years +24m | +716d |
        | ; started alendronate; followed 2y +2y                           || closed  | -                   | -     |
        | ; started alendronate; stopped +30d                              || treated | decide_on_drug +44d | +30d  |
        | ; started alendronate; stopped +30d; assessed no +40d; sent +41d || closed  | -                   | -     |
        | ; started alendronate; stopped +30d; started risedronate +40d    || treated | check_adherence +3m | +78d  |
        | ; started alendronate; taken_over +30d                           || closed  | -                   | -     |
        | ; started raloxifene; followed 2y +2y                            || closed  | -                   | -     |
        | ; dose zoledronate; followed 2y +2y                              || closed  | -                   | -     |
        """
    )


def test_denosumab_is_never_let_go() -> None:
    """DMAB-1, DMAB-3: the next dose six months after the last, until another drug or another unit has taken over."""
    hold_after(
        """
        | what happened                                       || to do                              | closed |
        | ~ dose denosumab                                    || !denosumab_dose +6m                | -      |
        | ~ started denosumab                                 || !denosumab_dose +6m                | -      |
        | ~ prescribed denosumab                              || !denosumab_dose +6m                | -      |
        | ~ dose denosumab; dose denosumab +6m                || !denosumab_dose +12m               | -      |
        | ~ dose denosumab +6m; dose denosumab                || !denosumab_dose +12m               | -      |
        | ~ dose denosumab; stopped +3m                       || !denosumab_stopped +3m             | -      |
        | ~ dose denosumab; paused +3m                        || !denosumab_stopped +3m             | -      |
        | ~ dose denosumab; paused +3m until+2y               || !denosumab_stopped +3m             | -      |
        | ~ dose denosumab; stopped +3m; paused +4m           || !denosumab_stopped +3m             | -      |
        | ~ dose denosumab; stopped +3m; assessed no +4m; sent clinic +4m || !denosumab_stopped +3m | - |
        | ~ dose denosumab; stopped +3m; dose denosumab +4m   || !denosumab_dose +10m               | -      |
        | ~ dose denosumab; dose zoledronate +6m              || -                                  | +184d  |
        | ~ dose denosumab; stopped +6m; dose zoledronate +6m || -                                  | +184d  |
        | ~ dose denosumab; started alendronate +6m           || -                                  | +184d  |
        | ~ dose denosumab; taken_over +2m                    || -                                  | +61d   |
        | ~ dose denosumab; moved +2m                         || takeover +91d, !denosumab_dose +6m | -      |
        | ~ dose denosumab; died +2m                          || -                                  | +61d   |
        """
    )


def test_a_course_ends_in_another_drug() -> None:
    """SEQ-2, SEQ-3: teriparatide from 18 to 24 months, romosozumab 12, and then an antiresorptive drug."""
    hold_after(
        """
        | what happened                                                  || to do                     | shows | closed |
        | ~ started teriparatide                                         || end_of_teriparatide +24m  | +549d | -      |
        | ~ prescribed teriparatide; started teriparatide +30d           || end_of_teriparatide +760d | +578d | -      |
        | ~ started teriparatide; stopped +24m || end_of_teriparatide +744d | +730d | - |
        | ~ started teriparatide; stopped +24m; started alendronate +24m || -                         | -     | +730d  |
        | ~ started romosozumab                                          || end_of_romosozumab +12m   | +323d | -      |
        | ~ started romosozumab; dose zoledronate +12m                   || -                         | -     | +365d  |
        | ~ started romosozumab; dose denosumab +12m                     || !denosumab_dose +18m      | +507d | -      |
        | ~ started romosozumab; taken_over +2m                          || -                         | -     | +61d   |
        | ~ dose romosozumab; dose romosozumab +1m                       || end_of_romosozumab +12m   | +323d | -      |
        """
    )


def test_a_pause_ends() -> None:
    """BPS-1: the pause is reviewed on the day that was said, else after two years."""
    hold_after(
        """
        | what happened                                                || to do              | shows | closed |
        | ~ started alendronate; paused +30d                           || end_of_pause +760d | +718d | -      |
        | ~ started alendronate; paused +30d until+12m                 || end_of_pause +365d | +323d | -      |
        | ~ started alendronate; paused +30d; started alendronate +60d || -                  | -     | +60d   |
        | ~ started alendronate; paused +30d; taken_over +60d          || -                  | -     | +60d   |
        """
    )


def test_an_infusion_is_told_while_the_episode_runs() -> None:
    hold_after(
        """
        | what happened                                              || to do                                |
        | ; dose zoledronate                                         || check_adherence +3m, infusion +12m   |
        | ; dose zoledronate; followed 12m +1y; dose zoledronate +1y || dxa_at_two_years +24m, infusion +24m |
        """
    )


def test_of_two_fractures_the_latest_holds_the_drugs_dates() -> None:
    table = """
        | what happened                                 || to do                                            |
        | hip; wrist +8m; DOSE                          || invite +14d / invite +259d, !denosumab_dose +15m |
        | hip; wrist +8m; DOSE; died +10m               || - / -                                            |
        | hip; wrist high +8m; DOSE                     || invite +14d, !denosumab_dose +15m                |
        | hip; wrist +8m; excluded other 2nd +8m; DOSE  || invite +14d / !denosumab_dose +15m               |
        | hip; wrist +40d; DOSE; declined +9m; sent +9m || - / invite +54d, !denosumab_dose +15m            |
        """
    hold(table.replace("DOSE", "dose denosumab +9m; followed 2y +9m"))


@pytest.mark.parametrize(
    ("due", "day", "told"),
    [
        (date(2025, 9, 3), date(2025, 9, 2), "soon"),
        (date(2025, 9, 3), date(2025, 9, 3), "soon"),
        (date(2025, 9, 3), date(2025, 9, 4), "late"),
        (date(2025, 9, 3), date(2025, 10, 3), "late"),  # seven months after the dose
        (date(2025, 9, 3), date(2025, 10, 4), "urgent"),
        (date(2025, 2, 28), date(2025, 3, 28), "late"),
        (date(2025, 2, 28), date(2025, 3, 29), "urgent"),
        (date(2025, 9, 3), date(2027, 1, 1), "urgent"),
    ],
)
def test_how_loud_a_dose_is_told(due: date, day: date, told: str) -> None:
    """DMAB-3: late the day after it was due, urgent when more than seven months have gone since the last."""
    assert urgency(due, day) == told


def test_claims_follow_the_step() -> None:
    from benkoll.chain.claims import owners, snoozes
    from benkoll.chain.episode import episodes
    from benkoll.chain.events import Event
    from unit.chain.story import FRACTURE, told

    events = told("hip; hip -3d; invited +3d")
    said = [
        ("claimed", {"step": "invite", "owner": "A"}),
        ("claimed", {"step": "remind", "owner": "A"}),
        ("claimed", {"step": "remind", "owner": "B"}),
        ("released", {"step": "invite"}),
        ("snoozed", {"step": "remind", "until": "2025-04-01", "reason": "away"}),
        ("snoozed", {"step": "remind", "until": "2025-03-30", "reason": "back"}),
    ]
    events += [
        Event(f"c{place}", kind, FRACTURE, {"episode": "e01", **data}, seq=20 + place)  # type: ignore[arg-type]
        for place, (kind, data) in enumerate(said)
    ]
    (one,) = episodes(events)
    assert one.id == "e02"  # the earlier report came later: what was said of e01 is of this episode
    assert owners(one, events) == {"remind": "B"}
    assert snoozes(one, events) == {"remind": date(2025, 3, 30)}
    withdrawn = Event("w", "withdrawn", FRACTURE, {"about": "c2", "reason": "wrong"}, seq=40)
    assert owners(one, [*events, withdrawn]) == {"remind": "A"}
