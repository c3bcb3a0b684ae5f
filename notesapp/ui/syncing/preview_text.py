"""What a first sync will do, in whole sentences with numbers."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from notesapp.sync.preview import Preview


def server_text(found: Preview) -> str:
    """Return what the test found on the server."""
    if found.there == 0:
        return _tr("There are no notes on the server yet. Nothing has been changed yet.")
    if found.there == 1:
        return _tr("Found 1 note on the server. Nothing has been changed yet.")
    return _tr("Found {n} notes on the server. Nothing has been changed yet.").format(
        n=_number(found.there)
    )


def preview_text(found: Preview) -> str:
    """Return how many notes lie where, now and afterwards."""
    sentences = [
        _tr("This computer has {here}, the server has {there}.").format(
            here=_notes(found.here), there=_notes(found.there)
        ),
        _tr("After syncing, both have {after}.").format(after=_notes(found.after)),
    ]
    if found.same == 1:
        sentences.append(_tr("1 note is the same on both and is joined."))
    elif found.same:
        sentences.append(
            _tr("{n} notes are the same on both and are joined.").format(n=_number(found.same))
        )
    sentences.append(_tr("Nothing is deleted."))
    return " ".join(sentences)


def _notes(count: int) -> str:
    return _tr("1 note") if count == 1 else _tr("{n} notes").format(n=_number(count))


def _number(value: int) -> str:
    return QLocale().toString(value)


def _tr(text: str) -> str:
    return QCoreApplication.translate("preview", text)
