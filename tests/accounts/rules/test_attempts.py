"""How many tries, whatever the door."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lms.accounts.rules.attempts import WINDOW, Counter, add_try, pause_for

START = datetime(2026, 3, 12, 8, 0, tzinfo=UTC)


def tried(kind, seconds, most):
    """Return how many tries at these seconds were let through, and the last standing."""
    kept, let, standing = [], [], None
    for second in seconds:
        now = START + timedelta(seconds=second)
        kept, standing = add_try(kind, kept, now, most)
        if not standing.over:
            let.append(now)
    return let, standing


def test_the_eleventh_try_in_a_quarter_of_an_hour_is_refused():
    let, standing = tried(Counter.ACCOUNT, range(11), 10)
    assert len(let) == 10
    assert standing.over
    assert standing.room_at == START + WINDOW


def test_there_is_room_again_when_the_oldest_try_is_a_quarter_of_an_hour_old():
    let, standing = tried(Counter.ACCOUNT, [*range(10), 900], 10)
    assert not standing.over
    assert len(let) == 11


@given(st.lists(st.integers(0, 4000), max_size=120).map(sorted))
def test_no_quarter_of_an_hour_ever_holds_more_than_ten(seconds):
    let, _ = tried(Counter.ACCOUNT, seconds, 10)
    for at in let:
        assert sum(at - WINDOW < other <= at for other in let) <= 10


def test_insisting_does_not_keep_the_owner_out_longer():
    _let, standing = tried(Counter.ACCOUNT, [*range(10), *range(10, 900, 5), 901], 10)
    assert not standing.over


def test_codes_of_a_tablet_wait_for_somebody_in_charge():
    _, standing = tried(Counter.CODE, [0, 1, 2, 3, 4, 100_000_000], 5)
    assert standing.over
    assert standing.room_at is None


def test_an_address_is_slowed_and_never_locked():
    _, standing = tried(Counter.ADDRESS, range(800), 100)
    assert not standing.over
    assert standing.tries > 100


def test_the_pause_grows_after_a_hundred_tries_up_to_two_seconds():
    assert [pause_for(n, 100) for n in (1, 100, 101, 110, 120, 500)] == [0, 0, 0.1, 1.0, 2.0, 2.0]


@given(st.lists(st.integers(0, 4000), min_size=1, max_size=300).map(sorted))
def test_what_is_kept_stays_small(seconds):
    kept = []
    for second in seconds:
        kept, _ = add_try(Counter.ADDRESS, kept, START + timedelta(seconds=second), 100)
    assert len(kept) <= 200
