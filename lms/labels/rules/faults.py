"""What is wrong in a grid: where, what, and what to do, in words of the reader's language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from lms.core.i18n import _l, language_name

WORDS: Final[Mapping[str, object]] = {
    "not_an_object": _l("An object is expected here."),
    "not_a_list": _l("A list is expected here."),
    "not_text": _l("A text is expected here."),
    "not_a_number": _l("Write a number such as 12, 12.5 or 3/4."),
    "not_whole": _l("Write a whole number, 0 or more."),
    "not_a_date": _l("Write a date such as 2026-03-31."),
    "not_yes_no": _l("Write true or false."),
    "not_one_of": _l("Choose one of: %(choices)s."),
    "format_unknown": _l("This format is not known. Write comptoir-grid/1, or nothing."),
    "unknown_field": _l("This field is not known. Remove it, or check how it is spelled."),
    "missing": _l("This is missing. Add it."),
    "no_criterion": _l("Add one criterion at least."),
    "many_criteria": _l(
        "%(count)s criteria: over %(most)s, stores no longer know where to begin. Merge or remove some."
    ),
    "uid_twice": _l("Another criterion has this identifier. Give each its own."),
    "code_empty": _l("Give this criterion a short code, used in files."),
    "code_twice": _l("Another criterion has this code. Choose another one."),
    "code_signs": _l("Use letters, digits, dots, hyphens and underscores only."),
    "weight": _l("The weight must be above 0 and at most 1,000, with two decimals at most."),
    "no_threshold": _l("Write what at least one level asks."),
    "order_up": _l(
        "%(level)s asks less than %(before)s (%(value)s). Raise it, or lower %(before)s."
    ),
    "order_down": _l(
        "Here lower is better, and %(level)s allows more than %(before)s (%(value)s). Lower it, or raise %(before)s."
    ),
    "out_of_scale": _l("Write a value from %(least)s to %(most)s."),
    "yes_no_threshold": _l("For yes or no, the only thing a level can ask is 1."),
    "knockout_nothing": _l(
        "%(level)s asks nothing of this criterion: it cannot bar it. Add a threshold."
    ),
    "bound_scale": _l(
        "The cautious bound needs a share or a balance of answers. Choose percent or points, or compare the figure."
    ),
    "bound_unreachable": _l(
        "No number of answers can prove this value. Lower it, or compare the figure itself."
    ),
    "bound_order": _l(
        "%(level)s is judged less cautiously than %(before)s. Use the cautious bound above too."
    ),
    "few_answers": _l(
        "Under %(least)s answers, such a figure is mostly luck. Ask for more answers."
    ),
    "quota_range": _l("A quota is above 0 and at most 1: write 0.75 for 75 %%."),
    "quota_order": _l("%(level)s asks a smaller share than %(before)s. Raise it."),
    "tenure_range": _l("Years held are 1 or more, and what they add is from 0 to 1."),
    "tenure_over": _l(
        "With what these years add, %(level)s would ask more than the whole. Lower it."
    ),
    "tenure_order": _l("More years held ask for less than fewer years. Check these figures."),
    "na_limit": _l("This is a share from 0 to less than 1: write 0.2 for 20 %%."),
    "level_empty": _l("No criterion looks at %(level)s. Add a threshold somewhere."),
    "level_na": _l("Every criterion of %(level)s may be set aside. Keep one that always counts."),
    "na_much": _l(
        "If all that may be set aside were, the store could no longer be assessed. Allow it less often."
    ),
    "na_when": _l("Say when this criterion may be set aside, in %(locale)s."),
    "age": _l("The age of evidence is in days, 1 or more."),
    "evidence_kind": _l("Say which kinds of evidence are accepted."),
    "evidence_none": _l("An action is shown: ask for one piece of evidence at least."),
    "measure_code": _l("Choose a measure."),
    "measure_unknown": _l("No measure has this code. Choose one of the list."),
    "measure_barred": _l(
        "This measure may not feed a label: it says too much about people. Choose another."
    ),
    "measure_direction": _l(
        "This measure is read the other way round. Change which way is better."
    ),
    "subject_refused": _l(
        "A label never counts people one by one, nor difficulties told. Choose what this figure is about."
    ),
    "subject_missing": _l("Say what this figure is about."),
    "source_missing": _l("Say where this figure comes from."),
    "expectation_source": _l("Say who expressed the client expectation behind this criterion."),
    "expectation_figure": _l("Give the figure or the words that show this expectation."),
    "expectation_on": _l("Give the date of this expectation."),
    "title_missing": _l("Write the title in %(locale)s."),
    "year": _l("Write the label year, such as 2027."),
    "program": _l("Write the name of the label."),
    "lineage_missing": _l("Say what became of this criterion."),
    "lineage_unknown": _l("This names a criterion that is not in the grid."),
    "lineage_side": _l("Such a link needs a criterion on each side it speaks of."),
    "lineage_twice": _l("What became of this criterion is said twice, in ways that disagree."),
    "lineage_equal": _l("It is said to be the same, but %(fields)s changed. Choose another word."),
    "lineage_tightened": _l("It is said to be tightened, but nothing is asked more strictly."),
    "lineage_loosened": _l("It is said to be loosened, but something is asked more strictly."),
    "lineage_split": _l("A criterion is split into two or more. Name them all."),
    "lineage_merged": _l("A criterion is merged from two or more. Name them all."),
    "erratum_tightened": _l(
        "An erratum may only clarify or loosen. Keep what the published grid asks, or wait for next year's."
    ),
}

NAMES: Final[Mapping[str, object]] = {
    "bronze": _l("bronze"),
    "silver": _l("silver"),
    "gold": _l("gold"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at ``path`` (``criteria[2].thresholds.gold``); a warning refuses nothing."""

    path: str
    code: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    warning: bool = False

    def words(self) -> str:
        """Return what is wrong and what to do, in the current language."""
        values: dict[str, object] = {
            name: language_name(str(value)) if name == "locale" else NAMES.get(str(value), value)
            for name, value in self.values.items()
        }
        return str(WORDS[self.code]) % values


class GridFaults(ValueError):
    """A grid that cannot be read, with every reason."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Keep the faults."""
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{fault.path}: {fault.code}" for fault in self.faults))


def errors(faults: Iterable[Fault]) -> list[Fault]:
    """Return the faults that refuse, warnings apart."""
    return [fault for fault in faults if not fault.warning]
