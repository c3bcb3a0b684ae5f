"""Paths, resources, logs and small files."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from notesapp.config import paths
from notesapp.config.files import write_atomically
from notesapp.config.logs import redact, set_up_logging
from notesapp.config.resources import resource_path


def test_the_default_profile_is_under_the_users_data(monkeypatch: pytest.MonkeyPatch) -> None:
    assert paths.default_profile().name == "notesapp"


def test_all_files_of_a_profile_lie_in_it(profile: Path) -> None:
    for path_of in (
        paths.library_path, paths.backups_path, paths.settings_path, paths.credentials_path,
        paths.sync_lock_path, paths.logs_path,
    ):  # fmt: skip
        assert path_of(profile).parent == profile


def test_a_resource_is_found_and_a_missing_one_is_an_error() -> None:
    assert resource_path("icons").is_dir()
    with pytest.raises(FileNotFoundError):
        resource_path("icons/none.svg")


def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_atomically(path, b"old")
    with pytest.raises(TypeError):
        write_atomically(path, "text")  # type: ignore[arg-type]
    assert path.read_bytes() == b"old"
    assert [*tmp_path.iterdir()] == [path]


@pytest.mark.parametrize(
    "line",
    [
        "Authorization: Bearer abc.DEF-1",
        'token="abc.DEF-1"',
        "password=abc.DEF-1",
        '{"token": "abc.DEF-1"}',
    ],
)
def test_a_secret_never_reaches_the_log(line: str) -> None:
    assert "abc" not in redact(line)


def test_the_log_goes_to_the_profile_without_secrets(profile: Path) -> None:
    handler = set_up_logging(profile)
    try:
        logging.getLogger("notesapp.test").info("signed in, token=%s, 3 notes", "abc")
        logging.getLogger("notesapp.test").debug("not shown")
    finally:
        logging.getLogger().removeHandler(handler)
        handler.close()
    text = (paths.logs_path(profile) / "notesapp.log").read_text("utf-8")
    assert "3 notes" in text
    assert "abc" not in text
    assert "not shown" not in text
