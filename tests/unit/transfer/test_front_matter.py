"""The head of a file is read, and taken off only when nothing in it would be lost."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesapp.transfer.front_matter import FrontMatter, parse, write


def test_all_fields_are_read_and_the_body_starts_right_after() -> None:
    parsed = parse(
        "---\ntitle: Tea, how to\ntags: [kitchen, slow food]\n"
        "created: 2024-05-13T10:20:30.123Z\nupdated: 2024-05-14 09:00:00+02:00\n"
        "id: 0190a0a0-0000-7000-8000-000000000000\npinned: true\n---\n\nBoil.\n"
    )
    assert parsed.body == "\nBoil.\n"
    assert parsed.front_matter == FrontMatter(
        title="Tea, how to",
        tags=("kitchen", "slow food"),
        created_at=datetime(2024, 5, 13, 10, 20, 30, 123000, tzinfo=UTC),
        updated_at=datetime(2024, 5, 14, 7, tzinfo=UTC),
        source_id="0190a0a0-0000-7000-8000-000000000000",
        is_pinned=True,
    )
    assert not parsed.is_kept


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no block",
        "---\n",
        "---\nnever closed\n",
        "---\n- a list\n---\nbody",
        "---\njust words\n---\nbody",
        "---\n: [broken\n---\nbody",
        "---\ntitle: NUL\0\n---\nbody",
        "----\ntitle: four dashes\n----\n",
        "\n---\ntitle: not at the head\n---\n",
        "---\n---\nempty block",
        "+++\ntitle = 'toml'\n+++\n",
        "---\n" + "[" * 5000 + "\n---\nbody",
    ],
)
def test_what_is_no_front_matter_stays_in_the_body(text: str) -> None:
    parsed = parse(text)
    assert parsed.body == text
    assert parsed.front_matter == FrontMatter()


@pytest.mark.parametrize(
    "line",
    [
        "layout: post",
        "# a comment",
        "tags: [a, [nested]]",
        "created: last summer",
        "date: 0001-01-01",
        "pinned: perhaps",
        "aliases: [other]",
    ],
)
def test_a_block_with_something_unknown_is_read_and_kept(line: str) -> None:
    text = f"---\ntitle: Known\n{line}\n---\nbody"
    parsed = parse(text)
    assert parsed.is_kept
    assert parsed.body == text
    assert parsed.front_matter.title == "Known"


def test_two_dates_for_one_field_are_both_kept() -> None:
    assert parse("---\ncreated: 2020-01-01\ndate: 2021-01-01\n---\n").is_kept


def test_scalars_stay_what_was_written() -> None:
    assert parse("---\ntitle: 2024\n---\n").front_matter.title == "2024"
    assert parse("---\ntitle: no\n---\n").front_matter.title == "no"
    assert parse('---\ntitle: "C# and #tags"\n---\n').front_matter.title == "C# and #tags"


@pytest.mark.parametrize("tags", ["[a, b]", "a, b", "'#a #b'", "\n- a\n- b", "a b"])
def test_tags_are_read_in_every_usual_way(tags: str) -> None:
    assert parse(f"---\ntags: {tags}\n---\n").front_matter.tags == ("a", "b")


def test_windows_line_ends_and_a_mark_before_the_block_are_fine() -> None:
    parsed = parse("\ufeff---\r\ntitle: T\r\n---\r\nbody\r\n")
    assert parsed.front_matter.title == "T"
    assert parsed.body == "body\r\n"


def test_a_date_alone_is_local_midnight() -> None:
    created = parse("---\ndate: 2024-05-13\n---\n").front_matter.created_at
    assert created == datetime(2024, 5, 13).astimezone(UTC)


def test_an_escaped_lone_surrogate_never_gets_into_a_title() -> None:
    text = '---\ntitle: "a\\ud800b"\n---\n'
    parsed = parse(text)
    (parsed.front_matter.title or "").encode("utf-8")
    assert parsed.front_matter.title == "a\ufffdb" or parsed.body == text


_words = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
_times = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1)).map(  # noqa: DTZ001
    lambda t: t.replace(microsecond=t.microsecond // 1000 * 1000, tzinfo=UTC)
)


@given(title=_words, tags=st.lists(_words, max_size=3), created=_times, body=_words)
def test_what_is_written_reads_back(
    title: str, tags: list[str], created: datetime, body: str
) -> None:
    title = " ".join(title.split())
    tags = [tag for tag in (" ".join(tag.split()).lstrip("#") for tag in tags) if tag]
    head = FrontMatter(title, tuple(tags), created, created, "x-1", is_pinned=bool(tags))
    parsed = parse(write(head) + body)
    assert parsed.front_matter == head
    assert parsed.body == body
    assert not parsed.is_kept
