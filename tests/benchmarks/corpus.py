"""A seeded corpus of Markdown notes for benchmarks; the same number and seed give the same notes.

Zipf (s = 1.07) over 20,000 made-up words, lengths log-normal (median 1.2 kB), 1 note in 500 of
about 100 kB and up to five of about 1 MB, notebooks in two levels, tags with a long tail.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

_SYLLABLES = [
    c + v
    for c in "b c d f g h j k l m n p r s t v w z st tr pl kr sh ch".split()
    for v in "a e i o u ai ou".split()
]
_ENDINGS = ["", "n", "s", "r", "l", "t", "m"]
_START = 1_600_000_000


@dataclass(frozen=True, slots=True)
class CorpusNote:
    """One made-up note; times are seconds since 1970."""

    id: str
    title: str
    body: str
    notebook: tuple[str, ...]
    tags: tuple[str, ...]
    created: int
    updated: int


def vocabulary(size: int = 20_000) -> list[str]:
    """Return the words of every corpus, the most frequent first."""
    rng = random.Random(1)
    seen: set[str] = set()
    words: list[str] = []
    while len(words) < size:
        count = 1 + (len(words) > 200) + (rng.random() < 0.5) + (rng.random() < 0.2)
        word = "".join(rng.choice(_SYLLABLES) for _ in range(count)) + rng.choice(_ENDINGS)
        if rng.random() < 0.01:
            word = word[:-1] + "é"
        if word not in seen:
            seen.add(word)
            words.append(word)
    return words


def notes(count: int, seed: int = 7) -> Iterator[CorpusNote]:
    """Yield `count` notes."""
    rng, numbers = random.Random(seed), np.random.default_rng(seed)
    words = vocabulary()
    cumulated = _zipf(len(words))
    sizes = _sizes(count, rng, numbers)
    book_count = max(12, min(200, count // 100))
    books = [_book(words, i) for i in range(book_count)]
    tags = words[700:1000]
    for size in sizes:
        draws = numbers.random(int(size / 7) + 30)
        picked = np.minimum(np.searchsorted(cumulated, draws), len(words) - 1)
        text = [words[j] for j in picked]
        title = " ".join(text[: rng.randint(2, 7)]).capitalize()
        created = _START + rng.randint(0, 150_000_000)
        yield CorpusNote(
            id=f"{rng.getrandbits(128):032x}",
            title=title,
            body=_body(text[7:], size, rng),
            notebook=books[min(int(rng.expovariate(6 / book_count)), book_count - 1)],
            tags=_tags(tags, rng),
            created=created,
            updated=created + rng.randint(0, 20_000_000),
        )


def _zipf(size: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    shares = 1 / np.arange(1, size + 1) ** 1.07
    return np.cumsum(shares / shares.sum())


def _sizes(count: int, rng: random.Random, numbers: np.random.Generator) -> list[int]:
    sizes = [int(s) for s in np.clip(numbers.lognormal(np.log(1200), 1.0, count), 60, 60_000)]
    for i in rng.sample(range(count), max(1, count // 500)):
        sizes[i] = rng.randint(80_000, 120_000)
    for i in rng.sample(range(count), min(5, max(1, count // 5000))):
        sizes[i] = rng.randint(900_000, 1_100_000)
    return sizes


def _book(words: list[str], i: int) -> tuple[str, ...]:
    outer = words[300 + i % 12].title()
    return (outer, words[400 + i].title()) if i >= 12 else (outer,)


def _tags(tags: list[str], rng: random.Random) -> tuple[str, ...]:
    count = rng.choice([0, 0, 1, 1, 2, 3, 5])
    return tuple(sorted({tags[min(int(rng.paretovariate(0.7)) - 1, 299)] for _ in range(count)}))


def _body(words: list[str], size: int, rng: random.Random) -> str:
    blocks: list[str] = []
    length = at = 0
    while length < size and at < len(words):
        chunk = words[at : at + rng.randint(20, 90)]
        at += len(chunk)
        block = _block(chunk, rng.random())
        blocks.append(block)
        length += len(block) + 2
    return "\n\n".join(blocks)[:size] + "\n"


def _block(chunk: list[str], kind: float) -> str:
    def lines(width: int, lead: str) -> str:
        return "\n".join(lead + " ".join(chunk[a : a + width]) for a in range(0, len(chunk), width))

    if kind < 0.10:
        return "## " + " ".join(chunk[:5]).capitalize()
    if kind < 0.28:
        return lines(8, "- [ ] " if kind < 0.16 else "- ")
    if kind < 0.33:
        return "```\n" + lines(6, "") + "\n```"
    sentences = [" ".join(chunk[a : a + 12]).capitalize() for a in range(0, len(chunk), 12)]
    link = f" See [{chunk[0]}](https://example.org/{chunk[-1]}) and **{chunk[-1]}**."
    return ". ".join(sentences) + "." + (link if kind > 0.93 else "")
