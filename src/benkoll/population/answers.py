"""The answers that a list, a summary or a comparison reads: of an assessed folder, or computed from facts."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

import polars as pl

from benkoll.assess.table import answer_columns
from benkoll.errors import Problem, UsageError
from benkoll.facts.table import settle_columns
from benkoll.guideline.build import Guideline, load
from benkoll.logic.columns import add_columns
from benkoll.logic.term import Term
from benkoll.population.folder import Manifest, manifest_of, part_file
from benkoll.population.run import ROWS_PER_PART
from benkoll.population.source import check, files_of, parts, read

OF_PATIENTS = ("inputs", "assessment_date", "complete", "rows_per_part")
"""What two assessed folders have in common where they are of the same patients."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where the patients come from: files and folders of facts, or one assessed folder.

    `day`: the assessment date of rows that state none; `complete`: kinds of source that are whole; `beside`: columns
    that are no facts and go with the answers.
    """

    inputs: tuple[str, ...]
    day: date
    complete: frozenset[str] = frozenset()
    beside: tuple[str, ...] = ()

    @property
    def manifest(self) -> Manifest | None:
        """Of the assessed folder that the patients come from, if any. Raises UsageError where it is not complete."""
        return manifest_of(Path(self.inputs[0])) if len(self.inputs) == 1 else None


class Answers(NamedTuple):
    """One row per patient that can be used, and what is wrong with the others."""

    frame: pl.LazyFrame
    problems: tuple[Problem, ...] = ()


def answers(
    source: Source, guideline: Guideline, columns: Collection[str], reasons: Mapping[str, Term] | None = None
) -> Answers:
    """These columns of the answer (`assess.table`), and, computed from facts, the terms `reasons` by their names.

    Raises UsageError where the folder was assessed by another guideline, or lacks a column.
    """
    if source.manifest is not None:
        return Answers(_of_folder(source, source.manifest, guideline, columns))
    also = dict(reasons or {})

    def made(settled: pl.LazyFrame) -> pl.LazyFrame:
        return answer_columns(add_columns(settled, also), guideline, columns, (*also, *source.beside))

    return _of_facts(source, made)


def columns_of_terms(source: Source, terms: Mapping[str, Term]) -> Answers:
    """The terms as columns, computed from facts."""

    def made(settled: pl.LazyFrame) -> pl.LazyFrame:
        return add_columns(settled, terms).select(*dict.fromkeys((*terms, *source.beside)))

    return _of_facts(source, made)


def guidelines_of(folders: Sequence[str]) -> tuple[Guideline, Guideline] | None:
    """The guidelines by which two folders were assessed; None where all are facts.

    Raises UsageError where folders and facts are mixed, or where the two are not of the same patients on the same day.
    """
    manifests = [manifest_of(Path(one)) for one in folders]
    if not any(manifests):
        return None
    match manifests:
        case [dict() as before, dict() as after]:
            differ = [key for key in OF_PATIENTS if before[key] != after[key]]
        case _:
            differ = ["inputs"]
    if differ:
        raise UsageError(
            f"jämför uppgifter, eller två mappar med samma patienter bedömda samma dag (skiljer: {', '.join(differ)})",
            f"compare facts, or two folders of the same patients assessed on one day (differs: {', '.join(differ)})",
        )
    first, second = (load(one["guideline"]["variant"], tuple(one["changes"].items())) for one in (before, after))
    return first, second


def _of_folder(source: Source, manifest: Manifest, guideline: Guideline, columns: Collection[str]) -> pl.LazyFrame:
    folder = Path(source.inputs[0])
    variant, version, changes = (*map(manifest["guideline"].get, ("variant", "version")), manifest["changes"])
    same = (variant, version) == (guideline.variant, guideline.version)
    if not same or _numbers(load(variant, tuple(changes.items()))) != _numbers(guideline):
        by = f"{variant} {version} {changes or ''}".rstrip()
        raise UsageError(
            f"{folder}: bedömd enligt {by}: ange samma --variant och --set, eller bedöm på nytt",
            f"{folder}: assessed by {by}: name the same --variant and --set, or assess anew",
        )
    wanted = list(dict.fromkeys((*columns, *source.beside)))
    there = [*manifest["columns"], *manifest["beside"]]
    for name in wanted:
        if name not in there:
            raise UsageError(
                f"{folder}: bedömningen saknar kolumnen {name}: bedöm på nytt med den",
                f"{folder}: the assessment lacks the column {name}: assess anew with it",
            )
    return pl.scan_parquet([part_file(folder, number) for number in range(manifest["parts"])]).select(wanted)


def _numbers(guideline: Guideline) -> Mapping[str, float]:
    return {name: limit.parameter.value for name, limit in guideline.parameters.items()}


def _of_facts(source: Source, made: Callable[[pl.LazyFrame], pl.LazyFrame]) -> Answers:
    frames, problems = list[pl.DataFrame](), list[Problem]()
    files = files_of(source.inputs)
    check(files, source.beside)
    for part in parts(files, ROWS_PER_PART):
        found = read(part, source.beside, source.day)
        settled = settle_columns(found.good.lazy(), source.complete)
        frames.append(made(settled).collect(engine="streaming"))
        problems += found.problems
    return Answers(pl.concat(frames, how="diagonal_relaxed").lazy(), tuple(problems))
