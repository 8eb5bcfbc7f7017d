"""What bringing in a file costs: `uv run python bench/imports.py URL NAME PASSWORD [ROWS …]`, against a server on this machine.

Each file, as CSV, Excel and JSON, is uploaded as a browser does it, its rows are looked at step by step, all of it is applied and undone.
Prints a Markdown table: seconds for each part, and the most memory that the server's processes held during it beyond what they held before
(Linux: VmHWM of every process that listens at the port, reset before each part).
"""

import io
import json
import re
import sys
import time
from itertools import pairwise
from pathlib import Path
from random import Random

import requests
from openpyxl import Workbook

HEADERS = ["title", "kind", "date", "participants", "source url", "summary"]


def vocabulary():
    """The words of the record's own titles and summaries, so that what is brought in is as different as what is there."""
    record = json.loads((Path(__file__).parent.parent / "fixtures" / "dataset.json").read_text())
    texts = " ".join(f"{one['title']} {one.get('summary', '')}" for one in record["events"])
    return sorted(set(re.findall(r"[a-z]{4,12}", texts.lower())))


def rows(count):
    """Rows that are nearly all taken for new events; actors and dates as desks write them."""
    known, chosen = vocabulary(), Random(1979)
    for n in range(count):
        words = " ".join(chosen.sample(known, 6)).capitalize()
        day = f"{1990 + n % 34}-{n % 12 + 1:02}-{n % 28 + 1:02}"
        yield [words, "meeting", day, "Iraq" if n % 2 else "Iran", f"https://paper.example/{n}", "A summary of some words. " * 12]


def as_csv(count):
    lines = [",".join(HEADERS), *(",".join(f'"{cell}"' for cell in row) for row in rows(count))]
    return "\n".join(lines).encode()


def as_xlsx(count):
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEADERS)
    for row in rows(count):
        sheet.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def as_json(count):
    return json.dumps([dict(zip(HEADERS, row, strict=True)) for row in rows(count)]).encode()


def listeners(port):
    """The processes that hold the port: a server and its workers."""
    inodes = {
        line.split()[9]
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
        if line.split()[1].endswith(f":{port:04X}") and line.split()[3] == "0A"
    }
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            links = {str(one.readlink()) for one in (process / "fd").iterdir()}
        except OSError:
            continue
        if any(f"socket:[{inode}]" in links for inode in inodes):
            found.append(process)
    return found


class Memory:
    def __init__(self, port):
        self.processes = listeners(port)

    def held(self, what):
        return sum(int(re.search(rf"{what}:\s+(\d+)", (one / "status").read_text())[1]) for one in self.processes) / 1000

    def reset(self):
        for one in self.processes:
            (one / "clear_refs").write_text("5")
        self.before = self.held("VmRSS")

    def most(self):
        return self.held("VmHWM") - self.before


class Desk:
    def __init__(self, url, name, password):
        self.url, self.session = url.rstrip("/"), requests.Session()
        self.send("/admin/login/", {"username": name, "password": password, "next": "/admin/"})

    def send(self, path, data=None, **options):
        page = self.session.get(self.url + path)
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.text)
        held = {"csrfmiddlewaretoken": token[1] if token else self.session.cookies.get("csrftoken", "")}
        answer = self.session.post(self.url + path, {**held, **(data or {})}, headers={"Referer": self.url + path}, **options)
        assert answer.status_code < 500, (path, answer.status_code)
        return answer

    def timed(self, memory, work):
        memory.reset()
        began = time.perf_counter()
        answer = work()
        return answer, f"{time.perf_counter() - began:.1f} s, {memory.most():+.0f} MB"

    def bring(self, memory, name, content):
        answer, reading = self.timed(memory, lambda: self.send("/admin/import/", files={"file": (name, content)}))
        path = answer.url.removeprefix(self.url)
        page = self.session.get(self.url + path).text
        chosen = dict(re.findall(r'<select name="(column-\d+)".*?<option value="(\w+)" selected', page, re.DOTALL))
        self.send(path + "columns/", chosen)

        def look():
            longest = 0.0
            while True:
                began = time.perf_counter()
                token = self.session.cookies["csrftoken"]
                headers = {"HX-Request": "true", "X-CSRFToken": token, "Referer": self.url + path}
                answer = self.session.post(self.url + path + "step/", headers=headers)
                longest = max(longest, time.perf_counter() - began)
                if "data-follow" in answer.text:
                    return longest

        longest, looking = self.timed(memory, look)
        page = self.session.get(self.url + path).text
        verdicts = dict(re.findall(r'<li class="(\w+)"><a href="\?verdict=\w+"[^>]*><b>(\d+)</b>', page))
        seen, pauses = [None], [time.perf_counter()]

        def apply():
            from threading import Thread

            going = True
            pauses[0] = time.perf_counter()

            def watch():
                while going:
                    told = self.session.get(self.url + path + "progress/").json()
                    if told and told != seen[-1]:
                        seen.append(told)
                        pauses.append(time.perf_counter())
                    time.sleep(0.3)
                pauses.append(time.perf_counter())

            watcher = Thread(target=watch)
            watcher.start()
            try:
                return self.send(path + "apply/", {"leave_out": "1"}, allow_redirects=True)
            finally:
                going = False
                watcher.join()

        answer, applying = self.timed(memory, apply)
        assert "The import is done" in answer.text, answer.text[:2000]
        revision = re.search(r"/admin/events/revision/(\d+)/change/", answer.text)[1]
        answer, undoing = self.timed(memory, lambda: self.send(f"/admin/events/revision/{revision}/undo/"))
        moved = f"{len(seen) - 1} times, at most {max(after - before for before, after in pairwise(pauses)):.1f} s apart"
        said = " ".join(f"{n} {verdict}" for verdict, n in verdicts.items() if n != "0")
        return [f"{len(content) / 1e6:.1f} MB", reading, looking, f"{longest:.1f} s", applying, moved, undoing, said]


if __name__ == "__main__":
    url, name, password, *sizes = sys.argv[1:]
    memory, desk = Memory(int(url.rsplit(":", 1)[1].strip("/"))), Desk(url, name, password)
    print("| rows | file | | reading | looking at all rows | longest step | applying | progress moved | undoing | rows became |")
    print("| --: | --- | --: | --: | --: | --: | --: | --: | --: | --- |")
    for size in map(int, sizes or ["1000", "10000"]):
        for make, ending in ((as_csv, "csv"), (as_xlsx, "xlsx"), (as_json, "json")):
            print(f"| {size:,} | {ending} | {' | '.join(desk.bring(memory, f'{size}.{ending}', make(size)))} |", flush=True)
