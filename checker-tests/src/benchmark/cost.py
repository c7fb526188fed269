#!/usr/bin/env python3
"""What Watertight's checks add to the time that a compilation takes.

    cost.py CORPUS --java-home JDK --error-prone CLASS_PATH --watertight JAR [--pairs N] [--jar REGEX]

CORPUS      a directory with one directory per library: `src`, `classpath` (one line), and `compiles.<release>`,
            which names the files in `src` that compile together with `--release <release>`
CLASS_PATH  error_prone_core with all that it depends on, as `mvn dependency:build-classpath` prints it
JAR         the plugin, or the directory of its classes
REGEX       which libraries to compile; by default three: a big, a middling and a small one

Two comparisons, each a pair of whole javac processes that differ in Watertight only:

    default  Error Prone with its default checks; the same and Watertight's      at most 2 % more
    alone    Error Prone with all checks off; the same and Watertight's on       at most 8 % more

The runs are interleaved, and every other pair starts with its second half, so that a machine that gets slower
does not decide. Judged is the median of the pairs' ratios of CPU time, user and system, of all libraries
together; wall time stands beside it, since javac spreads its garbage collection and JIT compilation over all
cores. Errors count as warnings: javac would skip code generation after an error, and so be faster for having
found a leak. Exit code 1 if a limit is not kept. For figures to quote: an idle machine, and seven pairs or more.
"""
import argparse
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile

LIBRARIES = r"__(kafka-clients|curator-framework|amqp-client)__"
LIMITS = {"default": 1.02, "alone": 1.08}
SERVICE = "META-INF/services/com.google.errorprone.bugpatterns.BugChecker"
JVM = (["-J-Xmx4g"]
       + [f"-J--add-exports=jdk.compiler/com.sun.tools.javac.{p}=ALL-UNNAMED"
          for p in ("api", "file", "main", "model", "parser", "processing", "tree", "util")]
       + [f"-J--add-opens=jdk.compiler/com.sun.tools.javac.{p}=ALL-UNNAMED" for p in ("code", "comp")])


def checks(watertight):
    """The names of the plugin's checks, from its own list of services."""
    if watertight.is_dir():
        text = (watertight / SERVICE).read_text()
    else:
        with zipfile.ZipFile(watertight) as jar:
            text = jar.read(SERVICE).decode()
    return [line.rsplit(".", 1)[-1] for line in text.split() if line]


class Library:
    def __init__(self, home):
        self.name = home.name
        memo = min(home.glob("compiles.*"))
        release = memo.name.split(".", 1)[1]
        self.release = [] if release == "none" else ["--release", release]
        self.files = [str(home / "src" / line) for line in memo.read_text().splitlines()]
        self.class_path = (home / "classpath").read_text().strip()

    def compile(self, java_home, processor_path, error_prone):
        """CPU seconds and wall seconds of one javac."""
        with tempfile.TemporaryDirectory() as scratch:
            options = ["-proc:none", "-Xlint:none", "-encoding", "UTF-8", "-d", scratch, "-cp", self.class_path,
                       *self.release, "-processorpath", processor_path, "-XDcompilePolicy=simple",
                       "--should-stop=ifError=FLOW", "-XDaddTypeAnnotationsToSymbol=true",
                       f"-Xplugin:ErrorProne -XepAllErrorsAsWarnings {error_prone}".strip()]
            arguments = pathlib.Path(scratch, "arguments")
            arguments.write_text("".join('"%s"\n' % a.replace("\\", "\\\\").replace('"', '\\"') for a in options + self.files))
            with open(pathlib.Path(scratch, "messages"), "w+") as messages:
                start = time.perf_counter()
                javac = subprocess.Popen([java_home / "bin" / "javac", *JVM, f"@{arguments}"], stdout=messages, stderr=messages)
                _, status, usage = os.wait4(javac.pid, 0)
                wall = time.perf_counter() - start
                javac.returncode = os.waitstatus_to_exitcode(status)
                if javac.returncode:
                    messages.seek(0)
                    sys.exit(f"{self.name} does not compile: javac ended with {javac.returncode}\n{messages.read()[-3000:]}")
        return usage.ru_utime + usage.ru_stime, wall


def measure(library, variants, pairs, java_home):
    """For each comparison the times (cpu, wall) without and with Watertight, a pair a row."""
    rows = {comparison: [] for comparison in variants}
    for number in range(-1, pairs):  # The first warms up the file cache.
        for comparison, halves in variants.items():
            pair = [None, None]
            for half in (0, 1) if number % 2 else (1, 0):
                pair[half] = library.compile(java_home, *halves[half])
            if number >= 0:
                rows[comparison].append(pair)
    return rows


def spread(values):
    return f"{min(values):7.2f} {statistics.median(values):7.2f} {max(values):7.2f}"


def report(comparison, rows):
    """Prints one comparison for one library; returns the ratios of CPU time."""
    for half, label in enumerate(("without", "with")):
        print(f"  {comparison:8}{label:8} cpu {spread([row[half][0] for row in rows])}   wall {spread([row[half][1] for row in rows])}")
    for kind, label in enumerate(("cpu", "wall")):
        ratios = [row[1][kind] / row[0][kind] for row in rows]
        print(f"  {comparison:8}ratio    {label:4} median {statistics.median(ratios):.3f}: {' '.join(f'{r:.3f}' for r in ratios)}", flush=True)
    return [row[1][0] / row[0][0] for row in rows]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=pathlib.Path)
    parser.add_argument("--java-home", type=pathlib.Path, required=True)
    parser.add_argument("--error-prone", required=True, metavar="CLASS_PATH")
    parser.add_argument("--watertight", type=pathlib.Path, required=True, metavar="JAR")
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--jar", default=LIBRARIES, metavar="REGEX")
    a = parser.parse_args()

    both = os.pathsep.join([str(a.watertight.resolve()), a.error_prone])
    ours = " ".join(f"-Xep:{name}:WARN" for name in checks(a.watertight))
    variants = {
        "default": [(a.error_prone, ""), (both, "")],
        "alone": [(a.error_prone, "-XepDisableAllChecks"), (both, f"-XepDisableAllChecks {ours}")],
    }
    homes = sorted(home for home in a.corpus.iterdir() if re.search(a.jar, home.name) and any(home.glob("compiles.*")))
    if not homes:
        sys.exit(f"no library in {a.corpus} matches {a.jar}")
    ratios = {comparison: [] for comparison in variants}
    for home in homes:
        library = Library(home)
        print(f"{library.name}: {len(library.files)} files; seconds: min, median, max")
        for comparison, rows in measure(library, variants, a.pairs, a.java_home).items():
            ratios[comparison] += report(comparison, rows)
    kept = True
    for comparison, limit in LIMITS.items():
        median = statistics.median(ratios[comparison])
        kept &= median <= limit
        print(f"{comparison}: median ratio of CPU time {median:.3f}, limit {limit:.2f}: {'kept' if median <= limit else 'NOT KEPT'}")
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
