"""What an interface answers with: JSON as it is, dates as texts, and problems as the fields of a request."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from starlette.responses import Response

from benkoll.errors import Lang, Problem
from benkoll.web.problems import field_of

JSON = "application/json"


def answer(value: Any, status: int = 200, media_type: str = JSON, headers: Mapping[str, str] | None = None) -> Response:
    """The value as JSON; half a character, which no text of ours has, would become a question mark."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, default=str, separators=(",", ":"))
    return Response(text.encode("utf-8", "replace"), status, dict(headers or {}), media_type)


def fields_of(problems: Iterable[Problem], lang: Lang) -> list[dict[str, Any]]:
    """Each problem with its field, row and words."""
    return [field_of(problem, lang) for problem in problems]
