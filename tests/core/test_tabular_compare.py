"""A difference says what an import would do; doing it and asking again says nothing."""

from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core.tabular import Change, Difference, Incoming, Refusal, diff, read, with_reasons

Rows = Mapping[str, Mapping[str, Any]]
KEYS = st.sampled_from("abcdef")
FIELDS = st.fixed_dictionaries(
    {"name": st.sampled_from("xyz")}, optional={"unit": st.none() | st.sampled_from("uv")}
)


def applied(existing: Rows, difference: Difference[str]) -> dict[str, dict[str, Any]]:
    rows = {key: dict(fields) for key, fields in existing.items()}
    for new in difference.created:
        rows[new.key] = dict(new.fields)
    for changed in difference.updated:
        rows[changed.key] |= {name: change.after for name, change in changed.changes.items()}
    return rows


def lines(*pairs: tuple[str, dict[str, Any]]) -> list[Incoming[str]]:
    return [Incoming(line, key, fields) for line, (key, fields) in enumerate(pairs, start=2)]


def test_each_row_is_created_updated_unchanged_or_refused() -> None:
    found = diff(
        {"a": {"name": "x", "unit": "u"}, "b": {"name": "y"}, "c": {"name": "z"}},
        lines(("a", {"name": "x"}), ("b", {"name": "w"}), ("d", {"name": "v"})),
    )
    assert [one.key for one in found.unchanged] == ["a"]
    assert found.updated[0].changes == {"name": Change("y", "w")}
    assert [(one.line, one.key) for one in found.created] == [(4, "d")]
    assert found.missing == ["c"]


def test_a_key_given_twice_is_refused_the_second_time_and_names_the_first_line() -> None:
    found = diff({}, lines(("a", {"name": "x"}), ("a", {"name": "y"}), ("a", {"name": "x"})))
    assert [one.line for one in found.refused] == [3]
    assert "2" in found.refused[0].reason
    assert [one.line for one in found.unchanged] == [4]


def test_a_refused_row_does_not_make_a_leaver() -> None:
    found = diff({"a": {}, "b": {}}, [], refused=[Refusal(2, "hired_on", "no date", "a")])
    assert found.missing == ["b"]
    assert found.missing_is_sure


def test_a_refused_row_without_a_key_makes_every_absence_unsure() -> None:
    assert not diff({"a": {}}, [], refused=[Refusal(2, "external_id", "empty")]).missing_is_sure


def test_canary_forgetting_the_refused_rows_would_end_somebody() -> None:
    assert diff({"a": {}}, []).missing == ["a"]


@settings(deadline=None)
@given(st.dictionaries(KEYS, FIELDS), st.lists(st.tuples(KEYS, FIELDS), max_size=10))
def test_applying_then_comparing_again_changes_nothing(
    existing: Rows, pairs: list[tuple[str, dict[str, Any]]]
) -> None:
    incoming = lines(*pairs)
    first = diff(existing, incoming)
    again = diff(applied(existing, first), incoming)
    assert again.is_empty
    counted = len(first.created) + len(first.updated) + len(first.unchanged) + len(first.refused)
    assert counted == len(incoming)


def test_refused_rows_are_given_back_with_their_reasons() -> None:
    sheet = read(b"matricule;nom\n1;A\n2;B\n3\n")
    header, rows = with_reasons(
        sheet,
        [Refusal(3, "nom", "unknown"), Refusal(3, "", "twice"), Refusal(4, "", "short")],
    )
    assert header[2:] == ["matricule", "nom"]
    assert rows == [["3", "nom: unknown twice", "2", "B"], ["4", "short", "3"]]


class Asked(dict[str, dict[str, int]]):
    """What exists, counting how often it is looked at."""

    looks = 0

    def get(self, key: str, default: Any = None) -> Any:
        """Return one row, counted."""
        self.looks += 1
        return super().get(key, default)

    def __iter__(self) -> Iterator[str]:
        """Go through every row, each counted."""
        self.looks += len(self)
        return super().__iter__()


def test_twenty_thousand_rows_are_each_looked_at_twice() -> None:
    existing = Asked({f"{n}": {"f": n % 3} for n in range(20_000)})
    incoming = [Incoming(n, f"{n}", {"f": 1}) for n in range(20_000)]
    found = diff(existing, incoming)
    assert len(found.updated) + len(found.unchanged) == 20_000
    assert existing.looks == 2 * len(incoming)
