"""What is shipped: locks without registries, a starter that needs only Python, one version."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = [ROOT / "packaging" / name for name in ("requirements.lock", "requirements-dev.lock")]
_PIN = re.compile(r"^(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>\S+?)(?: ; (?P<marker>.*?))? \\$")


def _pins(lock: Path) -> dict[tuple[str, str], str]:
    pins = {}
    for line in lock.read_text().splitlines():
        match = _PIN.match(line)
        if match:
            pins[match["name"], match["marker"] or ""] = match["version"]
    return pins


def _project() -> dict[str, object]:
    project: dict[str, object] = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return project


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_versions_and_hashes_and_nothing_else(lock: Path) -> None:
    for line in lock.read_text().splitlines():
        is_hash = re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line)
        assert _PIN.match(line) or is_hash or line.startswith("#"), line
        assert "://" not in line
        assert "--index" not in line
        assert "--find-links" not in line


def test_the_developers_lock_holds_the_apps_at_the_same_versions() -> None:
    app, dev = map(_pins, LOCKS)
    assert app.items() <= dev.items()


@pytest.mark.parametrize(
    ("requirement", "lock"),
    [
        *((r, LOCKS[0]) for r in _project()["project"]["dependencies"]),  # type: ignore[index]
        *(
            (r, LOCKS[0])
            for r in _project()["project"]["optional-dependencies"]["server"]  # type: ignore[index]
        ),
        *(
            (r, LOCKS[1])
            for r in _project()["dependency-groups"]["dev"]  # type: ignore[index]
            if isinstance(r, str)
        ),
    ],
)
def test_every_dependency_is_locked(requirement: str, lock: Path) -> None:
    name = re.split(r"[^A-Za-z0-9._-]", requirement)[0].lower().replace("_", "-")
    assert name in {pinned for pinned, _ in _pins(lock)}


def test_the_qt_that_aborts_on_python_311_is_never_installed_there() -> None:
    pins = _pins(LOCKS[0])
    old = pins["pyside6-essentials", "python_full_version < '3.12'"]
    assert tuple(map(int, old.split("."))) < (6, 12)


def test_the_starter_uses_the_standard_library_alone() -> None:
    tree = ast.parse((ROOT / "packaging" / "start.py").read_text())
    imported = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add((node.module or "").split(".")[0])
    assert imported <= sys.stdlib_module_names


def test_without_a_screen_the_app_says_how_to_be_seen(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "notesapp"],
        cwd=ROOT,
        env={"PATH": "", "HOME": str(tmp_path), "NOTESAPP_COMMAND": "python3 packaging/start.py"},
        capture_output=True,
        text=True,
        check=False,
    )
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux runs without a screen")
    assert done.returncode == 1
    assert "python3 packaging/start.py demo --screenshots DIR" in done.stderr


def test_ci_and_readme_use_the_same_two_commands() -> None:
    readme = (ROOT / "README.md").read_text()
    ci = (ROOT / ".ci" / "run").read_text()
    assert "\npython3 packaging/start.py\n" in readme
    assert "\npython3 packaging/start.py test\n" in readme
    assert "python3 packaging/start.py test" in ci


def test_each_command_and_each_exit_code_stands_in_the_readme() -> None:
    from notesapp.cli.messages import ExitCode
    from notesapp.cli.parser import build_parser

    readme = (ROOT / "README.md").read_text()
    (commands,) = [a for a in build_parser()._actions if hasattr(a, "choices") and a.choices]
    assert commands.choices is not None
    for command in commands.choices:
        assert f"`{command}" in readme, command
    for code in ExitCode:
        assert f"| {code.value} |" in readme


def test_the_wheel_holds_migrations_and_resources(tmp_path: Path) -> None:
    pytest.importorskip("hatchling", reason="packaging/start.py installs it")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    tracked = {path.relative_to(ROOT) for path in (ROOT / "notesapp").rglob("*.py")}
    assert {path.as_posix() for path in tracked} <= names
    for needed in (
        "store/migrations/versions/",
        "server/migrations/versions/",
        "_resources/icons/",
    ):
        assert any(name.startswith(f"notesapp/{needed}") for name in names), needed
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not any(name.startswith("tests/") for name in names)
