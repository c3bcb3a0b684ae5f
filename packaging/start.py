# SPDX-License-Identifier: Apache-2.0
"""Set everything up and start notesapp, or run its tests, with nothing but Python.

    python3 packaging/start.py [ARGUMENTS OF NOTESAPP]
    python3 packaging/start.py test [ARGUMENTS OF PYTEST]

The first start makes `.venv` beside `pyproject.toml`, installs the locked dependencies into it
and, as root on Debian or Ubuntu, the system libraries that Qt needs; anybody else is told the
one command to run. Later starts only compare a stamp. The standard library alone is used here.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple, NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
APP_LOCK = ROOT / "packaging" / "requirements.lock"
DEV_LOCK = ROOT / "packaging" / "requirements-dev.lock"
OLDEST_PYTHON = (3, 11)

TEST_PROGRAMS = (("Xvfb", "xvfb"), ("xdotool", "xdotool"))
"""What tests of real windows run, and the Debian packages that bring it."""


class Library(NamedTuple):
    """A shared library that Qt loads, and the packages that bring it."""

    soname: str
    apt: str
    dnf: str


QT_LIBRARIES = (
    Library("libglib-2.0.so.0", "libglib2.0-0", "glib2"),
    Library("libEGL.so.1", "libegl1", "libglvnd-egl"),
    Library("libGL.so.1", "libgl1", "libglvnd-glx"),
    Library("libxkbcommon.so.0", "libxkbcommon0", "libxkbcommon"),
    Library("libdbus-1.so.3", "libdbus-1-3", "dbus-libs"),
    Library("libfontconfig.so.1", "libfontconfig1", "fontconfig"),
    Library("libbrotlidec.so.1", "libbrotli1", "libbrotli"),
    Library("libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor"),
    Library("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", "libxkbcommon-x11"),
    Library("libxcb-icccm.so.4", "libxcb-icccm4", "xcb-util-wm"),
    Library("libxcb-keysyms.so.1", "libxcb-keysyms1", "xcb-util-keysyms"),
    Library("libxcb-image.so.0", "libxcb-image0", "xcb-util-image"),
    Library("libxcb-render-util.so.0", "libxcb-render-util0", "xcb-util-renderutil"),
    Library("libxcb-shape.so.0", "libxcb-shape0", "libxcb"),
    Library("libxcb-xkb.so.1", "libxcb-xkb1", "libxcb"),
    Library("libX11-xcb.so.1", "libx11-xcb1", "libX11-xcb"),
    Library("libwayland-cursor.so.0", "libwayland-cursor0", "libwayland-cursor"),
)


def main(arguments: list[str]) -> int:
    """Set up what is missing, then become the app or its tests; return an exit code."""
    _demand_python()
    wants_tests = arguments[:1] == ["test"]
    advice = _provide_system_packages(wants_tests)
    _provide_environment(DEV_LOCK if wants_tests else APP_LOCK)
    if advice:
        _stop(advice)
    if wants_tests:
        os.chdir(ROOT)
        return _become(["-m", "pytest", *arguments[1:]])
    starter = "py" if os.name == "nt" else "python3"
    os.environ["NOTESAPP_COMMAND"] = f"{starter} {os.path.relpath(__file__)}"
    return _become(["-m", "notesapp", *arguments])


def _demand_python() -> None:
    """Go on with a Python that is new enough, found on the path if need be, or stop."""
    if sys.version_info >= OLDEST_PYTHON:
        return
    for minor in range(14, OLDEST_PYTHON[1] - 1, -1):
        newer = shutil.which(f"python3.{minor}")
        if newer:
            os.execv(newer, [newer, *sys.argv])
    _stop(f"notesapp needs Python 3.11 or newer; this is {sys.version.split()[0]}.")


# --- system packages -----------------------------------------------------------------------


def _provide_system_packages(wants_tests: bool) -> str:
    """Install what Qt and venv need, as root on Debian's family; else return what to do.

    The tests' X server and its keyboard are a wish, not a need: the tests that use them are
    skipped without.
    """
    if not sys.platform.startswith("linux"):
        return ""
    missing = [library for library in QT_LIBRARIES if not _can_load(library.soname)]
    packages = [library.apt for library in missing]
    if not _environment_python().exists() and not _can_make_environments():
        packages.append("python3-venv")
    wished = [apt for program, apt in TEST_PROGRAMS if wants_tests and not shutil.which(program)]
    if not shutil.which("apt-get"):
        return _advice_without_apt(missing)
    if os.geteuid() == 0:
        _apt_install([*packages, *wished])
        return ""
    if not packages:
        return ""
    advice = f"Run this once, then start again:\n    sudo apt-get install -y {' '.join(packages)}"
    if "python3-venv" in packages:
        _stop(advice)
    return advice


def _advice_without_apt(missing: list[Library]) -> str:
    """Return what to do on other systems, or only say it where the names can't be known."""
    names = " ".join(sorted({library.dnf for library in missing}))
    if missing and shutil.which("dnf"):
        return f"Run this once, then start again:\n    sudo dnf install -y {names}"
    if missing:
        _say(f"If no window opens, install: {' '.join(library.soname for library in missing)}")
    return ""


