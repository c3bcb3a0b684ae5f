"""The three clashes that the compare window is shown and tested with."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from notesapp.core.causality import Hlc, VersionVector
from notesapp.core.changes import Origin
from notesapp.core.clock import to_milliseconds
from notesapp.core.conflict import Conflict
from notesapp.core.ids import Guid, NodeId, Rev, derived_guid
from notesapp.core.model import NoteContent, RecordKind, Revision
from notesapp.store.library import Library
from tests.support.builders import make_library
from tests.support.clock import FixedClock

HERE = NodeId("a" * 32)
THERE = NodeId("b" * 32)
NOW = datetime(2026, 5, 13, 15, 2, tzinfo=UTC)
HERE_AT = datetime(2026, 5, 13, 14, 40, tzinfo=UTC)
THERE_AT = datetime(2026, 5, 12, 22, 10, tzinfo=UTC)
BASE_AT = THERE_AT - timedelta(days=3)


_WORDS = ("note", "🙂🙂", "**bold** move", "Sintra", "עברית", "a", "uncharacteristically", "`code`")


@dataclass(frozen=True, slots=True)
class Clash:
    """Three versions of one note, before they are in any store."""

    base: NoteContent | None
    this: NoteContent
    other: NoteContent
    is_this_deleted: bool = False
    is_other_deleted: bool = False
    device: str = "Pixel 8"


LISBON = Clash(
    base=NoteContent(
        title="Trip to Portugal",
        body="""Leaving Tuesday 12 May, back on Sunday. Three of us: Ana, Theo and me.

## To book
- [ ] Train to the airport, 06:40
- [ ] Apartment near Graça, two rooms, check-in from 15:00
- [ ] Sintra: buy tickets for the palace before noon

## Ideas

Ana wants to see the tile museum on a rainy day. If the weather holds we walk from Belém along the river, then take tram 28 back.

Ask Theo about the bike hire, he knows the owner.

The bakery on the corner opens at seven.
""",
    ),
    this=NoteContent(
        title="Trip to Lisbon",
        body="""Leaving Tuesday 12 May, back on Monday 18 May. Four of us: Ana, Theo, Mirela and me.

## To book
- [x] Train to the airport, 06:40
- [ ] Apartment near Graça, two rooms, check-in from 15:00
- [ ] Table at the fado place on Thursday, 20:30
- [ ] Sintra: buy tickets for the palace before noon

## Ideas

Ana wants to see the tile museum on a rainy day. If the weather holds we walk from Belém along the river, then take tram 15 back, because the 28 is always full.

Ask Theo about the bike hire, he knows the owner and can get us the good ones for the whole weekend.

The bakery on the corner opens at seven.
""",
    ),
    other=NoteContent(
        title="Lisbon in May",
        body="""Leaving Tuesday 12 May at 08:15, back on Sunday. Three of us: Ana, Theo and me.

## To book
- [ ] Train to the airport, 06:40
- [ ] Apartment near Graça, two rooms and a balcony, check-in from 15:00
- [ ] Sintra: buy tickets for the palace before noon

## Ideas

Ana wants to see the tile museum on a rainy day (closed on Mondays). If the weather holds we walk from Belém along the river, then take tram 28 or a taxi back up.

The bakery on the corner opens at seven.

## Packing

Rain jacket, adapter, the small backpack.
""",
    ),
)

MEETING = Clash(
    base=NoteContent(
        title="Meeting notes: roadmap",
        body="""## Roadmap, 12 May
Present: Ines, Jo, Karim.
- [ ] Ship sharing in the summer
- [ ] Karim writes the import guide

## Decisions
We keep the name. The website gets one page, no more.
""",
    ),
    this=NoteContent(
        title="Meeting notes: roadmap",
        body="""## Roadmap, 12 May
Present: Ines, Jo, Karim.
- [ ] Ship offline mode first, sharing waits until the autumn
- [ ] Karim writes the import guide

## Decisions
We keep the name. The website gets one page, no more.
Jo asked for a test with real people before the beta; we do it in June.
""",
    ),
    other=NoteContent(
        title="Meeting notes: roadmap",
        body="""## Roadmap, 12 May
Present: Ines, Jo, Karim.
- [ ] Ship sharing in the summer
- [ ] Karim writes the import guide

## Decisions
We keep the name. The website gets one page, no more.
""",
    ),
    is_other_deleted=True,
)

JAPANESE = Clash(
    base=NoteContent(
        title="Japanese, lesson 12",
        body="""## Words
- 駅 (えき): station
- 切符 (きっぷ): ticket

## Sentence of the day
駅はどこですか。

