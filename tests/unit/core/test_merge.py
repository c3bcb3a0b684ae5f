"""Three-way merge of a note's text."""

from __future__ import annotations

import random
import time
import tracemalloc

import pytest

from notesapp.core.merge import MergedText, Passage, PassageState, merge_text

S = PassageState


def states(merged: MergedText) -> list[PassageState]:
    return [passage.state for passage in merged.passages if passage.state is not S.UNCHANGED]


def only(merged: MergedText, state: PassageState) -> Passage:
    (passage,) = [passage for passage in merged.passages if passage.state is state]
    return passage


SETTLED = {
    "different paragraphs": ("a\n\nb\n\nc\n", "A\n\nb\n\nc\n", "a\n\nb\n\nC\n", "A\n\nb\n\nC\n"),
    "the same on both": ("a\nb\n", "a\nnew\nb\n", "a\nnew\nb\n", "a\nnew\nb\n"),
    "neighbouring list items": (
        "- buy some bread\n- call aunt Mary\n- water plants\n",
        "- buy some rye bread\n- call aunt Mary\n- water plants\n",
        "- buy some bread\n- call aunt Mary today\n- water plants\n",
        "- buy some rye bread\n- call aunt Mary today\n- water plants\n",
    ),
    "an item of a list added on each side": (
        "- milk\n",
        "- milk\n- bread\n",
        "- milk\n- apples\n",
        "- milk\n- apples\n- bread\n",
    ),
    "an item ticked here, worded anew there": (
        "- [ ] call Mary\n",
        "- [x] call Mary\n",
        "- [ ] call Mary about the boat\n",
        "- [x] call Mary about the boat\n",
    ),
    "a list renumbered here, an item worded anew there": (
        "1. boil water\n2. add the tea\n",
        "1. find a pot\n2. boil water\n3. add the tea\n",
        "1. boil water\n2. add the green tea\n",
        "1. find a pot\n2. boil water\n3. add the green tea\n",
    ),
    "a heading's level here, its words there": (
        "# The old plan\n",
        "## The old plan\n",
        "# The new plan\n",
        "## The new plan\n",
    ),
    "indented here, worded anew there": (
        "- a\n- the second item\n",
        "- a\n    - the second item\n",
        "- a\n- the second good item\n",
        "- a\n    - the second good item\n",
    ),
    "a table padded anew here, a cell filled there": (
        "| day | place |\n|--|--|\n| one | Lisbon |\n",
        "| day | place  |\n|-----|--------|\n| one | Lisbon |\n",
        "| day | place |\n|--|--|\n| one | Porto |\n",
        "| day | place  |\n|-----|--------|\n| one | Porto |\n",
    ),
    "a table row put in on each side, and beside it a cell filled": (
        "| day | place |\n|--|--|\n| 8 May | the old harbour at night |\n",
        "| day | place |\n|--|--|\n| 8 May | a museum for trams |\n| 9 May | castle |\n",
        "| day | place |\n|--|--|\n| 7 May | train |\n| 8 May | the old harbour at night |\n",
        (
            "| day | place |\n|--|--|\n| 7 May | train |\n| 8 May | a museum for trams |\n"
            "| 9 May | castle |\n"
        ),
    ),
    "front matter, key by key": (
        "---\ntags: [a]\ncolour: red\n---\ntext\n",
        "---\ntags: [b, c]\ncolour: red\n---\ntext\n",
        "---\ntags: [a]\ncolour: blue\n---\ntext\n",
        "---\ntags: [b, c]\ncolour: blue\n---\ntext\n",
    ),
    "line ends changed here, words there": (
        "one two\nthree four\n",
        "one two\r\nthree four\r\n",
        "one two\nthree four five\n",
        "one two\r\nthree four five\r\n",
    ),
    "removed here, put in beside it there": (
        "keep\nold line\nend\n",
        "keep\nend\n",
        "keep\nold line\nnew words\nend\n",
        "keep\nnew words\nend\n",
    ),
    "one side did what the other did, and more": (
        "It needs PHP 8.1 and PHP 8.1 only.\n",
        "It needs PHP 8.4 and PHP 8.4 only.\n",
        "It needs PHP 8.4 and PHP 8.1 only.\n",
        "It needs PHP 8.4 and PHP 8.4 only.\n",
    ),
    "a line added to a last line without an end": ("a", "a", "a\nb", "a\nb"),
    "the newline at the end removed here": ("a\nb\n", "a\nb", "A\nb\n", "A\nb"),
}


