"""Where the templates are: ours in the package, a clinic's own in a folder; the clinic's goes first, file by file."""

from difflib import get_close_matches
from pathlib import Path
from pkgutil import get_data
from typing import get_args

from benkoll.errors import InputError, Lang, Problem
from benkoll.letters.parties import KINDS, Kind
from benkoll.letters.placeholders import RULES
from benkoll.letters.template import Template, read_template

LANGS: tuple[Lang, ...] = get_args(Lang)
ENDING = ".md"


def template(kind: Kind, lang: Lang, folder: Path | None = None) -> Template:
    """The template for this kind and language: from the folder where it is there, else ours; InputError.

    A file in the folder that would never be used, for its name is no kind of letter, is an error, too.
    """
    name = f"{lang}/{kind}{ENDING}"
    own = None if folder is None else _own(folder, name)
    if own is None:
        return read_template(get_data("benkoll.letters", f"templates/{name}") or b"", name, name, RULES[kind])
    return read_template(own, str(Path(folder or "", name)), name, RULES[kind])


def _own(folder: Path, name: str) -> bytes | None:
    """The clinic's file, or None where it has none of this name."""
    if not folder.is_dir():
        raise InputError(
            [Problem("mappen med mallar finns inte", "there is no such folder of templates", file=str(folder))]
        )
    strange = [problem for path in sorted(folder.rglob(f"*{ENDING}")) if (problem := _strange(path, folder))]
    if strange:
        raise InputError(strange)
    try:
        return (folder / name).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        said = error.strerror or type(error).__name__
        problem = Problem(
            f"mallen går inte att läsa ({said})", f"the template cannot be read ({said})", file=str(folder / name)
        )
        raise InputError([problem]) from None


def _strange(path: Path, folder: Path) -> Problem | None:
    names = [f"{lang}/{kind}{ENDING}" for lang in LANGS for kind in KINDS]
    name = path.relative_to(folder).as_posix()
    if name in names or path.stem.lower() == "readme":
        return None
    near = get_close_matches(name, names, n=1)
    sv, en = (f"; menade du {near[0]}?", f"; did you mean {near[0]}?") if near else ("", "")
    shown = ", ".join(KINDS)
    return Problem(
        f"filen används inte: mallar heter sv/SLAG{ENDING} och en/SLAG{ENDING}, där SLAG är {shown}{sv}",
        f"the file is not used: templates are called sv/KIND{ENDING} and en/KIND{ENDING}, where KIND is {shown}{en}",
        file=str(path),
    )
