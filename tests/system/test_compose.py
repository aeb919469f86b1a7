"""The deployment in containers, on a real engine: set DUDAO_TEST_COMPOSE=1 where Docker runs."""

import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.installation import SERVICES

FILE = Path(__file__).parents[2] / "deploy" / "compose.yaml"
PROJECT = "dudao-test"
PATIENCE = 60.0  # seconds
UNIT = {"unit_name": "云亭区第一小学", "kind": "小学", "ownership": "公办"}


def _why_not() -> str | None:
    if os.environ.get("DUDAO_TEST_COMPOSE") != "1":
        return "DUDAO_TEST_COMPOSE is not 1"
    if not shutil.which("docker"):
        return "there is no docker command"
    for question in (["docker", "version"], ["docker", "compose", "version"]):
        if (answer := subprocess.run(question, capture_output=True, text=True, timeout=30)).returncode:
            return f"{' '.join(question)}: {answer.stderr.strip()}"
    return None


WHY_NOT = _why_not()
pytestmark = [pytest.mark.skipif(WHY_NOT is not None, reason=str(WHY_NOT)), pytest.mark.timeout(1200)]


@dataclass
class Deployment:
    """The running containers, the port they are behind, and a person who signed in."""

    origin: str
    http: httpx.Client

    def run(self, *arguments: str, given: bytes | None = None) -> bytes:
        """`docker compose …`, its output; fails with what it complained of."""
        command = ["docker", "compose", "-p", PROJECT, "-f", str(FILE), *arguments]
        settings = {"DUDAO_LISTEN": self.origin.removeprefix("http://"), "DUDAO_VERSION": "test"}
        done = subprocess.run(command, capture_output=True, env={**os.environ, **settings}, input=given)
        assert done.returncode == 0, f"{arguments}: {done.stderr.decode()[-3000:]}"
        return done.stdout

    def compose(self, *arguments: str) -> str:
        return self.run(*arguments).decode()

    def inside(self, service: str, script: str) -> str:
        return self.compose("exec", "-T", service, "sh", "-c", script)

    def operator(self, *arguments: str) -> str:
        return self.compose("run", "--rm", "-T", "dudao", *arguments)

    def get(self, path: str) -> Any:
        answer = self.http.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def register(self, code: str, name: str) -> int:
        answer = self.http.put(f"/roster/api/units/{code}", json={**UNIT, "unit_name": name})
        assert answer.status_code == 200, answer.text
        return int(answer.json()["position"])

    def inspections_know(self, code: str) -> bool:
        return any(unit["code"] == code for unit in self.get("/inspection/api/units"))


@pytest.fixture(scope="module")
def deployment() -> Iterator[Deployment]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        origin = f"http://127.0.0.1:{probe.getsockname()[1]}"
    with httpx.Client(base_url=origin, trust_env=False, timeout=15) as http:
        running = Deployment(origin, http)
        try:
            running.compose("up", "--build", "--detach", "--wait", "--wait-timeout", "300")
            told = re.search(r"首个账号 (\S+)，初始密码 (\S+)", running.operator("first-account"))
            assert told
            first = {"account": told[1], "password": told[2]}
            assert http.post("/roster/api/sign-in", json=first).status_code == 403
            own = secrets.token_urlsafe(12)
            changed = http.post("/roster/api/password", json={**first, "new_password": own})
            assert changed.status_code == 204, changed.text
            answer = http.post("/roster/api/sign-in", json={"account": told[1], "password": own})
            assert answer.status_code == 200, answer.text
            http.headers["Authorization"] = f"Bearer {answer.json()['token']}"
            yield running
        finally:
            print(running.compose("logs", "--tail", "20"))  # Seen only where something failed.
            running.compose("--profile", "operator", "down", "--volumes", "--timeout", "30")


def test_one_port_leads_to_all_four_services_and_hides_their_metrics(deployment: Deployment) -> None:
    for service in SERVICES:
        assert deployment.get(f"/{service}/health/ready") == {"bus": True, "log": True}
        assert deployment.http.get(f"/{service}/metrics").status_code == 404
        assert "dudao_" in deployment.inside(
            service,
            """python -c "import urllib.request as u; print(u.urlopen('http://127.0.0.1:8000/metrics').read())" """,
        )
    assert deployment.http.get("/").headers["location"] == "/rectification/ledger"
    assert deployment.http.get("/elsewhere").status_code == 404


def test_a_registered_unit_is_read_at_once_and_reaches_the_other_services(deployment: Deployment) -> None:
    position = deployment.register("C001", "云亭区第一小学")
    assert deployment.get(f"/roster/api/units/C001?after={position}")["unit_name"] == "云亭区第一小学"
    _until(lambda: deployment.inspections_know("C001"))


