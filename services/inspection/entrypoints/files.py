"""The files of the inspections over HTTP: photos, signatures and papers of visits, and what units hand in."""

from fastapi import Request

from services.inspection.entrypoints.http import service_of
from services.inspection.read_models import visit_files
from shared.event_sourcing.decider import Role
from shared.files.http import files_router
from shared.identity.principal import UNIT_ROLES
from shared.runtime.caller import Permitted


async def may_read(request: Request, called: Permitted, sha256: str) -> bool:
    """Who may read the visit: a unit only what its own visits and inspections show, another system no picture of a
    child."""
    if called.by.role is Role.SYSTEM:
        return False
    if called.by.role not in UNIT_ROLES:
        return True
    async with service_of(request).reading.connect() as connection:
        return called.by.unit in await visit_files.units_of(connection, sha256)


router = files_router(write="inspection.hand_in_file", read="inspection.read", may_read=may_read)
