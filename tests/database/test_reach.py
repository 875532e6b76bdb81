"""PostgreSQL past a network: by TLS that is verified, by whatever it was told of, or not at all."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from benkoll.errors import StoreError, UsageError
from benkoll.store import reach
from benkoll.store.database import engine_of, open_database
from benkoll.store.migrate import migrate
from database.certificates import Root, root
from database.hospital import KEYS
from database.server import Server, programs

REFUSED = "PostgreSQL on another machine is reached by TLS that is verified"
FAR = "postgresql://benkoll_app@db.example/benkoll"


@pytest.mark.parametrize(
    "url",
    [
        FAR,
        f"{FAR}?sslmode=require",
        f"{FAR}?sslmode=verify-ca",
        f"{FAR}?sslmode=prefer",
        "postgresql://benkoll_app@10.0.0.7/benkoll",
        "postgresql:///benkoll?host=db.example",
        "postgresql:///benkoll?host=/run/postgresql,db.example",
        "postgresql://localhost/benkoll?hostaddr=10.0.0.7",
        "postgresql+psycopg://[2001:db8::1]/benkoll",
        "postgresql://127.0.0.1.example/benkoll",
    ],
)
def test_another_machine_past_an_open_network(url: str) -> None:
    """Nothing is sent: it is refused before anybody is called."""
    with pytest.raises(UsageError, match=REFUSED):
        engine_of(url)


@pytest.mark.parametrize(
    "url",
    [
        f"{FAR}?sslmode=verify-full",
        "postgresql:///benkoll",
        "postgresql:///benkoll?host=/run/postgresql",
        "postgresql://127.0.0.1/benkoll",
        "postgresql://127.3.2.1:5433/benkoll",
        "postgresql://localhost/benkoll",
        "postgresql://[::1]/benkoll",
    ],
)
def test_what_is_let(url: str) -> None:
    engine_of(url).dispose()


def test_a_password_among_the_words_is_not_taken() -> None:
    """It would stand in every message that names the database; in its own place it does not."""
    with pytest.raises(UsageError, match=r"no password after the \?") as raised:
        engine_of("postgresql://127.0.0.1/benkoll?password=hemligt")
    assert "hemligt" not in raised.value.sv + raised.value.en


# A SERVER WITH TLS, and this machine's own address as if it were another's


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Root:
    return root(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def secured(certificates: Root) -> Iterator[Server]:
    """It asks whoever calls for a certificate that says who they are."""
    found = programs()
    if found is None:
        pytest.skip("PostgreSQL not found (initdb): nothing was tested on it")
    made = Server(found)
    for source, name in zip(certificates.signed("server", "127.0.0.1"), ("server.crt", "server.key"), strict=True):
        shutil.copy(source, made.data / name)
    shutil.copy(certificates.path, made.data / "root.crt")
    for name in ("server.crt", "server.key", "root.crt"):
        (made.data / name).chmod(0o600)
        shutil.chown(made.data / name, (made.data / "PG_VERSION").owner(), (made.data / "PG_VERSION").group())
    with (made.data / "postgresql.conf").open("a") as file:
        file.write("ssl = on\nssl_ca_file = 'root.crt'\n")
    own, rest = "host all postgres,benkoll 127.0.0.1/32 trust\n", "hostssl all daily 127.0.0.1/32 cert\n"
    (made.data / "pg_hba.conf").write_text(own + rest)
    try:
        made.start()
        made.say("CREATE ROLE daily LOGIN SUPERUSER")
        migrate(made.make("tls"), "real", KEYS)[0].close()
        yield made
    finally:
        made.remove()


@pytest.fixture
def far(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "is_near", lambda host: host.startswith("/"))


def by_certificate(server: Server, certificates: Root, name: str = "daily", **said: str) -> str:
    own, key = certificates.signed(name)
    words = {"sslmode": "verify-full", "sslrootcert": str(certificates.path), "sslcert": str(own), "sslkey": str(key)}
    told = "&".join(f"{one}={value}" for one, value in {**words, **said}.items())
    return f"{server.address('tls').replace('benkoll@', 'daily@')}?{told}"


@pytest.mark.usefixtures("far")
def test_by_tls_and_a_certificate_of_ones_own(secured: Server, certificates: Root) -> None:
    """The role is known by its certificate: there is no password that stays as it is."""
    database = open_database(by_certificate(secured, certificates))
    with database.reading() as connection:
        seen = connection.execute(sa.text("SELECT ssl, client_dn FROM pg_stat_ssl WHERE pid = pg_backend_pid()")).one()
    assert tuple(seen) == (True, "/CN=daily")
    database.close()


@pytest.mark.usefixtures("far")
def test_anothers_certificate_opens_nothing(secured: Server, certificates: Root) -> None:
    with pytest.raises(StoreError, match="certificate authentication failed"):
        open_database(by_certificate(secured, certificates, "somebody"))


@pytest.mark.usefixtures("far")
def test_a_server_that_is_not_the_one(secured: Server, certificates: Root, tmp_path: Path) -> None:
    """Signed by a root that is not trusted here, or by none: the password, or who we are, is not told."""
    other = root(tmp_path)
    with pytest.raises(StoreError, match="SSL error"):
        open_database(by_certificate(secured, certificates, sslrootcert=str(other.path)))


@pytest.mark.usefixtures("far")
def test_where_the_environment_says_where(secured: Server, certificates: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    """A URL that names no machine is held against where the driver went."""
    monkeypatch.setenv("PGHOST", "127.0.0.1")
    monkeypatch.setenv("PGPORT", str(secured.port))
    monkeypatch.setattr(reach, "_hosts", lambda _: [""])
    monkeypatch.setattr(reach, "is_near", lambda host: not host)
    url = "postgresql+psycopg://benkoll@/tls"
    for mode in ("prefer", "require"):
        monkeypatch.setenv("PGSSLMODE", mode)
        with pytest.raises(UsageError, match=REFUSED):
            open_database(url)
    monkeypatch.setenv("PGSSLMODE", "verify-full")
    monkeypatch.setenv("PGSSLROOTCERT", str(certificates.path))
    open_database(url).close()
