"Check that the code which a how-to page shows needs no name from a hidden cell: `check_examples.py FILE...`. Exit status 1 if some does."
import ast
import builtins
import json
import sys
from pathlib import Path

HIDDEN = ("#| hide", "#| echo: false")


def shown(notebook):
    "Its cells of Python code that a reader sees: (id, source)"
    for c in json.loads(Path(notebook).read_text(encoding="utf-8"))["cells"]:
        s = "".join(c["source"])
        if c["cell_type"] == "code" and not s.startswith("%%") and not any(h in s for h in HIDDEN): yield c["id"], s


def made(tree):
    "The names that a piece of code makes"
    for n in ast.walk(tree):
        if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store): yield n.id
        elif isinstance(n, ast.FunctionDef | ast.ClassDef): yield n.name
        elif isinstance(n, ast.Import | ast.ImportFrom): yield from ((a.asname or a.name).split(".")[0] for a in n.names)
        elif isinstance(n, ast.arg): yield n.arg
        elif isinstance(n, ast.ExceptHandler) and n.name: yield n.name


def missing(notebook):
    "What its visible code uses and does not make: (id of the cell, names)"
    known = set(dir(builtins))
    for id, source in shown(notebook):
        tree = ast.parse(source)
        known |= set(made(tree))
        lost = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)} - known
        if lost: yield id, sorted(lost)
        known |= lost


if __name__ == "__main__":
    found = [f"{f}, cell {id}: {', '.join(names)} made in a hidden cell" for f in sys.argv[1:] for id, names in missing(f)]
    for line in found: print(line)
    print(f"{len(found)} examples that cannot be pasted")
    sys.exit(bool(found))
