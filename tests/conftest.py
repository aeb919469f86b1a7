"""Settings of every suite: randomness has a seed, and what shares servers runs in one worker."""

import os
from pathlib import PurePosixPath

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

# The same examples on every run; HYPOTHESIS_PROFILE=explore looks for new ones.
settings.register_profile("seeded", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "seeded"))

SHARING_SERVERS = ("tests/system", "tests/system/pages", "tests/integration")
LONGEST_FIRST = ("tests/system", "tests/integration")
SPOILS_ITS_UNITS = (
    "tests/system/test_bad_input.py"  # Whatever is allowed may be obeyed: the last of its folder.
)


class ServersStartOnce(LoadScopeScheduling):  # type: ignore[misc]  # xdist says nothing of its types
    """Under `pytest -n` a folder whose tests share servers goes to one worker, any other file to either."""

    def _split_scope(self, nodeid: str) -> str:
        file = PurePosixPath(nodeid.partition("::")[0])
        folder = str(file.parent)
        return folder if folder in SHARING_SERVERS else str(file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    return ServersStartOnce(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_place)


def _place(item: pytest.Item) -> float:
    spoils = item.nodeid.startswith(SPOILS_ITS_UNITS)
    places = (n + 0.5 * spoils for n, start in enumerate(LONGEST_FIRST) if item.nodeid.startswith(start))
    return next(places, len(LONGEST_FIRST))
