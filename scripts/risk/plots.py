"""The plots of docs/risk-model.md as SVG."""

from pathlib import Path

import matplotlib as mpl

mpl.use("svg")
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from risk.figures import levels
from risk.rows import FACTORS, SEXES, People
from risk.sweden import chances
from risk.united_kingdom import BELOW, IS_HIP, VALUE, WHOM, Fitted, estimates

from benkoll.risk.hazards import Number
from benkoll.risk.validate import PUBLISHED

OUTCOMES = {False: "major", True: "hip"}
COLOURS = {"female": "#8c2d5a", "male": "#2d5a8c"}
LEVELS = (1, 3, 5, 10, 15, 20, 30, 40, 60)
plt.rcParams |= {"svg.hashsalt": "benkoll", "font.size": 9, "axes.spines.top": False, "axes.spines.right": False}


def _save(figure: Figure, folder: Path, name: str) -> None:
    figure.tight_layout()
    figure.savefig(folder / f"{name}.svg", metadata={"Date": None})
    plt.close(figure)


def against_published(fitted: Fitted, folder: Path) -> None:
    """Estimate against published value, both outcomes."""
    values = estimates(fitted)
    figure, axes = plt.subplots(1, 2, figsize=(8, 4))
    for axis, (hip, name) in zip(axes, OUTCOMES.items(), strict=True):
        for sex in SEXES:
            used = (hip == IS_HIP) & (WHOM.male == (sex == "male")) & ~BELOW
            axis.loglog(
                VALUE[used], values[used], ".", color=COLOURS[sex], label={"female": "women", "male": "men"}[sex]
            )
        ends = [VALUE[hip == IS_HIP].min(), VALUE[hip == IS_HIP].max()]
        axis.loglog(ends, ends, "-", color="grey", linewidth=0.8)
        axis.set(title=name, xlabel="published, %", ylabel="estimate, %")
    axes[0].legend(frameon=False)
    _save(figure, folder, "against-published")


def residuals(fitted: Fitted, folder: Path) -> None:
    """Relative difference by age and T-score, and by age and factor."""
    off = 100 * (estimates(fitted) / VALUE - 1)
    figure, axes = plt.subplots(2, 2, figsize=(9, 7), sharey="row")
    groups = [
        (
            ("T-score", [f"{score:+.0f}" for score in (1, 0, -1, -2, -3, -4)]),
            [WHOM.t_score == score for score in (1, 0, -1, -2, -3, -4)],
        ),
        (
            ("factor", ["none", *FACTORS]),
            [np.array([row.factor == name for row in PUBLISHED]) for name in ("none", *FACTORS)],
        ),
    ]
    for row, ((what, names), chosen) in zip(axes, groups, strict=True):
        for axis, (hip, outcome) in zip(row, OUTCOMES.items(), strict=True):
            for place, used in enumerate(chosen):
                for sex in SEXES:
                    mine = used & (hip == IS_HIP) & (WHOM.male == (sex == "male")) & ~BELOW
                    shift = (WHOM.age[mine] - 70) / 100 + place
                    axis.plot(shift, off[mine], ".", color=COLOURS[sex])
            axis.axhline(0, color="grey", linewidth=0.8)
            axis.set_xticks(range(len(names)), [name.replace("_", " ") for name in names], rotation=35, ha="right")
            axis.set(title=f"{outcome}, by {what}", ylim=(-60, 60))
        row[0].set_ylabel("difference, % of the published")
    _save(figure, folder, "residuals")


def surfaces(fitted: Fitted, folder: Path) -> None:
    """Probability by age and T-score at the level sweden_frax, no factor, BMI 25."""
    level, deaths = levels(fitted)["sweden_frax"]
    age, score = np.meshgrid(np.linspace(40, 90, 101), np.linspace(-4.5, 1, 111))
    figure, axes = plt.subplots(2, 2, figsize=(9, 7), sharex=True, sharey=True)
    for row, sex in zip(axes, SEXES, strict=True):
        none: dict[str, Number] = {name: np.zeros(age.size) for name in FACTORS}
        whom = People(np.full(age.size, float(sex == "male")), age.ravel(), score.ravel(), none)
        for axis, values, outcome in zip(row, chances(fitted, whom, level, deaths), ("major", "hip"), strict=True):
            lines = axis.contour(age, score, values.reshape(age.shape), levels=LEVELS, cmap="plasma_r")
            axis.clabel(lines, fmt="%g %%", fontsize=8)
            axis.set(title=f"{outcome}, {'women' if sex == 'female' else 'men'}", xlabel="age", ylabel="T-score")
    _save(figure, folder, "surfaces")


def draw(fitted: Fitted, folder: Path) -> None:
    """All of them into a folder."""
    folder.mkdir(exist_ok=True)
    against_published(fitted, folder)
    residuals(fitted, folder)
    surfaces(fitted, folder)
