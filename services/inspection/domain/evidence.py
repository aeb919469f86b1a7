"""What a record says must hang together: its files are there, and every problem ticked is a finding."""

from collections.abc import Sequence
from uuid import UUID

from services.inspection.domain.on_site import Checklist, Outcome
from services.inspection.domain.refusals import MOST_WORKDAYS, EarlierUnknown, LimitMissing, LimitTooLong
from services.inspection.domain.report import Finding, Severity, VisitReport
from shared.event_sourcing.decider import Refused


class FilesNotHandedIn(Refused):
    """Files come first, so that nothing submitted ever points at nothing."""

    field = "pictures"

    def __init__(self, missing: frozenset[str], field: str = field) -> None:
        told = "、".join(sha256[:12] for sha256 in sorted(missing))
        super().__init__(
            f"有{len(missing)}个照片、签名或者材料文件还没有上传（{told}）。请先上传文件，再提交。"
        )
        self.missing, self.field = missing, field


class EvidenceNotAmongPictures(Refused):
    field = "findings"

    def __init__(self, problem: str) -> None:
        super().__init__(f"问题“{problem}”所附的照片不在这次督导的照片里。请先把照片列入记录。")


class ItemTwice(Refused):
    field = "checklist"

    def __init__(self, item: str) -> None:
        super().__init__(f"清单第{item}项填了两次。请只保留一次。")


class ProblemWithoutFinding(Refused):
    """Q22: 督导问题必反馈: no problem stays a tick."""

    field = "checklist"

    def __init__(self, text: str) -> None:
        super().__init__(f"清单项“{text}”有问题，但没有写成问题反馈给单位。请补写问题，或改正这一项的结果。")


class FindingOutsideChecklist(Refused):
    field = "findings"

    def __init__(self, problem: str) -> None:
        super().__init__(f"问题“{problem}”所属的清单项不在这次的清单里，或者那一项填的是没有问题。请核对。")


class OutcomeDiffers(Refused):
    """§3B: what goes to a department or out at once says so in its finding too."""

    field = "checklist"

    def __init__(self, text: str, needs: str) -> None:
        super().__init__(f"清单项“{text}”的结果与它的问题不一致：{needs}。请改成一致后再提交。")


def check_evidence(report: VisitReport, findings: Sequence[Finding], missing: frozenset[str]) -> None:
    if missing:
        raise FilesNotHandedIn(missing)
    pictures = {picture.sha256 for picture in report.pictures}
    for finding in findings:
        if not pictures.issuperset(finding.evidence):
            raise EvidenceNotAmongPictures(finding.problem)


def require_limit(finding: Finding) -> None:
    """条例 21: every problem has a limit, and one that holds for its case."""
    if finding.working_days is None or finding.working_days < 1:
        raise LimitMissing(finding.problem)
    if finding.working_days > MOST_WORKDAYS:
        raise LimitTooLong(finding.problem)


def check_earlier(findings: Sequence[Finding], unknown: frozenset[UUID]) -> None:
    """Refuses a finding that follows an issue which is among the `unknown`."""
    for finding in findings:
        if finding.earlier in unknown:
            raise EarlierUnknown(finding.problem)


def check_outcomes(checklist: Checklist | None, findings: Sequence[Finding]) -> None:
    outcomes: dict[str, Outcome] = {}
    for check in checklist.checks if checklist else ():
        if check.item in outcomes:
            raise ItemTwice(check.item)
        outcomes[check.item] = check.outcome
        found = [finding for finding in findings if finding.item == check.item]
        if check.outcome.is_problem and not found:
            raise ProblemWithoutFinding(check.text)
        grave = any(finding.severity is Severity.HAZARD for finding in found)
        if grave != (check.outcome is Outcome.HAZARD):
            raise OutcomeDiffers(check.text, "重大隐患，清单项的结果和问题的严重程度都要这样填")
        if check.outcome is Outcome.COORDINATE and not any(f.department for f in found):
            raise OutcomeDiffers(check.text, "“部门协调”的问题要写明由哪个部门会办")
    for finding in findings:
        if finding.item is not None and not outcomes.get(finding.item, Outcome.NO_ISSUE).is_problem:
            raise FindingOutsideChecklist(finding.problem)
