"""Picks, typing and their one undo order, without any window."""

from __future__ import annotations

import pytest

from notesapp.ui.conflicts import drafts, summary
from notesapp.ui.conflicts.comparison import Comparison, Side, compare, deletion_of
from notesapp.ui.conflicts.drafts import draft_of
from notesapp.ui.conflicts.heads import device_icon
from notesapp.ui.conflicts.model import DecisionModel, Pick, Provenance, carried_over
from tests.support.clashes import JAPANESE, LISBON, MEETING, Clash, conflict_of


@pytest.fixture
def comparison() -> Comparison:
    return compare(conflict_of(LISBON), {})


@pytest.fixture
def model(comparison: Comparison) -> DecisionModel:
    return DecisionModel(comparison)


def test_a_suggestion_is_taken_at_first_and_the_rest_is_undecided(model: DecisionModel) -> None:
    picks = [model.answer(part).pick for part in model.comparison.asked]
    assert picks == [Pick.COMBINED, Pick.UNDECIDED, Pick.UNDECIDED]
    assert "back on Monday 18 May" in model.body
    assert not model.is_touched


@pytest.mark.parametrize(
    ("pick", "there", "not_there"),
    [
        (Pick.THIS, "tram 15 back", "a taxi back up"),
        (Pick.OTHER, "a taxi back up", "tram 15 back"),
    ],
)
def test_a_pick_takes_one_wording(
    model: DecisionModel, pick: Pick, there: str, not_there: str
) -> None:
    model.pick(model.comparison.asked[1], pick)
    assert there in model.body
    assert not_there not in model.body


@pytest.mark.parametrize("pick", [Pick.BOTH, Pick.UNDECIDED])
def test_no_line_of_either_side_is_lost_with_both(model: DecisionModel, pick: Pick) -> None:
    for part in model.comparison.asked:
        model.pick(
            part, pick if pick is Pick.BOTH or part.passage.suggestion is None else Pick.BOTH
        )
    for part in model.comparison.asked:
        for side in Side:
            assert part.text(side).strip("\n") in model.body


def test_picking_one_side_everywhere_gives_that_side(model: DecisionModel) -> None:
    for part in model.comparison.parts:
        if part.is_asked or part.comes_from is not None:
            model.pick(part, Pick.THIS)
    assert [line for line in model.body.split("\n") if line] == [
        line for line in LISBON.this.body.split("\n") if line
    ]


def test_a_kept_paragraph_is_not_glued_to_the_one_above(model: DecisionModel) -> None:
    model.pick(model.comparison.asked[2], Pick.THIS)
    assert "\n\nAsk Theo about the bike hire" in model.body
    model.pick(model.comparison.asked[2], Pick.OTHER)
    assert "\n\n\n" not in model.body


def test_fields_start_with_this_computer_and_can_be_chosen(model: DecisionModel) -> None:
    assert model.content.title == "Trip to Lisbon"
    model.choose_field("title", Side.OTHER)
    assert model.content.title == "Lisbon in May"
    model.undo()
    assert model.content.title == "Trip to Lisbon"


def test_undo_and_redo_walk_through_picks_and_typing_in_one_order(model: DecisionModel) -> None:
    first, second, _ = model.comparison.asked
    bodies = [model.body]
    model.pick(second, Pick.THIS)
    bodies.append(model.body)
    model.type_over({first.number: "Mine.\n"})
    bodies.append(model.body)
    model.pick(first, Pick.OTHER)
    bodies.append(model.body)
    for body in reversed(bodies[:-1]):
        model.undo()
        assert model.body == body
    for body in bodies[1:]:
        model.redo()
        assert model.body == body
    assert not model.can_redo


def test_typing_on_in_one_passage_is_one_step_until_a_pause(model: DecisionModel) -> None:
    part = model.comparison.asked[0]
    for text in ("M\n", "Mi\n", "Min\n"):
        model.type_over({part.number: text})
    model.end_typing()
    model.type_over({part.number: "Mine\n"})
    model.undo()
    assert model.text_of(part) == "Min\n"
    model.undo()
    assert model.answer(part).typed is None
    assert not model.can_undo


def test_picking_again_replaces_what_was_typed_and_undo_brings_it_back(
    model: DecisionModel,
) -> None:
    part = model.comparison.asked[0]
    model.type_over({part.number: "Mine.\n"})
    assert model.provenance(part) is Provenance.TYPED
    model.pick(part, Pick.THIS)
    assert "Mine." not in model.body
    model.undo()
    assert "Mine." in model.body


