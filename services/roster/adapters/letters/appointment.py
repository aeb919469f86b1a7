"""督学聘书: the letter of appointment, and the values it needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from services.roster.domain.details import AppointmentPapers, InspectorDetails, InspectorKind
from shared.letters.lines import Form
from shared.letters.text import LetterText
from shared.letters.values import Signed


@dataclass(frozen=True, slots=True)
class Person:
    name: str


@dataclass(frozen=True, slots=True)
class Appointment:
    """An appointment for one term. Without `school_names` he is no responsible inspector (责任督学)."""

    issuer_area: str
    title: str
    school_names: tuple[str, ...]
    zone_name: str
    start: date
    end: date
    term_no: int
    issuer_name: str


@dataclass(frozen=True, slots=True)
class AppointmentLetter:
    letter: Signed
    person: Person
    appointment: Appointment


APPOINTMENT_LETTER = LetterText(
    "督学聘书", Form.CERTIFICATE, AppointmentLetter, Path(__file__).with_name("appointment_letter.jinja")
)

_TITLES = {InspectorKind.FULL_TIME: "专职督学", InspectorKind.PART_TIME: "兼职督学"}


def appointment_letter(
    details: InspectorDetails,
    papers: AppointmentPapers,
    *,
    signed_on: date,
    area: str,
    schools: Sequence[str],
) -> AppointmentLetter:
    """The letter for a term with its papers. `area` names the district (云汀区) and may be empty."""
    appointment = Appointment(
        issuer_area=area,
        title=_TITLES[details.kind],
        school_names=tuple(schools),
        zone_name=details.zone or "",
        start=details.term_from,
        end=details.term_to,
        term_no=details.terms_served,
        issuer_name=papers.authority,
    )
    return AppointmentLetter(Signed(papers.letter, signed_on), Person(details.inspector_name), appointment)
