"""A small library with real prose, as the main window is shown and tested with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from notesapp.core.changes import Origin
from notesapp.core.clock import Clock
from notesapp.core.ids import Guid
from notesapp.store.library import Library

NOW = datetime(2026, 5, 13, 15, 2, tzinfo=UTC)


class Sample(NamedTuple):
    """A note as a person would have written it, some hours ago."""

    title: str
    notebook: str
    tags: tuple[str, ...]
    hours_ago: float
    body: str
    is_pinned: bool = False


SAMPLES = (
    Sample(
        "Trip to Lisbon",
        "Travel",
        ("trip", "2026"),
        0.4,
        """Leaving **Tuesday 12 May**, back on Sunday. Three of us: Ana, Theo and me.

## To book
- [x] Train to the airport, 06:40
- [ ] Apartment near *Graça*, two rooms, check-in from 15:00
- [ ] Table at the fado place on Thursday, 20:30
- [ ] Sintra: buy tickets for the palace `before` noon

## Ideas
Ana wants to see the tile museum on a rainy day. If the weather holds we walk from Belém along the river, then take tram 28 back up. See [the route](https://example.org/route).

> Ask Theo about the bike hire, he knows the owner.

```
budget  = 3 * 410
reserve = 150
```
""",
        is_pinned=True,
    ),
    Sample(
        "Sourdough, third attempt",
        "Kitchen",
        ("recipe",),
        1.9,
        "Hydration down to 70 %. Fold every 30 minutes, four times, then overnight in the fridge. The crumb was still dense near the bottom.",
    ),
    Sample(
        "Weekly review",
        "Work",
        ("meeting",),
        2.6,
        "Finished the import, started on search. Two things slipped: the invoice and the call with Miriam.",
    ),
    Sample(
        "Call with the landlord",
        "Home",
        (),
        6,
        "He agrees to replace the kitchen window before September. Send him the measurements: 118 × 92 cm.",
    ),
    Sample(
        "Reading list",
        "Books",
        ("books",),
        21,
        "1. The Left Hand of Darkness 2. How Buildings Learn 3. A Pattern Language Theo recommends the second one first.",
        is_pinned=True,
    ),
    Sample(
        "Garden, what went where",
        "Home",
        (),
        23,
        "Bed 1: peas, then leeks. Bed 2: tomatoes (Ananas, Green Zebra). Bed 3 rests this year.",
    ),
    Sample(
        "Meeting notes: roadmap",
        "Work",
        ("meeting",),
        27,
        "Present: Ines, Jo, Karim. We agreed to ship offline mode first and leave sharing for the autumn.",
    ),
    Sample(
        "Birthday ideas for Ana",
        "Home",
        (),
        52,
        "The ceramics course on Saturdays, or the big atlas she keeps looking at.",
    ),
    Sample(
        "Bike repair log",
        "Home",
        ("howto",),
        76,
        "New chain at 4,120 km. Rear brake pads at 50 %. Next: bottom bracket, it creaks under load.",
    ),
    Sample(
        "Sync server setup",
        "Work/Server",
        ("howto",),
        100,
        "apt install, then the unit file. Certificates renew by themselves; check the timer in March.",
    ),
    Sample(
        "ملاحظات السفر",
        "Travel",
        ("trip",),
        130,
        "القطار يغادر في السابعة صباحا. لا تنس الخريطة.",
    ),
    Sample(
        "Interview questions",
        "Work/Talks",
        (),
        180,
        "What did you change your mind about last year? What would you delete first?",
    ),
    Sample(
        "Medicine for the cat",
        "Home",
        (),
        260,
        "Half a tablet, mornings, with the wet food. Ten days.",
    ),
    Sample(
        "Ideas for the short story",
        "Writing",
        (),
        400,
        "A lighthouse keeper who collects other people's letters, unopened.",
    ),
    Sample(
        "Packing list",
        "Travel",
        ("trip",),
        700,
        "Passport, charger, the small umbrella, two books, nothing else.",
    ),
    Sample(
        "A very long title that goes on and on because someone pasted a whole sentence into the title field 🌍 and never looked back",
        "Journal",
        (),
        1500,
        "Short body.",
    ),
)


def fill(library: Library, count: int = 40) -> list[Guid]:
    """Write the samples (and more parts of them, up to `count`); return their ids in that order."""
    now = library.clock.now()
    made: list[Guid] = []
    with library.write(Origin.IMPORT) as transaction:
        for number in range(count):
            sample = SAMPLES[number % len(SAMPLES)]
            part = number // len(SAMPLES)
            moment = now - timedelta(hours=sample.hours_ago + 1700 * part)
            note = transaction.notes.create(
                title=f"{sample.title}, part {part + 1}" if part else sample.title,
                body=sample.body,
                tags=sample.tags,
                is_pinned=sample.is_pinned and not part,
                notebook=transaction.notebooks.ensure_path(sample.notebook.split("/")),
                created_at=moment,
                updated_at=moment,
            )
            made.append(note.guid)
        gone = transaction.notes.create(title="Old address book", body="Nobody lives there now.")
        transaction.notes.delete(gone.guid)
    return made


class StandingClock(Clock):
    """A clock that shows one moment, so that dates in pictures stay the same."""

    def now(self) -> datetime:
        return NOW
