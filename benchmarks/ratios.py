"""How the benchmarks say what they found: each ratio with its limit."""

from collections.abc import Mapping


def within(ratios: Mapping[str, float], limits: Mapping[str, float]) -> int:
    """Print each ratio; return 1 when a limit is passed, else 0: a program's exit status.

    :raises KeyError: when a ratio has no limit.
    """
    for name, ratio in ratios.items():
        kept = "within" if ratio <= limits[name] else "ABOVE"
        print(f"{name}: {ratio:.2f}, {kept} the limit of {limits[name]}")
    return int(any(ratio > limits[name] for name, ratio in ratios.items()))
