"""A browser's signature in three words, so that people recognise their devices."""

BROWSERS = (
    ("Edg/", "Edge"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def agent_label(user_agent: str) -> str:
    """Return "Chrome, Android"; only known words, never what the browser wrote."""
    found = [
        next((word for mark, word in table if mark in user_agent), "")
        for table in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(word for word in found if word)


def is_phone(user_agent: str) -> bool:
    """Tell whether the browser is probably on a phone."""
    return "iPhone" in user_agent or ("Android" in user_agent and "Mobile" in user_agent)
