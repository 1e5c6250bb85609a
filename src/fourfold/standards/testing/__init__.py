"""Packs tested by their own examples, and their rules by small changes that an example has to notice.

`examples` puts together what each example says; `trials` judges it; `changes` makes the small changes of a rule and
`noticing` tells which of them no example notices; `search` looks for the example that is missing; `tester` does all of
it for a pack, and what it finds are the `findings`.
"""
