"""Settings of every suite: randomness has a seed, and what shares servers runs in one worker."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples on every run; HYPOTHESIS_PROFILE=explore looks for new ones.
settings.register_profile("seeded", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "seeded"))

TESTS = Path(__file__).parent
# A fixture that starts servers, and the group of tests that shares them.
SHARED = {"started": "installation", "site": "pages", "postgres_url": "servers", "shared_nats_url": "servers"}
LONGEST_FIRST = ("installation", "system", "pages", "servers")


@pytest.hookimpl(tryfirst=True)  # The plugin reads the groups at the same time.
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Under `pytest -n` a group runs in one worker, so that no server is started twice."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    items.sort(key=_place)


def _group(item: pytest.Item) -> str:
    fixtures = getattr(item, "fixturenames", ())
    shared = (group for fixture, group in SHARED.items() if fixture in fixtures)
    return next(shared, item.path.relative_to(TESTS).as_posix())


def _place(item: pytest.Item) -> int:
    group = _group(item)
    return next((n for n, start in enumerate(LONGEST_FIRST) if group.startswith(start)), len(LONGEST_FIRST))
