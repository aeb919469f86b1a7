"""The `dudao` command as a newcomer and an office use it, in processes of their own."""

import csv
import json
from pathlib import Path

from tests.system.commands.command_line import SAMPLE, dudao, up
from tests.system.installation import free_ports


def test_an_office_takes_over_its_district_and_its_ledger(tmp_path: Path) -> None:
    """Exactly the rows of ledger.expected.csv are refused, all others imported, nothing twice."""
    folder, (port,) = tmp_path / "data", free_ports(1)
    here = ("--url", f"http://127.0.0.1:{port}", "--folder", str(folder))
    with up(folder, port) as process:
        ledger = ("import", "ledger", str(SAMPLE / "ledger.xlsx"), *here, "--json")
        nobody = json.loads(dudao(*ledger).stdout)
        assert nobody["imported"] == 0  # No unit is known yet: every row says so.
        assert "请先导入单位名册" in nobody["hint"]

        district = dudao("import", "district", str(SAMPLE), *here, "--json")
        counts = json.loads(district.stdout)
        assert (counts["refused"], counts["known"]) == ([], 0)
        assert counts["imported"] == sum(
            len(rows(name)) for name in ("units", "inspectors", "posts", "relations", "visits")
        )
        again = json.loads(dudao("import", "district", str(SAMPLE), *here, "--json").stdout)
        assert (again["imported"], again["known"]) == (0, counts["imported"])

        result = dudao(*ledger)
        told = json.loads(result.stdout)
        expected = [(int(r["row"]), r["column"], r["fault"]) for r in rows("ledger.expected")]
        assert [(r["row"], r["column"], r["fault"]) for r in told["refused"]] == expected
        assert all(r["message"] for r in told["refused"])
        assert told["imported"] + told["known"] == 198 - len(expected)
        assert result.returncode == 1  # Partial success is never silent.

        listed = json.loads(dudao("status", *here, "--json").stdout)
        assert {s["dead_letters"] for s in listed.values()} == {0}

        process.kill()  # SIGKILL of everything at once: the servers follow their parent.
        process.wait()
    with up(folder, port):
        told = json.loads(dudao(*ledger).stdout)
        assert told["imported"] == 0  # What was imported survived, and is known.
    verified = dudao("audit", "verify", "--folder", str(folder), "--json")
    assert verified.returncode == 0, verified.stdout
    reports = json.loads(verified.stdout)
    assert reports["inspection"]["cases"] == reports["inspection"]["verified"] > 0


def test_a_ledger_alone_raises_its_issues_and_once(tmp_path: Path) -> None:
    """Without the visits' CSV every good row of the ledger becomes one case, also when imported again."""
    folder, (port,) = tmp_path / "data", free_ports(1)
    here = ("--url", f"http://127.0.0.1:{port}", "--folder", str(folder))
    register = tmp_path / "register"
    register.mkdir()
    for name in ("units", "inspectors"):
        (register / f"{name}.csv").write_bytes((SAMPLE / f"{name}.csv").read_bytes())
    with up(folder, port):
        assert json.loads(dudao("import", "district", str(register), *here, "--json").stdout)["refused"] == []
        first = json.loads(dudao("import", "ledger", str(SAMPLE / "ledger.xlsx"), *here, "--json").stdout)
        second = json.loads(dudao("import", "ledger", str(SAMPLE / "ledger.xlsx"), *here, "--json").stdout)
        assert (first["imported"], first["known"]) == (188, 0)
        assert (second["imported"], second["known"]) == (0, 188)


def rows(name: str) -> list[dict[str, str]]:
    with (SAMPLE / f"{name}.csv").open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))
