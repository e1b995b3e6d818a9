"""The part of Jinja that a mail template may use: enough for a letter, too little to grow, loop or reach.

The sandbox guards against reaching, but not against ``{{ 'x' * 10**9 }}`` or loops in loops. So a template is read
before it is compiled, and what could make work without bound is refused, with its line (T-38).
"""

from __future__ import annotations

from collections.abc import Iterator

from jinja2 import nodes

#: Characters of one template (L-30).
SOURCE_LIMIT = 64 * 1024
#: Rounds of one loop over ``range``.
RANGE_LIMIT = 1_000
LAYOUT = "layout.html"
_PIECES = ("answer", "earlier", "status", "trend", "words")
#: Pieces that several templates include; they include nothing themselves.
PARTS = tuple(f"parts/{name}.{form}" for name in _PIECES for form in ("txt", "html"))
_LOOPS = 10
_NOT_REPEATED: tuple[type[nodes.Node], ...] = (nodes.For, nodes.Block, nodes.Include)
_LEADS_ON = (nodes.Extends, nodes.Include)
_FILTERS = "breaks capitalize default e escape first join last length lower title trim truncate upper"
FILTERS = frozenset(_FILTERS.split())
_ALLOWED = (
    *(
        nodes.Template,
        nodes.Output,
        nodes.TemplateData,
        nodes.Extends,
        nodes.Include,
        nodes.Block,
        nodes.If,
        nodes.For,
        nodes.Assign,
    ),
    *(nodes.Name, nodes.Const, nodes.List, nodes.Tuple, nodes.Getattr, nodes.Getitem, nodes.Filter, nodes.Test),
    *(nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Add, nodes.Sub),
    *(nodes.Call, nodes.Keyword),
)


def findings(tree: nodes.Template, known: frozenset[str], *, part: bool = False) -> Iterator[tuple[int, str]]:
    """Line and reason of everything in ``tree`` that a mail template may not contain.

    Args:
        known: Names of the values that the mail has.
        part: It is the layout or a part, which lead no further.
    """
    if part:
        yield from ((node.lineno, _not_here("an include here")) for node in tree.find_all(_LEADS_ON))
    names = known | {node.name for node in tree.find_all(nodes.Name) if node.ctx == "store"} | {"loop", "range"}
    loops = list(tree.find_all(nodes.For))
    if len(loops) > _LOOPS:
        yield loops[_LOOPS].lineno, f"more than {_LOOPS} loops"
    for node in tree.find_all(nodes.Node):
        reason = _refusal(node)
        if reason:
            yield node.lineno, reason
        elif isinstance(node, nodes.Name) and node.ctx == "load" and node.name not in names:
            yield node.lineno, f"no such value: {node.name}"


def _refusal(node: nodes.Node) -> str:
    if not isinstance(node, _ALLOWED):
        return _not_here(type(node).__name__)
    match node:
        case nodes.Filter(name=name) if name not in FILTERS:
            return _not_here(f"filter {name}")
        case nodes.Getattr(attr=name) if name.startswith("_"):
            return _not_here(f"attribute {name}")
        case nodes.Call() if not (isinstance(node.node, nodes.Name) and node.node.name == "range"):
            return _not_here("a call of anything but range")
        case nodes.For() if node.recursive or any(node.find(inner) for inner in _NOT_REPEATED):
            return _not_here("a loop around a loop, block or include")
        case nodes.Assign() if not _constant(node.node):
            return _not_here("setting more than a constant or a choice of constants")
        case nodes.Extends() if not (isinstance(node.template, nodes.Const) and node.template.value == LAYOUT):
            return _not_here(f"a layout other than {LAYOUT}")
        case nodes.Include() if not (isinstance(node.template, nodes.Const) and node.template.value in PARTS):
            return _not_here("an include of anything but parts")
    return ""


def _not_here(what: str) -> str:
    return f"not available in mail templates: {what}"


def _constant(node: nodes.Node | None) -> bool:
    if isinstance(node, nodes.CondExpr):
        return _constant(node.expr1) and _constant(node.expr2)
    return isinstance(node, nodes.Const)
