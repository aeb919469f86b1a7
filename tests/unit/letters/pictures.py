"""Pictures of every letter, to look at: `python -m tests.unit.letters.pictures FOLDER`."""

import sys
from pathlib import Path

from shared.letters.docx_file import docx
from shared.letters.pdf import pages, pdf
from tests.unit.letters.samples import SAMPLES


def draw(folder: Path) -> None:
    """For every letter its pages as PNG, and its PDF and .docx."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, sample in SAMPLES.items():
        letter = next(iter(sample.letters().values()))
        (folder / f"{name}.docx").write_bytes(docx(letter))
        (folder / f"{name}.pdf").write_bytes(pdf(letter))
        for number, picture in enumerate(pages(letter), start=1):
            (folder / f"{name}-{number}.png").write_bytes(picture)


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
