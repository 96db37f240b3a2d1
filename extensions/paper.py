"""What becomes of a page in a book: where its solutions stand, and where its links lead.

Works on docutils' trees, and knows no builder.
"""

from urllib.parse import urlsplit

from docutils import nodes

from exercises.markup import inline
from extensions.exercises import exercise, exercise_part
from extensions.pieces import FOLDED


def as_in_a_book(tree: nodes.document) -> None:
    """Make of a page what it is in a book.

    :param tree: the page, after all of Sphinx's transforms.
    """
    unfold(tree)
    solutions_last(tree)


def unfold(tree: nodes.document) -> None:
    """Open what is folded, and make text of a link to a file that only the site has."""
    for node in list(tree.findall(nodes.inline)):
        if "sd-summary-state-marker" in node["classes"]:
            node.parent.remove(node)
    for node in tree.findall(nodes.Element):
        if "opened" in node:
            node["opened"] = True
    for node in list(tree.findall(nodes.reference)):
        address = urlsplit(node.get("refuri", ""))
        if address.path and not address.scheme and not node.get("internal"):
            node.parent.replace(node, list(node.children))


def solutions_last(tree: nodes.document) -> None:
    """Move hints, solutions and checks to a section of their own, at the end of the page.

    :param tree: the page.
    """
    found = list(tree.findall(exercise))
    section = nodes.section("", nodes.title("", "Hints and solutions"), ids=["hints-and-solutions"])
    for node in found:
        parts = [each for each in node if isinstance(each, exercise_part)]
        later = [each for each in parts if each["role"] in FOLDED]
        for each in later:
            node.remove(each)
        name = node["ids"][0]
        title = nodes.raw("", inline(node["exercise"].title), format="html")
        heading = nodes.title("", "", nodes.Text(f"{node['number']}. "), title)
        section += nodes.section("", heading, *later, ids=[f"{name}-solution"])
        there = nodes.reference("", _promise(later), refid=f"{name}-solution", internal=True)
        line = nodes.paragraph("", "", there, classes=["solution-there"])
        node += line
    if found:
        top = next(tree.findall(nodes.section))
        top += section


def _promise(parts: list[exercise_part]) -> str:
    """Return what stands at the end of the page."""
    hints = sum(each["role"] == "hint" for each in parts)
    told = ["", "a hint, ", f"{hints} hints, "][min(hints, 2)]
    checked = " and what is checked" if any(each["role"] == "check" for each in parts) else ""
    said = f"{told}a solution{checked}"
    return said[0].upper() + said[1:]
