"""Coaching: someone stands beside you in the store, watches, and talks with you.

Words: *day* (a coach in a store on a business date), *rating* (what the store's manager says of the
coach that evening), *entry* (what the coach saw of the store's project), *reveal* (the instant both
sides read each other), *block* (ratings of one coach pooled until nobody stands out), *observation*
and *exchange* (facts seen, one strength, one dated try), *goal* (the try of a day), *measure* (a
skill from 0 to 3, by oneself or by an observer), *blind spot* (self above observer), *bravo*.
"""
