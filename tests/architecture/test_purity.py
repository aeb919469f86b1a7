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
    # One interpreter for each module: what one imports must not excuse another.
    script = (
        "import sys, importlib; before = set(sys.modules); importlib.import_module(sys.argv[1]);"
        "print(*sorted(set(sys.modules) - before))"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", script, m], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for m in modules
    ]
    for module, process in zip(modules, running, strict=True):
        loaded, _ = process.communicate(timeout=60)
        assert process.returncode == 0, module
        impure = {name.partition(".")[0] for name in loaded.split()} - sys.stdlib_module_names - OURS
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
