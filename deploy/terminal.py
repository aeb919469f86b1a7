"""What all commands of `dudao` share: where the installation is, how work is run and how it ends when it fails."""

import asyncio
import os
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import httpx
import typer

from deploy.client import Refusal
from deploy.district import NotADistrict
from deploy.installation import Installation
from shared.runtime.embedded_server import AlreadyRunning, DidNotStart
from shared.runtime.memory import collect_seldom

T = TypeVar("T")

Folder = Annotated[
    Path, typer.Option("--folder", envvar="DUDAO_FOLDER", help="安装所在的文件夹：数据、密钥、密码。")
]
Origin = Annotated[str, typer.Option("--url", envvar="DUDAO_URL", help="正在运行的服务的地址。")]
AsJson = Annotated[bool, typer.Option("--json", help="以 JSON 输出。")]

DATA = Path("data")
HERE = "http://127.0.0.1:8000"


def existing(folder: Path) -> Installation:
    """The installation in a folder; looking at one must not make one."""
    if not (folder / "secrets.toml").exists():
        stop(f"{folder} 里没有安装。请用 --folder 指明正在使用的那个文件夹。")
    return Installation(folder)


def stop(message: str) -> NoReturn:
    """Say why and end with 2."""
    typer.echo(message, err=True)
    raise typer.Exit(2)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run `work` in an event loop of its own; what a person can mend ends the command with a sentence."""
    collect_seldom()
    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            return runner.run(work)
    except Refusal as refusal:
        stop(str(refusal))
    except (AlreadyRunning, DidNotStart, NotADistrict) as reason:
        stop(str(reason))
    except httpx.ReadTimeout as error:
        stop(
            f"{error.request.url} 很久没有答复，做到哪一步还不知道。请稍后查看结果，"
            "或者原样再试一次，已完成的不会重复。"
        )
    except httpx.TransportError as error:
        stop(f"连不上 {error.request.url}。服务在运行吗？请用 dudao up 启动，或用 --url 指明地址。")
    except OSError as error:
        stop(f"文件或网络出错：{error}")
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def _loop_factory() -> Any:
    if sys.platform == "win32" or os.environ.get("DUDAO_LOOP") == "asyncio":
        return None
    import uvloop

    return uvloop.new_event_loop
