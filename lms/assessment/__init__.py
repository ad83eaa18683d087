"""Questions and attempts: what a quiz asks, what a person answered, what it is worth.

The bank keeps questions and their frozen versions; a quiz version freezes an ordered list of them
with its settings; an attempt is a row from its first second, saved answer by answer, closed by the
server's clock. Words: *stem* (the text of a question), *option* (something to choose, known by its
uid and never by its text), *fraction* (what an answer earns, 0 to 1), *sheet* (what is shown after
answering), *dispute* ("I disagree").
"""
