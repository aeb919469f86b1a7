"""The domain is pure at run time, not only in its import statements."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = {"services", "shared"}
MODULES = sorted(
    ".".join(file.relative_to(ROOT).with_suffix("").parts)
    for file in (ROOT / "services").glob("*/domain/*.py")
    if file.name != "__init__.py"
)


@pytest.mark.parametrize("service", ["roster", "inspection", "rectification", "notification"])
def test_a_fresh_interpreter_loads_the_domain_with_nothing_but_the_standard_library_and_ours(
    service: str,
) -> None:
    modules = [m for m in MODULES if m.startswith(f"services.{service}.")]
    assert modules
    # One after the other in one interpreter: a library that any of them needs is charged to the first.
    script = (
        "import sys, importlib\n"
        "for module in sys.argv[1:]:\n"
        "    before = set(sys.modules)\n"
        "    importlib.import_module(module)\n"
        "    print(module, *sorted(set(sys.modules) - before))"
    )
    told = subprocess.run(
        [sys.executable, "-c", script, *modules], cwd=ROOT, capture_output=True, text=True, check=True
    )
    lines = told.stdout.splitlines()
    assert len(lines) == len(modules)
    for module, *loaded in map(str.split, lines):
        impure = {name.partition(".")[0] for name in loaded} - sys.stdlib_module_names - OURS
        assert not impure, f"{module} loads {impure}"


def test_packages_import_nothing_by_themselves() -> None:
    """A parent's `__init__.py` runs before every module below it; it must be empty."""
    filled = [
        str(file.relative_to(ROOT))
        for room in ("services", "shared", "deploy")
        for file in (ROOT / room).rglob("__init__.py")
        if file.stat().st_size and "dudao_contracts" not in file.parts
    ]
    assert filled == []


def test_no_room_is_named_for_nothing() -> None:
    nameless = {"utils", "helpers", "common", "core", "misc", "base", "manager"}
    found = [
        str(file.relative_to(ROOT))
        for room in ("services", "shared", "deploy", "tests")
        for file in (ROOT / room).rglob("*")
        if file.stem in nameless and (file.is_dir() or file.suffix == ".py")
    ]
    assert found == []
