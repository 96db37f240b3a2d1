"""What the worker runs: the pages' Python side, and threads that take turns."""
