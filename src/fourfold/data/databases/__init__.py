"""Life-cycle databases: what their files say, put in order, every row kept, and nothing invented."""