def _apt_install(names: list[str]) -> None:
    if not names:
        return
    _say(f"Installing system packages: {' '.join(names)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *names]
    for command in (["apt-get", "update", "-qq"], install):
        if subprocess.call(command, env=environment, stdout=subprocess.DEVNULL):
            _stop(f"The system packages could not be installed: {' '.join(command)}")


def _can_load(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def _can_make_environments() -> bool:
    """Say whether venv works: Debian ships the module, but ensurepip only in python3-venv."""
    return bool(importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"))


# --- the virtual environment ---------------------------------------------------------------


def _provide_environment(lock: Path) -> None:
    """Make `.venv` hold exactly what `lock` names, unless a stamp says that it does.

    The developers' lock includes all of the app's at the same versions, so either will do for
    the app.
    """
    stamps = {path: _stamp(path) for path in (lock, DEV_LOCK)}
    python = _environment_python()
    stamp_file = VENV / "notesapp-stamp"
    if python.exists() and stamp_file.exists() and stamp_file.read_text() in stamps.values():
        return
    if not _is_usable(python):
        _say(f"Making the virtual environment {VENV}")
        _run([sys.executable, "-m", "venv", "--clear", str(VENV)])
    _say("Installing the locked dependencies; the first time this takes a minute")
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "-qq"]
    _run([*pip, "--require-hashes", "-r", str(lock)])
    _run([*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT)])
    stamp_file.write_text(stamps[lock])


def _stamp(lock: Path) -> str:
    """Return what the environment depends on, in short: a change of any part shows in it."""
    parts = [lock.name.encode(), lock.read_bytes(), (ROOT / "pyproject.toml").read_bytes()]
    return hashlib.sha256(b"\0".join([*parts, sys.version.encode(), bytes(ROOT)])).hexdigest()


def _environment_python() -> Path:
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _is_usable(python: Path) -> bool:
    """Say whether the environment's Python runs, is this version's and has pip."""
    if not python.exists():
        return False
    ask = "import sys, pip; print(*sys.version_info[:2])"
    answer = subprocess.run([str(python), "-c", ask], capture_output=True, text=True, check=False)
    return answer.returncode == 0 and answer.stdout.split() == [
        str(n) for n in sys.version_info[:2]
    ]


def _run(command: list[str]) -> None:
    if subprocess.call(command):
        _stop(
            f"This step did not work: {' '.join(command)}\n"
            "What went wrong stands above. Nothing of yours was changed; the same command "
            "goes on from here."
        )


def _become(arguments: list[str]) -> int:
    python = str(_environment_python())
    sys.stdout.flush()
    if os.name != "nt":  # execv would give the prompt back at once there
        os.execv(python, [python, *arguments])
    return subprocess.call([python, *arguments])


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _stop(text: str) -> NoReturn:
    raise SystemExit(text)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
