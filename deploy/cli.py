"""The `dudao` command: start, fill, look at, repair and verify an installation."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import httpx
import typer

from deploy.client import Client, Refusal, operator_token
from deploy.district import NotADistrict, import_folder
from deploy.first_account import FirstAccount, first_account
from deploy.gateway import alone
from deploy.host import (
    SERVICES,
    build,
    external_from_environment,
    free_port,
    ground,
    provision,
    serving,
    serving_at,
)
from deploy.installation import Installation
from deploy.provision import topology
from deploy.secret_files import write_secret_files
from deploy.verification import export_installation, verify_installation
from shared.runtime.embedded_server import AlreadyRunning, DidNotStart
from shared.runtime.logs import configure_logs
from shared.runtime.memory import collect_seldom

T = TypeVar("T")

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="督导：教育督导问题整改的闭环。",
)
importing = typer.Typer(no_args_is_help=True, help="导入一个区的数据，或一份问题台账。")
dead_letters = typer.Typer(no_args_is_help=True, help="处理不了的消息：查看、重放。")
audit = typer.Typer(no_args_is_help=True, help="核验日志。")
app.add_typer(importing, name="import")
app.add_typer(dead_letters, name="deadletters")
app.add_typer(audit, name="audit")

Folder = Annotated[
    Path, typer.Option("--folder", envvar="DUDAO_FOLDER", help="安装所在的文件夹：数据、密钥、密码。")
]
Origin = Annotated[str, typer.Option("--url", envvar="DUDAO_URL", help="正在运行的服务的地址。")]
AsJson = Annotated[bool, typer.Option("--json", help="以 JSON 输出。")]
Level = Annotated[str, typer.Option("--log-level", envvar="DUDAO_LOG_LEVEL")]

DATA = Path("data")
HERE = "http://127.0.0.1:8000"


@app.command()
def up(
    folder: Folder = DATA,
    host: Annotated[str, typer.Option(help="监听的地址。")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8000,
    log_level: Level = "WARNING",
) -> None:
    """启动一套安装（数据保留在文件夹里）：四个服务，一个端口。Ctrl-C 停止。"""
    configure_logs(log_level, "dudao")
    _run(_up(Installation(folder), host, port))


@app.command()
def serve(
    service: Annotated[str, typer.Argument(help=" | ".join(SERVICES))],
    host: str = "0.0.0.0",  # Alone in its container, behind Caddy or an Ingress.
    port: int = 8000,
    log_level: Level = "INFO",
) -> None:
    """单独运行一个服务；设置来自环境变量 DUDAO_…。"""
    if service not in SERVICES:
        _stop(f"没有服务 {service}。可以运行的是：{'、'.join(SERVICES)}。")
    configure_logs(log_level, service)
    _run(_serve(service, host, port))


@app.command(name="provision")
def provision_command(folder: Folder = DATA) -> None:
    """让外部的 PostgreSQL 和 NATS 具备所需的库、角色、数据流和消费者（地址来自环境变量）。"""
    backends = external_from_environment()
    if backends is None:
        _stop("请设置 DUDAO_POSTGRES_ADMIN_URL 和 DUDAO_NATS_ADMIN_URL。自带的服务器由 dudao up 自行准备。")
    for change in _run(provision(Installation(folder), backends)) or ["没有需要改动的。"]:
        typer.echo(change)


@app.command()
def secrets(
    postgres: Annotated[str, typer.Option(help="PostgreSQL 的地址，不带用户。")],
    nats: Annotated[str, typer.Option(help="NATS 的地址，不带用户。")],
    folder: Folder = DATA,
) -> None:
    """为每个容器写出它自己的密码文件；没有的密码随机生成，已有的不变。"""
    typer.echo(write_secret_files(Installation(folder), SERVICES, topology(), postgres, nats))


@app.command(name="first-account")
def first_account_command(url: Origin = HERE, folder: Folder = DATA) -> None:
    """为空的安装开设首个账号；已有账号则不改动。"""

    async def run() -> FirstAccount | None:
        installation = Installation(folder)
        async with Client(url, operator_token(installation)) as client:
            return await first_account(client, installation)

    account = _run(run())
    typer.echo(f"首个账号 {account.id}，初始密码 {account.password}" if account else "已有账号，没有改动。")


@app.command()
def status(url: Origin = HERE, folder: Folder = DATA, as_json: AsJson = False) -> None:
    """每个服务走到了日志的哪里：已发布、已投影、积压、死信。"""
    shown = _run(_each_service(url, folder, "status"))
    if as_json:
        typer.echo(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    for name, s in shown.items():
        behind = sum(s["backlog"].values())
        typer.echo(
            f"{name:14} 日志 {s['head']}  已发布 {s['relayed']}  已投影 {s['projected']}"
            f"  待处理 {behind}  死信 {s['dead_letters']}"
        )


@app.command()
def rebuild(
    service: str,
    models: Annotated[list[str] | None, typer.Argument(help="读模型的名字；不写则全部。")] = None,
    url: Origin = HERE,
    folder: Folder = DATA,
) -> None:
    """从日志重建读模型；服务照常运行。"""
    done = _run(_ask(url, folder, "post", f"/{service}/api/rebuild", {"names": models or None}))
    typer.echo(f"已重建到第 {done['position']} 条。")


@importing.command("district")
def import_district(
    directory: Annotated[Path, typer.Argument(exists=True, file_okay=False)],
    url: Origin = HERE,
    folder: Folder = DATA,
    as_json: AsJson = False,
) -> None:
    """导入一个文件夹：units.csv、inspectors.csv、posts.csv、relations.csv、visits.csv、issues.csv。"""

    async def run() -> dict[str, Any]:
        async with Client(url, operator_token(_existing(folder))) as client:
            return await import_folder(client, directory)

    result = _run(run())
    typer.echo(json.dumps(result, ensure_ascii=False, indent=2) if as_json else _told(result))
    raise typer.Exit(1 if result["refused"] else 0)


@importing.command("ledger")
def import_ledger(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    url: Origin = HERE,
    folder: Folder = DATA,
    as_json: AsJson = False,
) -> None:
    """导入一份问题台账（.xlsx）：有错的行逐行说明，其余的都导入，重复导入不会重复登记。"""

    async def run() -> Any:
        async with Client(url, operator_token(_existing(folder)), timeout=600) as client:
            return await client.upload("/inspection/api/imports/ledger", file.name, file.read_bytes())

    result = _run(run())
    typer.echo(json.dumps(result, ensure_ascii=False, indent=2) if as_json else _told(result))
    raise typer.Exit(1 if result["refused"] else 0)


@dead_letters.command("list")
def list_dead_letters(url: Origin = HERE, folder: Folder = DATA, as_json: AsJson = False) -> None:
    """列出各服务的死信。"""
    letters = _run(_each_service(url, folder, "dead-letters"))
    if as_json:
        typer.echo(json.dumps(letters, ensure_ascii=False, indent=2))
        return
    for service, waiting in letters.items():
        for letter in waiting:
            typer.echo(
                f"{service}  {letter['id']}  {letter['type']}  试了{letter['attempts']}次  {letter['error']}"
            )
    if not any(letters.values()):
        typer.echo("没有死信。")


@dead_letters.command("replay")
def replay_dead_letter(service: str, id: str, url: Origin = HERE, folder: Folder = DATA) -> None:
    """重新处理一条死信；仍然失败的会留下，并说明原因。"""
    _run(_ask(url, folder, "post", f"/{service}/api/dead-letters/{id}/replay"))
    typer.echo("已重新处理。")


@audit.command("verify")
def audit_verify(folder: Folder = DATA, as_json: AsJson = False) -> None:
    """核验四个服务的日志：每条记录、每个案件的链、每个签名的检查点。"""
    external = external_from_environment()
    report = _run(verify_installation(_existing(folder), external))
    typer.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2) if as_json else report.as_text())
    raise typer.Exit(1 if report.faults else 0)


@audit.command("export")
def audit_export(directory: Path, folder: Folder = DATA) -> None:
    """把四个服务的日志导出给监督方，用 shared/audit/verify.py 即可核验，不需要本系统。"""
    if directory.exists():
        _stop(f"{directory} 已存在。请换一个新文件夹。")
    for bundle in _run(export_installation(_existing(folder), directory, external_from_environment())):
        typer.echo(bundle)


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

    configure_logs(log_level, "demo")
    _run(run_demo(data or SAMPLE, once=once, as_json=as_json, port=port, seed=seed, until=_asked_to_stop))


async def _up(installation: Installation, host: str, port: int) -> None:
    port = port or free_port()
    async with ground(installation, external_from_environment()) as base:
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
            await _asked_to_stop()
            typer.echo("正在停止……")


async def _serve(service: str, host: str, port: int) -> None:
    built = build(service)
    async with serving_at(alone(service, built), [built.state.service], host, port):
        await _asked_to_stop()


async def _each_service(url: str, folder: Path, what: str) -> dict[str, Any]:
    async with Client(url, operator_token(_existing(folder))) as client:
        answers = await asyncio.gather(*(client.get(f"/{name}/api/{what}") for name in SERVICES))
    return dict(zip(SERVICES, answers, strict=True))


async def _ask(url: str, folder: Path, method: str, path: str, body: Any = None) -> Any:
    async with Client(url, operator_token(_existing(folder))) as client:
        return await getattr(client, method)(path, body)


async def _asked_to_stop() -> None:
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, asked.set)
    await asked.wait()


def _told(result: dict[str, Any]) -> str:
    lines = [
        f"导入 {result['imported']} 行，以前已导入 {result['known']} 行，退回 {len({(r.get('file'), r['row']) for r in result['refused']})} 行。"
    ]
    lines += [f"  {r.get('file', '')}第{r['row']}行 {r['column']}：{r['message']}" for r in result["refused"]]
    return "\n".join(lines)


def _existing(folder: Path) -> Installation:
    """The installation in a folder; looking at one must not make one."""
    if not (folder / "secrets.toml").exists():
        _stop(f"{folder} 里没有安装。请用 --folder 指明正在使用的那个文件夹。")
    return Installation(folder)


def _stop(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(2)


def _run(work: Coroutine[Any, Any, T]) -> T:
    collect_seldom()
    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            return runner.run(work)
    except Refusal as refusal:
        _stop(str(refusal))
    except (AlreadyRunning, DidNotStart, NotADistrict) as reason:
        _stop(str(reason))
    except httpx.TransportError as error:
        _stop(f"连不上 {error.request.url}。服务在运行吗？请用 dudao up 启动，或用 --url 指明地址。")
    except OSError as error:
        _stop(f"文件或网络出错：{error}")
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def _loop_factory() -> Any:
    if sys.platform == "win32" or os.environ.get("DUDAO_LOOP") == "asyncio":
        return None
    import uvloop

    return uvloop.new_event_loop


if __name__ == "__main__":
    app()
