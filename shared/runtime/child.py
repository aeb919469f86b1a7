"""Runs a server as a child process that sheds root, outlives no parent and writes to its own log."""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
from pathlib import Path

STOP = signal.SIGINT  # PostgreSQL: fast shutdown; nats-server: orderly exit.

_PR_SET_PDEATHSIG, _PR_SET_KEEPCAPS, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE = 1, 8, 47, 2
_CAPABILITY_VERSION_3, _CAP_DAC_OVERRIDE = 0x20080522, 1


def hand_over(path: Path) -> None:
    """As root, give a path of ours to `nobody`: PostgreSQL refuses to run as root, and no server needs it.

    A path that an ordinary user owns stays his, so that root can carry on an installation he began.
    """
    if os.geteuid() == 0 and path.stat().st_uid == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(path, nobody.pw_uid, nobody.pw_gid)


def spawn(command: list[str], folder: Path, log: Path, keep: int) -> subprocess.Popen[bytes]:
    """Start `command` in `folder`, as the folder's owner when we are root, appending its output to `log`.

    The file descriptor `keep` stays open in the server and in all its own children. On Linux the
    server receives `STOP` when the calling thread ends, however it ends; elsewhere a server whose
    parent was killed runs on until it is stopped. Signals of the terminal do not reach it.
    """
    owner = folder.stat()
    # A launcher instead of preexec_fn: running Python between fork and exec of a threaded process deadlocks.
    launcher = [sys.executable, "-IS", __file__, str(os.getpid()), str(owner.st_uid), str(owner.st_gid)]
    with log.open("ab") as output:
        return subprocess.Popen(
            [*launcher, str(folder), *command],
            cwd=folder,
            env={"LC_ALL": "C", "TZ": "UTC", "PATH": os.environ.get("PATH", os.defpath)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            pass_fds=(keep,),
            start_new_session=True,
        )


def _become(parent: int, uid: int, gid: int, folder: str, command: list[str]) -> None:
    if os.geteuid() == 0:
        _shed_root(uid, gid, [command[0], folder])
    if sys.platform == "linux":
        _call("prctl", _PR_SET_PDEATHSIG, STOP, 0, 0, 0)  # After setuid, which clears it.
    if os.getppid() == parent:  # Otherwise it died before we asked to be told.
        os.execv(command[0], command)


def _shed_root(uid: int, gid: int, needed: list[str]) -> None:
    os.setgroups([])
    os.setgid(gid)
    os.seteuid(uid)
    within_reach = all(os.access(path, os.X_OK, effective_ids=True) for path in needed)
    os.seteuid(0)
    if within_reach or sys.platform != "linux":
        os.setuid(uid)
        return
    # Installed below a folder closed to others, such as /root: keep only the right to pass through it.
    _call("prctl", _PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setuid(uid)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    _call(
        "capset", header, (ctypes.c_uint32 * 6)(*[1 << _CAP_DAC_OVERRIDE] * 3)
    )  # Effective, permitted, inheritable.
    _call("prctl", _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, _CAP_DAC_OVERRIDE, 0, 0)


def _call(function: str, *arguments: object) -> None:
    if ctypes.CDLL(None, use_errno=True)[function](*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{function}: {os.strerror(number)}")


if __name__ == "__main__":
    _become(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5:])
