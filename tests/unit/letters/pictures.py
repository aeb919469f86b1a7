"""Pictures of every letter in every branch, to look at: `python -m tests.unit.letters.pictures FOLDER`."""

import sys
from pathlib import Path

from shared.letters.docx_file import docx
from shared.letters.pdf import pages, pdf
from tests.unit.letters.samples import SAMPLES


def draw(folder: Path) -> None:
    """For every branch of every letter its pages as PNG; of the first branch also PDF and .docx."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, sample in SAMPLES.items():
        for n, (branch, letter) in enumerate(sample.letters().items(), start=1):
            if n == 1:
                (folder / f"{name}.docx").write_bytes(docx(letter))
                (folder / f"{name}.pdf").write_bytes(pdf(letter))
            about = "".join(char if char.isalnum() else "-" for char in branch)
            for number, picture in enumerate(pages(letter), start=1):
                (folder / f"{name}-{n}-{about}-{number}.png").write_bytes(picture)


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
