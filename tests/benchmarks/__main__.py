"""`python -m tests.benchmarks`: measures the figures of the README on this machine."""

import argparse
import asyncio
import json
import sys
import time
import traceback
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

import uvloop
from rich.console import Console

from shared.runtime.memory import collect_seldom
from tests.benchmarks import appends, http_command, latency, rebuild, staffing, startup, whole_loop
from tests.benchmarks.report import Figure, as_json, table

BENCHMARKS: Mapping[str, Callable[[], Coroutine[Any, Any, list[Figure]]]] = {
    "appends": appends.measure,
    "http_command": http_command.measure,
    "latency": latency.measure,
    "whole_loop": whole_loop.measure,
    "rebuild": rebuild.measure,
    "staffing": staffing.measure,
    "startup": startup.measure,
}


def main() -> int:
    """Run them one after the other. 1 when one could not be measured; a missed target only shows."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument(
        "--only",
        metavar="NAME",
        choices=BENCHMARKS,
        nargs="+",
        default=list(BENCHMARKS),
        help=", ".join(BENCHMARKS),
    )
    asked = parser.parse_args()
    console = Console(stderr=True)
    collect_seldom()  # As `dudao` does.
    measured: dict[str, Sequence[Figure]] = {}
    for name in asked.only:
        began = time.monotonic()
        try:
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                measured[name] = runner.run(BENCHMARKS[name]())
        except Exception:
            traceback.print_exc()
        console.print(f"{name}: {time.monotonic() - began:.0f} s", highlight=False)
    if asked.json:
        print(json.dumps(as_json(measured), ensure_ascii=False, indent=2))
    else:
        Console(width=None if sys.stdout.isatty() else 200).print(
            table([f for name in measured for f in measured[name]])
        )
    return 0 if len(measured) == len(asked.only) else 1


if __name__ == "__main__":
    sys.exit(main())
