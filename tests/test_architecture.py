"""The layers hold, and all but the windows runs without Qt."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import notesapp

ROOT = Path(notesapp.__file__).parent.parent
QT_FREE = ("core", "config", "protocol", "database", "store", "sync", "transfer", "cli", "server")


def test_every_import_contract_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    from importlinter.cli import lint_imports

    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0


def test_everything_but_the_windows_imports_where_there_is_no_qt() -> None:
    names = [
        module.name
        for module in pkgutil.walk_packages(notesapp.__path__, "notesapp.")
        if module.name.split(".")[1] in QT_FREE
        and not module.name.endswith(("__main__", ".migrations.env"))
    ]
    assert "notesapp.core.model" in names
    script = (
        "import sys\n"
        "sys.modules['PySide6'] = sys.modules['shiboken6'] = None\n"
        f"for name in {names!r}:\n"
        "    if '.migrations.versions.' not in name: __import__(name)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_opening_a_library_does_not_load_what_only_migrations_need(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from notesapp.store.library import Library\n"
        f"Library.open(Path({str(tmp_path)!r})).close()\n"
        "sys.exit('alembic' in sys.modules)\n"
    )
    outcomes = [
        subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode
        for _ in range(2)
    ]
    assert outcomes == [1, 0]
