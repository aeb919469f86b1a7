"""Takes typed values out of one TOML table, complaining with the place and the mend."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar, cast

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


class PackRefused(ValueError):
    """A pack file is wrong. Its text names the file, the rule and the mend, in Chinese."""


@dataclass(frozen=True, slots=True)
class Table:
    """One TOML table; `where` (file, and rule if any) begins every complaint."""

    values: Mapping[str, object]
    where: str

    def refuse(self, fault: str, mend: str) -> PackRefused:
        """The complaint to raise: where, what is wrong, what to do."""
        return PackRefused(f"{self.where}：{fault}。请{mend}。")

    def only(self, allowed: frozenset[str]) -> None:
        """Refuses keys that nobody reads: they are misspelt."""
        if unknown := sorted(self.values.keys() - allowed):
            mend = f"删去，或者改为下列之一：{'、'.join(sorted(allowed))}"
            raise self.refuse(f"不认识的字段 {'、'.join(unknown)}", mend)

    def optional(self, key: str, kind: type[T]) -> T | None:
        """The value, or None; exactly of that type (true is no number)."""
        value = self.values.get(key)
        if value is None:
            return None
        if type(value) is not kind:
            raise self.refuse(f"{key} = {value!r} 的类型不对", f"写成 {kind.__name__}")
        return value

    def required(self, key: str, kind: type[T]) -> T:
        """The value; refuses its absence and the empty string."""
        value = self.optional(key, kind)
        if value is None or value == "":
            raise self.refuse(f"缺少 {key}", f"补上 {key}")
        return value

    def one_of(self, key: str, choices: type[E]) -> E | None:
        """The member of `choices` with that value, or None if the key is absent."""
        value = self.optional(key, str)
        if value is None:
            return None
        if value not in tuple(choices):
            raise self.refuse(f"{key} = {value} 不可用", f"改为下列之一：{'、'.join(choices)}")
        return choices(value)

    def some(self, key: str, kind: type[T]) -> tuple[T, ...]:
        """The values of a key that holds one or a list of them; empty if absent."""
        value = self.values.get(key, [])
        found = value if isinstance(value, list) else [value]
        if any(type(one) is not kind for one in found):
            raise self.refuse(f"{key} = {value!r} 的类型不对", f"写成 {kind.__name__} 或者它们的列表")
        return tuple(found)

    def named_tables(self, key: str) -> dict[str, "Table"]:
        """The tables [key.name], by name."""
        value = self.values.get(key, {})
        if not isinstance(value, dict) or not all(isinstance(one, dict) for one in value.values()):
            raise self.refuse(f"{key} 的写法不对", f"写成 [{key}.名称]")
        return {name: Table(one, f"{self.where}：{key}.{name}") for name, one in value.items()}

    def listed_tables(self, key: str, named_by: str) -> list["Table"]:
        """The tables [[key]], each called by the value of `named_by`, else by its number."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.refuse(f"{key} 的写法不对", f"写成 [[{key}]]")
        tables = cast("list[dict[str, object]]", value)
        return [
            Table(one, f"{self.where}：规则 {one.get(named_by, f'（第{number}条）')}")
            for number, one in enumerate(tables, 1)
        ]
