"""Who passes what: quoteproof and four other tools on cases of the matching contract.

    python benches/conformance-rivals.py QUOTEPROOF [FILE...]

QUOTEPROOF is the command. The files are cases as in tests/conformance (the default), or cases that say `want`: accept, warn or
reject. Needs rapidfuzz, citations, citefact and linkml-reference-validator; a tool that is missing is left out.

The others search a text, so they get the cases whose document is plain text: what they make of HTML is another question. A quote
without a word of warning is a pass. A quote whose words match and whose sense is cut wants a warning: who refuses it is wrong,
unless the case leaves both open.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent.parent

# Findings that refuse a quote whose words match.
ERRORS = {"bracket-negation", "context-mismatch", "trivial-quote", "empty-quote", "too-many-marks", "too-many-places"}
# Findings that are an error in one case and a warning in another, which a case does not say.
EITHER = {"elision-negation", "elision-speaker", "bracket-number", "bracket-meaning", "hidden-character"}
ASKED = {"id", "media_type", "language", "document", "quote", "prefix", "suffix"}


def wanted(case):
    """The answers that are right: pass, warn, refuse."""
    if "want" in case:
        first = {"accept": "pass", "warn": "warn", "reject": "refuse", "pass": "pass", "fail": "refuse"}.get(case["want"], "warn")
        also = {"warn": case.get("or_warn") or case.get("allow"), "refuse": case.get("or_reject")}
        return first, {first} | {answer for answer, right in also.items() if right}
    findings = set(case.get("findings", []))
    if case["verdict"] in ("altered", "absent") or findings & ERRORS:
        return "refuse", {"refuse"}
    if not findings:
        return "pass", {"pass"}
    return "warn", {"warn"} | ({"refuse"} if findings & EITHER else set())


def quoteproof(command, cases):
    # No case wants `unreadable`, so each is printed with what is said of it.
    asked = [{k: v for k, v in case.items() if k in ASKED} for case in cases]
    asked = [{**case, "id": str(number), "verdict": "unreadable", "why": "-"} for number, case in enumerate(asked)]
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(asked, file)
        file.flush()
        out = subprocess.run([command, "conformance", file.name], capture_output=True, text=True, check=False).stdout
    said = {}
    for line in out.splitlines():
        found = re.match(r".*: (\d+): wanted .*, got (\S+) \[.*?\] ([{\[].*?[}\]]) \(-\)$", line)
        if found:
            findings = set(re.findall(r'"([^"]+)"', found[3]))
            refused = found[2] in ("altered", "absent", "unreadable") or findings & ERRORS
            either = "either" if findings & EITHER else "warn"
            said[int(found[1])] = "refuse" if refused else either if findings else "pass"
    return [said[number] for number in range(len(cases))]


def rapidfuzz(cases):
    from rapidfuzz import fuzz

    return ["pass" if fuzz.partial_ratio(quote(case), case["document"]) >= 90 else "refuse" for case in cases]


def citations(cases):
    from citations import verify

    # A quote of fewer than 40 characters is always "short": no warning about this one.
    def say(path, case):
        path.write_text(case["document"], encoding="utf-8")
        result = verify.check_one(quote(case), path, prefix=case.get("prefix", ""), suffix=case.get("suffix", ""))
        if result.state not in ("found", "ambiguous"):
            return "refuse"
        return "warn" if result.state == "ambiguous" or set(result.warnings) - {"short"} else "pass"

    with tempfile.TemporaryDirectory() as folder:
        return [say(pathlib.Path(folder, f"{number}.txt"), case) for number, case in enumerate(cases)]


def citefact(cases):
    from citefact.checks.quotes import normalize

    return ["pass" if normalize(quote(case)) in normalize(case["document"]) else "refuse" for case in cases]


def linkml(cases):
    from linkml_reference_validator.models import ReferenceContent, ReferenceValidationConfig
    from linkml_reference_validator.validation.supporting_text_validator import SupportingTextValidator

    validator = SupportingTextValidator(ReferenceValidationConfig())

    def say(case):
        reference = ReferenceContent(reference_id="a", content=case["document"])
        return "pass" if validator.find_text_in_reference(quote(case), reference).found else "refuse"

    return [say(case) for case in cases]


def quote(case):
    return case["quote"] if isinstance(case["quote"], str) else " ... ".join(case["quote"])


def main(command, *files):
    files = [pathlib.Path(file) for file in files] or sorted(HERE.glob("tests/conformance/*.json"))
    cases = [case for file in files for case in json.loads(file.read_text(encoding="utf-8"))]
    cases = [case for case in cases if case["media_type"] == "text/plain" and not case.get("doubtful")]
    want = [wanted(case) for case in cases]
    count = {kind: sum(first == kind for first, _ in want) for kind in ("pass", "warn", "refuse")}
    print(f"{len(cases)} cases in plain text: " + ", ".join(f"{number} {kind}" for kind, number in count.items()))
    tools = [
        ("quoteproof", lambda cases: quoteproof(command, cases)),
        ("citations", citations),
        ("linkml-reference-validator", linkml),
        ("citefact", citefact),
        ("rapidfuzz partial_ratio >= 90", rapidfuzz),
    ]
    ours = None
    for name, ask in tools:
        try:
            said = ask(cases)
        except ImportError as missing:
            print(f"{name}: {missing}")
            continue
        right = [answer in answers or (answer == "either" and answers != {"pass"}) for answer, (_, answers) in zip(said, want)]
        ours = ours or right
        parts = [f"{kind} {sum(r for r, (k, _) in zip(right, want) if k == kind)}/{number}" for kind, number in count.items()]
        better = sum(r and not o for r, o in zip(right, ours))
        print(f"{name}: {', '.join(parts)}; right where quoteproof is not: {better}", flush=True)


main(*sys.argv[1:])
