"""What tests answer to an exercise, as a learner would give it."""

from exercises import Exercise
from exercises.checking import code_of
from exercises.reading import asked


def solution(exercise: Exercise) -> str:
    """Return the right answer."""
    if exercise.kind == "predict":
        return "".join(example.want for example in asked(exercise))
    return code_of(exercise.solution)


def untouched(exercise: Exercise) -> str:
    """Return what is there before anybody has worked on it."""
    return "?" if exercise.kind == "predict" else exercise.starter
