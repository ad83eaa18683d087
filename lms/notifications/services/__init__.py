"""Commands: send what is due, keep the inbox, tell what learning made happen."""
