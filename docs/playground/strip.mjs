// Makes Python's modules in a folder smaller by what only readers need, comments and docstrings, with the very Python
// that will run them: `node strip.mjs FOLDER`.

import { loadPyodide } from "pyodide";

const python = await loadPyodide();
python.mountNodeFS("/modules", process.argv[2]);
python.runPython(`
import ast
from pathlib import Path

class WithoutDocstrings(ast.NodeTransformer):
    def visit(self, node):
        self.generic_visit(node)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            # Only what stands alone as a text: of a class that holds nothing else, a pass remains.
            if node.body and isinstance(node.body[0], ast.Expr) and isinstance(node.body[0].value, ast.Constant):
                if isinstance(node.body[0].value.value, str):
                    node.body = node.body[1:] or ([] if isinstance(node, ast.Module) else [ast.Pass()])
        return node

for file in Path("/modules").rglob("*.py"):
    file.write_text(ast.unparse(WithoutDocstrings().visit(ast.parse(file.read_bytes()))), encoding="utf-8")
`);
