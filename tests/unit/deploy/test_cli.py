"""The command line itself."""

import subprocess
import sys


def test_a_command_that_only_asks_loads_nothing_of_what_serves() -> None:
    """`dudao status` and `--help` answer in half a second; a server's libraries take two more."""
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, deploy.cli; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert "deploy.client" in loaded
    assert not {"fastapi", "sqlalchemy", "nats", "faststream", "alembic", "uvicorn"} & set(loaded)
