"""Secrets: in the keyring where there is one, else in a file for this user alone."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

from notesapp.config.credentials import Credentials
from notesapp.config.paths import credentials_path


class DictKeyring(KeyringBackend):
    """A keyring in memory that can be locked."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}
        self.is_locked = False

    def get_password(self, service: str, username: str) -> str | None:
        self._check()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._check()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._check()
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("not found")

    def _check(self) -> None:
        if self.is_locked:
            raise KeyringLocked("locked")


@pytest.fixture
def ring() -> Iterator[DictKeyring]:
    before = keyring.get_keyring()
    ring = DictKeyring()
    keyring.set_keyring(ring)
    yield ring
    keyring.set_keyring(before)


def test_without_a_keyring_a_file_for_this_user_alone_holds_secrets(profile: Path) -> None:
    credentials = Credentials(profile)
    assert not credentials.is_keyring
    credentials.set("token", "s3cret")
    assert Credentials(profile).get("token") == "s3cret"
    assert stat.S_IMODE(credentials_path(profile).stat().st_mode) == 0o600
    credentials.delete("token")
    assert credentials.get("token") is None
    assert not credentials_path(profile).exists()
    assert [*profile.iterdir()] == []


def test_with_a_keyring_no_file_is_written(profile: Path, ring: DictKeyring) -> None:
    credentials = Credentials(profile)
    assert credentials.is_keyring
    credentials.set("token", "s3cret")
    assert credentials.get("token") == "s3cret"
    assert not credentials_path(profile).exists()
    credentials.delete("token")
    credentials.delete("token")
    assert credentials.get("token") is None
    assert ring.kept == {}


def test_two_profiles_share_a_keyring_but_no_secret(tmp_path: Path, ring: DictKeyring) -> None:
    Credentials(tmp_path / "a").set("token", "of a")
    assert Credentials(tmp_path / "b").get("token") is None


def test_a_locked_keyring_is_replaced_by_the_file(profile: Path, ring: DictKeyring) -> None:
    ring.is_locked = True
    credentials = Credentials(profile)
    assert credentials.get("token") is None
    credentials.set("token", "s3cret")
    assert credentials.get("token") == "s3cret"
    credentials.delete("token")
    assert credentials.get("token") is None


def test_a_secret_in_the_file_moves_to_the_keyring(profile: Path, ring: DictKeyring) -> None:
    ring.is_locked = True
    Credentials(profile).set("token", "old")
    ring.is_locked = False
    Credentials(profile).set("token", "new")
    assert not credentials_path(profile).exists()
    assert Credentials(profile).get("token") == "new"


@pytest.mark.parametrize("broken", ["{", "[]", "3", '{"token": 3}', ""])
def test_a_broken_file_holds_no_secrets(profile: Path, broken: str) -> None:
    profile.mkdir()
    credentials_path(profile).write_text(broken)
    assert Credentials(profile).get("token") is None


def test_a_file_that_cannot_be_read_holds_no_secrets(profile: Path) -> None:
    credentials_path(profile).mkdir(parents=True)
    assert Credentials(profile).get("token") is None


def test_a_keyring_that_is_only_a_readable_file_counts_as_none(
    profile: Path, ring: DictKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DictKeyring, "__module__", "keyrings.alt.file")
    credentials = Credentials(profile)
    assert not credentials.is_keyring
    credentials.set("token", "s3cret")
    assert ring.kept == {}
    assert stat.S_IMODE(credentials_path(profile).stat().st_mode) == 0o600
