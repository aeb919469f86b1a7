"""Who is in the samples: the office, the unit, and the rules of three packs."""

from dataclasses import replace
from datetime import date
from typing import TypeVar

from shared.letters.citing import cited
from shared.letters.values import Office, Unit
from shared.rules.pack import RulePack, RulePacks
from shared.rules.rule import Mark

R = TypeVar("R")

OFFICE = Office(
    name="示例区人民政府教育督导室",
    self_name="我室",
    committee_name="示例区人民政府教育督导委员会",
    upper_name="示例市人民政府教育督导委员会办公室",
    government_name="示例区人民政府",
    contact_name="李静",
    phone="0571-86000001",
    email="dudao@shili.example",
    address="示例区人民路1号",
)

UNIT = Unit(
    name="示例区第三中学",
    appellation="你校",
    head_name="王珺",
    head_title="校长",
    superior_name="示例区教育局",
    party_committee_name="中共示例区教育工作委员会",
)

CC = ("示例区教育局", "责任督学")

PACKS = RulePacks.load()
SHANGHAI = PACKS.pack("shanghai", date(2026, 9, 1))
ZHEJIANG = PACKS.pack("zhejiang", date(2026, 9, 1))
UNPRINTABLE = RulePack(
    "everything",
    "没有可印依据的包",
    date(2020, 1, 1),
    date(2026, 9, 1),
    {rule.key: replace(rule, mark=Mark.M) for pack in (ZHEJIANG, SHANGHAI) for rule in pack},
)
"""A pack that has every rule, each only from memory."""

BY_PACK = {"上海": SHANGHAI, "浙江": ZHEJIANG, "all M": UNPRINTABLE}


def by_pack(rules: type[R]) -> dict[str, R]:
    """What the letters of three districts may cite."""
    return {name: cited(rules, pack) for name, pack in BY_PACK.items()}