@pytest.mark.parametrize("name", SETTLED)
def test_what_does_not_overlap_is_combined_silently(name: str) -> None:
    base, this, other, expected = SETTLED[name]
    merged = merge_text(base, this, other)
    assert merged.is_settled, merged.passages
    assert merged.text == expected


SUGGESTED = {
    "different words of a paragraph": (
        "We meet at nine in the hall.\n",
        "We meet at ten in the hall.\n",
        "We meet at nine in the big hall.\n",
        "We meet at ten in the big hall.\n",
    ),
    "different cells of a table row": (
        "| one | Lisbon | tram |\n",
        "| two | Lisbon | tram |\n",
        "| one | Lisbon | boat |\n",
        "| two | Lisbon | boat |\n",
    ),
    "one side's wording holds all of the other's change": (
        "Out of the box it supports:\n",
        "Out of the box support includes, but is not limited to:\n",
        "Out of the box it supports includes, but is not limited to:\n",
        "Out of the box support includes, but is not limited to:\n",
    ),
    "lines added to one place of a block of code": (
        "```\na = 1\nd = 4\n```\n",
        "```\na = 1\nb = 2\nd = 4\n```\n",
        "```\na = 1\nc = 3\nd = 4\n```\n",
        "```\na = 1\nb = 2\nc = 3\nd = 4\n```\n",
    ),
    "lines of one block of code next to each other": (
        "Do:\n\n    first(now)\n    second(now)\n",
        "Do:\n\n    first(later)\n    second(now)\n",
        "Do:\n\n    first(now)\n    second(late)\n",
        "Do:\n\n    first(later)\n    second(late)\n",
    ),
    "a line replaced here, another put in beside it there": (
        "- passport\n",
        "- camera\n",
        "- passport\n- hat\n",
        "- camera\n- hat\n",
    ),
    "removed here, shortened there": (
        "a\nthe long line here\nb\n",
        "a\nb\n",
        "a\nthe line here\nb\n",
        "a\nb\n",
    ),
}


@pytest.mark.parametrize("name", SUGGESTED)
def test_different_words_of_one_passage_are_suggested(name: str) -> None:
    base, this, other, expected = SUGGESTED[name]
    merged = merge_text(base, this, other)
    assert states(merged) == [S.COMBINED], merged.passages
    assert not merged.is_settled
    assert merged.text == expected


ASKED = {
    "the same words": ("at nine\n", "at ten\n", "at eleven\n"),
    "words beside each other": (
        "We meet at nine today.\n",
        "We meet at ten today.\n",
        "We meet at nine tonight.\n",
    ),
    "removed here, edited there": ("a\nthe line\nb\n", "a\nb\n", "a\nthe good line\nb\n"),
    "edited here, removed there": ("a\nthe line\nb\n", "a\nthe good line\nb\n", "a\nb\n"),
    "two rows of a table about the same": (
        "| day | place |\n|--|--|\n",
        "| day | place |\n|--|--|\n| 8 May | the old harbour |\n",
        "| day | place |\n|--|--|\n| 8 May | a museum for trams |\n",
    ),
    "two new paragraphs about one thing that is new to the note": (
        "Plan\n",
        "Plan\n\nWe take the Glória funicular up to the garden and look at the river.\n",
        "Plan\n\nIn the evening there is time for Glória, the funicular, if it runs.\n",
    ),
    "a line put in beside one that was reworded, and like it": (
        "- lunch with Ann at the station\n- rest\n",
        "- lunch with Ann at the old station\n- rest\n",
        "- lunch with Eve at the station\n- lunch with Ann at the station\n- rest\n",
    ),
    "items added on both sides, where one replaced the old ones, too": (
        "- passport\n",
        "- camera\n- socks\n",
        "- passport\n- hat\n",
    ),
    "two versions of one new paragraph": (
        "a\n",
        "a\nThe ferry leaves the harbour at nine every day.\n",
        "a\nThe ferry leaves the harbour at ten every day.\n",
    ),
}