def test_leaving_out_an_automatic_change_takes_the_earlier_text(model: DecisionModel) -> None:
    balcony = model.comparison.automatic[1]
    assert balcony.comes_from is Side.OTHER
    model.leave_out(balcony)
    assert "balcony" not in model.body
    assert model.provenance(balcony) is Provenance.UNCHANGED
    model.put_in(balcony)
    assert "balcony" in model.body


def test_a_draft_survives_being_written_and_read(
    model: DecisionModel, comparison: Comparison, tmp_path: object
) -> None:
    from pathlib import Path

    profile = Path(str(tmp_path))
    model.pick(comparison.asked[1], Pick.OTHER)
    model.type_over({comparison.asked[0].number: "Typed 🙂\n"})
    model.choose_field("title", Side.OTHER)
    draft = draft_of(model)
    assert draft is not None
    drafts.save(profile, comparison.guid, draft)
    found = drafts.load(profile, comparison.guid)
    assert found is not None
    answers, lost = drafts.apply(found, compare(conflict_of(LISBON), {}))
    assert answers == model.answers
    assert lost == ()
    drafts.discard(profile, comparison.guid)
    assert drafts.load(profile, comparison.guid) is None


def test_a_damaged_draft_is_set_aside_and_not_lost(
    comparison: Comparison, tmp_path: object
) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path)) / "drafts"
    folder.mkdir()
    (folder / f"{comparison.guid}.json").write_text('{"format": 1, "answers": [')
    assert drafts.load(folder.parent, comparison.guid) is None
    assert (folder / f"{comparison.guid}.damaged").exists()


def test_an_untouched_model_leaves_no_draft(model: DecisionModel) -> None:
    assert draft_of(model) is None


def test_answers_are_carried_over_to_a_newer_comparison(model: DecisionModel) -> None:
    _, second, third = model.comparison.asked
    model.pick(second, Pick.OTHER)
    model.type_over({third.number: "Third, typed.\n"})
    newer = Clash(
        LISBON.base,
        LISBON.this,
        type(LISBON.other)(
            title="Lisbon in May", body=LISBON.other.body.replace("at 08:15", "at 09:30")
        ),
    )
    answers, lost = carried_over(model, compare(conflict_of(newer), {}))
    again = DecisionModel(compare(conflict_of(newer), {}))
    again.restore(answers)
    assert again.answer(again.comparison.asked[1]).pick is Pick.OTHER
    assert "Third, typed." in again.body
    assert lost == ()


def test_typing_over_a_passage_that_is_gone_is_returned(model: DecisionModel) -> None:
    model.type_over({model.comparison.asked[0].number: "Precious.\n"})
    _, lost = carried_over(model, compare(conflict_of(JAPANESE), {}))
    assert lost == ("Precious.\n",)


def test_without_an_earlier_version_nothing_is_combined_and_it_says_so() -> None:
    clash = Clash(None, LISBON.this, LISBON.other)
    comparison = compare(conflict_of(clash), {})
    assert comparison.automatic == ()
    assert "earlier version isn’t available" in summary.summary(comparison)


def test_the_summary_counts_fields_passages_and_automatic_changes(comparison: Comparison) -> None:
    assert summary.summary(comparison) == (
        "The title and 3 passages differ. 4 other changes fit together and are already combined."
    )


def test_one_paragraph_is_named_by_its_place() -> None:
    comparison = compare(conflict_of(JAPANESE), {})
    assert summary.summary(comparison) == "Only the first paragraph differs."


def test_long_device_names_are_cut_in_the_middle() -> None:
    assert summary.shortened("Pixel 8") == "Pixel 8"
    short = summary.shortened("Theodora's very old kitchen tablet")
    assert len(short) <= 16
    assert short.startswith("Theodora") and short.endswith("tablet")


@pytest.mark.parametrize(
    ("name", "icon"),
    [
        ("Pixel 8", "smartphone"),
        ("Ana’s iPad", "smartphone"),
        ("Laptop", "laptop"),
        ("MacBook Air", "laptop"),
        ("Desktop", "monitor"),
        ("", "server"),
    ],
)
def test_a_device_is_drawn_as_what_its_name_says(name: str, icon: str) -> None:
    assert device_icon(name) == icon


def test_a_deletion_marks_what_was_edited_in_the_text_that_is_left() -> None:
    deletion = deletion_of(conflict_of(MEETING))
    assert deletion is not None
    assert deletion.kept is Side.THIS
    marked = {
        deletion.lines[line][start:end]
        for line, spans in deletion.marks.items()
        for start, end in spans
    }
    assert "Jo asked for a test with real people before the beta; we do it in June." in marked
    assert not any("Karim" in words for words in marked)
