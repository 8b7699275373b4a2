"""The house rules that a program can check. Each test names the places that break its rule."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from itertools import pairwise
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands
from django.db.migrations.loader import MigrationLoader

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "dieuphoi"
TEMPLATES = HOUSE / "web" / "templates"
STATIC = HOUSE / "web" / "static"
DOMAIN = (
    "base",
    "activity",
    "backup",
    "organizations",
    "documents",
    "plans",
    "issues",
    "reporting",
)
FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


# What there is


@cache
def repository_files() -> list[Path]:
    """Every file that is, or is about to be, in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [ROOT / name for name in sorted(listed.splitlines()) if (ROOT / name).is_file()]


@cache
def own_texts() -> dict[Path, str]:
    """Every text file that is written here: nothing vendored, no picture."""
    texts = {}
    for path in repository_files():
        if "vendor" not in path.parts:
            data = path.read_bytes()
            if b"\0" not in data:
                texts[path] = data.decode()
    return texts


@cache
def modules() -> dict[Path, ast.Module]:
    """Every Python file of the product, parsed; migrations are made by Django."""
    return {
        path: ast.parse(text)
        for path, text in own_texts().items()
        if path.suffix == ".py" and HOUSE in path.parents and "migrations" not in path.parts
    }


@cache
def templates() -> dict[str, str]:
    """Every template, by the name it is rendered under."""
    return {
        path.relative_to(TEMPLATES).as_posix(): text
        for path, text in own_texts().items()
        if TEMPLATES in path.parents
    }


def place(path: Path, node: ast.AST | None = None) -> str:
    """Where it is, as an editor opens it."""
    line = f":{node.lineno}" if node is not None and hasattr(node, "lineno") else ""
    return f"{path.relative_to(ROOT)}{line}"


def none_of(found: list[str], rule: str) -> None:
    """Fail with the rule and every place that breaks it."""
    assert not found, f"{rule}:\n  " + "\n  ".join(found)


def is_vietnamese(text: str) -> bool:
    """Whether it has a letter that English does not."""
    return any(letter.isalpha() and not letter.isascii() for letter in text)


# Packages


WRITES = {
    *("create", "bulk_create", "get_or_create", "update_or_create"),
    *("update", "bulk_update", "delete", "save"),
}


def root_name(node: ast.expr) -> str:
    """The name a chain of calls and attributes begins with: `Task` of `Task.objects.filter().x`."""
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def foreign_models(tree: ast.Module, package: str) -> set[str]:
    """Names in a module that are models of another package."""
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        if re.match(r"dieuphoi\.\w+\.models", node.module) and node.module.split(".")[1] != package
        for alias in node.names
    }


def holding(function: ast.AST, models: set[str]) -> set[str]:
    """Names in a function that hold rows of these models, as far as one can see from here."""
    names = set()
    for node in ast.walk(function):
        match node:
            case ast.arg(arg=name, annotation=ast.expr() as source):
                targets: list[str] = [name]
            case ast.Assign(targets=[ast.Name(id=name)], value=source):
                targets = [name]
            case _:
                continue
        if any(isinstance(n, ast.Name) and n.id in models for n in ast.walk(source)):
            names.update(targets)
    return names


def test_only_the_owning_package_writes_its_tables() -> None:
    found = []
    for path, tree in modules().items():
        models = foreign_models(tree, path.relative_to(HOUSE).parts[0])
        for function in (node for node in ast.walk(tree) if isinstance(node, FUNCTION)):
            foreign = models | holding(function, models)
            found += [
                f"{place(path, call)} {ast.unparse(call.func)[:60]}"
                for call in ast.walk(function)
                if isinstance(call, ast.Call)
                and isinstance(call.func, ast.Attribute)
                and call.func.attr in WRITES
                and root_name(call.func) in foreign
            ]
    none_of(found, "call a function of the package that owns the table")


def test_there_are_no_signals() -> None:
    found = [
        place(path, node)
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and re.search(r"\bsignals$|^django\.dispatch", node.module or "")
    ]
    none_of(found, "say it in the action instead of a signal")


def test_files_are_named_after_ideas() -> None:
    nothing = {"util", "helper", "service", "common", "manager", "misc", "tool", "mixin", "handler"}
    found = [place(path) for path in modules() if path.stem.removesuffix("s") in nothing]
    none_of(found, "name the file after the idea in it")


