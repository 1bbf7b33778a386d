"""A world that ends with its program: processes, network, host name, mounts and one folder that nobody else sees.

Everything a cluster consists of is started in here. The kernel ends all of it when the first process ends, however that comes about, so
nothing has to be cleaned up, nothing can be left behind by a kill, and any number of these may stand side by side under the same names.
"""
import ctypes
import os
import pathlib
import signal
import subprocess
import sys

NOT_ALLOWED = 77
"""The exit code where the system lets nobody make namespaces: nothing was tried."""

FOLDER = pathlib.Path("/var/lib/slurm")
"""Comes with Debian's package and is covered by a file system in memory, so that the world leaves no file either."""

HOME = FOLDER / "home"
"""Of the superuser in here, for programs that ask the list of users: ssh does, and would read our user's keys otherwise."""

_NAMESPACES = 0x00020000 | 0x20000000 | 0x40000000 | 0x04000000 | 0x08000000  # CLONE_NEW: NS, PID, NET, UTS, IPC
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def enter():
    """Returns in the first process of a new world. The process that called it waits for that one and ends as it ends."""
    if sys.platform != "linux":
        _refuse(f"{sys.platform} has none")
    if _libc.unshare(_NAMESPACES) != 0:
        _refuse(os.strerror(ctypes.get_errno()))
    child = os.fork()
    if child == 0:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        _furnish()
        return
    for asked in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked, lambda number, _: os.kill(child, signal.SIGTERM))
    _, status = os.waitpid(child, 0)
    os._exit(os.waitstatus_to_exitcode(status) % 256)


def _furnish():
    for command in (
        "mount --make-rprivate /", "mount -t proc proc /proc", f"mount -t tmpfs -o mode=755 reelfx-cluster {FOLDER}",
        "hostname ctl", "ip link set lo up",
    ):
        done = subprocess.run(command.split(), text=True, capture_output=True)
        if done.returncode != 0:
            _refuse(f"{command}: {done.stderr.strip()}")
    users = [line.split(":") for line in pathlib.Path("/etc/passwd").read_text().splitlines()]
    moved = [[*user[:5], str(HOME) if user[2] == "0" else user[5], *user[6:]] for user in users]
    (FOLDER / "passwd").write_text("".join(":".join(user) + "\n" for user in moved))
    subprocess.run(["mount", "--bind", FOLDER / "passwd", "/etc/passwd"], check=True)


def _refuse(why):
    print(
        "cluster: NOT RUN. It takes namespaces for processes, mounts and networks (CAP_SYS_ADMIN and CAP_NET_ADMIN), and this system\n"
        f"cluster: does not let this user make them: {why}. Run it as root, or in a container with these capabilities.",
        file=sys.stderr)
    sys.exit(NOT_ALLOWED)
