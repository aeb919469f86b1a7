"""Answers a request with a letter as a file."""

import asyncio
from enum import StrEnum
from hashlib import sha256
from typing import Final
from urllib.parse import quote

from fastapi import Response

from shared.letters.docx_file import docx
from shared.letters.fonts import NoChineseFont
from shared.letters.lines import Letter
from shared.letters.pdf import pdf
from shared.letters.text import LetterFault, LetterText, V
from shared.runtime.problems import Problem


class FileKind(StrEnum):
    """The files a letter comes as."""

    PDF = "pdf"
    DOCX = "docx"


MEDIA_TYPES: Final = {
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


async def letter_file(text: LetterText[V], values: V, kind: FileKind, name: str) -> Response:
    """The letter of these values as file `name`. Raises `Problem`."""
    try:
        letter = text.letter(values)
    except LetterFault as error:
        raise Problem(422, "letter-fault", "文书写不成", str(error)) from error
    return await file_answer(letter, kind, name)


async def file_answer(letter: Letter, kind: FileKind, name: str) -> Response:
    """The letter as file `name`; its ETag is the SHA-256 of its bytes. Raises `Problem`."""
    try:
        content = await asyncio.to_thread(pdf if kind is FileKind.PDF else docx, letter)
    except NoChineseFont as error:
        raise Problem(503, "no-chinese-font", "排不出 PDF", str(error)) from error
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(f'{name}.{kind}', safe='')}",
        "ETag": f'"{sha256(content).hexdigest()}"',
    }
    return Response(content, media_type=MEDIA_TYPES[kind], headers=headers)
