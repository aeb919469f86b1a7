"""The files that give each container its own secrets."""

import json
import stat
import tomllib
from pathlib import Path

from deploy.backends import external_from_environment
from deploy.installation import SERVICES, Installation
from deploy.provision import topology
from deploy.secret_files import write_secret_files

POSTGRES, NATS = "postgresql://postgres:5432", "nats://nats:4222"


def _write(folder: Path) -> Path:
    return write_secret_files(Installation(folder), SERVICES, topology(), POSTGRES, NATS)


def _files(folder: Path) -> dict[str, str]:
    return {str(file.relative_to(folder)): file.read_text() for file in folder.rglob("*") if file.is_file()}


def test_a_service_finds_its_two_passwords_and_no_other(tmp_path: Path) -> None:
    folder = _write(tmp_path)
    known = tomllib.loads((tmp_path / "secrets.toml").read_text())
    every = {value for section in known.values() for value in section.values()}
    for service in SERVICES:
        own = {known["postgres"][f"dudao_{service}"], known["nats"][service]}
        held = "".join(_files(folder / service).values())
        assert {value for value in every if value in held} == own
        url = (folder / service / "database-url").read_text()
        assert (
            url
            == f"postgresql://dudao_{service}:{known['postgres'][f'dudao_{service}']}@postgres:5432/dudao_{service}"
        )


def test_nats_knows_every_user_with_the_password_that_user_was_given(tmp_path: Path) -> None:
    folder = _write(tmp_path)
    server = json.loads((folder / "nats" / "nats.conf").read_text())
    passwords = {user["user"]: user["password"] for user in server["accounts"]["DUDAO"]["users"]}
    for service in SERVICES:
        assert passwords[service] == (folder / service / "nats-password").read_text()
    assert server["jetstream"]["sync_interval"] == "always"


def test_the_files_of_the_operator_are_what_provisioning_reads(tmp_path: Path) -> None:
    folder = _write(tmp_path)
    named = {
        f"DUDAO_{server}_ADMIN_URL_FILE": str(folder / "operator" / f"{server.lower()}-admin-url")
        for server in ("POSTGRES", "NATS")
    }
    backends = external_from_environment(named)
    assert backends
    password = (folder / "postgres" / "password").read_text()
    assert backends.postgres_url == f"postgresql://postgres:{password}@postgres:5432/postgres"
    assert backends.nats_url.startswith("nats://admin:")


def test_nobody_else_can_enter_the_folder(tmp_path: Path) -> None:
    assert stat.S_IMODE(_write(tmp_path).stat().st_mode) == 0o700


def test_writing_them_again_changes_nothing(tmp_path: Path) -> None:
    before = _files(_write(tmp_path))
    assert _files(_write(tmp_path)) == before
