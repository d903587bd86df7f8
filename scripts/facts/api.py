"""Reads the public interface of Python classes and modules from source text with `ast`.

Knows nothing of PySpark's layout: the caller says which files and classes to read.
"""

import ast
import dataclasses
import re

# A member's first statement that raises one of these means "not on this backend".
REFUSALS = ("PySparkNotImplementedError", "NotImplementedError", "PySparkAttributeError")
PROPERTY_DECORATORS = ("property", "cached_property", "classproperty")


@dataclasses.dataclass
class Member:
    name: str
    kind: str  # m method, s static or class method, p property, f function, a attribute
    params: str = ""
    returns: str = ""
    since: str = ""
    deprecated: str = ""
    replacement: str = ""
    refused: bool = False


class Sources:
    """The classes of a set of files by name, so that bases can be followed."""

    def __init__(self, files):
        self.classes = {}
        for path in files:
            if path.exists():
                collect(ast.parse(path.read_text(encoding="utf-8")).body, "", self.classes)

    def members(self, name, seen=()):
        """All public members of class `name`, the inherited ones of known classes included."""
        found = {}
        for node in self.classes.get(name, ()):
            for base in node.bases:
                base_name = simple_name(base)
                if base_name not in (*seen, name):
                    add(found, self.members(base_name, (*seen, name)))
            add(found, class_members(node))
        return found


def collect(body, prefix, classes):
    for node in body:
        if isinstance(node, ast.ClassDef):
            classes.setdefault(prefix + node.name, []).append(node)
            collect(node.body, f"{prefix}{node.name}.", classes)


def class_members(node):
    found = {}
    for item in flatten(node.body):
        if isinstance(item, ast.FunctionDef):
            member = read_function(item, in_class=True)
        elif isinstance(item, ast.Assign) and isinstance(item.targets[0], ast.Name):
            member = read_alias(item, found)
        else:
            continue
        if member and (not member.name.startswith("_") or member.name == "__init__"):
            add(found, {member.name: member})
    return found


def add(found, members):
    for name, member in members.items():
        found[name] = merge(found[name], member) if name in found else member


def flatten(body):
    """A class body with the definitions that stand under an `if`, as those for a backend do."""
    for item in body:
        if isinstance(item, ast.If):
            yield from flatten([*item.body, *item.orelse])
        else:
            yield item


def module_members(path, names=None):
    """The public functions and function aliases of a module."""
    found = {}
    for item in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(item, ast.FunctionDef):
            member = read_function(item, in_class=False)
        elif isinstance(item, ast.Assign) and isinstance(item.targets[0], ast.Name):
            member = read_alias(item, found)
        else:
            continue
        if member and not member.name.startswith("_") and (names is None or member.name in names):
            found[member.name] = member
    return found


def module_all(path):
    """The names in `__all__`, wherever in the module it is assigned or extended."""
    names = []
    for item in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        target = item.targets[0] if isinstance(item, ast.Assign) else getattr(item, "target", None)
        if isinstance(target, ast.Name) and target.id == "__all__" and isinstance(item.value, ast.List):
            names += [e.value for e in item.value.elts if isinstance(e, ast.Constant)]
    return names


def read_alias(item, found):
    """`where = filter` and `where = copy_func(filter, ...)`."""
    value = item.value
    if isinstance(value, ast.Call) and value.args and simple_name(value.func) == "copy_func":
        value = value.args[0]
    original = found.get(value.id) if isinstance(value, ast.Name) else None
    return dataclasses.replace(original, name=item.targets[0].id) if original else None


def read_function(node, in_class):
    decorators = [simple_name(d) for d in node.decorator_list]
    if "overload" in decorators or any(d in ("setter", "deleter") for d in decorators):
        return None
    static = "staticmethod" in decorators
    if any(d in PROPERTY_DECORATORS for d in decorators):
        kind = "p"
    elif in_class:
        kind = "s" if static or "classmethod" in decorators else "m"
    else:
        kind = "f"
    doc = ast.get_docstring(node) or ""
    since, deprecated, replacement = read_versions(doc)
    warned = read_warning(node)
    return Member(
        name=node.name,
        kind=kind,
        params="" if kind == "p" else parameters(node.args, in_class and not static),
        returns=annotation(node.returns),
        since=since or since_decorator(node),
        deprecated=deprecated or warned[0],
        replacement=replacement or warned[1],
        refused=refuses(node),
    )


def merge(first, second):
    """A later definition wins, but keeps what only the earlier one documents or annotates."""
    kept = {
        field: getattr(second, field) or getattr(first, field)
        for field in ("returns", "since", "deprecated", "replacement")
    }
    if first.params.count(":") > second.params.count(":"):
        kept["params"] = first.params
    return dataclasses.replace(second, **kept)


def parameters(args, bound):
    """`a,b:c=,*rest,k=,**options`: after a colon the kinds of value it takes, a trailing `=` when there is a default."""
    words = []
    positional = [*args.posonlyargs, *args.args]
    first_default = len(positional) - len(args.defaults)
    for index, arg in enumerate(positional):
        if bound and index == 0:
            continue
        words.append(described(arg) + ("=" if index >= first_default else ""))
        if args.posonlyargs and index == len(args.posonlyargs) - 1:
            words.append("/")
    if args.vararg:
        words.append("*" + described(args.vararg))
    elif args.kwonlyargs:
        words.append("*")
    for arg, default in zip(args.kwonlyargs, args.kw_defaults):
        words.append(described(arg) + ("=" if default is not None else ""))
    if args.kwarg:
        words.append("**" + args.kwarg.arg)
    return ",".join(words)


