"""Rule packs: the rules of one jurisdiction in force on one day, and the shelf they are taken from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from shared.rules.reading import PackFile, read_folder
from shared.rules.rule import Rule

PACKS_FOLDER = Path(__file__).parent / "packs"


class NoSuchRule(KeyError):
    """The pack has no such rule on that day. Its text names pack, key and the mend, in Chinese."""

    def __str__(self) -> str:
        return str(self.args[0])


class NoSuchPack(KeyError):
    """No pack of that jurisdiction is in force on that day. Its text says what to do, in Chinese."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, slots=True)
class RulePack:
    """The rules of `jurisdiction` on the day `on`: its own, and those of the pack it extends."""

    jurisdiction: str
    name: str
    effective_from: date
    on: date
    rules: Mapping[str, Rule]

    @property
    def label(self) -> str:
        """上海 2020-05-14 起施行版."""
        return f"{self.name} {self.effective_from} 起施行版"

    def rule(self, key: str) -> Rule:
        """The rule in force; raises `NoSuchRule`."""
        try:
            return self.rules[key]
        except KeyError:
            raise NoSuchRule(
                f"规则包{self.jurisdiction}（{self.name}）在{self.on}没有规则{key}。"
                f"请核对规则名，或在 {self.jurisdiction}.toml、national.toml 里补上这一天施行的规则。"
            ) from None

    def get(self, key: str) -> Rule | None:
        """The rule in force, or None where this jurisdiction has none."""
        return self.rules.get(key)

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules.values())


@dataclass(frozen=True, slots=True)
class RulePacks:
    """Every pack, in every version; `pack` takes out the one in force."""

    files: tuple[PackFile, ...]

    @classmethod
    def load(cls, folder: Path | None = None) -> "RulePacks":
        """Read and check all `*.toml` of the folder (by default the packs shipped); raises `PackRefused`."""
        return cls(read_folder(folder or PACKS_FOLDER))

    @property
    def jurisdictions(self) -> tuple[str, ...]:
        """Every jurisdiction there is a pack for, in alphabetical order."""
        return tuple(sorted({file.jurisdiction for file in self.files}))

    def pack(self, jurisdiction: str, on: date) -> RulePack:
        """The pack of the jurisdiction as in force on the day; raises `NoSuchPack`."""
        file = self._file(jurisdiction, on)
        inherited = self.pack(file.extends, on).rules if file.extends else {}
        own = {rule.key: rule for rule in file.rules if rule.in_force(on)}
        rules = MappingProxyType({**inherited, **own})
        return RulePack(jurisdiction, file.name, file.effective_from, on, rules)

    def _file(self, jurisdiction: str, on: date) -> PackFile:
        for file in self.files:
            if file.jurisdiction == jurisdiction and file.in_force(on):
                return file
        raise NoSuchPack(
            f"{on}没有施行中的规则包{jurisdiction}。已有：{'、'.join(self.jurisdictions)}。"
            f"请核对名称和日期，或补上这一天施行的 {jurisdiction}.toml。"
        )
