"""The `dudao` command in a process of its own, and an installation that it keeps up."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

DUDAO = Path(sys.executable).with_name("dudao")
SAMPLE = Path(__file__).parents[3] / "deploy" / "demo" / "yunting"


def dudao(*arguments: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("DUDAO_")}
    return subprocess.run(
        [DUDAO, *arguments], capture_output=True, text=True, timeout=timeout, env=environment
    )


@contextmanager
def up(folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """`dudao up`, ready; stopped as by Ctrl-C when it still runs."""
    with (folder.parent / "up.log").open("ab") as output:
        process = subprocess.Popen(
            [DUDAO, "up", "--folder", str(folder), "--port", str(port)],
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        until = time.monotonic() + 60
        while not is_ready(port):
            assert process.poll() is None, (folder.parent / "up.log").read_text()
            assert time.monotonic() < until, "not ready within a minute"
            time.sleep(0.05)
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(40)


def is_ready(port: int) -> bool:
    try:
        return all(
            httpx.get(f"http://127.0.0.1:{port}/{service}/health/ready", trust_env=False).is_success
            for service in ("roster", "inspection", "rectification", "notification")
        )
    except httpx.TransportError:
        return False