# The kinds of value a parameter takes, one letter each.
KINDS = {
    "ColumnOrName": "c",
    "ColumnOrName_": "c",
    "ColumnOrNameOrOrdinal": "cn",
    "Column": "C",
    "DataFrame": "d",
    "int": "n",
    "float": "n",
    "Decimal": "n",
    "str": "s",
    "bool": "b",
    "LiteralType": "nsb",
    "OptionalPrimitiveType": "nsb",
    "PrimitiveType": "nsb",
    "DecimalLiteral": "n",
    "DateTimeLiteral": "t",
    "date": "t",
    "datetime": "t",
    "DataType": "y",
    "StructType": "y",
    "DataTypeOrString": "ys",
    "Callable": "f",
    "UserDefinedFunctionLike": "f",
    "List": "l",
    "Tuple": "l",
    "Sequence": "l",
    "Iterable": "l",
    "list": "l",
    "tuple": "l",
    "Dict": "m",
    "Mapping": "m",
    "dict": "m",
    "Any": "a",
    "OptionalExpressionOrColumn": "Cs",
    "ExpressionOrColumn": "Cs",
    "OptionalColumnMapping": "m",
    "ColumnMapping": "m",
}


def described(arg):
    letters = "".join(sorted(set(value_kinds(arg.annotation))))
    return f"{arg.arg}:{letters}" if letters else arg.arg


def value_kinds(node):
    """The letters of all alternatives of an annotation; lists and dicts are not looked into."""
    if node is None:
        return ""
    if isinstance(node, ast.Constant):
        return value_kinds(ast.parse(node.value, mode="eval").body) if isinstance(node.value, str) else ""
    if isinstance(node, ast.BinOp):
        return value_kinds(node.left) + value_kinds(node.right)
    if isinstance(node, ast.Subscript) and simple_name(node.value) in ("Optional", "Union"):
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        return "".join(map(value_kinds, parts))
    if isinstance(node, ast.Subscript) and simple_name(node.value) == "Literal":
        return "s"
    return KINDS.get(simple_name(node), "")


def annotation(node):
    """The class that an annotation names: `Optional[StreamingQuery]` is StreamingQuery, `List[Row]` is List[Row]."""
    if node is None:
        return ""
    if isinstance(node, ast.Constant):
        if not isinstance(node.value, str):
            return str(node.value)
        return annotation(ast.parse(node.value, mode="eval").body)
    if isinstance(node, ast.BinOp):
        sides = [s for s in (annotation(node.left), annotation(node.right)) if s != "None"]
        return sides[0] if len(sides) == 1 else ""
    if isinstance(node, ast.Subscript):
        outer = simple_name(node.value)
        if outer == "Optional":
            return annotation(node.slice)
        if outer in ("Union", "Callable", "Type"):
            return ""
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        return f"{outer}[{','.join(annotation(p) for p in parts)}]"
    return simple_name(node)


def simple_name(node):
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Call):
        return simple_name(node.func)
    if isinstance(node, ast.Subscript):
        return simple_name(node.value)
    return ""


VERSION = r"(\d+\.\d+(?:\.\d+)?)"


def read_versions(doc):
    """Version added, version deprecated and replacement, from the Sphinx directives of a docstring."""
    added = re.search(r"^\.\. versionadded:: *" + VERSION, doc, re.M)
    # An indented directive speaks about one parameter, not about the member.
    gone = re.search(r"^\.\. deprecated:: *" + VERSION + r"((?:\n +.*|\n(?=\n +))*)", doc, re.M)
    since = trim(added.group(1)) if added else ""
    if not gone:
        return since, "", ""
    return since, trim(gone.group(1)), find_replacement(gone.group(2))


def read_warning(node):
    """A `warnings.warn("Deprecated in 3.2, use x instead")` that is not behind a condition."""
    for item in node.body:
        call = item.value if isinstance(item, ast.Expr) else None
        if not isinstance(call, ast.Call) or simple_name(call.func) != "warn":
            continue
        text = " ".join(c.value for c in ast.walk(call) if isinstance(c, ast.Constant) and isinstance(c.value, str))
        version = re.search(r"[Dd]eprecated (?:in|since)(?: Spark)? " + VERSION, text)
        if version:
            return trim(version.group(1)), find_replacement(text)
    return "", ""


def find_replacement(text):
    found = re.search(r"[Uu]se +(?::\w+:)?`+([^`]+)`", text) or re.search(r"[Uu]se +([\w.]+\w)", text)
    return found.group(1).replace("pyspark.sql.", "") if found else ""


def since_decorator(node):
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call) and simple_name(decorator.func) == "since":
            return trim(str(decorator.args[0].value))
    return ""


def trim(version):
    return re.sub(r"\.0$", "", version) if version.count(".") == 2 else version


def refuses(node):
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    first = body[0] if body else None
    return isinstance(first, ast.Raise) and first.exc is not None and simple_name(first.exc) in REFUSALS
