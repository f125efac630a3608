"""Which shared libraries a binary misses, and the Debian packages that bring them."""

import re
import subprocess
from pathlib import Path
from typing import Final

_PACKAGES: Final = {
    "libcrypto.so.3": "libssl3",
    "libcurl.so.4": "libcurl4",
    "liblzma.so.5": "liblzma5",
    "libssl.so.3": "libssl3",
}


def missing_packages(binary: Path) -> list[str]:
    """By package name, or by the library's own where we know no package."""
    missing = re.findall(r"(\S+) => not found", _loader_report(binary))
    return sorted({_PACKAGES.get(library, library) for library in missing})


def _loader_report(binary: Path) -> str:
    """What ldd prints: on Linux the loader itself answers, and the program does not run."""
    try:
        report = subprocess.run(
            [binary, "--version"],
            env={"LD_TRACE_LOADED_OBJECTS": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return ""  # no program at all, which its own start explains better
    return report.stdout
