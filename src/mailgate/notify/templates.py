"""Jinja templates of all mails: read and checked at start, rendered with plain values only."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import FunctionLoader, StrictUndefined, Template, TemplateSyntaxError, Undefined, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from mailgate.errors import ConfigurationError, MailgateError
from mailgate.model.outbound import OutboundKind
from mailgate.notify.header import clean
from mailgate.notify.samples import SUBJECT_ONLY, samples
from mailgate.notify.template_joining import joined
from mailgate.notify.template_language import FILTERS, LAYOUT, PARTS, RANGE_LIMIT, SOURCE_LIMIT, findings

#: Characters of one rendered file, not counting the values put in (L-30).
OUTPUT_LIMIT = 256 * 1024
_FOLDER = "mail"
_FILES = ("subject.txt", "body.txt", "body.html")
_SHARED = (LAYOUT, *PARTS)
_NAMES = (*_SHARED, *(f"{kind.value}/{file}" for kind in OutboundKind for file in _FILES))
_PRINTABLE = (str, Markup, int, bool)
_PLAIN = frozenset((*_PRINTABLE, list, dict))

Files = Mapping[str, Path]


class TemplateFailed(MailgateError):
    """Not even the shipped template could be rendered with these values."""

    temporary = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """The words of one mail; ``failure`` says why the operator's own template was passed over, else it is empty."""

    subject: str
    text: str
    html: str
    failure: str = ""


class Templates:
    """Every template of every kind."""

    def __init__(self, shipped: Files, own: Files) -> None:
        """Read all; ``own`` wins name by name. Use ``load``, which checks them first."""
        self._shipped = _Programs(shipped)
        self._chosen = _Programs({**shipped, **own}) if own else self._shipped

    @classmethod
    def load(cls, shipped: Path, own: Path | None = None) -> Templates:
        """Read all templates; check the operator's, and render each mail that they change with samples.

        Args:
            shipped: Folder with ``mail/layout.html`` and ``mail/<kind>/{subject.txt,body.txt,body.html}``.
            own: Folder of the same shape with only the files that differ.

        Raises:
            ConfigurationError: a file is missing, misnamed or too long, or uses what its mail does not have.
        """
        ours = {name: shipped / _FOLDER / name for name in _NAMES}
        theirs = _found(own / _FOLDER) if own else {}
        problems = [f"{path}:1: cannot be read" for path in ours.values() if not path.is_file()]
        problems += [problem for name, path in theirs.items() for problem in _problems(name, path)]
        if own and not own.is_dir():
            problems.append(f"{own}:1: no such folder")
        if not problems and theirs:
            problems += _rehearsed(_loaded({**ours, **theirs}))
        if problems:
            raise ConfigurationError(problems)
        return cls(ours, theirs)

    def render(self, kind: OutboundKind, context: Mapping[str, object]) -> Rendered:
        """The words of one mail.

        Where the operator's own template fails on these values, the shipped one is used: a promise to tell somebody
        outweighs the wording.

        Args:
            context: Strings, numbers, truth values, and lists and dicts of them; markup only where a builder made it.

        Raises:
            TemplateFailed: the shipped template failed as well.
            TypeError: a value is not plain.
        """
        for name, value in context.items():
            if type(value) not in _PLAIN:
                raise TypeError(f"{name} is not a plain value: {type(value).__name__}")
        failure = ""
        if self._chosen is not self._shipped:
            try:
                return _rendered(self._chosen[kind], context)
            except Exception as error:  # a template is the operator's program, it may fail in any way
                failure = f"{kind.value}: {error}"
        try:
            return _rendered(self._shipped[kind], context, failure)
        except Exception as error:
            raise TemplateFailed(f"{kind.value}: {error}") from error


def shipped_templates() -> Path:
    """The folder that came with this program: inside the wheel, or of the source checkout."""
    package = Path(__file__).parents[1]
    inside = package / "_shipped" / "templates"
    return inside if inside.is_dir() else package.parents[1] / "templates"


class _Environment(ImmutableSandboxedEnvironment):
    """The sandbox with only the names of ``template_language``, and nothing printed but text and numbers."""

    def __init__(self) -> None:
        super().__init__(
            undefined=StrictUndefined,
            autoescape=lambda name: bool(name) and name.endswith(".html"),
            finalize=_printable,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
        )
        self.filters = {name: self.filters[name] for name in FILTERS if name in self.filters} | {"breaks": _breaks}
        self.globals = {"range": _range}


