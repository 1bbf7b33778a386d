#!/usr/bin/env python3
"""Writes the manual page from what the command line says of itself.

usage: man.py [--check] REELFX PAGE

--check writes nothing and fails when PAGE is out of date.
"""
import itertools
import json
import pathlib
import subprocess
import sys

EXIT_CODES = [
    ("0", "done"),
    ("1", "failed"),
    ("3", "rendered, but the verdict is fail: the files are there, the report says why"),
    ("4", "part of a batch failed"),
    ("64", "the command line was wrong"),
    ("65", "the document or the media cannot be used"),
    ("66", "a file or a font is missing"),
    ("73", "the output cannot be written, or is not to be overwritten"),
    ("75, 2", "of reelfx worker alone: try again, and never"),
    ("130, 143", "stopped by SIGINT or SIGTERM: a first one lets a render finish what is open, a second stops it at once"),
]
ENVIRONMENT = [
    ("REELFX_CPU", "scalar, avx2 or neon: the highest level of CPU extensions to use; the bytes stay the same"),
    ("AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN", "who asks a shared store in S3"),
    ("AWS_REGION, AWS_ENDPOINT_URL_S3", "where a shared store in S3 is when its address does not say"),
    ("REELFX_PATIENCE", "for how many seconds a shared store that is away is asked again; 60 when it is not set"),
    ("REELFX_STORE", "where the store is when --store does not say"),
    ("XDG_CACHE_HOME", "the cache folder the store is in when neither says"),
    ("NO_COLOR", "when set, no colours"),
]


def escape(text):
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join("\\&" + line if line[:1] in ".'" else line for line in text.splitlines())


def paragraph(text):
    return escape(" ".join(text.split()))


def prose(text):
    """Paragraphs are filled; indented lines, which are examples, stay as they are."""
    lines = []
    for block in text.strip("\n").split("\n\n"):
        lines.append(".PP")
        for literal, group in itertools.groupby(block.splitlines(), key=lambda line: line.startswith("  ")):
            group = list(group)
            if literal:
                lines += [".RS 4", ".nf"] + [escape(line.strip()) for line in group] + [".fi", ".RE"]
            else:
                lines.append(paragraph(" ".join(group)))
    return "\n".join(lines)


def names(argument):
    dashes = {"long": "--", "short": "-", "longWithSingleDash": "-"}
    return [dashes[n["kind"]] + n["name"] for n in argument.get("names") or []]


def term(argument):
    value = argument.get("valueName", "value")
    if argument["kind"] == "positional":
        text = f"\\fI{escape(value)}\\fR"
    else:
        text = ", ".join(f"\\fB{escape(n)}\\fR" for n in names(argument))
        if argument["kind"] == "option":
            text += f" \\fI{escape(value)}\\fR"
    return text + (" ..." if argument.get("isRepeating") else "")


def visible(argument):
    return argument.get("shouldDisplay", True) and not set(names(argument)) & {"--help", "--version"}


def synopsis(path, command):
    parts = [f"\\fB{escape(' '.join(path))}\\fR"]
    arguments = [a for a in command.get("arguments") or [] if visible(a)]
    if any(a["kind"] != "positional" for a in arguments):
        parts.append("[\\fIoptions\\fR]")
    parts += [term(a) if not a.get("isOptional") else f"[{term(a)}]" for a in arguments if a["kind"] == "positional"]
    return " ".join(parts)


def describe(argument):
    text = " ".join(filter(None, [argument.get("abstract"), argument.get("discussion")]))
    values = argument.get("allValues")
    if values:
        text += f" (one of {', '.join(values)})"
    if argument.get("defaultValue") is not None and argument["kind"] != "flag":
        text += f" (default: {argument['defaultValue']})"
    return paragraph(text) or "\\&"


def subcommands(command):
    return [c for c in command.get("subcommands") or [] if c["commandName"] != "help" and c.get("shouldDisplay", True)]


def section(path, command):
    lines = []
    if not subcommands(command):
        lines += [f".SS {' '.join(path[1:]) or path[0]}", synopsis(path, command)]
        lines += [prose(command[key]) for key in ("abstract", "discussion") if command.get(key)]
        for argument in filter(visible, command.get("arguments") or []):
            lines += [".TP", term(argument), describe(argument)]
    for sub in subcommands(command):
        lines += section(path + [sub["commandName"]], sub)
    return lines


def table(title, rows):
    lines = [f".SH {title}"]
    for name, text in rows:
        lines += [".TP", f"\\fB{escape(name)}\\fR", escape(text)]
    return lines


def page(info):
    command = info["command"]
    name = command["commandName"]
    lines = [f'.TH {name.upper()} 1 "" "{name}" "User Commands"']
    lines += [".SH NAME", f"{name} \\- {paragraph(command.get('abstract') or '')}"]
    lines += [".SH SYNOPSIS", f"\\fB{name}\\fR \\fIcommand\\fR [\\fIoptions\\fR]"]
    if command.get("discussion"):
        lines += [".SH DESCRIPTION", prose(command["discussion"])]
    lines += [".SH COMMANDS"] + section([name], command)
    lines += table("EXIT STATUS", EXIT_CODES) + table("ENVIRONMENT", ENVIRONMENT)
    return "\n".join(lines) + "\n"


def main():
    arguments = sys.argv[1:]
    check = arguments[:1] == ["--check"]
    if len(arguments) != 2 + check:
        sys.exit(__doc__)
    reelfx, path = arguments[check:]
    dump = subprocess.run([reelfx, "--experimental-dump-help"], check=True, capture_output=True, text=True).stdout
    text, file = page(json.loads(dump)), pathlib.Path(path)
    if not check:
        file.write_text(text)
    elif not file.exists() or file.read_text() != text:
        sys.exit(f"{path} is out of date: run `make man`")


if __name__ == "__main__":
    main()
