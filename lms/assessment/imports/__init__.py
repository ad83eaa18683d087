"""Reading question banks of other products: GIFT, Aiken, Moodle XML, embedded answers.

Every question of a file ends in one of two lists: read, or refused by name with its line and the
reason. Nothing is skipped in silence; what was left out of a question that was read is a note.
"""