@pytest.mark.parametrize("name", ASKED)
def test_what_overlaps_is_asked_and_both_wordings_stay(name: str) -> None:
    merged = merge_text(*ASKED[name])
    passage = only(merged, S.UNDECIDED)
    assert passage.this in merged.text
    assert passage.other in merged.text


def test_only_the_edited_line_of_a_removed_list_is_asked() -> None:
    base = "List:\n- bread and butter\n- milk and honey\n- salt and pepper\nEnd\n"
    other = base.replace("milk", "oat milk")
    merged = merge_text(base, "List:\nEnd\n", other)
    assert only(merged, S.UNDECIDED).other == "- oat milk and honey\n"
    assert merged.text == "List:\n- oat milk and honey\nEnd\n"


BOUND = {
    "the blank line behind it": ("a\n\nthe line\n\nb\n", "a\n\nb\n", "a\n\nthe good line\n\nb\n"),
    "the one before it, at the end": ("a\n\nthe line\n", "a\n", "a\n\nthe good line\n"),
    "the last of two": (
        "a\n\nfirst one\n\nthe line\n\nb\n",
        "a\n\nb\n",
        "a\n\nfirst one\n\nthe good line\n\nb\n",
    ),
    "the first of two at the end": (
        "a\n\nthe line\n\nlast one\n",
        "a\n",
        "a\n\nthe good line\n\nlast one\n",
    ),
}


@pytest.mark.parametrize("name", BOUND)
def test_a_removed_paragraph_takes_its_blank_line_with_it(name: str) -> None:
    base, this, other = BOUND[name]
    merged = merge_text(base, this, other)
    asked = only(merged, S.UNDECIDED)

    def saved(wording: str) -> str:
        return merged.compose(wording if p is asked else p.text for p in merged.passages)

    assert saved(asked.this) == this
    assert saved(asked.other) == other.replace("first one\n\n", "").replace("\nlast one\n", "")


FERRY = "The ferry leaves the harbour at nine every day.\n\n"
MOVED = {
    "moved to two places": (
        f"{FERRY}b\n\nc\n\nd\n",
        f"b\n\n{FERRY}c\n\nd\n",
        f"b\n\nc\n\n{FERRY}d\n",
    ),
    "moved to two places and reworded in one": (
        f"{FERRY}b\n\nc\n\nd\n",
        f"b\n\n{FERRY}c\n\nd\n",
        f"b\n\nc\n\n{FERRY.replace('nine', 'ten')}d\n",
    ),
    "moved here, reworded there": (
        f"{FERRY}b\n\nc\n\nd\n",
        f"b\n\n{FERRY}c\n\nd\n",
        f"{FERRY.replace('nine', 'ten')}b\n\nc\n\nd\n",
    ),
}


@pytest.mark.parametrize("name", MOVED)
def test_a_moved_paragraph_never_stands_twice_without_a_question(name: str) -> None:
    merged = merge_text(*MOVED[name])
    assert any(p.state is S.UNDECIDED and "ferry" in p.text for p in merged.passages)


def test_put_in_amid_what_the_other_side_removed_is_asked() -> None:
    merged = merge_text("a\nb1 x\nb2 y\nc\n", "a\nc\n", "a\nb1 x\nbrand new\nb2 y\nc\n")
    assert only(merged, S.UNDECIDED).other == "brand new\n"


