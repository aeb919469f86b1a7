"""The typefaces of letters: what a PDF is set in here, from what the system has. None are shipped."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import typst

_SONG: Final = ("SimSun", "Songti SC", "Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC")
_HEI: Final = (
    "SimHei",
    "Heiti SC",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "WenQuanYi Zen Hei",
)

WANTED: Final[Mapping[str, tuple[str, ...]]] = {
    "title": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", *reversed(_SONG)),  # SimSun has no bold.
    "body": ("FangSong_GB2312", "FangSong", "STFangsong", "FandolFang R", *_SONG),
    "heading": _HEI,
    "subheading": ("KaiTi_GB2312", "KaiTi", "STKaiti", "FandolKai", "AR PL KaitiM GB", "LXGW WenKai", *_SONG),
    "page": _SONG,
}
"""For each part the families that will do, the best first. Every face the system has stays in the list, so
that a character which one lacks (璟, 喆, 玥 in FandolFang) is taken from the next."""

MISSING: Final = (
    "这台机器上没有中文字体，排不出 PDF。请由运维人员安装：Debian、Ubuntu 上 "
    "apt install fonts-noto-cjk；要仿宋、楷体，再加 texlive-lang-chinese 里的 FandolFang、FandolKai，"
    "或者本单位有授权的仿宋_GB2312、楷体_GB2312、方正小标宋简体。装好后重新启动服务。Word 文件（.docx）不受影响，可以照常下载。"
)


class NoChineseFont(RuntimeError):
    """The system has no typeface with Chinese characters. Its text says what to install, in Chinese."""

    def __init__(self) -> None:
        super().__init__(MISSING)


@dataclass(frozen=True, slots=True)
class Faces:
    """The faces to set a letter in: for each part the families the system has, the best first."""

    families: Mapping[str, tuple[str, ...]]
    fonts: typst.Fonts


@cache
def installed() -> Faces:
    """What the system has; looked up once. Raises `NoChineseFont`."""
    return chosen(typst.Fonts())


def chosen(fonts: typst.Fonts) -> Faces:
    """For each part what `fonts` have of it; a part that they have nothing for is set in any other's."""
    present = set(fonts.families())
    every = [family for families in WANTED.values() for family in families if family in present]
    if not every:
        raise NoChineseFont
    return Faces(
        {
            part: tuple(dict.fromkeys([*(family for family in families if family in present), *every]))
            for part, families in WANTED.items()
        },
        fonts,
    )
