"""Facts of interviews, accountabilities and commendations as proceedings of their own, beside the cases."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from .due import Due
from .envelope import FACTS, Fact

Result = Literal["uphold", "change", "revoke"]


class ProceedingFact(Fact):
    """Every fact says which proceeding, of which kind, about which unit, on what. Nobody is named in person."""

    service: ClassVar[str] = "rectification"
    proceeding: UUID
    kind: Literal["interview", "accountability", "commendation"]
    number: str
    line: Literal["government", "school", "monitoring"]
    unit: str
    unit_name: str
    superior: str | None
    matter: str


@FACTS.add
class InterviewNoticeServedV1(ProceedingFact):
    """约谈通知书 served on the unit; `cases` are those it is about, which are told of it one by one too."""

    name: ClassVar[str] = "interview-notice-served"
    letter: str
    on: date
    place: str
    hosts: tuple[str, ...]
    papers_due: date
    cases: tuple[UUID, ...]


@FACTS.add
class InterviewRecordServedV1(ProceedingFact):
    """约谈记录 served on the unit."""

    name: ClassVar[str] = "interview-record-served"
    letter: str


@FACTS.add
class AccountabilityNotifiedV1(ProceedingFact):
    """问责告知书 served: the subject may defend itself until `defence_due.on`."""

    name: ClassVar[str] = "accountability-notified"
    letter: str
    defence_due: Due


@FACTS.add
class AccountabilityDefendedV1(ProceedingFact):
    """The subject has defended itself (陈述申辩), for the `defence`-th time."""

    name: ClassVar[str] = "accountability-defended"
    defence: int


@FACTS.add
class AccountabilityDecidedV1(ProceedingFact):
    """问责决定书 served: from then on review and appeal run side by side, and neither suspends it."""

    name: ClassVar[str] = "accountability-decided"
    letter: str
    effective_on: date
    review_due: Due
    appeal_due: Due


@FACTS.add
class ReviewAskedV1(ProceedingFact):
    """复核 was asked for; it is to be decided by `decision_due.on`."""

    name: ClassVar[str] = "review-asked"
    decision_due: Due


@FACTS.add
class ReviewDecidedV1(ProceedingFact):
    """复核决定书 served; an appeal can be filed until `appeal_due.on`."""

    name: ClassVar[str] = "review-decided"
    letter: str
    result: Result
    appeal_due: Due


@FACTS.add
class AppealFiledV1(ProceedingFact):
    """申诉 was filed with the next higher office, which decides by `decision_due.on`."""

    name: ClassVar[str] = "appeal-filed"
    direct: bool
    decision_due: Due


@FACTS.add
class AppealDecidedV1(ProceedingFact):
    """申诉处理决定书 received; `correct_by` where the decision was found wrong."""

    name: ClassVar[str] = "appeal-decided"
    letter: str
    result: Result
    correct_by: Due | None


@FACTS.add
class AccountabilityCorrectedV1(ProceedingFact):
    """The original body has corrected its decision, which stays on record."""

    name: ClassVar[str] = "accountability-corrected"
    letter: str
    result: Result


@FACTS.add
class CommendationApprovedV1(ProceedingFact):
    """表彰 was decided."""

    name: ClassVar[str] = "commendation-approved"
    basis: str


@FACTS.add
class CommendationRevokedV1(ProceedingFact):
    """表彰 is not given, or taken back."""

    name: ClassVar[str] = "commendation-revoked"
    reason: str


@FACTS.add
class StepPromptedV1(ProceedingFact):
    """A reminder before a date, issued by the system. `step` says in Chinese what is to be done."""

    name: ClassVar[str] = "step-prompted"
    step: str
    due_on: date
    workdays_left: int
    owner_role: str
    owner: str


@FACTS.add
class StepMissedV1(ProceedingFact):
    """A step of a proceeding was not taken by its date, most often the committee's or office's own."""

    name: ClassVar[str] = "step-missed"
    step: str
    due_on: date
    owner_role: str
    owner: str
