"""Users and databases on a real PostgreSQL: made, made again, given other rights, taken away."""

from __future__ import annotations

import os
import pathlib
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.capability.database.users_sql import script, variable

PROGRAMS = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"))
MASTER = {"PGUSER": "dbadmin", "PGPASSWORD": "the master's own"}
MARK = "slipway:shop/test/us-east-1"
DENIED = "permission denied"

pytestmark = pytest.mark.skipif(not PROGRAMS, reason="PostgreSQL is not installed: make packages, as root")


class Server:
    """A PostgreSQL of this machine, with a master user as RDS has: it makes roles and databases, and is no superuser."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder, self.programs = folder, PROGRAMS[-1].parent
        self.user = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
        folder.chmod(0o755)
        self.data, self.log = folder / "data", folder / "log"
        self.data.mkdir()
        if os.getuid() == 0:
            shutil.chown(folder, self.user)
            shutil.chown(self.data, self.user)
        self._run("initdb", "-D", self.data, "-U", "postgres", "--auth-local=trust", "-N")
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c log_statement=all -F"
        self._run("pg_ctl", "-D", self.data, "-l", self.log, "-w", "-o", options, "start")
        self.ask("CREATE ROLE dbadmin LOGIN CREATEROLE CREATEDB PASSWORD 'the master''s own'", "postgres")
        self.ask("CREATE DATABASE shop OWNER dbadmin", "postgres")
        hba = self.data / "pg_hba.conf"
        hba.write_text("local all postgres trust\nlocal all all scram-sha-256\n")
        self._run("pg_ctl", "-D", self.data, "reload")

    def _run(self, program: str, *arguments: Any) -> None:
        own = {"user": self.user} if os.getuid() == 0 else {}
        command = [str(self.programs / program), *map(str, arguments)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self.folder, **own)

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self.data, "-m", "immediate", "stop")

    def environment(self, **more: str) -> dict[str, str]:
        return {"PATH": os.environ["PATH"], "PGHOST": str(self.folder), **more}

    def ask(self, statement: str, user: str, password: str = "", database: str = "postgres") -> str:
        """What the server answers, or the error that it says."""
        told = subprocess.run(
            ["psql", "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", statement],
            env=self.environment(PGUSER=user, PGPASSWORD=password),
            capture_output=True,
            check=False,
            text=True,
        )
        return (told.stdout + told.stderr).strip()

    def bring(self, databases: list[str], users: dict[str, dict[str, Any]], **passwords: str) -> str:
        """What the task does: gives what it printed."""
        known = {variable(name): passwords.get(name, f"{name}-pass's word") for name in users}
        told = subprocess.run(
            ["sh", "-c", script(MARK, "shop", ["shop", *databases], users)],
            env=self.environment(**MASTER, **known),
            capture_output=True,
            check=False,
            text=True,
        )
        assert told.returncode == 0, told.stderr
        return told.stdout + told.stderr


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = pathlib.Path("/tmp") / f"pg-{os.getpid()}"  # a socket's path is short, and its folders are open to all
    folder.mkdir()
    server = Server(folder)
    yield server
    server.stop()
    shutil.rmtree(folder)


@pytest.fixture
def server(started: Server) -> Server:
    """Without databases and users of an earlier test."""
    names = started.ask(
        "SELECT datname FROM pg_database WHERE datname NOT LIKE 'template%' AND datname <> 'postgres'", "postgres"
    )
    for name in names.splitlines():
        started.ask(f'DROP DATABASE "{name}"', "postgres")
    for name in started.ask("SELECT rolname FROM pg_roles WHERE rolname LIKE 'u\\_%'", "postgres").splitlines():
        started.ask(f'DROP ROLE "{name}"', "postgres")
    started.ask("CREATE DATABASE shop OWNER dbadmin", "postgres")
    return started


def user(privileges: str, *databases: str) -> dict[str, Any]:
    return {"databases": list(databases) or ["shop"], "privileges": privileges}


def as_user(server: Server, name: str, statement: str, database: str = "shop") -> str:
    return server.ask(statement, name, f"{name}-pass's word", database)


def test_an_owner_makes_tables_and_others_reach_them(server: Server) -> None:
    users = {"u_app": user("owner"), "u_web": user("read_write"), "u_read": user("read_only")}
    server.bring([], users)
    assert as_user(server, "u_app", "CREATE TABLE orders (id serial PRIMARY KEY, note text)") == ""
    assert as_user(server, "u_web", "INSERT INTO orders (note) VALUES ('one') RETURNING id") == "1"
    assert as_user(server, "u_read", "SELECT note FROM orders") == "one"
    assert DENIED in as_user(server, "u_read", "INSERT INTO orders (note) VALUES ('two')")
    for name in ("u_web", "u_read"):
        assert DENIED in as_user(server, name, "CREATE TABLE theirs (id int)")
        assert "must be owner" in as_user(server, name, "DROP TABLE orders")
    # What was there before, and what the master user makes later.
    server.bring([], users)
    assert (
        server.ask("CREATE TABLE later (id int)", user="dbadmin", password=MASTER["PGPASSWORD"], database="shop") == ""
    )
    assert as_user(server, "u_read", "SELECT count(*) FROM later") == "0"
    assert as_user(server, "u_app", "SELECT count(*) FROM later") == "0"


def test_databases_are_made_once_and_rights_are_of_one_database(server: Server) -> None:
    users = {"u_app": user("owner", "reports"), "u_read": user("read_only", "shop")}
    for _again in range(2):
        server.bring(["reports"], users)
    assert as_user(server, "u_app", "CREATE TABLE r (id int)", "reports") == ""
    assert DENIED in as_user(server, "u_app", "CREATE TABLE r (id int)", "shop")
    assert DENIED in as_user(server, "u_read", "SELECT * FROM r", "reports")


def test_changed_rights_leave_nothing_of_the_earlier_ones(server: Server) -> None:
    server.bring([], {"u_app": user("owner"), "u_web": user("read_write")})
    as_user(server, "u_app", "CREATE TABLE orders (id int); CREATE VIEW all_orders AS SELECT * FROM orders")
    server.bring([], {"u_app": user("read_only"), "u_web": user("owner")})
    assert as_user(server, "u_app", "SELECT count(*) FROM all_orders") == "0"
    for statement in ("INSERT INTO orders VALUES (1)", "CREATE TABLE more (id int)"):
        assert DENIED in as_user(server, "u_app", statement)
    assert as_user(server, "u_web", "CREATE TABLE more (id int); INSERT INTO orders VALUES (1)") == ""
    assert as_user(server, "u_app", "SELECT count(*) FROM more") == "0"


def test_who_is_not_meant_any_more_cannot_log_in(server: Server) -> None:
    server.bring([], {"u_app": user("owner"), "u_web": user("read_write")})
    server.ask("CREATE ROLE u_theirs LOGIN PASSWORD 'theirs'", "postgres")
    server.bring([], {"u_app": user("owner")})
    assert "not permitted to log in" in as_user(server, "u_web", "SELECT 1")
    assert server.ask("SELECT 1", "u_theirs", "theirs", "shop") == "1"
    server.bring([], {"u_app": user("none"), "u_web": user("read_only")})
    assert "not permitted to log in" in as_user(server, "u_app", "SELECT 1")
    assert as_user(server, "u_web", "SELECT 1") == "1"


def test_a_new_password_is_the_only_one_and_no_log_has_any(server: Server) -> None:
    users = {"u_app": user("owner")}
    server.bring([], users)
    printed = server.bring([], users, u_app="another $(one) 'with' \\all")
    assert "password authentication failed" in as_user(server, "u_app", "SELECT 1")
    assert server.ask("SELECT 1", "u_app", "another $(one) 'with' \\all", "shop") == "1"
    log = server.log.read_text()
    assert "ALTER USER u_app PASSWORD 'SCRAM-SHA-256$" in log
    for secret in ("another $(one)", "u_app-pass"):
        assert secret not in log and secret not in printed


def test_an_error_ends_the_task(server: Server) -> None:
    wrong = script(MARK, "shop", ["shop"], {"u_app": user("owner")}).replace("ALTER ROLE", "ALTER ROLL")
    told = subprocess.run(
        ["sh", "-c", wrong],
        env=server.environment(**MASTER, PASSWORD_U_APP="x"),
        capture_output=True,
        check=False,
        text=True,
    )
    assert told.returncode == 3
    assert "syntax error" in told.stderr
