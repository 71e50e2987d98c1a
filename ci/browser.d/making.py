# SPDX-License-Identifier: GPL-2.0-only
"""The pages that ci/browser opens, made by the program."""
import json
import os
import socket
import subprocess
import sys

EVIL = "</style></script><script>window.evil=1</script><img src=http://198.51.100.1/x onerror=window.evil=1>\"'`"


def spoil(value):
    """Every string of evidence that is shown as it is."""
    if isinstance(value, dict):
        return {key: EVIL[:60] if key in ("text", "why") and isinstance(item, str) and item else spoil(item)
                for key, item in value.items()}
    if isinstance(value, list):
        return [spoil(item) for item in value]
    return value


CLIENT = ('import os, socket; peer = socket.create_connection((os.environ["SERVER"], int(os.environ["PORT"])));'
          ' peer.sendall(b"GET / HTTP/1.0"); peer.recv(1)')


def watch(program, work):
    """watched.html: of a watch that goes on while a connection is refused."""
    with socket.create_server(("127.0.0.1", 0)) as there:
        port = there.getsockname()[1]
    with subprocess.Popen([program, "watch", "--port", str(port), "--count", "1", "--for", "60", "--report",
                           "html=watched.html"], stdout=subprocess.PIPE, text=True, cwd=work) as watching:
        for line in watching.stdout:
            if "Ctrl-C ends it" in line:
                break
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                print(f"somebody listens at port {port}")
                sys.exit(1)
        said = watching.stdout.read()
        if watching.wait() != 0:
            print(f"watch: ended with {watching.returncode}\n{said}")
            sys.exit(1)


def make_pages(program, work):
    """The pages, by name."""
    def play(*words, good=(0,)):
        done = subprocess.run([program, *words], capture_output=True, text=True, cwd=work, check=False)
        if done.returncode == 4:
            print(done.stderr.strip())
            sys.exit(77)
        if done.returncode not in good:
            print(f"{' '.join(words)}: ended with {done.returncode}\n{done.stdout[-2000:]}{done.stderr}")
            sys.exit(1)

    # What fails on a busy machine is for others to see: here it is a page.
    play("all", "--out", "all", "--report", "html=all.html", good=(0, 1, 3))
    play("run", "half-open", "linger", "port-closed", "--out", "old")
    play("judge", "old", "--as-kernel", "4.19", "--report", "html=judged.html", good=(0, 1))
    with open(os.path.join(work, "old", "results.json"), encoding="utf-8") as file:
        run = json.load(file)
    for folder in ("failed", "evil"):
        os.mkdir(os.path.join(work, folder))
    for result in run["results"]:
        for event in result["evidence"]["events"]:
            if event["verb"] == "recv" and event["err"] == 104:
                event["err"] = 110
    with open(os.path.join(work, "failed", "results.json"), "w", encoding="utf-8") as file:
        json.dump(run, file)
    with open(os.path.join(work, "evil", "results.json"), "w", encoding="utf-8") as file:
        json.dump(spoil(run), file)
    play("judge", "failed", "--report", "html=failed.html", good=(1,))
    play("judge", "evil", "--report", "html=evil.html", good=(0, 1, 3))
    play("compare", "old", "failed", "--report", "html=compared.html", good=(1,))
    captures = os.path.join(work, "all", "captures")
    files = sorted(os.path.join(captures, name) for name in os.listdir(captures)
                   if name.startswith(("half-open", "linger", "unread-data")) and name.endswith("client-eth0.pcap"))
    if not files:
        files = sorted(os.path.join(at, name) for at, _, names in os.walk(captures) for name in names
                       if "pcap" in name and "half-open" in os.path.join(at, name))[:6]
    play("explain", *files[:6], "--report", "html=explained.html")
    # A drill with programs of the system: a server of Python's, and a client that waits when the RST comes.
    play("drill", "reset", "-4", "--port", "8080", "--server", "exec /usr/bin/python3 -m http.server $PORT --bind $SERVER",
         "--client", "exec /usr/bin/python3 -c '" + CLIENT + "'", "--report", "html=drilled.html", good=(0, 1))
    watch(program, work)
    return {name: os.path.join(work, name + ".html")
            for name in ("all", "judged", "failed", "evil", "compared", "explained", "drilled", "watched")}
