"""The commands that look at, repair and verify an installation."""

import asyncio
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from deploy.backends import external_from_environment
from deploy.client import Client, operator_token
from deploy.installation import SERVICES
from deploy.terminal import DATA, HERE, AsJson, Folder, Origin, existing, run, stop
from deploy.verification import export_installation, verify_installation

commands = typer.Typer()
dead_letters = typer.Typer(no_args_is_help=True, help="处理不了的消息：查看、重放。")
audit = typer.Typer(no_args_is_help=True, help="核验日志。")
commands.add_typer(dead_letters, name="deadletters")
commands.add_typer(audit, name="audit")


@commands.command()
def status(url: Origin = HERE, folder: Folder = DATA, as_json: AsJson = False) -> None:
    """每个服务走到了日志的哪里：已发布、已投影、积压、死信。"""
    shown = run(_each_service(url, folder, "status"))
    if as_json:
        typer.echo(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    for name, s in shown.items():
        behind = sum(s["backlog"].values())
        typer.echo(
            f"{name:14} 日志 {s['head']}  已发布 {s['relayed']}  已投影 {s['projected']}"
            f"  待处理 {behind}  死信 {s['dead_letters']}"
        )


@commands.command()
def rebuild(
    service: str,
    models: Annotated[list[str] | None, typer.Argument(help="读模型的名字；不写则全部。")] = None,
    url: Origin = HERE,
    folder: Folder = DATA,
) -> None:
    """从日志重建读模型；服务照常运行。"""
    done = run(_ask(url, folder, "post", f"/{service}/api/rebuild", {"names": models or None}))
    typer.echo(f"已重建到第 {done['position']} 条。")


@dead_letters.command("list")
def list_dead_letters(url: Origin = HERE, folder: Folder = DATA, as_json: AsJson = False) -> None:
    """列出各服务的死信。"""
    letters = run(_each_service(url, folder, "dead-letters"))
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
    run(_ask(url, folder, "post", f"/{service}/api/dead-letters/{id}/replay"))
    typer.echo("已重新处理。")


@audit.command("verify")
def audit_verify(folder: Folder = DATA, as_json: AsJson = False) -> None:
    """核验四个服务的日志：每条记录、每个案件的链、每个签名的检查点。"""
    external = external_from_environment()
    report = run(verify_installation(existing(folder), external))
    typer.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2) if as_json else report.as_text())
    raise typer.Exit(1 if report.faults else 0)


@audit.command("export")
def audit_export(directory: Path, folder: Folder = DATA) -> None:
    """把四个服务的日志导出给监督方，用 shared/audit/verify.py 即可核验，不需要本系统。"""
    if directory.exists():
        stop(f"{directory} 已存在。请换一个新文件夹。")
    for bundle in run(export_installation(existing(folder), directory, external_from_environment())):
        typer.echo(bundle)


async def _each_service(url: str, folder: Path, what: str) -> dict[str, Any]:
    async with Client(url, operator_token(existing(folder))) as client:
        answers = await asyncio.gather(*(client.get(f"/{name}/api/{what}") for name in SERVICES))
    return dict(zip(SERVICES, answers, strict=True))


async def _ask(url: str, folder: Path, method: str, path: str, body: Any = None) -> Any:
    async with Client(url, operator_token(existing(folder))) as client:
        return await getattr(client, method)(path, body)
