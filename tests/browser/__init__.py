"""The application in a real Chromium, with its Content Security Policy on."""
