"""Replay of the fuzzing corpus and the seeds, without a fuzzer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fuzz.mutating import changed
from fuzz.seeds import seeds, words
from fuzz.targets import TARGETS

CORPUS = Path(__file__).parent / "corpus"


@pytest.mark.parametrize("target", TARGETS)
def test_whatever_the_corpus_holds_ends_as_a_port_allows(target: str) -> None:
    kept = sorted((CORPUS / target).iterdir())
    assert len(kept) > 5
    for path in kept:
        TARGETS[target](path.read_bytes())


@pytest.mark.parametrize("target", TARGETS)
def test_every_seed_ends_as_a_port_allows(target: str) -> None:
    for seed in (*seeds()[target], b"", b"\0"):
        TARGETS[target](seed)


def test_the_corpus_is_small() -> None:
    assert sum(path.stat().st_size for path in CORPUS.rglob("*") if path.is_file()) < 300_000


def test_a_mutation_leaves_json_mostly_json() -> None:
    """Changes of bytes would break the JSON, and the fuzzer would rarely pass the parser."""
    answer = seeds()["answers"][0]
    mutations = [changed(answer, seed, lambda data: data) for seed in range(200)]
    assert len(set(mutations)) > 50
    assert all(json.loads(each[2:]) is not ... for each in mutations)
    assert changed(b"\0\0no json", 1, lambda data: data[:-1]) == b"\0\0no jso"


def test_the_words_are_what_a_dictionary_can_hold() -> None:
    assert all(words())
    assert len(set(words())) == len(words())