def test_no_package_is_empty() -> None:
    files = [path for path in repository_files() if HOUSE in path.parents]
    found = [
        place(path.parent)
        for path in files
        if path.name == "__init__.py"
        and path.parent.name != "migrations"
        and not path.read_text().strip()
        and not any(other != path and path.parent in other.parents for other in files)
    ]
    none_of(found, "a package comes with its first idea")


def test_domain_never_reads_the_clock() -> None:
    found = [
        f"{place(path, node)} {ast.unparse(node)}"
        for path, tree in modules().items()
        if path.relative_to(HOUSE).parts[0] in DOMAIN
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and re.search(r"(^|\.)(now|today|localdate|utcnow|localtime)$", ast.unparse(node.func))
        and not node.args[:1]
    ]
    none_of(found, "take the day or the moment as an argument")


def public_functions(body: list[ast.stmt]) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Functions that others call: not private, not nested, not Python's or Django's own names."""
    for node in body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_") and node.name != "Meta":
            yield from public_functions(node.body)
        elif isinstance(node, FUNCTION) and not node.name.startswith("_"):
            yield node


def test_public_functions_say_what_a_caller_must_know() -> None:
    found = [
        f"{place(path, function)} {function.name}"
        for path, tree in modules().items()
        for function in public_functions(tree.body)
        if not ast.get_docstring(function)
    ]
    none_of(found, "a public function has a docstring")


def test_nothing_is_left_to_do_in_the_text() -> None:
    marks = re.compile(r"\b(TO" r"DO|FIX" r"ME)\b")
    found = [place(path) for path, text in own_texts().items() if marks.search(text)]
    none_of(found, "do it, or file an issue")


# Templates


def names_rendered() -> Iterator[tuple[str, str]]:
    """Every template name in the code, as a pattern, and the place that names it."""
    for name, text in templates().items():
        for used in re.findall(r"{%-?\s*(?:include|extends)\s+[\"']([^\"']+)[\"']", text):
            yield re.escape(used.partition("#")[0]), name
    for path, tree in modules().items():
        for node in ast.walk(tree):
            match node:
                case ast.Constant(value=str(value)) if re.fullmatch(r"[\w/.-]+\.html", value):
                    yield re.escape(value), place(path, node)
                case ast.JoinedStr(values=[*_, ast.Constant(value=str(end))]) if end == ".html":
                    parts = [
                        re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+"
                        for part in node.values
                    ]
                    yield "".join(parts), place(path, node)


def names_of_other_packages() -> set[str]:
    """Templates that Django or a package looks for by name, so that ours stand in for theirs."""
    folders = [
        Path(config.path) / "templates"
        for config in apps.get_app_configs()
        if ROOT not in Path(config.path).parents or ".venv" in Path(config.path).parts
    ]
    folders.append(Path(str(resources.files("django") / "forms" / "templates")))
    theirs = {
        path.relative_to(folder).as_posix()
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file()
    }
    return theirs | {f"{status}.html" for status in (400, 403, 404, 500)}


def test_every_named_template_exists() -> None:
    known = set(templates()) | names_of_other_packages()
    found = [
        f"{where}: {pattern}"
        for pattern, where in names_rendered()
        if not any(re.fullmatch(pattern, name) for name in known)
    ]
    none_of(found, "there is no template of that name")


def test_every_template_is_used() -> None:
    used = {pattern for pattern, _ in names_rendered()}
    found = [
        name
        for name in sorted(set(templates()) - names_of_other_packages())
        if not any(re.fullmatch(pattern, name) for pattern in used)
    ]
    none_of(found, "nothing renders this template")


@pytest.mark.parametrize(
    "what, pattern",
    [
        ("script", r"<script(?![^>]*\ssrc=)"),
        ("style sheet", r"<style"),
        ("style attribute", r"\sstyle\s*="),
        ("handler attribute", r"\s(on\w+|hx-on[\w:-]*)\s*="),
    ],
)
def test_no_inline(what: str, pattern: str) -> None:
    found = [name for name, text in templates().items() if re.search(pattern, text, re.IGNORECASE)]
    none_of(found, f"the content security policy refuses an inline {what}")


def test_no_page_asks_another_host() -> None:
    foreign = re.compile(r"https?://(?!www\.w3\.org/)|(src|href|action)=[\"']//")
    found = [
        place(path)
        for path, text in own_texts().items()
        if TEMPLATES in path.parents or STATIC in path.parents
        if foreign.search(text)
    ]
    vendored = re.compile(rb"url\([\"']?(https?:)?//|@import|sourceMappingURL")
    found += [
        place(path)
        for path in STATIC.rglob("*")
        if path.suffix in (".css", ".js") and vendored.search(path.read_bytes())
    ]
    none_of(found, "everything a page needs lies in this repository")


# Words


TRANSLATED_BLOCK = re.compile(
    r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}"
    r"|{%\s*comment\b.*?{%\s*endcomment\s*%}|{#.*?#}",
    re.DOTALL,
)
TRANSLATED_STRING = re.compile(
    r"{%\s*trans(?:late)?\s+(\"[^\"]*\"|'[^']*')|_\((\"[^\"]*\"|'[^']*')\)"
)


def test_text_in_templates_is_translated() -> None:
    found = []
    for name, text in templates().items():
        bare = TRANSLATED_BLOCK.sub(lambda block: "\n" * block[0].count("\n"), text)
        bare = TRANSLATED_STRING.sub("", bare)
        found += [
            f"{name}:{number} {line.strip()[:80]}"
            for number, line in enumerate(bare.splitlines(), 1)
            if is_vietnamese(line)
        ]
    none_of(found, "wrap it in {% translate %} or {% blocktranslate trimmed %}")


def test_translated_blocks_of_several_lines_are_trimmed() -> None:
    found = [
        f"{name}: {tag}"
        for name, text in templates().items()
        for tag, body in re.findall(
            r"({%\s*blocktrans[^%]*%})(.*?){%\s*endblocktrans", text, re.DOTALL
        )
        if "\n" in body and "trimmed" not in tag.split()
    ]
    none_of(found, "line breaks of the template must not become part of the message")


GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}


def is_gettext(node: ast.AST) -> bool:
    """Whether it is a call that marks its text for translation."""
    return isinstance(node, ast.Call) and ast.unparse(node.func) in GETTEXT


WORDS_OF_DOCUMENTS = {
    "organizations/actor.py": "the system's name as the log keeps it",
    "organizations/catalogue.py": "names of agencies and areas, as registers have them",
    "organizations/resolution.py": "words that documents use for open groups of agencies",
    "documents/secrecy.py": "marks that documents bear",
    "documents/letter_widths.py": "letters, not words",
}
"""Files whose Vietnamese is what documents and registers say, not what the product says."""


def not_for_people(tree: ast.Module) -> Iterator[ast.AST]:
    """Texts that are already marked, or that nobody is shown: docstrings and patterns."""
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant()):
                yield node
            case ast.Call() if is_gettext(node) or ast.unparse(node.func).startswith("re."):
                yield node


def test_text_in_python_is_translated() -> None:
    found = []
    for path, tree in modules().items():
        name = path.relative_to(HOUSE).as_posix()
        if name in WORDS_OF_DOCUMENTS or not re.match("web|plans|documents|organizations", name):
            continue
        if name.startswith("documents/reading/"):
            continue  # the reader knows no framework and answers with codes, not sentences
        excused = {id(part) for node in not_for_people(tree) for part in ast.walk(node)}
        found += [
            f"{place(path, node)} {str(node.value)[:60]!r}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and is_vietnamese(node.value)
            and id(node) not in excused
        ]
    none_of(found, "wrap what a person reads in _(), or see WORDS_OF_DOCUMENTS")


def test_messages_are_whole_literals() -> None:
    found = [
        f"{place(path, call)} {ast.unparse(call)[:70]}"
        for path, tree in modules().items()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and is_gettext(call)
        if not all(
            isinstance(argument, ast.Constant)
            for argument in call.args[: 2 if "n" in ast.unparse(call.func)[:2] else 1]
        )
    ]
    none_of(found, "a message is found by its literal text: _('… %(name)s') % {'name': …}")


# Database


def test_every_app_has_one_last_migration() -> None:
    conflicts = MigrationLoader(None).detect_conflicts()

    assert conflicts == {}


# Dependencies, and what this repository must not know


def test_every_dependency_has_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    project = tomllib.loads(text)
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    found = [wish for wish in wanted if not re.search(rf'"{re.escape(wish)}"\s*,\s*# \S', text)]
    none_of(found, "say beside it what it is for")


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_locks_have_hashes_and_no_host(lock: str) -> None:
    text = (ROOT / lock).read_text()
    pinned = re.split(r"\n(?=\S)", re.sub(r"(?m)^\s*#.*\n?", "", text).strip())

    none_of([one for one in pinned if "--hash=sha256:" not in one], "no hash")
    none_of(re.findall(r"\S*(?:://|--find-" r"links|--index)\S*", text), "a lock names no host")


def test_nothing_knows_this_machine_or_a_package_host() -> None:
    words = [r"/wo" r"rk/", r"/ro" r"ot/", r"/ho" r"me/\w", r"\bpypi\." r"org", r"pythonhosted\."]
    words += [r"registry\.npm" r"js", r"--find-" r"links\s", re.escape(f"{ROOT}/")]
    unwanted = re.compile("|".join(words))
    this_test = Path(__file__)
    found = [
        f"{place(path)}: {match[0]}"
        for path, text in own_texts().items()
        if path != this_test and (match := unwanted.search(text))
    ]
    none_of(found, "it must work on any machine")


# Documents


def backticked(text: str) -> list[str]:
    """What a page names as it stands in the code."""
    return re.findall(r"`([^`\n]+)`", text)


@cache
def words_of_the_code() -> set[str]:
    """Every identifier and every file's name."""
    names = {path.stem for path in modules()} | {path.parent.name for path in modules()}
    for path in [*modules(), ROOT / "config/settings.py"]:
        names.update(re.findall(r"\w+", own_texts()[path]))
    return names


