"""One run a profile at a time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from notesapp.core.errors import AlreadySyncing
from notesapp.sync.locks import sync_lock


def test_a_second_run_on_the_profile_is_told_so(tmp_path: Path) -> None:
    with sync_lock(tmp_path), pytest.raises(AlreadySyncing), sync_lock(tmp_path):
        pass
    with sync_lock(tmp_path):
        pass


def test_another_process_is_told_so_too(tmp_path: Path) -> None:
    script = (
        "import sys, pathlib\n"
        "from notesapp.core.errors import AlreadySyncing\n"
        "from notesapp.sync.locks import sync_lock\n"
        "try:\n"
        "    with sync_lock(pathlib.Path(sys.argv[1])): print('free')\n"
        "except AlreadySyncing: print('taken')\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    with sync_lock(tmp_path):
        held = subprocess.run(command, capture_output=True, text=True, check=True)
    free = subprocess.run(command, capture_output=True, text=True, check=True)
    assert (held.stdout, free.stdout) == ("taken\n", "free\n")
