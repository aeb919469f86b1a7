"""The `dudao` command: start an installation; what else is done with one is in upkeep.py and exchange.py.

What only a server needs is imported by the command that starts one: the others answer at once.
"""

from pathlib import Path
from typing import Annotated

import typer

from deploy import exchange, upkeep
from deploy.backends import external_from_environment
from deploy.client import Client, operator_token
from deploy.first_account import FirstAccount, first_account
from deploy.installation import SERVICES, Installation
from deploy.terminal import DATA, HERE, AsJson, Folder, Origin, run, stop
from shared.runtime.logs import configure_logs

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="督导：教育督导问题整改的闭环。",
)
app.add_typer(exchange.commands)
app.add_typer(upkeep.commands)

Level = Annotated[str, typer.Option("--log-level", envvar="DUDAO_LOG_LEVEL")]


@app.command()
def up(
    folder: Folder = DATA,
    host: Annotated[str, typer.Option(help="监听的地址。")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8000,
    log_level: Level = "WARNING",
) -> None:
    """启动一套安装（数据保留在文件夹里）：四个服务，一个端口。Ctrl-C 停止。"""
    from deploy import running

    configure_logs(log_level, "dudao")
    run(running.up(Installation(folder), host, port))


@app.command()
def serve(
    service: Annotated[str, typer.Argument(help=" | ".join(SERVICES))],
    host: str = "0.0.0.0",  # Alone in its container, behind Caddy or an Ingress.
    port: int = 8000,
    log_level: Level = "INFO",
) -> None:
    """单独运行一个服务；设置来自环境变量 DUDAO_…。"""
    if service not in SERVICES:
        stop(f"没有服务 {service}。可以运行的是：{'、'.join(SERVICES)}。")
    from deploy import running

    configure_logs(log_level, service)
    run(running.serve(service, host, port))


@app.command(name="provision")
def provision_command(folder: Folder = DATA) -> None:
    """让外部的 PostgreSQL 和 NATS 具备所需的库、角色、数据流和消费者（地址来自环境变量）。"""
    from deploy.ground import provision

    backends = external_from_environment()
    if backends is None:
        stop("请设置 DUDAO_POSTGRES_ADMIN_URL 和 DUDAO_NATS_ADMIN_URL。自带的服务器由 dudao up 自行准备。")
    for change in run(provision(Installation(folder), backends)) or ["没有需要改动的。"]:
        typer.echo(change)


@app.command()
def secrets(
    postgres: Annotated[str, typer.Option(help="PostgreSQL 的地址，不带用户。")],
    nats: Annotated[str, typer.Option(help="NATS 的地址，不带用户。")],
    folder: Folder = DATA,
) -> None:
    """为每个容器写出它自己的密码文件；没有的密码随机生成，已有的不变。"""
    from deploy.provision import topology
    from deploy.secret_files import write_secret_files

    typer.echo(write_secret_files(Installation(folder), SERVICES, topology(), postgres, nats))


@app.command(name="first-account")
def first_account_command(url: Origin = HERE, folder: Folder = DATA) -> None:
    """为空的安装开设首个账号；已有账号则不改动。"""

    async def work() -> FirstAccount | None:
        installation = Installation(folder)
        async with Client(url, operator_token(installation)) as client:
            return await first_account(client, installation)

    account = run(work())
    typer.echo(f"首个账号 {account.id}，初始密码 {account.password}" if account else "已有账号，没有改动。")


@app.command()
def demo(
    data: Annotated[Path | None, typer.Option("--data", help="与样本同形的文件夹。")] = None,
    once: Annotated[bool, typer.Option("--once", help="演完即止，不继续提供网页。")] = False,
    as_json: AsJson = False,
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8000,
    seed: int = 20260831,
    log_level: Level = "ERROR",
) -> None:
    """一个区的秋季学期：从2026年8月31日到2027年1月31日，在加速的时间里走完整个闭环。"""
    from deploy.demo.run import SAMPLE, run_demo
    from deploy.running import asked_to_stop

    configure_logs(log_level, "demo")
    run(run_demo(data or SAMPLE, once=once, as_json=as_json, port=port, seed=seed, until=asked_to_stop))


if __name__ == "__main__":
    app()