Homework until Friday.
""",
    ),
    this=NoteContent(
        title="Japanese, lesson 12",
        body="""## Words
- 駅 (えき): station
- 切符 (きっぷ): ticket

## Sentence of the day
駅はどこにありますか。

Homework until Friday.
""",
    ),
    other=NoteContent(
        title="Japanese, lesson 12",
        body="""## Words
- 駅 (えき): station
- 切符 (きっぷ): ticket

## Sentence of the day
すみません、駅はどこですか、教えてください。

Homework until Friday.
""",
    ),
)


def random_clash(seed: int) -> Clash:
    """Return a clash of random Markdown, with emoji and right-to-left words in it."""
    rnd = random.Random(seed)
    base = [_line(rnd) for _ in range(rnd.randint(1, 60))]
    base_note, this, other = (
        NoteContent(title="Random", body="\n".join(lines))
        for lines in (base, _edited(rnd, base), _edited(rnd, base))
    )
    return Clash(base_note, this, other)


def conflict_of(clash: Clash, name: str = "clash") -> Conflict:
    """Return a clash as the store would give it."""
    guid = derived_guid("test", name)
    first = VersionVector({HERE: 1})
    base = _revision(guid, clash.base, first, HERE, "Laptop", BASE_AT) if clash.base else None
    return Conflict(
        guid=guid,
        this=_revision(
            guid, clash.this, first.bump(HERE), HERE, "Laptop", HERE_AT, clash.is_this_deleted
        ),
        other=_revision(
            guid,
            clash.other,
            first.bump(THERE),
            THERE,
            clash.device,
            THERE_AT,
            clash.is_other_deleted,
        ),
        base=base,
        found_at=NOW,
    )


def open_library(profile: Path) -> Library:
    """Open a library whose clock a test can set, on a computer called Laptop."""
    return make_library(profile, clock=FixedClock(NOW))


def add_clash(library: Library, clash: Clash, name: str) -> Guid:
    """Put a note changed in two places into a library, as a sync run would."""
    conflict = conflict_of(clash, name)
    _set_clock(library, BASE_AT)
    with library.write(Origin.SYNC) as transaction:
        if conflict.base is not None:
            transaction.sync.take(conflict.base)
        else:
            content = clash.this
            transaction.notes.create(guid=conflict.guid, title=content.title, body=content.body)
    _set_clock(library, HERE_AT)
    with library.write(Origin.EDITOR) as transaction:
        this = clash.this
        transaction.notes.edit(
            conflict.guid, title=this.title, body=this.body, notebook=this.notebook
        )
        if clash.is_this_deleted:
            transaction.notes.delete(conflict.guid)
    _set_clock(library, NOW)
    with library.write(Origin.SYNC) as transaction:
        transaction.sync.open_conflict(conflict.guid, conflict.other, conflict.base)
    return conflict.guid


def send_again(library: Library, guid: Guid, content: NoteContent) -> None:
    """Let the other device's newer version arrive while the note still waits."""
    with library.write(Origin.SYNC) as transaction:
        former = transaction.conflicts.get(guid)
        rev = Rev(derived_guid(guid, "again", content.body).replace("-", ""))
        newer = replace(former.other, rev=rev, content=content, vv=former.other.vv.bump(THERE))
        transaction.sync.update_conflict(guid, newer, former.base)


def _set_clock(library: Library, moment: datetime) -> None:
    assert isinstance(library.clock, FixedClock)
    library.clock.set(moment)


def _revision(
    guid: Guid,
    content: NoteContent,
    vv: VersionVector,
    node: NodeId,
    name: str,
    at: datetime,
    is_deleted: bool = False,
) -> Revision:
    rev = Rev(derived_guid(guid, name, repr(vv), content.body).replace("-", ""))
    return Revision(
        guid=guid,
        rev=rev,
        kind=RecordKind.NOTE,
        content=content,
        is_deleted=is_deleted,
        vv=vv,
        hlc=Hlc.at(to_milliseconds(at)),
        created_at=BASE_AT,
        updated_at=at,
        node=node,
        node_name=name,
    )


def _line(rnd: random.Random) -> str:
    mark = rnd.choice(["", "", "", "# ", "## ", "- ", "- [x] ", "> ", "```"])
    return mark + " ".join(rnd.choice(_WORDS) for _ in range(rnd.randint(0, 30)))


def _edited(rnd: random.Random, lines: list[str]) -> list[str]:
    result = []
    for line in lines:
        chance = rnd.random()
        if chance < 0.08:
            continue
        result.append(line + " " + rnd.choice(_WORDS) if chance < 0.25 else line)
        if chance > 0.93:
            result.append(_line(rnd))
    return result
