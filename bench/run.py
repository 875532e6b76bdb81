"""`make bench`: how long an assessment takes, alone and beside other engines. Figures to read, never a test."""

import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from time import perf_counter

from engines import Timed, at_the_limits, by_cql, by_zen, ours, timed
from patients import EXAMPLES, examples, with_unknown

from benkoll.assess.patient import assess
from benkoll.guideline.build import load
from benkoll.logic.generate import compile_patient

UNKNOWN = 40


def main() -> None:
    """Print every figure; ends with an error where another engine gives another answer."""
    guideline = load()
    print(f"{'':58}{'p50':>10}{'p99':>10}   goal")
    everything = compile_patient(guideline.criteria)
    _, times = timed(lambda patient: everything(patient.facts), examples())
    _show(f"every criterion ({len(guideline.criteria)}), in process", times, "0.2 / 1 ms")
    patients = list(with_unknown(UNKNOWN, 5))
    for patient in patients[:50]:
        assess(patient, guideline)
    times = [_milliseconds(assess, patient, guideline) for patient in patients]
    _show(f"whole answer, {UNKNOWN} facts unknown ({len(patients)} patients)", times, "10 / 30 ms")
    command = [str(Path(sys.executable).with_name("benkoll")), "assess", str(EXAMPLES.with_name("one-patient.json"))]
    times = [_milliseconds(subprocess.check_output, command) for _ in range(20)]
    _show("`benkoll assess` of one patient, whole process", times, "500 ms")
    _beside_others()


def _beside_others() -> None:
    patients = at_the_limits()
    print(f"\nThe rules of TX-3, {len(patients)} patients on and beside the limits; all answers equal")
    answers, own = ours(patients)
    _show("benkoll", own)
    others: dict[str, Callable[..., Timed]] = {"zen-engine": by_zen, "cql-execution": by_cql}
    for name, engine in others.items():
        found, times = engine(patients)
        for patient, one, other in zip(patients, answers, found, strict=True):
            if one != {ground: other[ground] for ground in one}:
                sys.exit(f"{name} answers {other} and not {one}: {dict(patient.facts)}")
        _show(name, times, f"{_at(times, 0.5) / _at(own, 0.5):.1f} x benkoll's p50")


def _milliseconds(call: Callable[..., object], *arguments: object) -> float:
    start = perf_counter()
    call(*arguments)
    return (perf_counter() - start) * 1000


def _show(what: str, times: Iterable[float], beside: str = "") -> None:
    print(f"{what:58}{_at(times, 0.5):7.3f} ms{_at(times, 0.99):7.3f} ms   {beside}")


def _at(times: Iterable[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


if __name__ == "__main__":
    main()
