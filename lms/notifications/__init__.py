"""What people are told, where and when: the inbox, the mails, the hours, the right not to be told.

Words: *notice* (a row of ``lms.core.notices``, listed in the inbox at once), *dispatch* (one mail to
one person, made of notices), *digest* (the one mail a day that gathers what does not hurry),
*working hour* (when the person's unit may be written to: nothing leaves at night or on a quiet day).
A feature below never imports this package: it declares kinds and calls ``core.notices.notify``.
"""
