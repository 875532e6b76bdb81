"""Write anew, or with --check hold against the files, all that docs/ and the matrix have from the project itself."""

import sys

from pages import ROOT, chain, guideline, readme, reference, regulatory


def main(arguments: list[str]) -> int:
    """Exit code 1 where --check finds something stale."""
    stale = []
    # The matrix reads which test shows what: that is written first.
    for made in (guideline.pages, reference.pages, chain.pages, readme.pages, regulatory.pages):
        for path, text in made().items():
            place = ROOT / path
            if not place.exists() or place.read_text() != text:
                stale.append(path)
                if "--check" not in arguments:
                    place.parent.mkdir(parents=True, exist_ok=True)
                    place.write_text(text)
    for path in stale:
        print("stale:" if "--check" in arguments else "written:", path)
    return int("--check" in arguments and bool(stale))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