def test_the_live_stream_passes_the_gateway_as_it_is_written(deployment: Deployment) -> None:
    with deployment.http.stream("GET", "/notification/api/stream") as answer:
        assert next(answer.iter_lines()).startswith("retry:")


def test_a_killed_service_takes_up_what_happened_meanwhile(deployment: Deployment) -> None:
    deployment.compose("kill", "inspection")
    deployment.register("C002", "云亭区第二小学")
    deployment.compose("up", "--detach", "--wait", "inspection")
    _until(lambda: deployment.inspections_know("C002"))


def test_a_lost_bus_is_filled_again_from_the_logs(deployment: Deployment) -> None:
    deployment.register("C003", "云亭区第三小学")
    deployment.compose("rm", "--stop", "--force", "nats")
    subprocess.run(["docker", "volume", "rm", f"{PROJECT}_nats-data"], check=True, capture_output=True)
    deployment.compose("up", "--detach", "--wait", "nats")
    deployment.compose("run", "--rm", "provision")
    deployment.compose("restart", *SERVICES)
    deployment.compose("up", "--detach", "--wait")
    deployment.register("C004", "云亭区第四小学")
    _until(lambda: deployment.inspections_know("C003") and deployment.inspections_know("C004"))


def test_a_backup_of_keys_and_databases_brings_everything_back(deployment: Deployment) -> None:
    """The steps of docs/operations.md: keys first, then the databases, readers before those they read."""
    deployment.register("C005", "云亭区第五小学")
    _until(lambda: deployment.inspections_know("C005"))
    tar = ["run", "--rm", "-T", "--entrypoint", "tar", "dudao", "-C", "/installation"]
    keys = deployment.run(*tar, "-cf", "-", ".")
    dump = ["exec", "-T", "postgres", "pg_dump", "-U", "postgres", "-Fc"]
    dumps = {service: deployment.run(*dump, f"dudao_{service}") for service in reversed(SERVICES)}
    deployment.compose("--profile", "operator", "down", "--volumes")
    deployment.run(*tar, "-xpf", "-", given=keys)
    deployment.compose("run", "--rm", "provision")
    restore = ["exec", "-T", "postgres", "pg_restore", "-U", "postgres", "--clean", "--if-exists", "-e"]
    for service, content in dumps.items():
        deployment.run(*restore, "-d", f"dudao_{service}", given=content)
    deployment.compose("up", "--detach", "--wait")
    deployment.register("C006", "云亭区第六小学")
    _until(lambda: deployment.inspections_know("C005") and deployment.inspections_know("C006"))
    status = json.loads(deployment.operator("status", "--json"))
    assert [s["signing_fault"] for s in status.values()] == [None] * len(SERVICES)


def test_the_logs_verify(deployment: Deployment) -> None:
    deployment.compose("restart", *SERVICES)  # A service that stops signs what it has.
    deployment.compose("up", "--detach", "--wait")
    report = json.loads(deployment.operator("audit", "verify", "--json"))
    assert report["roster"]["records"] > 0
    assert [r["faults"] for r in report.values()] == [[]] * len(SERVICES)


def test_starting_again_changes_nothing(deployment: Deployment) -> None:
    stays = ("ps", "--quiet", "postgres", "nats", *SERVICES, "gateway")
    before = deployment.compose(*stays), _secrets(deployment)
    deployment.compose("up", "--detach", "--wait")
    assert (deployment.compose(*stays), _secrets(deployment)) == before
    assert "没有需要改动的" in deployment.compose("logs", "--no-log-prefix", "--tail", "1", "provision")


def test_a_container_holds_its_own_secrets_and_no_others(deployment: Deployment) -> None:
    values = _secrets(deployment)
    held = {}
    for service in SERVICES:
        visible = deployment.inside(service, "cat /run/secrets/* $(find /installation -type f)")
        held[service] = {value for value in values if value in visible}
        assert len(held[service]) == 2  # its database password and its bus password
        environment = deployment.inside(service, "env")
        assert not any(value in environment for value in values)
    assert len(set.union(*held.values())) == 2 * len(SERVICES)
    logs = deployment.compose("logs")
    assert not any(value in logs for value in values)


def test_the_services_run_without_rights_and_without_compilers(deployment: Deployment) -> None:
    for service in SERVICES:
        assert deployment.inside(service, "id -u").strip() == "10001"
        assert deployment.inside(service, "for c in cc gcc make; do command -v $c; done; true") == ""
        assert (
            deployment.inside(service, "touch /opt/dudao/x 2>&1 || echo refused").strip().endswith("refused")
        )
        assert re.search(r"CapEff:\s+0+$", deployment.inside(service, "cat /proc/1/status"), re.MULTILINE)


def _secrets(deployment: Deployment) -> set[str]:
    kept = deployment.compose("run", "--rm", "-T", "--entrypoint", "cat", "dudao", "secrets.toml")
    return set(re.findall(r'= "(.+)"', kept))


def _until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.2)
