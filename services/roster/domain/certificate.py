"""The number of an inspector's card (督学证): one person's, for good."""

from dataclasses import dataclass
from datetime import datetime

from services.roster.domain.events import CertificateHandedOut
from shared.event_sourcing.decider import Actor, Decider, Refused


class CertificateTaken(Refused):
    """教督〔2016〕2号, Q12: the card says who its holder is, so no two have one number."""

    field = "certificate"

    def __init__(self, certificate: str, holder: str) -> None:
        super().__init__(f"督学证编号{certificate}已发给督学{holder}，不能再发给别人。请另填编号。")


@dataclass(frozen=True, slots=True)
class HandOutCertificate:
    """Give the number to an inspector; it stays his when he leaves."""

    by: Actor
    now: datetime
    certificate: str
    inspector: str


def decide(command: HandOutCertificate, holder: str | None) -> list[CertificateHandedOut]:
    if holder is None:
        return [CertificateHandedOut(command.certificate, command.inspector)]
    if holder != command.inspector:
        raise CertificateTaken(command.certificate, holder)
    return []


def evolve(_holder: str | None, event: CertificateHandedOut) -> str | None:
    return event.inspector


CERTIFICATE: Decider[HandOutCertificate, str | None, CertificateHandedOut] = Decider(None, decide, evolve)
