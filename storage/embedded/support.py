"""Which version a mongod is, and until when its makers mend it."""

import re
import subprocess
from pathlib import Path
from typing import Final

_ENDED: Final = {4: "2024", 5: "October 2024", 6: "July 2025"}
"""By major version, when support ended; later ones are still supported at the time of writing."""
_PATIENCE: Final = 10.0


def version_of(binary: Path) -> str:
    """`6.0.5`, or nothing where it does not say."""
    try:
        said = subprocess.run(
            [binary, "--version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_PATIENCE,
            check=False,
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""
    found = re.search(r"\bv(\d+\.\d+\.\d+)", said)
    return found[1] if found else ""


def support_ended(version: str) -> str | None:
    """When; None while it is supported, or where the version is not known."""
    return _ENDED.get(int(version.partition(".")[0])) if version else None
