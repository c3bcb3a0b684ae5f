"""How well the merge does on real merges: what it settles, suggests and asks, and how fast.

Usage: python tests/benchmarks/merge_quality.py [--list] [FILE]

FILE holds one merge a line as JSON (`.jsonl`, or `.jsonl.xz`): `base`, `ours`, `theirs`, the
`result` people settled on, and `git`: whether `git merge-file` could settle it (`clean`) or
not (`clash`). Without a file the small sample in tests/data is taken.
"""

from __future__ import annotations

import argparse
import json
import lzma
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from notesapp.core.merge import MergedText, PassageState, merge_text  # noqa: E402
from tests.support.merge_tokens import counted, lost_tokens, returned_tokens  # noqa: E402

SAMPLE = ROOT / "tests" / "data" / "merges_sample.jsonl"
VERDICTS = ("equal", "order", "one side", "otherwise")
OUTCOMES = ("silent", "suggested", "asked")


@dataclass(frozen=True, slots=True)
class Measured:
    """One merge: what came of it.

    Attributes:
        verdict: how what would be saved compares with what people settled on.
        as_git: the same text as Git's, or None where Git has none.
        questions: the longer side of each undecided or suggested passage, in lines.
    """

    name: str
    kind: str
    outcome: str
    verdict: str
    as_git: bool | None
    lost: int
    returned: int
    questions: tuple[int, ...]
    seconds: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("file", nargs="?", type=Path, default=SAMPLE)
    parser.add_argument("--list", action="store_true", help="one line per merge, too")
    options = parser.parse_args()
    measured = [measure(merge) for merge in read(options.file)]
    if options.list:
        for one in measured:
            print(one.kind, one.outcome, one.verdict, one.name, len(one.questions), sep="\t")
    for kind in sorted({one.kind for one in measured}):
        report(kind, [one for one in measured if one.kind == kind])


def read(path: Path) -> Iterator[dict[str, str]]:
    """Give the merges of a file."""
    raw = path.read_bytes()
    text = lzma.decompress(raw) if path.suffix == ".xz" else raw
    for line in text.splitlines():
        yield json.loads(line)


def measure(merge: dict[str, str]) -> Measured:
    """Merge it and compare."""
    base, this, other = merge["base"], merge["ours"], merge["theirs"]
    start = time.perf_counter()
    merged = merge_text(base, this, other)
    text = merged.text
    seconds = time.perf_counter() - start
    git = git_merge(base, this, other) if merge["git"] == "clean" else None
    return Measured(
        name=f"{merge['repo']}@{merge['commit'][:10]}:{merge['path']}",
        kind=merge["git"],
        outcome=outcome_of(merged),
        verdict=verdict_of(text, merge),
        as_git=None if git is None else text == git,
        lost=lost_tokens(merged).total(),
        returned=returned_tokens(merged).total(),
        questions=tuple(
            max(p.this.count("\n"), p.other.count("\n"), 1)
            for p in merged.passages
            if not p.is_settled
        ),
        seconds=seconds,
    )


def outcome_of(merged: MergedText) -> str:
    """Say whether anybody is asked, and with a suggestion or without."""
    if merged.is_settled:
        return "silent"
    states = {passage.state for passage in merged.passages if not passage.is_settled}
    return "asked" if PassageState.UNDECIDED in states else "suggested"


def verdict_of(text: str, merge: dict[str, str]) -> str:
    """Compare with what people settled on; white space at line ends and the end aside."""
    wanted = merge["result"]
    if _tidy(text) == _tidy(wanted):
        return "equal"
    if counted(text) == counted(wanted):
        return "order"
    if _tidy(wanted) in (_tidy(merge["ours"]), _tidy(merge["theirs"])):
        return "one side"
    return "otherwise"


def git_merge(base: str, this: str, other: str) -> str | None:
    """Return what Git makes of it; None if it can't settle it or isn't installed."""
    if shutil.which("git") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        names = [str(Path(folder, name)) for name in ("this", "base", "other")]
        for name, text in zip(names, (this, base, other), strict=True):
            Path(name).write_bytes(text.encode("utf-8", "surrogatepass"))
        done = subprocess.run(["git", "merge-file", "-p", *names], capture_output=True, check=False)
    return done.stdout.decode("utf-8", "surrogatepass") if done.returncode == 0 else None


def report(kind: str, measured: list[Measured]) -> None:
    """Print the table of one kind of merges."""
    total = len(measured)
    print(f"\n{kind}: {total} merges")
    print(f"  {'':10}{'merges':>14}" + "".join(f"{verdict:>11}" for verdict in VERDICTS))
    for outcome in OUTCOMES:
        group = [one for one in measured if one.outcome == outcome]
        verdicts = Counter(one.verdict for one in group)
        print(
            f"  {outcome:10}{len(group):>6} {len(group) / total:>7.1%}"
            + "".join(f"{verdicts[verdict]:>11}" for verdict in VERDICTS)
            + f"   as people did, order aside: {_share(verdicts, len(group))}"
        )
    git = [one.as_git for one in measured if one.as_git is not None]
    if git:
        print(f"  as Git does: {sum(git)} of {len(git)}, silently and so: {_silent_git(measured)}")
    sizes = [size for one in measured for size in one.questions]
    if sizes:
        print(
            f"  questions: {len(sizes)}, lines a side: median {statistics.median(sizes):g},"
            f" largest {max(sizes)}; per asked merge: median"
            f" {statistics.median(len(one.questions) for one in measured if one.questions):g}"
        )
    seconds = [one.seconds for one in measured]
    print(
        f"  lost tokens: {sum(one.lost for one in measured)},"
        f" returned tokens: {sum(one.returned for one in measured)};"
        f" time: median {statistics.median(seconds) * 1000:.1f} ms,"
        f" worst {max(seconds) * 1000:.0f} ms"
    )


def _share(verdicts: Counter[str], total: int) -> str:
    return f"{(verdicts['equal'] + verdicts['order']) / total:.0%}" if total else "-"


def _silent_git(measured: list[Measured]) -> int:
    return sum(one.outcome == "silent" and bool(one.as_git) for one in measured)


def _tidy(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.split("\n")).rstrip()


if __name__ == "__main__":
    main()
