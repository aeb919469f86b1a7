"""The account an empty installation begins with: somebody has to open the others."""

from dataclasses import dataclass

from deploy.client import Client
from deploy.installation import Installation

ID = "office"


@dataclass(frozen=True, slots=True)
class FirstAccount:
    id: str
    password: str


async def first_account(client: Client, installation: Installation) -> FirstAccount | None:
    """Open the office's first account when there is none; its password is made at random."""
    if await client.get("/roster/api/accounts"):
        return None
    password = installation.secret("accounts.office")
    body = {"account": ID, "name": "督导室", "roles": ["office"], "password": password}
    await client.post("/roster/api/accounts", body, key="first-account")
    return FirstAccount(ID, password)
