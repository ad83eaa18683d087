"""Pure rules of Quotes: machines, clocks, batches, figures, receipts; the guard in its folder."""
