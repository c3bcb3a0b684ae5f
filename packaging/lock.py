# SPDX-License-Identifier: Apache-2.0
"""Write the locked requirements anew from pyproject.toml; needs `uv` on the path.

    python3 packaging/lock.py [--upgrade]

The locks name versions and hashes for every platform and every Python from 3.11, and no
registry: whoever installs uses the one that their pip is set up for.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPILE = [
    *("uv", "pip", "compile", "pyproject.toml", "--quiet", "--universal", "--generate-hashes"),
    *("--python-version", "3.11", "--extra", "server", "--no-annotate"),
    *("--no-emit-index-url", "--no-emit-find-links"),
]
HEADER = "made by packaging/lock.py from pyproject.toml"


def main(arguments: list[str]) -> None:
    """Lock the app first, then the developers' tools on top of the same versions."""
    app, dev = "packaging/requirements.lock", "packaging/requirements-dev.lock"
    environment = {**os.environ, "UV_CUSTOM_COMPILE_COMMAND": HEADER}
    for options in (
        ["--group", "build", "-o", app],
        ["--group", "dev", "-c", app, "-o", dev],
    ):
        subprocess.run([*COMPILE, *options, *arguments], cwd=ROOT, env=environment, check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
