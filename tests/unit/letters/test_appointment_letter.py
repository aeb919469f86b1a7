"""督学聘书: what it says of a term."""

from datetime import date

from services.roster.adapters.letters.appointment import APPOINTMENT_LETTER, appointment_letter
from services.roster.domain.details import AppointmentPapers, Degree, InspectorDetails, InspectorKind
from shared.letters.lines import FlushLeft, Letter, Paragraph, Signature

PAPERS = AppointmentPapers("云汀区人民政府", "云政发〔2026〕8号", "督聘〔2026〕12号", "D-0031")
DETAILS = InspectorDetails(
    inspector_name="苏文清",
    kind=InspectorKind.PART_TIME,
    source="高级教师",
    retired_on=None,
    birth_year=1980,
    degree=Degree.MASTER,
    education_years=20,
    healthy=True,
    zone="第一责任区",
    term_from=date(2026, 9, 1),
    term_to=date(2029, 8, 31),
    terms_served=2,
    training=(),
    appraisals=(),
    phone=None,
)


def letter(*schools: str) -> Letter:
    signed_on = date(2026, 8, 28)
    return APPOINTMENT_LETTER.letter(
        appointment_letter(DETAILS, PAPERS, signed_on=signed_on, area="云汀区", schools=schools)
    )


def test_it_names_person_term_zone_and_schools_and_its_basis() -> None:
    """条例 6 and 7: a term of at most three years, and which of at most three terms it is."""
    made = letter("临水学校", "望湖小学")
    assert made.number == "编号：督聘〔2026〕12号"
    assert made.title == ("聘　书",)
    assert made.body == (
        FlushLeft("苏文清同志：", addressee=True),
        Paragraph(
            "根据《教育督导条例》第六条、第七条的规定，经考核合格并公示，兹聘任你为云汀区兼职督学，"
            "担任第一责任区（临水学校、望湖小学）责任督学，聘期自2026年9月1日至2029年8月31日（第二个任期）。"
        ),
        Paragraph("请依法履行督学职责，客观公正地反映实际情况，遵守回避规定和廉洁纪律。"),
        Paragraph("此聘。"),
        Signature(("云汀区人民政府",), "2026年8月28日"),
    )


def test_who_answers_for_no_school_is_no_responsible_inspector() -> None:
    assert not any("责任督学" in str(line) for line in letter().body)
