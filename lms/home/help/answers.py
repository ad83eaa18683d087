"""What people ask, page by page, and the answers; constant words, translated like the rest."""

from dataclasses import dataclass

from flask_babel.speaklater import LazyString

from lms.core.i18n import _l


@dataclass(frozen=True, slots=True)
class Answer:
    """A question in people's words and its answer in two sentences at most."""

    question: LazyString
    answer: LazyString


@dataclass(frozen=True, slots=True)
class Topic:
    """The questions of a group of pages.

    ``under`` are the starts of their addresses, ``within`` what stands in those that begin with a
    store (``/store/.../brief``).
    """

    code: str
    title: LazyString
    under: tuple[str, ...]
    answers: tuple[Answer, ...]
    within: tuple[str, ...] = ()

    def is_of(self, path: str) -> bool:
        """Tell whether the page at ``path`` is one of these."""
        return path.startswith(self.under) or any(one in path for one in self.within)


TOPICS: tuple[Topic, ...] = (
    Topic(
        "sign-in",
        _l("Coming in"),
        ("/sign-in", "/slip", "/in/", "/forgotten", "/confirm"),
        (
            Answer(
                _l("It is my first day. How do I come in?"),
                _l(
                    "Ask your manager for an entry slip. Scan its square with your phone, or type "
                    "its 8 characters, then choose a secret."
                ),
            ),
            Answer(
                _l("I have no e-mail, or no phone of my own."),
                _l(
                    "Neither is needed. The slip works without e-mail, and the store's tablet "
                    "works with your name and a short code."
                ),
            ),
            Answer(
                _l("I forgot my secret."),
                _l(
                    "With an e-mail of your own: use Forgotten on the door. Without: your manager "
                    "prints another slip. Your progress stays."
                ),
            ),
            Answer(
                _l("My phone was lost or stolen."),
                _l(
                    "Tell your manager: one button signs you out of every device. You then come in "
                    "with a new slip."
                ),
            ),
            Answer(
                _l("Can my manager see my secret?"),
                _l("No. Nobody sees it, neither your manager nor head office."),
            ),
        ),
    ),
    Topic(
        "tablet",
        _l("The shared tablet"),
        ("/tablet",),
        (
            Answer(
                _l("I do not see my name."),
                _l(
                    "The list shows who works in this store today. If you come from another store, "
                    "use your own phone, or ask the manager to add you."
                ),
            ),
            Answer(
                _l("I have no code yet."),
                _l(
                    "Choose 4 to 6 digits in your profile, from your phone or any computer. It is "
                    "only good on this tablet."
                ),
            ),
            Answer(
                _l("The tablet closed while I was reading."),
                _l(
                    "It closes soon without a touch, so that nobody goes on in your "
                    "name. Your answers are kept: come in again and go on."
                ),
            ),
        ),
    ),
    Topic(
        "learning",
        _l("Learning"),
        ("/learn", "/lesson", "/paths", "/attempt", "/quiz", "/notebook"),
        (
            Answer(
                _l("I was interrupted by a customer."),
                _l("Go. Your place is kept at the very step, on any device."),
            ),
            Answer(
                _l("I think an answer is wrong."),
                _l(
                    "Press I disagree under the question. The author reads it and answers you; "
                    "meanwhile your lesson goes on."
                ),
            ),
            Answer(
                _l("Who sees my answers?"),
                _l(
                    "Your manager sees what is started and finished, never your answers one by "
                    "one. The author sees answers without names."
                ),
            ),
            Answer(
                _l("I passed the date."),
                _l("Nothing closes. Go on when you can; your manager sees the date, no blame."),
            ),
        ),
    ),
    Topic(
        "team",
        _l("My team"),
        ("/team", "/entries", "/people", "/units", "/reports"),
        (
            Answer(
                _l("Somebody new arrives tomorrow."),
                _l(
                    "Open Entries, tick their name, print the slip or show the square on your "
                    "screen. It is good once."
                ),
            ),
            Answer(
                _l("Somebody's place on the tablet is closed."),
                _l("Open Entries and press Reopen the place beside their name."),
            ),
            Answer(
                _l("Somebody lost their slip or their secret."),
                _l(
                    "Print another one. The former slip is void, their devices are signed out and "
                    "they are told."
                ),
            ),
            Answer(
                _l("Why do I not see other stores?"),
                _l("You see the people of the units in your charge today, and only them."),
            ),
        ),
    ),
    Topic(
        "brief",
        _l("The morning brief"),
        (),
        (
            Answer(
                _l("What do we do with the morning brief?"),
                _l(
                    "Standing, all together, before the first customer: read the four lines aloud. "
                    "It takes three minutes."
                ),
            ),
            Answer(
                _l("A line does not suit us today."),
                _l(
                    "Press the two arrows beside it: another one comes in its place. It then stays "
                    "the same for everybody, all day."
                ),
            ),
            Answer(
                _l("What does It is done change?"),
                _l(
                    "The brief counts as a ritual held today. Your manager's first tap makes it a "
                    "ritual of each opening day; Undo takes it back."
                ),
            ),
            Answer(
                _l("We have no screen near the tills."),
                _l("Print it: one A4 page, with the printer's button of the same page."),
            ),
            Answer(
                _l("Will somebody be named in front of the others?"),
                _l(
                    "Only to be thanked, and only if they agreed. What was told to a coach, and "
                    "who is late, is never there."
                ),
            ),
            Answer(
                _l("A line is empty."),
                _l(
                    "It says what is missing: a card, a try, a skill of the month or a bravo. The "
                    "others are read meanwhile."
                ),
            ),
        ),
        within=("/brief",),
    ),
    Topic(
        "kit",
        _l("The kick-off kit"),
        ("/kit",),
        (
            Answer(
                _l("Where do I begin with the kit?"),
                _l(
                    "With the sheet From D-14 to D+30: it says who does what, before and after the "
                    "launch. Read the script of the meeting next."
                ),
            ),
            Answer(
                _l("How long is the launch meeting?"),
                _l(
                    "Forty-five minutes: ten slides, a script with sentences to say, five "
                    "questions to try the words together."
                ),
            ),
            Answer(
                _l("What stays in the store afterwards?"),
                _l(
                    "The poster in the stock room, with its square to scan, and the questions and "
                    "answers in the break room. Each person keeps the pocket guide of their job."
                ),
            ),
            Answer(
                _l("Somebody asks: is it a control?"),
                _l(
                    "Open the questions and answers with them: it is the first one. They say what "
                    "is seen, by whom, and what nobody sees."
                ),
            ),
            Answer(
                _l("A rule changed since we printed."),
                _l(
                    "Print again: documents are made when you ask for them, with the delays and "
                    "numbers of today, in French or in English."
                ),
            ),
        ),
    ),
    Topic(
        "profile",
        _l("My profile and my data"),
        ("/profile", "/policies", "/first-steps"),
        (
            Answer(
                _l("How do I change the language or the colours?"),
                _l("In your profile: French or English, light, dark, or like your phone."),
            ),
            Answer(
                _l("What do you keep about me?"),
                _l(
                    "Your profile lists it in words and gives you a copy. What is kept, and for "
                    "how long, is on the rules page."
                ),
            ),
        ),
    ),
    Topic(
        "anywhere",
        _l("Anything else"),
        (),
        (
            Answer(
                _l("There is no network in the stock room."),
                _l(
                    "What you write stays on your screen and is sent when the network is back. Do "
                    "not close the page."
                ),
            ),
            Answer(
                _l("Can I use it on my own phone?"),
                _l("Yes if you like, never because you must. The store's tablet is enough."),
            ),
        ),
    ),
)


def topics_for(path: str) -> tuple[Topic, list[Topic]]:
    """Return the topic of the page at ``path`` (the last one when none), and the others."""
    here = next((topic for topic in TOPICS if topic.is_of(path)), TOPICS[-1])
    return here, [topic for topic in TOPICS if topic is not here]
