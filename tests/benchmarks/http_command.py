"""An HTTP command with all that belongs to it, beside an endpoint that only does an INSERT."""

from shared.testing.servers import fresh_database
from tests.benchmarks import bare_endpoint
from tests.benchmarks.bare_endpoint import bare_endpoint as bare
from tests.benchmarks.ground import at_rest, installation
from tests.benchmarks.http_load import Load
from tests.benchmarks.report import Figure, paired
from tests.benchmarks.visiting import PATH
from tests.system.installation import free_ports

CLIENTS, FINDINGS = 16, 3
TARGET = 0.4


async def measure(seconds: float = 3.0, rounds: int = 5) -> list[Figure]:
    """Runs of `seconds` take turns `rounds` times, after one of each that does not count.

    The service signs in, validates, decides, appends four chained events and answers, and beside that
    publishes and projects what it recorded before. Both processes stand on the same PostgreSQL.
    """
    async with (
        installation("roster", "inspection") as (dudao, visitors),
        fresh_database(dudao.postgres.url) as database,
    ):
        (port,) = free_ports(1)
        async with bare(database, port, CLIENTS):

            async def command() -> float:
                served = await Load(
                    dudao.ports["inspection"], PATH, CLIENTS, seconds, FINDINGS, visitors
                ).put_on()
                await at_rest(dudao, "inspection")  # Nothing of it is left for the other's time.
                return served

            async def inserted() -> float:
                return await Load(port, bare_endpoint.PATH, CLIENTS, seconds, FINDINGS, visitors).put_on()

            runs = [(await command(), await inserted()) for _ in range(1 + rounds)][1:]
    return [
        paired(
            "visit with three issues over HTTP, 16 clients", "requests/s", runs, "FastAPI + INSERT", TARGET
        )
    ]
