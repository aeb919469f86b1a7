"""The bundle handed to an auditor: a service's log, its checkpoints and its vkey, for `verify.py`."""

import json
from collections.abc import Iterable
from pathlib import Path

from shared.audit.verify import Row
from shared.event_sourcing.event_store import Recorded


def row_of(recorded: Recorded) -> Row:
    """A stored record as the verifier takes it."""
    return Row(
        recorded.position,
        recorded.stream,
        recorded.version,
        str(recorded.id),
        recorded.type,
        recorded.case,
        recorded.record,
        recorded.link,
    )


def write_bundle(folder: Path, rows: Iterable[Row], checkpoints: Iterable[str], vkey: str) -> None:
    """Write the bundle into the new folder `folder`; what the database holds is copied, sound or not."""
    (folder / "checkpoints").mkdir(parents=True)
    (folder / "vkey").write_text(vkey + "\n", encoding="utf-8")
    for note in checkpoints:
        size = int(note.split("\n")[1])
        (folder / "checkpoints" / f"{size:012}.txt").write_text(note, encoding="utf-8")
    with (folder / "records.jsonl").open("w", encoding="utf-8", errors="surrogateescape") as file:
        for row in rows:
            texts = {"record": row.record.decode("utf-8", "surrogateescape"), "link": row.link.hex()}
            file.write(json.dumps(row._asdict() | texts, ensure_ascii=False) + "\n")
