"""Coverage-guided fuzzing by atheris: ``python tests/fuzz/run.py TARGET [libFuzzer's options]``.

``nox -s fuzz`` runs it for all targets. The folder ``build/fuzz/TARGET`` then has the inputs that
reached new code in ``new``, and those that failed as ``crash-...`` or ``timeout-...``. ``--keep``
fuzzes nothing: it adds those inputs of ``new`` to the corpus that reach more code, and minimises
the corpus.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

TESTS = Path(__file__).resolve().parents[1]
CORPUS = TESTS / "fuzz" / "corpus"
FOUND = TESTS.parent / "build" / "fuzz"
sys.path.insert(0, str(TESTS))

# html, json and tomllib too: their Python code decides what our code gets.
with atheris.instrument_imports(include=["talent_powerpro", "html", "json", "tomllib", "cattrs"]):
    from fuzz.mutating import changed
    from fuzz.seeds import seeds, words
    from fuzz.targets import TARGETS
    from talent_powerpro.records.json import converter
    from talent_powerpro.records.plan import Plan
    from talent_powerpro.records.record import Record, Remark
    from talent_powerpro.records.write import Write

SLOW = 5
"""Seconds for one input, for libFuzzer: it keeps a slower one as ``timeout-...``."""


def instrument_generated() -> None:
    """Instrument the functions that cattrs generated for plans. No import does."""
    for kind in (Plan, Record, Write, Remark):
        atheris.instrument_func(converter().get_structure_hook(kind))


def mutated(data: bytes, largest: int, seed: int) -> bytes:
    """Mutates by `changed`, or by libFuzzer's own mutator."""
    return changed(data, seed, lambda told: bytes(atheris.Mutate(told, largest)))[:largest]


def beginning(target: str, found: Path) -> tuple[Path, Path]:
    """Write the seeds' folder and the dictionary again."""
    start, dictionary = found / "seeds", found / "words.txt"
    start.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds()[target]):
        (start / f"{number:03}").write_bytes(seed)
    shown = ("".join(f"\\x{byte:02x}" for byte in word) for word in words())
    dictionary.write_text("".join(f'"{word}"\n' for word in shown), encoding="ascii")
    return start, dictionary


def main() -> None:
    target, *options = sys.argv[1:]
    keep = "--keep" in options
    found, kept = FOUND / target, CORPUS / target
    start, dictionary = beginning(target, found)
    for folder in (new := found / "new", kept):
        folder.mkdir(parents=True, exist_ok=True)
    # libFuzzer writes into the first folder alone.
    folders: tuple[Path, ...] = (kept, new, start) if keep else (new, kept, start)
    limits = [
        "-max_len=4096",
        f"-timeout={SLOW}",
        "-rss_limit_mb=2048",
        f"-artifact_prefix={found}/",
    ]
    asked = [*limits, *(("-merge=1",) if keep else (f"-dict={dictionary}", "-print_final_stats=1"))]
    asked += [option for option in options if option != "--keep"]

    def one_input(data: bytes) -> None:
        TARGETS[target](data)

    instrument_generated()
    more = {"custom_mutator": mutated} if target == "answers" else {}
    # A merge starts the script again, so that a crash of one input does not end the others.
    again = f"{sys.executable} {Path(__file__).resolve()} {target}"
    if any(option.startswith("-merge_control_file") for option in options):
        asked, folders = options, ()
    atheris.Setup([again, *asked, *map(str, folders)], one_input, **more)
    atheris.Fuzz()  # does not return


if __name__ == "__main__":
    main()
