"""Finds `resources/` in a checkout, in an installed wheel and in a frozen app."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path


@cache
def resources_root() -> Path:
    """Return the directory that holds icons, samples and help.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    package = Path(str(files("notesapp")))
    # An editable install leaves a stale copy elsewhere; only the running package's own counts.
    for candidate in (package / "_resources", package.parent / "resources"):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"no resources beside {package}")


def resource_path(name: str) -> Path:
    """Return the path of a resource named with forward slashes, such as ``icons/plus.svg``.

    Raises:
        FileNotFoundError: there is no such resource.
    """
    path = resources_root() / name
    if not path.exists():
        raise FileNotFoundError(name)
    return path
