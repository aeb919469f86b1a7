"""What `dudao up` and `dudao serve` do until they are asked to stop."""

import asyncio
import signal

import typer

from deploy.backends import external_from_environment
from deploy.client import Client, operator_token
from deploy.first_account import first_account
from deploy.gateway import alone
from deploy.ground import ground
from deploy.host import build, free_port, loaded, serving, serving_at
from deploy.installation import SERVICES, Installation


async def up(installation: Installation, host: str, port: int) -> None:
    port = port or free_port()
    loading = asyncio.create_task(loaded(SERVICES))
    async with ground(installation, external_from_environment()) as base:
        await loading
        origin = f"http://127.0.0.1:{port}"
        apps = {name: build(name, base.environment(name, origin)) for name in SERVICES}
        async with serving(apps, host, port) as origin:
            async with Client(origin, operator_token(installation)) as client:
                account = await first_account(client, installation)
            typer.echo(f"督导已启动：{origin}  （Ctrl-C 停止）")
            if account:
                typer.echo(
                    f"首个账号 {account.id}，初始密码 {account.password}（也在 {installation.folder}/secrets.toml）"
                )
            await asked_to_stop()
            typer.echo("正在停止……")


async def serve(service: str, host: str, port: int) -> None:
    built = build(service)
    async with serving_at(alone(service, built), [built.state.service], host, port):
        await asked_to_stop()


async def asked_to_stop() -> None:
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, asked.set)
    await asked.wait()
