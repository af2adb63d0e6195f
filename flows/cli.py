"""The command `palimpsest`: exit code 0 is fine, 1 means a problem was found, 2 means wrong use.

Only the module of the command that was asked for is imported, so that `palimpsest clean` starts like `cat`.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from cleaners.errors import PalimpsestError, SettingsError
from flows.bugs import BUGS, sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

FINE, PROBLEM, WRONG_USE = 0, 1, 2
INTERRUPTED = 130  # what shells report for Ctrl-C


class Command(NamedTuple):
    """A command: its name, its module, one line of help and one example."""

    name: str
    module: str
    says: str
    example: str


class CommandModule(Protocol):
    """What a module of flows.commands offers."""

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the command's options."""

    def run(self, args: argparse.Namespace) -> int:
        """Do it; return the exit code."""


COMMANDS = (
    Command(
        "clean", "clean", "clean files (or stdin) and show every change with its reason", "palimpsest clean page.txt"
    ),
    Command(
        "ingest",
        "ingest",
        "ingest the declared sources and publish an audited release",
        "palimpsest ingest --no-prefect",
    ),
    Command(
        "check", "check", "prove every kept release: every byte, every ledger, every reference", "palimpsest check"
    ),
    Command(
        "why", "why", "say what became of a passage of the sources, and why", "palimpsest why 'All rights reserved'"
    ),
    Command(
        "trace",
        "trace",
        "lead a clean sentence back to its source, its characters and its bytes",
        "palimpsest trace 'Path to Realization'",
    ),
    Command(
        "revert",
        "revert",
        "write the source bytes of a document to stdout",
        "palimpsest revert 002_7f6f740f4e046d2f.txt > page.txt",
    ),
    Command("rules", "rules", "list the rules, or explain one", "palimpsest rules watermark."),
    Command("report", "report", "open the report of a release, or write one of now", "palimpsest report --path"),
    Command(
        "review",
        "review",
        "judge a sample of what a rule took, and keep the verdicts",
        "palimpsest review sample --rule watermark.source-address",
    ),
    Command("releases", "releases", "list, compare, name and hold releases", "palimpsest releases diff 1 2"),
    Command("changes", "changes", "say what changed since a release, and why", "palimpsest changes --since 1"),
    Command("export", "export", "write a copy of a release for others", "palimpsest export --format hf dataset"),
    Command(
        "lineage",
        "lineage",
        "print a run or a release as OpenLineage, PROV or Croissant",
        "palimpsest lineage --format prov",
    ),
    Command("files", "files", "print the Parquet files of a table", "palimpsest files documents"),
    Command(
        "without", "without", "print the texts as they would read without one rule", "palimpsest without layout.indent"
    ),
    Command(
        "discover",
        "discover",
        "mine repeated noise and draft a rule pack",
        "palimpsest discover pages/ --write drafted.toml",
    ),
    Command("impact", "impact", "say what a change of rules would do to the release", "palimpsest impact drafted.toml"),
    Command(
        "overrule",
        "overrule",
        "restore a wrong removal and protect its place from now on",
        "palimpsest overrule page.txt 1a2b3c4d --reason 'the author quotes the mark'",
    ),
    Command(
        "erase",
        "erase",
        "purge a document from every kept release",
        "palimpsest erase 1a2b3c4d --reason 'asked by its author'",
    ),
    Command("maintain", "maintain", "say what retention would free, or free it", "palimpsest maintain --yes"),
    Command("doctor", "doctor", "find what keeps the schedule from working", "palimpsest doctor"),
    Command("bootstrap", "bootstrap", "prepare a Prefect server: work pool and automations", "palimpsest bootstrap"),
    Command("sources", "sources", "check the settings file, or list what its sources hold", "palimpsest sources check"),
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; errors are printed as sentences, never as tracebacks."""
    words = list(sys.argv[1:] if argv is None else argv)
    command = next((c for c in COMMANDS if words[:1] == [c.name]), None)
    if command is None:
        overview().parse_args(words or ["--help"])  # ends the program
        return WRONG_USE
    module = module_of(command)
    args = parser_of(command, module).parse_args(words[1:])
    return _guarded(command.name, module, args)


def module_of(command: Command) -> CommandModule:
    """Import the module of a command."""
    return cast("CommandModule", importlib.import_module(f"flows.commands.{command.module}"))


def parser_of(command: Command, module: CommandModule) -> argparse.ArgumentParser:
    """Return a command's own parser."""
    parser = argparse.ArgumentParser(
        f"palimpsest {command.name}",
        description=f"{command.says[:1].upper()}{command.says[1:]}.",
        epilog=f"example:\n  {command.example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    module.arguments(parser)
    return parser


def overview() -> argparse.ArgumentParser:
    """Return the parser that knows the names of the commands only."""
    width = max(len(command.name) for command in COMMANDS)
    listed = "\n".join(f"  {command.name:{width}}  {command.says}" for command in COMMANDS)
    parser = argparse.ArgumentParser(
        "palimpsest",
        usage="palimpsest COMMAND [options]",
        description=f"Cleans scraped sources and can give back every character it took.\n\ncommands:\n{listed}",
        epilog="'palimpsest COMMAND --help' explains one of them.\n\nexample:\n  palimpsest clean page.txt",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "command", choices=[command.name for command in COMMANDS], metavar="COMMAND", help="one of the above"
    )
    return parser


def _guarded(name: str, module: CommandModule, args: argparse.Namespace) -> int:
    try:
        return module.run(args)
    except SettingsError as error:
        return _failed(name, str(error), WRONG_USE)
    except PalimpsestError as error:
        return _failed(name, str(error), PROBLEM)
    except BrokenPipeError:  # the reader (head, less) has seen enough; Python must not complain at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _failed(name, f"{where}{error.strerror or error}", PROBLEM)
    except KeyboardInterrupt:
        return _failed(name, "interrupted", INTERRUPTED)
    except BUGS as error:
        return _failed(name, sentence(error), PROBLEM)


def _failed(name: str, message: str, code: int) -> int:
    print(f"palimpsest {name}: {message}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
