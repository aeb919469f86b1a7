"""How often Python looks for garbage that refers to itself."""

import gc

NEW = 50_000  # objects between two looks, and so the most that waits to be freed; Python's own figure is 700


def collect_seldom() -> None:
    """Let the collector look less often: reading a log makes many objects that stay, and few cycles.

    A read model is rebuilt a third faster so (`make bench`).
    """
    gc.set_threshold(NEW, 20, 50)


def keep_what_is_there() -> None:
    """What was loaded to start stays: the collector need not look at it again and again."""
    gc.freeze()
