"""The noun Study: the declared question and its data, as read from a folder."""
