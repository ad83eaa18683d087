"""Who comes in, by which door, and for how long.

A person exists before any account: an import or a manager creates them, an invitation (a link, or
a printed *slip*) lets them choose a secret. Doors: number or e-mail with a secret, a link, a slip,
a name and a *code* on a shared tablet. One set of attempt counters stands behind all of them, one
table holds every session, and a session can be ended from elsewhere at any time.

Words: *secret* (password), *code* (4 to 6 digits, tablet only), *slip* (one-time paper), *door* (a
way to sign in), *device* (a shared tablet enrolled by a manager), *notice* (what people are told
about their own account).
"""
