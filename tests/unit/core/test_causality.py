"""Version vectors and the hybrid logical clock."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesapp.core.causality import Hlc, Order, VersionVector
from notesapp.core.ids import NodeId

A, B, C = NodeId("a" * 32), NodeId("b" * 32), NodeId("c" * 32)
VECTORS = st.dictionaries(st.sampled_from([A, B, C]), st.integers(0, 5)).map(VersionVector)


@pytest.mark.parametrize(
    ("one", "two", "order"),
    [
        ({}, {}, Order.EQUAL),
        ({A: 1}, {A: 1, B: 0}, Order.EQUAL),
        ({A: 2}, {A: 1}, Order.AFTER),
        ({A: 1}, {A: 1, B: 1}, Order.BEFORE),
        ({A: 2}, {A: 1, B: 1}, Order.CONCURRENT),
        ({A: 1}, {B: 1}, Order.CONCURRENT),
    ],
)
def test_vectors_compare(one: dict[NodeId, int], two: dict[NodeId, int], order: Order) -> None:
    assert VersionVector(one).compare(VersionVector(two)) is order


@given(VECTORS, VECTORS, VECTORS)
def test_join_is_the_least_vector_that_includes_both(
    one: VersionVector, two: VersionVector, three: VersionVector
) -> None:
    both = one.join(two)
    assert both.includes(one) and both.includes(two)
    assert both == two.join(one)
    if three.includes(one) and three.includes(two):
        assert three.includes(both)


@given(VECTORS, st.sampled_from([A, B, C]), st.integers(0, 2**31))
def test_an_edit_comes_after_what_it_was_made_from(
    vector: VersionVector, node: NodeId, now: int
) -> None:
    later = vector.bump(node, now)
    assert later.compare(vector) is Order.AFTER
    assert later[node] >= now


@given(VECTORS)
def test_equal_vectors_hash_alike_whatever_the_order(vector: VersionVector) -> None:
    same = VersionVector(dict(reversed(list(vector.items()))))
    assert same == vector
    assert hash(same) == hash(vector)


def test_a_logical_time_never_goes_back() -> None:
    time = Hlc.at(1000)
    assert time.tick(999) > time
    assert time.tick(2000) == Hlc.at(2000)
    assert time.tick(999).milliseconds == 1000


def test_a_clock_far_ahead_is_clamped() -> None:
    assert Hlc.at(5000).clamp(1000) == Hlc.at(1000)
    assert Hlc.at(500).clamp(1000) == Hlc.at(500)
