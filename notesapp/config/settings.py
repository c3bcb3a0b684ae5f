"""What a person chose: one frozen dataclass a settings page, kept in `settings.toml`.

Keys that this program doesn't know are kept as they are, so that an older and a newer program
can share a profile. A value that makes no sense counts as not set.
"""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import Enum, StrEnum
from pathlib import Path
from typing import Any, TypeVar

from notesapp.config.files import write_atomically
from notesapp.config.paths import settings_path
from notesapp.config.toml import dump_toml
from notesapp.core.conflict import ConflictPolicy

logger = logging.getLogger(__name__)

_Page = TypeVar("_Page")


class Scheme(StrEnum):
    """Light or dark."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class AppearanceSettings:
    """How the window looks."""

    scheme: Scheme = Scheme.SYSTEM


@dataclass(frozen=True, slots=True)
class SyncSettings:
    """When to synchronize by itself, and what to do about a note changed in two places.

    Attributes:
        interval_minutes: how often on a timer; 0 turns the timer off.
    """

    policy: ConflictPolicy = ConflictPolicy.ASK
    on_start: bool = True
    after_edits: bool = True
    interval_minutes: int = 5


@dataclass(frozen=True, slots=True)
class Settings:
    """All pages; changed with `dataclasses.replace` and saved whole.

    Attributes:
        unknown: what the file holds beyond these pages.
    """

    appearance: AppearanceSettings = field(default_factory=AppearanceSettings)
    sync: SyncSettings = field(default_factory=SyncSettings)
    unknown: Mapping[str, Any] = field(default_factory=dict)


def load(profile: Path) -> Settings:
    """Return the profile's settings; defaults where nothing sensible is written.

    A file that isn't TOML is moved aside to ``settings.toml.damaged``, never overwritten. One
    that can't be read is left alone: no setting is worth not starting.
    """
    path = settings_path(profile)
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Settings()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        _put_aside(path)
        return Settings()
    except OSError as error:
        logger.warning("settings could not be read: %s", error)
        return Settings()
    return _from_tables(tables)


def save(profile: Path, settings: Settings) -> None:
    """Write the settings; a crash leaves the old file or the new one."""
    tables = {
        name: dict(value) if isinstance(value, Mapping) else value
        for name, value in settings.unknown.items()
    }
    for name in ("appearance", "sync"):
        page = getattr(settings, name)
        known = {f.name: _plain(getattr(page, f.name)) for f in fields(page)}
        tables[name] = {**tables.get(name, {}), **known}
    write_atomically(settings_path(profile), dump_toml(tables).encode())


def _put_aside(path: Path) -> None:
    aside = path.with_name(path.name + ".damaged")
    try:
        path.replace(aside)
    except OSError as error:
        logger.warning("damaged settings could not be put aside: %s", error)
    else:
        logger.warning("settings could not be read; kept as %s", aside)


def _from_tables(tables: Mapping[str, Any]) -> Settings:
    unknown = dict(tables)
    appearance = _page(AppearanceSettings(), unknown, "appearance")
    sync = _page(SyncSettings(), unknown, "sync")
    return Settings(appearance, sync, unknown)


def _page(default: _Page, tables: dict[str, Any], name: str) -> _Page:
    """Take a page's known keys out of `tables`, leaving what is unknown."""
    table = tables.pop(name, {})
    if not isinstance(table, Mapping):
        return default
    rest, values = dict(table), {}
    for item in fields(default):  # type: ignore[arg-type]
        fallback = getattr(default, item.name)
        values[item.name] = _sensible(rest.pop(item.name, fallback), fallback)
    if rest:
        tables[name] = rest
    return type(default)(**values)


def _sensible(value: Any, fallback: Any) -> Any:
    """Return `value` in the type of `fallback`, or `fallback` if it doesn't fit."""
    if isinstance(fallback, Enum):
        try:
            return type(fallback)(value)
        except ValueError:
            return fallback
    if type(value) is not type(fallback) or (isinstance(value, int) and value < 0):
        return fallback
    return value


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value
