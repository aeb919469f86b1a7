"""`dudao template`, `dudao export` and `dudao import district` with single files, in processes of their own."""

import json
from pathlib import Path

from openpyxl import load_workbook

from tests.system.commands.command_line import SAMPLE, dudao, up
from tests.system.installation import free_ports


def test_a_register_goes_out_and_comes_in_and_a_partial_success_ends_with_one(tmp_path: Path) -> None:
    folder, (port,) = tmp_path / "data", free_ports(1)
    here = ("--url", f"http://127.0.0.1:{port}", "--folder", str(folder))
    template, exported, csvs = tmp_path / "t.xlsx", tmp_path / "e.xlsx", tmp_path / "csv"
    with up(folder, port):
        for name in ("units.csv", "inspectors.csv"):
            result = dudao("import", "district", str(SAMPLE / name), *here)
            assert result.returncode == 0, result.stdout + result.stderr
            assert ("新建的责任区" in result.stdout) == (name == "units.csv")
        for target in (exported, csvs):
            assert dudao("export", str(target), *here).returncode == 0
            again = json.loads(dudao("import", "district", str(target), *here, "--json").stdout)
            assert (again["imported"], again["refused"]) == (0, [])
        assert dudao("export", str(exported), *here).returncode == 2  # It is there already.

        assert dudao("template", str(template), *here).returncode == 0
        book = load_workbook(template)
        book["挂牌"].append(["319991-0001", "DX006", "2025-09-01"])
        book["挂牌"].append(["319991-0001", "DX999", "2025-09-01"])
        book.save(template)
        result = dudao("import", "district", str(template), *here)
        assert result.returncode == 1
        first, *_, last = result.stdout.strip().splitlines()
        assert first.startswith("只导入了一部分：")
        assert "挂牌第3行 督学：没有编号为DX999的督学" in result.stdout
        assert last == "有 1 行没有导入。请按上面的说明改正，再导入一次；已导入的不会重复。"

        broken = tmp_path / "units.csv"
        broken.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600))
        result = dudao("import", "district", str(broken), *here)
        assert (result.returncode, "旧版的 xls" in result.stdout) == (1, True)
