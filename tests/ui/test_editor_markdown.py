"""What a line of Markdown is, read by itself."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesapp.ui.editor.lists import next_mark
from notesapp.ui.editor.markdown_lines import MAX_INLINE, NORMAL, Line, LineKind, Look, read_line


def looks(text: str) -> list[tuple[str, Look]]:
    return [(text[piece.start : piece.end], piece.look) for piece in read_line(text).pieces]


@pytest.mark.parametrize(
    ("text", "kind", "mark_end"),
    [
        ("plain", LineKind.TEXT, 0),
        ("", LineKind.TEXT, 0),
        ("# one", LineKind.HEADING, 2),
        ("###### six", LineKind.HEADING, 7),
        ("#", LineKind.HEADING, 1),
        ("#tag", LineKind.TEXT, 0),
        ("####### seven", LineKind.TEXT, 0),
        ("- item", LineKind.LIST_ITEM, 2),
        ("+ item", LineKind.LIST_ITEM, 2),
        ("-item", LineKind.TEXT, 0),
        ("12. item", LineKind.LIST_ITEM, 4),
        ("1) item", LineKind.LIST_ITEM, 3),
        ("  * item", LineKind.LIST_ITEM, 4),
        ("\t- item", LineKind.LIST_ITEM, 3),
        ("- [ ] box", LineKind.LIST_ITEM, 6),
        ("- [x] box", LineKind.LIST_ITEM, 6),
        ("- [y] no box", LineKind.LIST_ITEM, 2),
        ("> said", LineKind.QUOTE, 2),
        ("> > twice", LineKind.QUOTE, 4),
        ("---", LineKind.RULE, 3),
        ("* * *", LineKind.RULE, 5),
        ("```python", LineKind.FENCE, 9),
        ("~~~", LineKind.FENCE, 3),
        ("``` not ` a fence", LineKind.TEXT, 0),
    ],
)
def test_kinds(text: str, kind: LineKind, mark_end: int) -> None:
    line = read_line(text)
    assert (line.kind, line.mark_end) == (kind, mark_end)


def test_boxes() -> None:
    assert (read_line("- [ ] a").box, read_line("- [ ] a").is_done) == (2, False)
    assert (read_line("  2. [X] a").box, read_line("  2. [X] a").is_done) == (5, True)
    assert read_line("- a [ ]").box is None


def test_a_fence_ends_with_its_own_mark_only() -> None:
    states = NORMAL
    kinds = []
    for text in ("````", "# code", "```", "~~~~", "`````", "# heading"):
        line = read_line(text, states)
        states = line.state
        kinds.append(line.kind)
    fence, code = LineKind.FENCE, LineKind.CODE
    assert kinds == [fence, code, code, code, fence, LineKind.HEADING]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a **b** c", [("**", Look.MARK), ("b", Look.BOLD), ("**", Look.MARK)]),
        ("a *b* c", [("*", Look.MARK), ("b", Look.ITALIC), ("*", Look.MARK)]),
        ("~~b~~", [("~~", Look.MARK), ("b", Look.STRIKE), ("~~", Look.MARK)]),
        ("snake_case_name", []),
        ("2 * 3 * 4", []),
        ("a _b_ c", [("_", Look.MARK), ("b", Look.ITALIC), ("_", Look.MARK)]),
        ("**open", []),
    ],
)
def test_pairs(text: str, expected: list[tuple[str, Look]]) -> None:
    assert looks(text) == expected


def test_code_hides_marks_from_everything_else() -> None:
    text = "`a * b` and `c * d`"
    assert all(Look.CODE in look for _, look in looks(text))
    assert looks("``a ` b``")[1] == ("a ` b", Look.CODE)


def test_italic_inside_bold_is_both() -> None:
    assert ("it", Look.BOLD | Look.ITALIC) in looks("**bold *it* on**")
    assert ("all", Look.BOLD | Look.ITALIC) in looks("***all***")


def test_links_know_where_they_lead() -> None:
    line = read_line("see [the map](https://a.b/c_d_e) and https://x.y/z. Or <https://q.r>")
    assert [link.target for link in line.links] == [
        "https://a.b/c_d_e",
        "https://x.y/z",
        "https://q.r",
    ]
    wiki = read_line("[page](https://a.b/Berlin_(band))")
    assert [link.target for link in wiki.links] == ["https://a.b/Berlin_(band)"]


def test_the_next_item_is_empty_and_counts_on() -> None:
    for text, expected in (
        ("- [x] a", "- [ ] "),
        ("9. a", "10. "),
        ("  * a", "  * "),
        ("3. [x] a", "4. [ ] "),
    ):
        assert next_mark(text, read_line(text)) == expected


@given(st.text(alphabet="ab *_`~[](){}<>#-+.!\\/:h1\t\u05d0😀", max_size=60), st.integers(0, 9))
def test_any_line_gives_pieces_inside_it_in_order(text: str, before: int) -> None:
    line: Line = read_line(text, before)
    end = 0
    for piece in line.pieces:
        assert end <= piece.start < piece.end <= len(text)
        end = piece.end
    assert 0 <= line.mark_end <= len(text)


@pytest.mark.parametrize(
    "unit", ["*a ", "**a ", "[a](", "`a", "_a ", "http://", "<", "~~a", "[[", "(", "![", "[a](b("]
)
def test_no_line_takes_forever(unit: str) -> None:
    text = (unit * MAX_INLINE)[:MAX_INLINE]
    start = time.process_time()
    read_line.__wrapped__(text)
    assert time.process_time() - start < 2
