"""Where things rest between runs: databases in a folder, every version of them, written all or not at all."""
