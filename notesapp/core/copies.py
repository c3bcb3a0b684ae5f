"""The second note that "keep both" makes out of the other version.

Every device that meets the same version makes the same note of it, so that two devices that
keep both do not end up with three.
"""

from __future__ import annotations

from dataclasses import replace

from notesapp.core.ids import Guid, derived_guid
from notesapp.core.model import NoteContent, Revision

COPY_OF = "copy_of"
"""The field of `NoteContent.extra` that names the note a copy was made from."""

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def copy_guid(version: Revision) -> Guid:
    """Return the id of the note that keeps `version` beside its original."""
    return derived_guid("copy", version.guid, version.rev)


def copy_content(version: Revision) -> NoteContent:
    """Return what the copy holds: the version's own words under a title that says whose.

    The title is the same on every device, whatever its language, because it synchronizes.
    """
    content = version.content
    assert isinstance(content, NoteContent), "only notes with text are copied"
    title = f"{content.title} ({_origin(version)})".strip()
    return replace(content, title=title, extra={**content.extra, COPY_OF: version.guid})


def is_copy(content: NoteContent) -> bool:
    """Say whether "keep both" made this note; it is never copied again."""
    return COPY_OF in content.extra


def _origin(version: Revision) -> str:
    day = f"{version.updated_at.day} {_MONTHS[version.updated_at.month - 1]}"
    return f"{version.node_name}, {day}" if version.node_name else day
