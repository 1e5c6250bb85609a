"""What every room needs: problems, words, quantities, intervals, areas, result lines, canonical JSON, bounded reading.

Nothing here knows what a study or a factor is, and nothing here prints.
"""