def test_the_same_new_heading_on_both_sides_stands_once() -> None:
    merged = merge_text("a\n", "a\n\n## New\n\nmilk\n", "a\n\n## New\n\nbread\n")
    assert merged.text == "a\n\n## New\n\nbread\n\nmilk\n"


def test_what_goes_on_with_a_section_stands_before_a_new_one() -> None:
    merged = merge_text("a\n", "a\n\n## New\n\nmilk\n", "a\n\nA note on the above.\n")
    assert merged.text == "a\n\nA note on the above.\n\n## New\n\nmilk\n"


def test_without_a_base_only_what_is_common_is_settled() -> None:
    merged = merge_text(None, "a\nb\n", "a\nc\n")
    assert not merged.has_base
    assert [p.state for p in merged.passages] == [S.SAME_ON_BOTH, S.UNDECIDED]
    assert merged.text == "a\nb\nc\n"


def test_texts_chosen_by_hand_are_joined_without_gluing_lines() -> None:
    merged = merge_text("a", "b", "c")
    assert merged.compose(["b", "c"]) == "b\nc"


def _prose(lines: int, end: str, seed: int = 1) -> str:
    words = random.Random(seed)
    vocabulary = [f"w{number}" for number in range(3000)]
    return "".join(" ".join(words.choices(vocabulary, k=10)) + end for _ in range(lines))


def _edited(text: str, count: int, seed: int) -> str:
    chance = random.Random(seed)
    for _ in range(count):
        at = chance.randrange(len(text))
        text = text[:at] + chance.choice(["zap ", "", "new words\n"]) + text[at + 9 :]
    return text


PATHOLOGICAL = {
    "a megabyte in lines": tuple(
        _edited(_prose(18_000, "\n"), edits, edits) for edits in (0, 100, 99)
    ),
    "a megabyte in one line": tuple(
        _edited(_prose(18_000, " "), edits, edits) for edits in (0, 100, 99)
    ),
    "one line repeated": ("a\n" * 90_000, "a\n" * 90_100 + "b\n", "a\n" * 45_000 + "c\n" * 9),
    "two lines in turn": ("a\nb\n" * 50_000, "b\na\n" * 50_000, "a\nb\nc\n" * 40_000),
    "nothing in common": tuple(_prose(9_000, "\n", seed) for seed in (1, 2, 3)),
    "few words": tuple(_prose(20_000, "\n", s).replace("w2", "\n") for s in (1, 2, 3)),
    "all lines alike": tuple(
        "".join(f"the same line {line} {side}\n" for line in range(20_000)) for side in "abc"
    ),
    "letters without spaces": tuple(
        "".join(chr(0x4E00 + number * factor % 2000) for number in range(330_000))
        for factor in (7919, 15838, 23757)
    ),
    "a rewrite of every other paragraph": tuple(
        _prose(18_000, "\n").replace("w2", new) for new in ("w2", "w22", "\n")
    ),
    "blank lines": ("\n" * 500_000, "\n" * 400_000 + "a\n", "b\n" + "\n" * 600_000),
    "brackets": ("[" * 200_000, "[(" * 100_000, "[" * 100_000 + "(" * 100_000),
}


@pytest.mark.parametrize("name", PATHOLOGICAL)
def test_time_stays_bounded(name: str) -> None:
    base, this, other = PATHOLOGICAL[name]
    start = time.process_time()
    merged = merge_text(base, this, other)
    # A quiet machine needs 0.2 s for the first, 0.8 s for the worst; one under load more.
    assert time.process_time() - start < 3
    assert "".join(passage.other for passage in merged.passages) == other


def test_memory_stays_bounded() -> None:
    tracemalloc.start()
    merge_text(*PATHOLOGICAL["a megabyte in lines"])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100_000_000
