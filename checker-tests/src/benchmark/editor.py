#!/usr/bin/env python3
"""How long an editor waits for the language server, for a module of many files.

    editor.py LIBRARY --java-home JDK --error-prone CLASS_PATH --watertight JAR --server CLASS_PATH [--edits N] [--runs N]

LIBRARY     a directory of a library: `src`, `classpath` (one line), and `compiles.<release>`, as for cost.py
CLASS_PATH  error_prone_core with all that it depends on; for --server, the language server's jar, or its classes
            and all that they need
JAR         the plugin, or the directory of its classes

Two figures, each with its limit:

    open    from opening a file to its first diagnostics, the start of the server included: at most 1.5 times
            what javac takes with Error Prone and Watertight on the same files, both as processes that start cold
    edit    from an edit of a file to its diagnostics, the delay before it is looked at included: the median of N
            edits, each in another file, at most 1 s

The sources are copied, since a module takes whole directories; what files cannot be compiled is left out there.
Exit code 1 if a limit is not kept.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import threading
import time

EXPORTS = [f"--add-exports=jdk.compiler/com.sun.tools.javac.{p}=ALL-UNNAMED"
           for p in ("api", "file", "main", "model", "parser", "processing", "tree", "util")]
OPENS = [f"--add-opens=jdk.compiler/com.sun.tools.javac.{p}=ALL-UNNAMED" for p in ("code", "comp")]
OPEN_LIMIT, EDIT_LIMIT = 1.5, 1.0


class Server:
    """The language server, as an editor has it."""

    def __init__(self, java, class_path):
        self.process = subprocess.Popen(
            [java, *EXPORTS, *OPENS, "-cp", class_path, "dev.watertight.server.Main"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.news = threading.Condition()
        self.published, self.answers, self.messages, self.asked = {}, {}, [], 0
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        while True:
            length = 0
            while line := self.process.stdout.readline().strip():
                name, value = line.split(b":", 1)
                length = int(value) if name.lower() == b"content-length" else length
            if not length:
                return
            message = json.loads(self.process.stdout.read(length))
            with self.news:
                if message.get("method") == "textDocument/publishDiagnostics":
                    self.published.setdefault(message["params"]["uri"], []).append(message["params"])
                elif "method" in message:
                    self.messages.append(message)
                else:
                    self.answers[message["id"]] = message
                self.news.notify_all()

    def send(self, method, params, is_request=False):
        message = {"jsonrpc": "2.0", "method": method}
        if params is not None:
            message["params"] = params
        if is_request:
            self.asked += 1
            message["id"] = self.asked
        body = json.dumps(message).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()
        if is_request:
            return self.wait(lambda: self.answers.get(self.asked))

    def wait(self, fact, seconds=300):
        with self.news:
            if not self.news.wait_for(fact, seconds):
                sys.exit(f"no answer: {self.messages}")
            return fact()

    def end(self):
        """Ends it as an editor does: it deletes what it has written."""
        try:
            self.send("shutdown", None, True)
            self.send("exit", None)
            self.process.wait(30)
        except (OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()


def open_file(server, file):
    server.send("textDocument/didOpen", {"textDocument": {
        "uri": file.as_uri(), "languageId": "java", "version": 1, "text": file.read_text()}})


def start(arguments, root, file):
    """A server that has compiled the module, and after how many seconds."""
    begin = time.monotonic()
    server = Server(arguments.java_home + "/bin/java", arguments.server)
    server.send("initialize", {"processId": os.getpid(), "rootUri": root.as_uri(), "capabilities": {}}, True)
    server.send("initialized", {})
    open_file(server, file)
    server.wait(lambda: server.published.get(file.as_uri()) or server.messages)
    if server.messages:
        sys.exit(f"the server says: {server.messages}")
    return server, time.monotonic() - begin


def edit(server, file):
    """An edit in a method body, mostly: a blank line in front of the last line but one."""
    lines = file.read_text().split("\n")
    lines.insert(max(1, len(lines) - 3), "")
    had = len(server.published.get(file.as_uri(), []))
    begin = time.monotonic()
    server.send("textDocument/didChange", {
        "textDocument": {"uri": file.as_uri(), "version": 2}, "contentChanges": [{"text": "\n".join(lines)}]})
    server.wait(lambda: len(server.published[file.as_uri()]) > had)
    return time.monotonic() - begin


def javac(arguments, options, files, scratch):
    listed = scratch / "files"
    listed.write_text("\n".join(map(str, files)))
    output = scratch / "out"
    output.mkdir(exist_ok=True)
    begin = time.monotonic()
    subprocess.run(
        [arguments.java_home + "/bin/javac", *(f"-J{o}" for o in EXPORTS + OPENS), *options, "-nowarn", "-proc:none",
         "-XDcompilePolicy=simple", "--should-stop=ifError=FLOW", "-processorpath",
         arguments.error_prone + os.pathsep + arguments.watertight, "-Xplugin:ErrorProne -XepAllErrorsAsWarnings",
         "-d", str(output), f"@{listed}"], check=True, stderr=subprocess.DEVNULL)
    return time.monotonic() - begin


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("library", type=pathlib.Path)
    for name in ("java-home", "error-prone", "watertight", "server"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--edits", type=int, default=15)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--files", type=int, default=0, help="only so many of the library's files")
    arguments = parser.parse_args()
    memo = min(arguments.library.glob("compiles.*"))
    release = memo.name.split(".", 1)[1]
    options = ["-cp", (arguments.library / "classpath").read_text().strip()]
    options += [] if release == "none" else ["--release", release]
    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name).resolve()
        names = memo.read_text().splitlines()
        files = []
        for each in names[:arguments.files] if arguments.files else names:
            files.append(root / "src" / each)
            files[-1].parent.mkdir(parents=True, exist_ok=True)
            files[-1].write_bytes((arguments.library / "src" / each).read_bytes())
        (root / "watertight.flags").write_text("\n".join([*(f'"{o}"' for o in options), "-proc:none", "src"]))
        compiled, opened = [], []
        for _ in range(arguments.runs):
            compiled.append(javac(arguments, options, files, root))
            server, seconds = start(arguments, root, files[len(files) // 2])
            opened.append(seconds)
            if len(opened) < arguments.runs:
                server.end()
        edited = []
        for file in files[::max(1, len(files) // arguments.edits)]:
            open_file(server, file)
            server.wait(lambda: server.published.get(file.as_uri()))
            edited.append(edit(server, file))
        server.end()
    ratio = statistics.median(o / c for o, c in zip(opened, compiled))
    median = statistics.median(edited)
    print(f"{arguments.library.name}: {len(files)} files")
    print(f"open  {statistics.median(opened):6.2f} s, javac {statistics.median(compiled):6.2f} s: {ratio:.2f} times (limit {OPEN_LIMIT})")
    print(f"edit  {median:6.2f} s, the longest of {len(edited)} {max(edited):.2f} s (limit {EDIT_LIMIT})")
    sys.exit(ratio > OPEN_LIMIT or median > EDIT_LIMIT)


if __name__ == "__main__":
    main()
