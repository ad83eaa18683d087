"""Lists of words the detectors look for, folded: no accents, small letters."""
