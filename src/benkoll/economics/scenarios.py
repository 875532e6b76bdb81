"""A scenario: how people are found, treated and kept, and by which variant of the guideline."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from benkoll.economics.parameters import checked, parameters
from benkoll.errors import InputError, Lang, Problem, UsageError
from benkoll.facts.numbers import read_yaml, yaml_of

CHOICES: Mapping[str, tuple[str, ...]] = {
    "care": ("usual", "chain"),
    "drugs": ("usual", "guideline"),
    "care_home": ("causal", "gross"),
    "incidence": ("register", "scope"),
}
KEYS = (
    *("sv", "en", "about_sv", "about_en", *CHOICES, "against", "variant", "set", "parameters"),
    *("before_discharge", "observed"),
)


@dataclass(frozen=True, slots=True)
class Scenario:
    """`care`: by which parameters people are found and treated; `drugs`: what the guideline names first, or tablets in
    place of most infusions; `observed`: the hazard after a fracture is multiplied by what was seen at hospitals with a
    chain, and the drugs are those of usual care; `against`: the scenario that it is held against."""

    name: str
    title: Mapping[Lang, str]
    about: Mapping[Lang, str]
    care: str = "usual"
    against: str = "usual"
    variant: str = "vgr"
    changes: tuple[tuple[str, float], ...] = ()
    parameters: Mapping[str, float] = field(default_factory=dict)
    drugs: str = "usual"
    before_discharge: bool = False
    observed: bool = False
    care_home: str = "causal"
    incidence: str = "register"

    def over(self, **slots: Any) -> "Scenario":
        """The same with some slots changed."""
        return replace(self, **slots)


def names() -> tuple[str, ...]:
    """The scenarios that ship with Benkoll, usual care first."""
    return tuple(sorted(_rows(), key=lambda name: name != "usual"))


def scenario(name: str) -> Scenario:
    """The scenario of this name, or of the YAML file at this path; UsageError or InputError where there is none."""
    if name in _rows():
        return _read(name, _rows()[name], name)
    path = Path(name)
    if path.suffix in (".yaml", ".yml"):
        try:
            return _read(path.stem, yaml_of(path.read_bytes()), name)
        except (OSError, ValueError) as error:
            raise InputError([Problem(f"kan inte läsas: {error}", f"cannot be read: {error}", file=name)]) from None
    allowed = ", ".join(names())
    raise UsageError(
        f"scenariot {name} finns inte: välj {allowed}, eller en YAML-fil",
        f"there is no scenario {name}: choose {allowed}, or a YAML file",
    )


def _rows() -> Mapping[str, Any]:
    found: Mapping[str, Any] = read_yaml("benkoll.economics", "data", "scenarios.yaml")
    return found


def _read(name: str, row: Any, file: str) -> Scenario:
    if not isinstance(row, dict):
        raise InputError([Problem("ett scenario är namn och värden", "a scenario is names and values", file=file)])
    problems = [
        Problem(
            f"tillåtna är {', '.join(KEYS)}",
            f"allowed are {', '.join(KEYS)}",
            fact=str(key),
            value=str(value),
            file=file,
        )
        for key, value in row.items()
        if key not in KEYS
    ]
    for key, allowed in CHOICES.items():
        if key in row and row[key] not in allowed:
            said = ", ".join(allowed)
            problems.append(Problem(f"tillåtna är {said}", f"allowed are {said}", key, str(row[key]), file=file))
    problems += _numbers(row.get("parameters", {}), file)
    if problems:
        raise InputError(problems)
    return Scenario(
        name,
        {"sv": row.get("sv", name), "en": row.get("en", name)},
        {"sv": row.get("about_sv", ""), "en": row.get("about_en", "")},
        changes=tuple(sorted(row.get("set", {}).items())),
        parameters=checked(row.get("parameters", {})),
        **{key: row[key] for key in (*CHOICES, "against", "variant", "before_discharge", "observed") if key in row},
    )


def _numbers(changes: Any, file: str) -> list[Problem]:
    if not isinstance(changes, dict):
        return [Problem("väntar namn: tal", "expects name: number", "parameters", str(changes), file=file)]
    found = []
    for name, value in changes.items():
        info = parameters().get(name)
        share = info is not None and info.unit == "share"
        if not isinstance(value, int | float) or isinstance(value, bool) or value < 0 or (share and value > 1):
            most = "0 till 1" if share else "0 eller mer"
            found.append(
                Problem(
                    f"ett tal, {most}",
                    f"a number, {'0 to 1' if share else '0 or more'}",
                    str(name),
                    str(value),
                    file=file,
                )
            )
    return found
