#!/usr/bin/env python3
"""Whether a baseline survives that all its sources are formatted anew.

    reformat.py CORPUS --java-home JDK --error-prone CLASS_PATH --watertight JAR [--jar REGEX]

CORPUS      a directory with one directory per library, as for cost.py
CLASS_PATH  error_prone_core with all that it depends on, google-java-format among it
JAR         the plugin, or the directory of its classes
REGEX       which libraries; by default all

Each library is compiled with WriteBaseline; a copy of its sources is formatted by google-java-format; the copy
is compiled with the baseline. Exit code 1 if anything is reported that is not in the baseline, or if something
in the baseline is found no more.
"""
import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

from cost import JVM, Library

REPORT = re.compile(r"(error|warning|Note|note): \[(\w+)\] (?!\(in the baseline\))")
GONE = "does not find this any more"


def compile_(library, files, a, option, scratch):
    arguments = pathlib.Path(scratch, "arguments")
    options = ["-proc:none", "-Xlint:none", "-encoding", "UTF-8", "-Xmaxwarns", "100000", "-Xmaxerrs", "100000", "-d", f"{scratch}/out",
               "-cp", library.class_path, *library.release, "-processorpath", f"{a.watertight.resolve()}:{a.error_prone}",
               "-XDcompilePolicy=simple", "--should-stop=ifError=FLOW", "-XDaddTypeAnnotationsToSymbol=true",
               f"-Xplugin:ErrorProne -XepDisableAllChecks -Xep:Watertight -XepOpt:Watertight:{option}={scratch}/baseline.txt"]
    arguments.write_text("".join('"%s"\n' % o.replace("\\", "\\\\") for o in options + files))
    return subprocess.run([a.java_home / "bin" / "javac", *JVM, f"@{arguments}"], capture_output=True, text=True)


def format_(library, a, scratch):
    """The files of a formatted copy, and how many of them are other than before."""
    copies, changed = [], 0
    for file in library.files:
        copy = pathlib.Path(scratch, "src") / pathlib.Path(file).relative_to(library.source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(pathlib.Path(file).read_bytes())
        copies.append(str(copy))
    exports = [option.removeprefix("-J") for option in JVM if option.startswith("-J--add-exports")]
    arguments = pathlib.Path(scratch, "formatted")
    arguments.write_text("".join(f"{copy}\n" for copy in copies))
    subprocess.run([a.java_home / "bin" / "java", *exports, "-cp", a.error_prone, "com.google.googlejavaformat.java.Main", "--replace",
                    f"@{arguments}"], capture_output=True)
    for file, copy in zip(library.files, copies):
        changed += pathlib.Path(file).read_bytes() != pathlib.Path(copy).read_bytes()
    return copies, changed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=pathlib.Path)
    parser.add_argument("--java-home", type=pathlib.Path, required=True)
    parser.add_argument("--error-prone", required=True, metavar="CLASS_PATH")
    parser.add_argument("--watertight", type=pathlib.Path, required=True, metavar="JAR")
    parser.add_argument("--jar", default=".", metavar="REGEX")
    a = parser.parse_args()
    kept, lines, formatted, files = True, 0, 0, 0
    for home in sorted(home for home in a.corpus.iterdir() if re.search(a.jar, home.name) and any(home.glob("compiles.*"))):
        library = Library(home)
        if not any(library.files):
            continue
        library.source = home / "src"
        with tempfile.TemporaryDirectory() as scratch:
            written = compile_(library, library.files, a, "WriteBaseline", scratch)
            baseline = pathlib.Path(scratch, "baseline.txt")
            text = baseline.read_text().splitlines() if baseline.exists() else []
            findings = [line for line in text if line and not line.startswith(("#", "version "))]
            copies, changed = format_(library, a, scratch)
            read = compile_(library, copies, a, "Baseline", scratch)
            output = (read.stdout + read.stderr).splitlines()
            wrong = [line for line in output if REPORT.search(line) or GONE in line]
        if written.returncode or read.returncode:
            wrong += [f"javac ended with {written.returncode} and {read.returncode}", *output[-3:]]
        print(f"{home.name}: {len(findings)} findings; {changed} of {len(copies)} files are formatted otherwise; {len(wrong)} differences", flush=True)
        print("".join(f"  {line}\n" for line in wrong), end="")
        kept &= not wrong
        lines, formatted, files = lines + len(findings), formatted + changed, files + len(copies)
    print(f"{lines} findings, {formatted} of {files} files formatted otherwise: {'kept' if kept else 'NOT KEPT'}")
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
