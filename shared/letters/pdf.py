"""Writes a letter as PDF. The values reach Typst as data, never as markup."""

import json
from collections.abc import Callable
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

import typst

from shared.letters.fonts import Faces, NoChineseFont, installed
from shared.letters.lines import Letter

_LAYOUT = Path(__file__).with_name("layout.typ").read_bytes()


def pdf(letter: Letter, faces: Faces | None = None) -> bytes:
    """The letter as PDF: the same bytes for the same letter and faces. Raises `NoChineseFont`."""
    (content,) = _compiled(letter, faces or installed(), "pdf")
    return content


def setter(faces: Callable[[], Faces] = installed) -> str | None:
    """What a PDF is set in here, and by what: where this differs, so do the bytes. None without Chinese faces."""
    try:
        families = faces().families
    except NoChineseFont:
        return None
    return (
        f"Typst {version('typst')}：{'、'.join(dict.fromkeys(of_part[0] for of_part in families.values()))}"
    )


def pages(letter: Letter, faces: Faces | None = None, *, ppi: float = 110) -> list[bytes]:
    """The pages as pictures (PNG), for looking at. Raises `NoChineseFont`."""
    return _compiled(letter, faces or installed(), "png", ppi)


def _compiled(
    letter: Letter, faces: Faces, format: Literal["pdf", "png"], ppi: float | None = None
) -> list[bytes]:
    compiler = typst.Compiler(_LAYOUT, font_paths=faces.fonts, ignore_system_fonts=True)
    inputs = {"letter": json.dumps(_data(letter)), "fonts": json.dumps(dict(faces.families))}
    made = compiler.compile(format=format, ppi=ppi, sys_inputs=inputs)
    if made is None:
        raise AssertionError("Typst answers with the document where no file is named")
    return made if isinstance(made, list) else [made]


def _data(letter: Letter) -> dict[str, Any]:
    body = [{"is": type(line).__name__, **asdict(line)} for line in letter.body]
    return {**asdict(letter), "body": body}
