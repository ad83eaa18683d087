"""Commands of Quotes, one module per actor: reporter, coach, second reader, committee, machine."""
