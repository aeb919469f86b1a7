"""Signed notes against the vector of golang.org/x/mod/sumdb/note, which defined the format."""

from base64 import b64decode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.audit.note import NoteRefused, VerifierKey, open_note, sign

PETER = VerifierKey.parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
PETERS_KEY = Ed25519PrivateKey.from_private_bytes(
    b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:],
)
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
SIGNED_BY_PETER = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJ"
    "nAM=\n"
)
SIGNED_BY_ENOCH = (
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc"
    "+QQ=\n"
)
ENOCH = VerifierKey.parse("EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop")
NOTE = f"{TEXT}\n{SIGNED_BY_PETER}"


def test_a_note_is_signed_as_in_the_vector() -> None:
    assert sign(TEXT, PETERS_KEY, "PeterNeumann") == NOTE
    assert VerifierKey.of(PETERS_KEY, "PeterNeumann") == PETER


def test_a_note_is_opened_with_a_key_that_signed_it_whoever_else_did() -> None:
    assert open_note(NOTE, PETER) == TEXT
    assert open_note(NOTE + SIGNED_BY_ENOCH, PETER) == TEXT
    assert open_note(NOTE + SIGNED_BY_ENOCH, ENOCH) == TEXT


@pytest.mark.parametrize(
    "note",
    [
        f"{TEXT}\n{SIGNED_BY_ENOCH}",
        f"{TEXT}\n{SIGNED_BY_PETER.replace('PeterNeumann', 'CarmenSandiego')}",
        NOTE.replace("answer", "Answer"),
        NOTE.replace("x08go/ZJ", "x08go/ZK"),
        NOTE.replace("x08go/ZJ", "x08go/ZJABCD"),
        NOTE + SIGNED_BY_ENOCH[:-2] + "\n",
        NOTE[:-1],
        NOTE + "An unexpected line.\n",
        NOTE.replace("PeterNeumann", "Peter Neumann"),
        TEXT,
        TEXT + "\n",
        "\x01" + NOTE,
        NOTE + SIGNED_BY_PETER * 100,
    ],
)
def test_a_note_that_is_malformed_or_not_signed_by_the_key_is_refused(note: str) -> None:
    with pytest.raises(NoteRefused):
        open_note(note, PETER)


def test_a_vkey_survives_writing_and_reading_and_no_slip_of_the_pen() -> None:
    vkey = str(PETER)
    assert VerifierKey.parse(vkey + "\n") == PETER
    for at in range(len(vkey)):
        for slip in (vkey[:at] + chr(ord(vkey[at]) + 1) + vkey[at + 1 :], vkey[:at], vkey[at + 1 :]):
            with pytest.raises(ValueError):  # noqa: PT011  # any ValueError will do
                VerifierKey.parse(slip)
    for wrong in (
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",  # too long
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",  # another algorithm
    ):
        with pytest.raises(ValueError, match="not an Ed25519 vkey"):
            VerifierKey.parse(wrong)


def test_text_that_would_not_stay_as_it_is_is_not_signed() -> None:
    for text in ("no line end", "tab\there\n", "\ud800\n"):
        with pytest.raises(NoteRefused):
            sign(text, PETERS_KEY, "PeterNeumann")
    with pytest.raises(ValueError, match="without spaces"):
        sign(TEXT, PETERS_KEY, "Peter Neumann")
