"""Quotes: a difficulty is told, a coach helps, and an anonymous card teaches everybody.

Everything before publication hangs on a thread and is destroyed with it the moment the card comes
out: no path is left from a card to who lived it, who helped, where or which week.

Words: *difficulty* (what somebody told), *reporter* (who told it), *interview* (the coach's talk),
*draft* (the card being written), *workshop card* (written from experience, the *reserve*), *second
reader* (a coach from elsewhere), *preview* (the reporter re-reads), *receipt* (six words, the only
proof), *batch* (cards published together), *severance* (the destruction), *gap* (a theme that keeps
coming and that no lesson covers).
"""
