"""Becomes the given command, on a leash: killed when the parent is, even by kill -9 (Linux).

Run as a script before exec, not as a hook after fork, which may deadlock in a process with threads.
Arguments: the parent's pid, then the command.
"""

import ctypes
import os
import signal
import sys
from typing import Final

_PR_SET_PDEATHSIG: Final = 1


def _main(parent: int, command: list[str]) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit("the hub is gone")
    try:
        os.execv(command[0], command)  # noqa: S606 - becoming it is the point
    except OSError as error:
        sys.exit(f"{command[0]}: {error.strerror}")


_main(int(sys.argv[1]), sys.argv[2:])
