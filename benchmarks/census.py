"""`cin import census` and `cin due` over a whole authority: time and memory against the least they could cost.

    python benchmarks/census.py [CHILDREN]

A made-up return of 20,000 children (else so many). Reading it is set beside a bare parse by expat, with handlers that do
nothing; the whole import, which also seals, encrypts and works out every deadline, is printed with its parts. Then `cin due`
over that file beside `cin due` over 25 children, medians of 11 runs in turn. Leaves with 1 when reading takes more than 12
times the bare parse, the import more than 200 MB, or the due list more than 1.1 times as long.
"""

import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from xml.parsers import expat

CHILDREN, FEW, RUNS = 20_000, 25, 11
MOST_PARSES, MOST_MB, MOST_DUE = 12, 200, 1.1
UNTIL = date(2026, 3, 31)
SOURCES, REASONS, FLAGS = ("1A", "2B", "3A", "5D", "6"), ("RC1", "RC2", "RC7", "RC9"), ("0", "false")


def write(path: Path, children: int) -> None:
    """A return of so many children of the size and shape of a real one: one to three episodes, every block in use."""
    chance = random.Random(children)
    with path.open("w", encoding="utf-8") as file:
        file.write("<?xml version='1.0' encoding='utf-8'?>\n<Message>\n <Header>\n  <CollectionDetails>\n"
                   f"   <Collection>CIN</Collection>\n   <Year>2026</Year>\n   <ReferenceDate>{UNTIL}</ReferenceDate>\n"
                   "  </CollectionDetails>\n  <Source><LEA>999</LEA></Source>\n </Header>\n <Children>\n")  # fmt: skip
        for number in range(children):
            file.write(child(number, chance))
        file.write(" </Children>\n</Message>\n")


def child(number: int, chance: random.Random) -> str:
    """One child: details, perhaps a disability, and episodes one after another, a third of the last still open."""
    born = UNTIL - timedelta(days=chance.randrange(400, 6000))
    disabled = "    <Disabilities>\n     <Disability>HEAR</Disability>\n    </Disabilities>\n" if chance.random() < 0.1 else ""
    episodes = []
    day = UNTIL - timedelta(days=chance.randrange(30, 360))
    for place in range(chance.choice((1, 1, 1, 2, 3))):
        episodes.append(episode(day, chance, ended=place > 0 or chance.random() < 0.67))
        day -= timedelta(days=chance.randrange(400, 600))
    return (f"  <Child>\n   <ChildIdentifiers>\n    <LAchildID>MADE{number:06}</LAchildID>\n    <UPN>X{number:011}A</UPN>\n"
            f"    <PersonBirthDate>{born}</PersonBirthDate>\n    <Sex>F</Sex>\n   </ChildIdentifiers>\n"
            f"   <ChildCharacteristics>\n    <Ethnicity>WBRI</Ethnicity>\n{disabled}   </ChildCharacteristics>\n"
            f"{''.join(reversed(episodes))}  </Child>\n")  # fmt: skip


def episode(day: date, chance: random.Random, *, ended: bool) -> str:
    """One episode from its referral on."""
    parts = [f"    <CINreferralDate>{day}</CINreferralDate>\n    <ReferralSource>{chance.choice(SOURCES)}</ReferralSource>\n"
             f"    <PrimaryNeedCode>N1</PrimaryNeedCode>\n    <ReferralNFA>{chance.choice(FLAGS)}</ReferralNFA>\n"]  # fmt: skip
    if ended:
        closed = day + timedelta(days=chance.randrange(60, 300))
        parts.append(f"    <CINclosureDate>{min(closed, UNTIL)}</CINclosureDate>\n"
                     f"    <ReasonForClosure>{chance.choice(REASONS)}</ReasonForClosure>\n")  # fmt: skip
    assessed, planned = day + timedelta(days=chance.randrange(5, 25)), day + timedelta(days=chance.randrange(20, 30))
    parts.append(f"    <Assessments>\n     <AssessmentActualStartDate>{day}</AssessmentActualStartDate>\n"
                 f"     <AssessmentAuthorisationDate>{assessed}</AssessmentAuthorisationDate>\n"
                 "     <AssessmentFactors>\n      <AssessmentFactor>2B</AssessmentFactor>\n"
                 "      <AssessmentFactor>3B</AssessmentFactor>\n     </AssessmentFactors>\n    </Assessments>\n"
                 f"    <CINPlanDates>\n     <CINPlanStartDate>{planned}</CINPlanStartDate>\n    </CINPlanDates>\n")  # fmt: skip
    return f"   <CINdetails>\n{''.join(parts)}   </CINdetails>\n"


