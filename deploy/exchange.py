"""The commands that take a district's files in and give them out."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from deploy.client import Client, operator_token
from deploy.district import REGISTER, import_files, import_folder
from deploy.terminal import DATA, HERE, AsJson, Folder, Origin, existing, run, stop

commands = typer.Typer()
importing = typer.Typer(no_args_is_help=True, help="导入一个区的数据，或一份问题台账。")
commands.add_typer(importing, name="import")


@importing.command("district")
def import_district(
    source: Annotated[Path, typer.Argument(exists=True, help="文件夹，或单个 .xlsx、.csv 文件。")],
    url: Origin = HERE,
    folder: Folder = DATA,
    as_json: AsJson = False,
) -> None:
    """导入一个区：文件夹里的 units、inspectors、posts、relations、visits、issues.csv，或填好的模板、单个名册 CSV。

    有没有导入的行，退出码就是 1。
    """

    async def work() -> dict[str, Any]:
        async with Client(url, operator_token(existing(folder)), timeout=600) as client:
            if source.is_dir():
                return await import_folder(client, source)
            return await import_files(client, {source.name: source.read_bytes()})

    _tell(run(work()), as_json)


@importing.command("ledger")
def import_ledger(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    url: Origin = HERE,
    folder: Folder = DATA,
    as_json: AsJson = False,
) -> None:
    """导入一份问题台账（.xlsx）：有错的行逐行说明，其余的都导入，重复导入不会重复登记。"""

    async def work() -> Any:
        async with Client(url, operator_token(existing(folder)), timeout=600) as client:
            return await client.upload("/inspection/api/imports/ledger", file.name, file.read_bytes())

    _tell(run(work()), as_json)


@commands.command()
def template(file: Path, url: Origin = HERE, folder: Folder = DATA) -> None:
    """写出名册的导入模板（.xlsx）：单位、督学、挂牌、回避，带下拉列表和填写说明。"""
    _refuse_existing(file)
    file.write_bytes(run(_downloaded(url, folder, "template.xlsx"))["template.xlsx"])
    typer.echo(file)


@commands.command()
def export(target: Path, url: Origin = HERE, folder: Folder = DATA) -> None:
    """导出名册：写成 .xlsx 的是一份工作簿，否则是一个文件夹，里面每种一个 CSV；再导入不会有变化。"""
    _refuse_existing(target)
    if target.suffix.lower() == ".xlsx":
        target.write_bytes(run(_downloaded(url, folder, "export.xlsx"))["export.xlsx"])
        typer.echo(target)
        return
    files = run(_downloaded(url, folder, *(f"export/{name}" for name in REGISTER)))
    target.mkdir(parents=True)
    for name, content in files.items():
        file = target / Path(name).name
        file.write_bytes(content)
        typer.echo(file)


def _refuse_existing(target: Path) -> None:
    if target.exists():
        stop(f"{target} 已存在。请换一个名称。")


async def _downloaded(url: str, folder: Path, *names: str) -> dict[str, bytes]:
    async with Client(url, operator_token(existing(folder)), timeout=600) as client:
        return {name: await client.download(f"/roster/api/{name}") for name in names}


def _tell(result: dict[str, Any], as_json: bool) -> None:
    """Say what came of an import; ends with 1 when something was not taken over."""
    typer.echo(json.dumps(result, ensure_ascii=False, indent=2) if as_json else told(result))
    raise typer.Exit(1 if result["refused"] else 0)


def told(result: dict[str, Any]) -> str:
    """The summary for the terminal; what was refused stands first and last."""
    refused = len({(one.get("file"), one["row"]) for one in result["refused"]})
    counts = f"导入 {result['imported']} 行，以前已导入 {result['known']} 行，退回 {refused} 行。"
    if hint := result.get("hint"):  # It holds for every row.
        return f"{counts}\n{hint}"
    lines = [f"只导入了一部分：{counts}" if refused else counts]
    lines += [
        f"  {one.get('file', '')}第{one['row']}行 {one['column']}：{one['message']}"
        for one in result["refused"]
    ]
    lines += [f"  提醒 {one['file']}第{one['row']}行：{one['message']}" for one in result.get("warnings", ())]
    if zones := result.get("zones"):
        lines.append(f"新建的责任区：{'、'.join(zones)}。若是写错了名称，请改正后再导入。")
    if refused:
        lines.append(f"有 {refused} 行没有导入。请按上面的说明改正，再导入一次；已导入的不会重复。")
    return "\n".join(lines)