def exists(name: str) -> bool:
    """Whether a path, command or identifier named in a document is there."""
    words = name.split()
    if words[0] == "make":
        return all(re.search(rf"(?m)^{w}:", (ROOT / "Makefile").read_text()) for w in words[1:])
    if words[0] == "dieuphoi":
        return len(words) == 1 or words[1].replace("-", "_") in get_commands()
    if name.startswith("./"):
        return True  # made by an installation
    if re.fullmatch(r"\.?[\w.-]+(/[\w.-]+)*/?", name) and ("/" in name or "." in name):
        return (ROOT / name).exists()
    if re.fullmatch(r"\w+", name):
        return name in words_of_the_code()
    return True  # a piece of code or a pattern, for the reader's eye only


def test_everything_named_in_the_architecture_exists() -> None:
    named = backticked((ROOT / "ARCHITECTURE.md").read_text())

    none_of([name for name in named if not exists(name)], "ARCHITECTURE.md names what is not there")
    assert len(named) > 30


def test_every_package_stands_in_the_architecture() -> None:
    named = backticked((ROOT / "ARCHITECTURE.md").read_text())
    packages = {f"dieuphoi/{path.relative_to(HOUSE).parts[0]}" for path in modules()}
    packages = {name for name in packages if (ROOT / name).is_dir()}

    none_of(sorted(packages - set(named)), "ARCHITECTURE.md does not say what it holds")


def test_every_identifier_of_the_glossary_exists() -> None:
    rows = [
        line.split("|")[2]
        for line in (ROOT / "docs/glossary.md").read_text().splitlines()
        if line.startswith("|")
    ]
    identifiers = [name for row in rows for name in backticked(row)]

    none_of([name for name in identifiers if not exists(name)], "the code says it otherwise")
    assert len(identifiers) > 30


def test_decisions_are_short_and_numbered_without_gap() -> None:
    decisions = sorted((ROOT / "docs/adr").glob("*.md"))
    numbers = [int(path.name[:4]) for path in decisions]

    none_of([place(p) for p in decisions if len(p.read_text().splitlines()) > 40], "too long")
    assert numbers[0] == 1
    assert all(after == before + 1 for before, after in pairwise(numbers))


def test_links_between_documents_lead_somewhere() -> None:
    found = [
        f"{place(path)}: {target}"
        for path, text in own_texts().items()
        if path.suffix == ".md"
        for target in re.findall(r"\]\(([^)#\s]+)", text)
        if "://" not in target and not (path.parent / target).exists()
    ]
    none_of(found, "the link leads nowhere")