def bare(path: Path) -> float:
    """Seconds of a parse by expat whose handlers do nothing."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: None
    parser.EndElementHandler = lambda name: None
    parser.CharacterDataHandler = lambda text: None
    begun = time.perf_counter()
    with path.open("rb") as file:
        parser.ParseFile(file)
    return time.perf_counter() - begun


def reading(path: Path) -> float:
    """Seconds of reading the return into everything that it says."""
    from cin_cli.exchange.census import read_census

    begun = time.perf_counter()
    read_census(path, UNTIL)
    return time.perf_counter() - begun


def environment(folder: Path) -> dict[str, str]:
    """A case file of its own in the folder, the day of the return, a screen of 120 columns."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CIN_", "PYTHON"))}
    return kept | {"CIN_DB": str(folder / "cases.cin"), "CIN_KEY_FILE": str(folder / "key"), "COLUMNS": "120",
                   "CIN_TODAY": UNTIL.isoformat()}  # fmt: skip


def cin(folder: Path, *words: str) -> tuple[float, str]:
    """Seconds of a command, and what it said; what it said on stderr too when it fails."""
    begun = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "cin_cli", *words], env=environment(folder), capture_output=True, text=True)
    taken = time.perf_counter() - begun
    if done.returncode:
        sys.exit(f"cin {' '.join(words)} left with {done.returncode}:\n{done.stdout}{done.stderr}")
    return taken, done.stdout


def imported(folder: Path, children: int) -> tuple[Path, float, float]:
    """A case file with a return of so many children in it: the return, seconds and the most megabytes held."""
    folder.mkdir()
    path = folder / "return.xml"
    write(path, children)
    cin(folder, "init", "--policy", "york-2024")
    taken, _ = cin(folder, "import", "census", str(path))
    return path, taken, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main(children: int = CHILDREN) -> int:
    """Measure, print, and the exit code."""
    say = sys.stdout.write
    with tempfile.TemporaryDirectory() as name:
        few, many = Path(name) / "few", Path(name) / "many"
        imported(few, FEW)
        path, whole, held = imported(many, children)
        parse = statistics.median(bare(path) for _ in range(5))
        read = statistics.median(reading(path) for _ in range(3))
        say(f"{children:,} children, {path.stat().st_size / 1e6:.1f} MB\n")
        say(f"bare parse     {parse:7.2f} s\n")
        say(f"reading        {read:7.2f} s   {read / parse:5.1f} times (at most {MOST_PARSES})\n")
        say(f"whole import   {whole:7.2f} s   {whole / parse:5.1f} times\n")
        say(f"most held      {held:7.0f} MB        (at most {MOST_MB})\n")
        times: dict[Path, list[float]] = {few: [], many: []}
        for _ in range(RUNS + 1):
            for folder in times:
                times[folder].append(cin(folder, "due", "--rows", "20")[0])
        few_due, many_due = (statistics.median(taken[1:]) for taken in times.values())
        ratio = many_due / few_due
        say(f"cin due, {FEW:<6}{few_due * 1000:7.0f} ms\n")
        say(f"cin due, all   {many_due * 1000:7.0f} ms  {ratio:5.2f} times (at most {MOST_DUE})\n")
    return int(read / parse > MOST_PARSES or held > MOST_MB or ratio > MOST_DUE)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
