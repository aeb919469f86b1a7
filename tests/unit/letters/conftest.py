"""The typefaces of this machine, without which no PDF can be tested."""

import os

import pytest

from shared.letters.fonts import Faces, NoChineseFont, installed


@pytest.fixture(scope="session")
def faces() -> Faces:
    """What the system has. CI must have Chinese typefaces; elsewhere the test is skipped and says why."""
    try:
        return installed()
    except NoChineseFont as missing:
        (pytest.fail if os.environ.get("DUDAO_CI") == "1" else pytest.skip)(str(missing))
