"""Settings: what is chosen stays, what is unknown stays, what is broken is kept aside."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from notesapp.config import settings
from notesapp.config.paths import settings_path
from notesapp.config.settings import AppearanceSettings, Scheme, Settings, SyncSettings
from notesapp.config.toml import dump_toml
from notesapp.core.conflict import ConflictPolicy


def write(profile: Path, text: str) -> None:
    profile.mkdir(exist_ok=True)
    settings_path(profile).write_text(text, "utf-8")


def test_without_a_file_the_defaults_hold(profile: Path) -> None:
    assert settings.load(profile) == Settings()
    assert settings.load(profile).sync.policy is ConflictPolicy.ASK


def test_what_is_saved_is_loaded(profile: Path) -> None:
    chosen = Settings(
        AppearanceSettings(Scheme.DARK),
        SyncSettings(
            ConflictPolicy.KEEP_BOTH, on_start=False, after_edits=False, interval_minutes=0
        ),
    )
    settings.save(profile, chosen)
    assert settings.load(profile) == chosen


def test_keys_of_a_newer_program_survive(profile: Path) -> None:
    write(profile, '[sync]\npolicy = "newest_wins"\nmetered = true\n\n[editor]\nsizes = [1, 2]\n')
    loaded = settings.load(profile)
    settings.save(profile, replace(loaded, appearance=AppearanceSettings(Scheme.LIGHT)))
    tables = tomllib.loads(settings_path(profile).read_text("utf-8"))
    assert tables["sync"]["metered"] is True
    assert tables["sync"]["policy"] == "newest_wins"
    assert tables["editor"] == {"sizes": [1, 2]}
    assert tables["appearance"] == {"scheme": "light"}


@pytest.mark.parametrize(
    "text",
    ['[sync]\npolicy = "never"', "[sync]\non_start = 1", '[sync]\ninterval_minutes = "x"',
     "[sync]\ninterval_minutes = -5", "sync = 3", '[appearance]\nscheme = "pink"'],
)  # fmt: skip
def test_a_value_that_makes_no_sense_counts_as_not_set(profile: Path, text: str) -> None:
    write(profile, text)
    loaded = settings.load(profile)
    assert (loaded.appearance, loaded.sync) == (AppearanceSettings(), SyncSettings())


@pytest.mark.parametrize("broken", [b"[sync", b"\xff\xfe\x00"])
def test_a_broken_file_is_kept_aside(profile: Path, broken: bytes) -> None:
    profile.mkdir()
    settings_path(profile).write_bytes(broken)
    assert settings.load(profile) == Settings()
    assert (profile / "settings.toml.damaged").read_bytes() == broken


def test_toml_is_written_as_it_is_read() -> None:
    tables = {
        "text": 'quotes " \\ and \n lines \x7f é 🎉',
        "number": 3,
        "ratio": 0.5,
        "on": True,
        "day": date(2026, 5, 13),
        "moment": datetime(2026, 5, 13, 12, tzinfo=UTC),
        "list": ["a", [1, 2], {"x": 1}],
        "empty": {},
        "a table": {"b": {"c": "d"}, "e": 1},
    }
    assert tomllib.loads(dump_toml(tables)) == tables
    with pytest.raises(TypeError):
        dump_toml({"x": None})


def test_a_file_that_cannot_be_read_does_not_stop_the_start(profile: Path) -> None:
    settings_path(profile).mkdir(parents=True)
    assert settings.load(profile) == Settings()


def test_a_broken_file_that_cannot_be_put_aside_does_not_stop_the_start(profile: Path) -> None:
    write(profile, "[[[")
    (profile / "settings.toml.damaged").mkdir()
    assert settings.load(profile) == Settings()
    assert settings_path(profile).read_text("utf-8") == "[[["
