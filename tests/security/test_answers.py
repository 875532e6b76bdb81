"""Every answer: its headers, and pages without a line of script or style in them."""

import re
from pathlib import Path

import httpx
import pytest

from benkoll.web.permissions import Permission, Role
from benkoll.web.routes import Door
from benkoll.web.views import FOLDER
from security.pages import Page
from security.served import Served, able, method, opened, said, walked

TEMPLATES = sorted((FOLDER / "templates").rglob("*.html"))
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "x-frame-options": "DENY",
    "cache-control": "no-store",
}
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
TYPES = re.compile(
    r"(text/html|text/csv|text/plain|application/(problem\+|fhir\+)?json|application/(x-)?ndjson|application/fhir\+ndjson)"
    r"(; charset=utf-8)?|application/(pdf|zip|dicom)|image/(svg\+xml|png)"
)


def problems(answer: httpx.Response) -> list[str]:
    """What is wrong with the headers of an answer."""
    found = [
        f"{name}: {answer.headers.get(name)}" for name, value in HEADERS.items() if answer.headers.get(name) != value
    ]
    said = dict(
        part.strip().split(" ", 1) for part in answer.headers.get("content-security-policy", "").split(";") if part
    )
    found += [f"{name} {said.get(name)}" for name, value in POLICY.items() if said.get(name) != value]
    found += [part for part in said.values() if "unsafe" in part or "*" in part]
    kind = answer.headers.get("content-type", "")
    if answer.content and not TYPES.fullmatch(kind):
        found.append(f"content-type {kind}")
    if kind.startswith("text/") and "charset=utf-8" not in kind:
        found.append(f"no charset: {kind}")
    found += [f"says what it is made with: {name}" for name in ("server", "x-powered-by") if name in answer.headers]
    return found


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.MANAGER, Role.LOG_REVIEWER, None])
def test_headers_of_every_route(served: Served, role: Role | None) -> None:
    """Of what is shown, refused, not found and asked to log in."""
    wrong = [
        f"{said(route)} {whose}: {answer.status_code} {found}"
        for route in served.routes
        for whose in ("own", "absent")
        for answer in [served.ask(route, role, whose)]
        if (found := problems(answer))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("verb", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/static/nowhere.css", 404),
        ("TRACE", "/", 405),
        ("POST", "/logout", 303),
        ("GET", "/api/v1/nowhere", 404),
        ("POST", "/login/demo", 422),
    ],
)
def test_headers_of_what_goes_wrong(served: Served, verb: str, path: str, status: int) -> None:
    answer = served.send(verb, path)
    assert answer.status_code == status
    found = [one for one in problems(answer) if not (path.startswith("/static/") and one.startswith("cache-control"))]
    assert found == []


def test_headers_of_a_fault(served: Served) -> None:
    """A fault of the program's own, which the framework would answer past everything that stands round it."""
    door = Door()

    @door.get("/fault", Permission.PUBLIC)
    def fault() -> None:
        raise ValueError("words of the fault")

    served.app.router.routes.extend(door.router.routes)
    answer = served.get("/fault")
    assert (answer.status_code, problems(answer)) == (500, [])
    assert "words of the fault" not in answer.text
    assert "Traceback" not in answer.text


def test_over_https(template: Path, tmp_path: Path) -> None:
    """Strict transport, and a cookie that no other host and no script can touch."""
    secure = Served(opened(template, tmp_path).database, "https://benkoll.example")
    answer = secure.get("/login")
    assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    cookie = secure.send("POST", "/login/demo", data={"person": "karin"}).headers["set-cookie"]
    assert cookie.startswith("__Host-benkoll=")
    assert {part.strip().lower() for part in cookie.split(";")[1:]} == {
        "secure",
        "httponly",
        "path=/",
        "samesite=lax",
        "max-age=43200",
    }
    other = secure.send("POST", "/language").headers["set-cookie"]
    assert other.startswith("__Host-lang=en;")
    assert {"secure", "httponly", "samesite=lax", "path=/"} <= {part.strip().lower() for part in other.split(";")}
    secure.close()


def test_frames_are_those_that_are_named(template: Path, tmp_path: Path) -> None:
    framed = Served(opened(template, tmp_path).database, frames=("https://ehr.example",))
    answer = framed.get("/login")
    assert "frame-ancestors https://ehr.example" in answer.headers["content-security-policy"]
    assert "x-frame-options" not in answer.headers
    framed.close()


def test_static_files_may_be_kept_by_a_browser_and_hold_no_patient(served: Served) -> None:
    files = sorted(path.name for path in (FOLDER / "static").iterdir() if path.is_file())
    assert files
    for name in files:
        answer = served.get(f"/static/{name}")
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=3600"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert served.told_of(answer.text) == []


# PAGES


def test_no_page_has_script_or_style_in_it(served: Served) -> None:
    """Nor an address that runs, or a file from elsewhere; in both languages."""
    wrong = []
    for route in served.routes:
        for lang in ("sv", "en"):
            answer = served.send(
                method(route),
                served.path(route),
                headers={"cookie": f"{served.logged_in(able(route))[0]}; lang={lang}"},
            )
            if answer.headers.get("content-type", "").startswith("text/html"):
                wrong += [f"{said(route)}: {found}" for found in Page(answer.text).wrong]
    assert wrong == []


def test_every_form_that_posts_holds_the_token(served: Served) -> None:
    """But for the language's and the log-in's, which change nothing of a patient's."""
    wrong = []
    for route, answer in walked(served):
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        page = Page(answer.text)
        posting = [
            form
            for form in page.forms
            if form.get("method", "get").lower() == "post"
            and not form.get("action", "").startswith(("/language", "/login"))
        ]
        if len([name for name, value in page.hidden if name == "token" and value]) < len(posting):
            wrong.append(said(route))
    assert wrong == []


def test_every_page_has_a_way_out(served: Served) -> None:
    """Whoever is logged in sees the log-out on every page."""
    wrong = [
        said(route)
        for route, answer in walked(served)
        if "<html" in answer.text and answer.status_code == 200 and 'action="/logout"' not in answer.text
    ]
    assert wrong == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_lets_text_through_as_html(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"\|\s*safe\b|autoescape\s+false|\bMarkup\b|\bMarkup\(", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", text)


def test_no_code_lets_text_through_as_html() -> None:
    """Autoescaping is set, and nobody steps round it."""
    written = {path.name: path.read_text("utf-8") for path in FOLDER.rglob("*.py")}
    assert "autoescape=True" in written["views.py"]
    assert [
        name for name, text in written.items() if re.search(r"\bMarkup\(|autoescape=False|from_string\(", text)
    ] == []
    assert [
        name for name, text in written.items() if re.search(r"\b(eval|exec|pickle\.|yaml\.load|os\.system)\b\(", text)
    ] == []


def test_scripts_keep_nothing_in_the_browser() -> None:
    """All script is in the package, read by a person; no storage of the browser's is used."""
    for path in (FOLDER / "static").glob("*.js"):
        if not path.name.startswith("htmx"):
            text = path.read_text("utf-8")
            assert not re.search(
                r"localStorage|sessionStorage|indexedDB|innerHTML|eval\(|new Function|document\.cookie", text
            )


def test_no_code_turns_off_certificates() -> None:
    """What the service calls must show who it is, and cannot send it on to somebody else."""
    written = {path: path.read_text("utf-8") for path in FOLDER.parent.rglob("*.py")}
    loose = re.compile(r"verify\s*=\s*False|follow_redirects\s*=\s*True|CERT_NONE|_create_unverified_context")
    assert [path.name for path, text in written.items() if loose.search(text)] == []
