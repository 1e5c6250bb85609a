"""The rule language: a closed set of expressions over named facts, decimals only, three-valued, with a full trace."""
