"""The landing page of each role, the frame around every page, health, help and errors.

The only place that knows everybody: it composes what the features offer.
"""
