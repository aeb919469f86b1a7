"""The installed Chromium, and what tests of pages need beside it; in CI nothing of it may be missing."""

import os
import shutil
import subprocess

import pytest

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=zh-CN",
]


def chromium() -> str | None:
    """Where it is."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def require_browser() -> None:
    """Skip the test that asks when there can be no browser here; fail it in CI."""
    if missing := _missing():
        (pytest.fail if os.environ.get("DUDAO_CI") == "1" else pytest.skip)(missing)


def _missing() -> str:
    """Why there can be no browser here; empty when there can."""
    if chromium() is None:
        return "chromium is not installed"
    fonts = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False).stdout
    return "" if fonts else "no Chinese fonts are installed"
