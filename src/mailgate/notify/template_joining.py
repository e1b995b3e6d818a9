"""A template with its layout and parts put in their places, before it is compiled.

Jinja would look each of them up again for every mail, and build a context for it: half of the time that a mail's words
take. The language of mail templates knows one layout and parts that lead no further, so all of it is known at start.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

#: The syntax tree of a template by its name.
Parse = Callable[[str], nodes.Template]


def joined(name: str, parse: Parse) -> nodes.Template:
    """One tree without includes, blocks or a layout; the text it makes is that of the template called ``name``."""
    tree = parse(name)
    layout = tree.find(nodes.Extends)
    if layout is None:
        return nodes.Template(_Joining(parse, {}).body(tree), lineno=1)
    blocks = {block.name: block for block in tree.find_all(nodes.Block)}
    # All else that stands outside of blocks is not shown where there is a layout.
    said_before = [node for node in tree.body if isinstance(node, nodes.Assign)]
    body = _Joining(parse, blocks).body(parse(_constant(layout.template)))
    return nodes.Template([*said_before, *body], lineno=1)


class _Joining(NodeTransformer):
    """What is put in keeps a scope of its own: its names are not seen behind it."""

    def __init__(self, parse: Parse, blocks: Mapping[str, nodes.Block]) -> None:
        self._parse = parse
        self._blocks = blocks

    def body(self, node: nodes.Template | nodes.Block) -> list[nodes.Node]:
        return [self.visit(inner) for inner in node.body]

    def visit_Include(self, node: nodes.Include) -> nodes.Scope:  # noqa: N802
        return nodes.Scope(self._parse(_constant(node.template)).body, lineno=node.lineno)

    def visit_Block(self, node: nodes.Block) -> nodes.Scope:  # noqa: N802
        block = self._blocks.get(node.name, node)
        return nodes.Scope(self.body(block), lineno=node.lineno)


def _constant(node: nodes.Expr) -> str:
    assert isinstance(node, nodes.Const)
    return str(node.value)
