"""Words, signs and blanks of any script."""

from __future__ import annotations

import pytest

from notesapp.core.merge import PassageState, merge_text
from notesapp.core.tokens import holds_word, tokens_of


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("don’t stop", ["don’t", " ", "stop"]),
        ("8.2, naïve", ["8", ".", "2", ",", " ", "naïve"]),
        ("東京へ行く。", ["東", "京", "へ", "行", "く", "。"]),
        ("カフェでnote", ["カ", "フ", "ェ", "で", "note"]),
        ("ที่นี่", ["ที่", "นี่"]),
        ("한국어 문장", ["한국어", " ", "문장"]),
        ("हिन्दी में", ["हिन्दी", " ", "में"]),
        ("e\u0301te\u0301", ["e\u0301te\u0301"]),
        ("\u0301\x00\u2028", ["\u0301", "\x00", "\u2028"]),
    ],
)
def test_a_script_without_spaces_is_cut_into_letters(text: str, tokens: list[str]) -> None:
    assert tokens_of(text) == tokens


def test_every_character_is_part_of_a_token() -> None:
    text = "".join(chr(code) for code in range(0x20000) if not 0xD800 <= code < 0xE000)
    assert "".join(tokens_of(text)) == text


@pytest.mark.parametrize(
    ("tokens", "expected"),
    [(["a"], True), (["8"], True), ([" ", "-"], False), (["東"], False), (["東", "京"], True)],
)
def test_two_letters_without_spaces_say_as_much_as_a_word(
    tokens: list[str], expected: bool
) -> None:
    assert holds_word(tokens) is expected


@pytest.mark.parametrize(
    ("base", "this", "other", "expected"),
    [
        (
            "明日の朝九時に東京駅で会います。\n",
            "明日の朝十時に東京駅で会います。\n",
            "明日の朝九時に東京駅で友達に会います。\n",
            "明日の朝十時に東京駅で友達に会います。\n",
        ),
        (
            "พรุ่งนี้เราพบกันที่สถานีรถไฟ\n",
            "วันนี้เราพบกันที่สถานีรถไฟ\n",
            "พรุ่งนี้เราพบกันที่สถานีรถเมล์\n",
            "วันนี้เราพบกันที่สถานีรถเมล์\n",
        ),
    ],
)
def test_different_words_of_a_sentence_without_spaces_are_combined(
    base: str, this: str, other: str, expected: str
) -> None:
    merged = merge_text(base, this, other)
    assert [passage.state for passage in merged.passages] == [PassageState.COMBINED]
    assert merged.text == expected
