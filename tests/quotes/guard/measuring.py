"""Recall and false alarms of the guard on labelled sentences, by kind."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lms.quotes.rules.guard import Finding, Roster, check

HERE = Path(__file__).parent


@dataclass
class Figures:
    """What was found of what should have been, and what should not have been."""

    found: Counter[str] = field(default_factory=Counter)
    labelled: Counter[str] = field(default_factory=Counter)
    clean: int = 0
    alarms: int = 0
    alarm_kinds: Counter[str] = field(default_factory=Counter)

    @property
    def recall(self) -> float:
        """Share of the labelled sentences of which every span is touched by a finding."""
        return sum(self.found.values()) / max(1, sum(self.labelled.values()))

    @property
    def false_alarms(self) -> float:
        """Share of the clean sentences with a finding, whatever its severity."""
        return self.alarms / max(1, self.clean)

    def table(self) -> str:
        """Return the figures, a kind a line; no sentence."""
        lines = [
            f"{kind:<28}{self.found[kind]:>5} /{count:>4}{self.found[kind] / count:>8.3f}"
            for kind, count in sorted(self.labelled.items())
        ]
        lines += [
            f"{'recall':<28}{sum(self.found.values()):>5} /{sum(self.labelled.values()):>4}{self.recall:>8.3f}"
        ]
        lines += [f"{'false alarms':<28}{self.alarms:>5} /{self.clean:>4}{self.false_alarms:>8.3f}"]
        lines += [
            f"   of kind {kind:<19}{count:>5}" for kind, count in self.alarm_kinds.most_common()
        ]
        return "\n".join(lines)


def lines(name: str) -> list[dict[str, Any]]:
    """Return the labelled sentences of a file."""
    return [json.loads(line) for line in (HERE / name).read_text().splitlines() if line.strip()]


def roster_of(said: dict[str, Any]) -> Roster:
    """Return the roster written beside a sentence."""
    people = [(person["given"], person["family"]) for person in said.get("people", ())]
    return Roster(people, said.get("units", ()))


def common_roster() -> Roster:
    """Return the roster of the sentences that carry none."""
    return roster_of(json.loads((HERE / "roster.json").read_text()))


def touched(findings: list[Finding], start: int, end: int) -> bool:
    """Tell whether a finding lies over a span."""
    return any(finding.start < end and finding.end > start for finding in findings)


def measure_marks(rows: list[dict[str, Any]]) -> Figures:
    """Check sentences of ``marks`` with the common roster; each mark is counted by itself."""
    figures, roster = Figures(), common_roster()
    for row in rows:
        findings = check(row["text"], roster)
        if row["kind"] == "clean":
            figures.clean += 1
            figures.alarms += bool(findings)
            figures.alarm_kinds.update({finding.kind.value for finding in findings})
            continue
        figures.labelled[row["kind"]] += len(row["marks"])
        figures.found[row["kind"]] += sum(touched(findings, *mark) for mark in row["marks"])
    return figures


def measure(rows: list[dict[str, Any]]) -> Figures:
    """Check every sentence with its roster and count."""
    figures, shared = Figures(), common_roster()
    for row in rows:
        roster = roster_of(row["roster"]) if "roster" in row else shared
        findings = check(row["text"], roster)
        if row["kind"] is None:
            figures.clean += 1
            figures.alarms += bool(findings)
            figures.alarm_kinds.update({finding.kind.value for finding in findings})
            continue
        figures.labelled[row["kind"]] += 1
        spans = row["spans"] or [[0, len(row["text"])]]
        figures.found[row["kind"]] += all(touched(findings, *span) for span in spans)
    return figures


def half(row: dict[str, Any]) -> str:
    """Return which half of the blind set a sentence is in: "a" was read, "b" never."""
    return "a" if hashlib.sha256(row["id"].encode()).digest()[0] % 2 == 0 else "b"
