"""The demo plays by itself in a process of its own: two windows, a server, no screen."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PySide6.QtGui import QImage

ROOT = Path(__file__).parents[2]


def test_the_story_plays_to_its_end_and_leaves_a_picture_a_step(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    done = subprocess.run(
        [sys.executable, "-m", "notesapp", "demo", "--screenshots", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    pictures = sorted(folder.glob("*.png"))
    assert [Path(line) for line in done.stdout.split()] == pictures
    names = {picture.stem.partition("-")[2] for picture in pictures}
    assert {"two-versions-side-by-side", "the-laptop-agrees", "history"} <= names
    for picture in pictures:
        assert _colours(picture) > 10, f"{picture.name} shows nothing"


def _colours(picture: Path) -> int:
    """Return how many different colours a grid of points over the picture has."""
    image = QImage(str(picture))
    assert not image.isNull(), picture
    columns = range(0, image.width(), 3)
    rows = range(0, image.height(), 3)
    return len({image.pixel(x, y) for x in columns for y in rows})
