"""One sync run in a process of its own, which a test may kill: `python -m tests.support.sync_once`.

Writes a line for each progress report, so that the test knows when to strike.
"""

from __future__ import annotations

import sys
from pathlib import Path

from notesapp.config.credentials import Credentials
from notesapp.store.library import Library
from notesapp.sync.accounts import open_backend
from notesapp.sync.engine import SyncEngine
from notesapp.sync.report import Progress


def main(profile: Path) -> None:
    library = Library.open(profile)
    backend = open_backend(library, Credentials(profile))

    def tell(progress: Progress) -> None:
        sys.stdout.write(f"{progress.phase} {progress.done}\n")
        sys.stdout.flush()

    SyncEngine(library, backend).run(progress=tell)
    backend.close()
    library.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