class _Programs:
    """Templates with their layout and parts put in, read at once, compiled when the first mail of their kind is made.

    Read at once, so that an upgrade of the files below a running daemon changes nothing for it.
    """

    def __init__(self, files: Files) -> None:
        self._files = files
        self._sources = {name: path.read_text("utf-8") for name, path in files.items()}
        self._environment = _Environment()
        self._compiled: dict[OutboundKind, tuple[Template, ...]] = {}

    def __getitem__(self, kind: OutboundKind) -> tuple[Template, ...]:
        if kind not in self._compiled:
            self._compiled[kind] = tuple(self._program(f"{kind.value}/{file}") for file in _FILES)
        return self._compiled[kind]

    def _program(self, name: str) -> Template:
        code = self._environment.compile(joined(name, self._parse), name, str(self._files[name]))
        return Template.from_code(self._environment, code, self._environment.globals)

    def _parse(self, name: str) -> nodes.Template:
        return self._environment.parse(self._sources[name], name, str(self._files[name]))


def _loaded(files: Files) -> Mapping[OutboundKind, tuple[Template, ...]]:
    """Each as Jinja itself puts it together, which knows the file and line of a fault also in a part."""
    environment = _Environment()

    def source(name: str) -> tuple[str, str, Callable[[], bool]]:
        path = files[name]
        return path.read_text("utf-8"), str(path), lambda: True

    environment.loader = FunctionLoader(source)
    return {kind: tuple(environment.get_template(f"{kind.value}/{file}") for file in _FILES) for kind in OutboundKind}


def _rehearsed(templates: Mapping[OutboundKind, tuple[Template, ...]]) -> Iterator[str]:
    """What the samples bring to light; a value used wrongly shows only when it is used."""
    for kind, contexts in samples().items():
        for context in contexts:
            try:
                _rendered(templates[kind], context)
            except Exception as error:
                yield f"{_place(error)}: {error}"
                break


def _rendered(templates: tuple[Template, ...], context: Mapping[str, object], failure: str = "") -> Rendered:
    limit = OUTPUT_LIMIT + sum(len(value) for value in context.values() if isinstance(value, str))
    subject, text, html = (_filled(template, context, limit) for template in templates)
    return Rendered(subject=clean(subject), text=text, html=html, failure=failure)


def _filled(template: Template, context: Mapping[str, object], limit: int) -> str:
    pieces, size = [], 0
    for piece in template.generate(context):
        size += len(piece)
        if size > limit:
            raise SecurityError("the output is too long")
        pieces.append(piece)
    return "".join(pieces)


def _found(own: Path) -> dict[str, Path]:
    files = (path for path in sorted(own.rglob("*")) if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(own).as_posix(): path for path in files}


def _problems(name: str, path: Path) -> Iterator[str]:
    if name not in _NAMES:
        yield f"{path}:1: no mail uses a template of this name"
        return
    try:
        source = path.read_text("utf-8")
        if len(source) > SOURCE_LIMIT:
            yield f"{path}:1: longer than {SOURCE_LIMIT} characters"
            return
        for line, reason in findings(_Environment().parse(source), _values(name), part=name in _SHARED):
            yield f"{path}:{line}: {reason}"
    except TemplateSyntaxError as error:
        yield f"{path}:{error.lineno}: {error.message}"
    except (OSError, UnicodeDecodeError) as error:
        yield f"{path}:1: cannot be read: {error}"


def _values(name: str) -> frozenset[str]:
    """What the template of this name may use: the layout what every mail has, a part what a mail with it has."""
    known = {kind: frozenset(contexts[0]) for kind, contexts in samples().items()}
    if name == LAYOUT:
        return frozenset.intersection(*known.values())
    if name in PARTS:
        return known[OutboundKind.SLA_REPORT if name.startswith("parts/trend") else OutboundKind.CUSTOMER_NOTICE]
    kind = OutboundKind(name.partition("/")[0])
    return known[kind] if name.endswith("/subject.txt") else known[kind] - SUBJECT_ONLY.get(kind, frozenset())


def _place(error: Exception) -> str:
    """``file:line`` in the template, which Jinja puts into the traceback."""
    frames = traceback.extract_tb(error.__traceback__)
    inside = [frame for frame in frames if not frame.filename.endswith(".py")]
    return f"{inside[-1].filename}:{inside[-1].lineno}" if inside else "templates:1"


def _printable(value: object) -> object:
    """Keep methods and containers from being shown as Python writes them."""
    if type(value) in _PRINTABLE or isinstance(value, Undefined):
        return value
    raise SecurityError(f"only text and numbers can be shown, not {type(value).__name__}")


def _range(*bounds: int) -> range:
    rounds = range(*bounds)
    if len(rounds) > RANGE_LIMIT:
        raise SecurityError(f"a range of more than {RANGE_LIMIT}")
    return rounds


def _breaks(value: str) -> Markup:
    """Line ends as ``<br>``: several clients ignore ``white-space``."""
    return escape(value).replace("\n", Markup("<br>\n"))
