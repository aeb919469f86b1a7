"""A district's folder: every issue is of exactly one visit, and none is left out in silence."""

import shutil
from pathlib import Path

import pytest

from deploy.district import District, NotADistrict

SAMPLE = Path(__file__).parents[3] / "deploy" / "demo" / "yunting"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("visits.csv", "issues.csv"):
        shutil.copy(SAMPLE / name, tmp_path)
    return tmp_path


def lines_of(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8-sig").splitlines(keepends=True)


def test_the_sample_has_63_visits_and_197_issues(folder: Path) -> None:
    district = District.read(folder)
    assert len(district.visits) == 63
    assert sum(map(len, district.issues.values())) == 197


def test_two_visits_of_one_number_share_no_issues(folder: Path) -> None:
    """Q22: a problem is fed back to the unit it was found in."""
    file = folder / "visits.csv"
    lines = lines_of(file)
    file.write_text("".join([*lines, lines[1]]), encoding="utf-8")
    with pytest.raises(NotADistrict, match="第2行和第65行的编号都是“JC-"):
        District.read(folder)


def test_an_issue_of_a_visit_there_is_not_is_told(folder: Path) -> None:
    """Partial success is never silent."""
    file = folder / "visits.csv"
    file.write_text("".join(lines_of(file)[:-1]), encoding="utf-8")
    with pytest.raises(NotADistrict, match="里没有这次督导"):
        District.read(folder)
