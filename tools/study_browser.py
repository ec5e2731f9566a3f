"""Try a study's page in a real browser: python tools/study_browser.py --out FOLDER [--study STUDY]

Needs `pip install playwright` and a Chromium (`--browser`).
What a program answers here is no person's vote: it goes into a copy of the study.
"""
import argparse, json, multiprocessing, random, shutil, sys, tempfile, threading, time
from collections import Counter
from pathlib import Path

from playwright.sync_api import sync_playwright

from mdf_nb.files import write_json
from mdf_nb.images import photo, write_image
from mdf_nb.measuring import pedigree
from mdf_nb.study import Block, make_study, open_study
from mdf_nb.study_server import serve_study
from mdf_nb.study_votes import Votes, all_votes
from mdf_nb.tasks import JPEG

PHONE = dict(viewport=dict(width=390, height=844), device_scale_factor=3, is_mobile=True, has_touch=True)
LAPTOP = dict(viewport=dict(width=1366, height=768))


def small_study(folder):
    "A study of JPEG files, of the photographs that ship"
    for name in "chelsea", "astronaut", "rocket", "coffee":
        for q, where in ((0, "original"), (10, "q10"), (20, "q20"), (40, "q40")):
            x = photo(name)
            write_image(JPEG(q).degrade(x, seed=0) if q else x, folder/"methods"/where/f"{name}.png")
    block = Block("JPEG files", dict(q10="quality 10", q20="quality 20", q40="quality 40"), ("original",), crops=4)
    make_study(folder/"methods", [block], folder/"study", progress=False)
    return folder/"study"


def fresh(study, folder, name):
    "A copy of a study without its votes"
    shutil.copytree(study, folder/name, ignore=shutil.ignore_patterns("votes.db*", "*.log", ".*", "links.txt"))
    return folder/name


CONTEXT = multiprocessing.get_context("forkserver")   # a server begins at once, for its imports were done before


def run_server(study, options, pipe): serve_study(open_study(study), say=pipe.send, **options)


class Server:
    "What mdf_study serve runs, in a process of its own that can be killed"
    def __init__(self, study, pairs=30, port=0, **more):
        self.study, self.options = study, dict(pairs=pairs, port=port) | more
        self.start()

    def start(self):
        for _ in range(10):
            here, there = CONTEXT.Pipe()
            self.process = CONTEXT.Process(target=run_server, args=(self.study, self.options, there)); self.process.start(); there.close()
            try: self.url = here.recv().split()[0].rstrip(";"); break
            except EOFError:
                self.process.join(); print("a server did not begin, exit code", self.process.exitcode, flush=True); time.sleep(.3)
        self.options["port"] = int(self.url.rstrip("/").rpartition(":")[2])

    def kill(self): self.process.kill(); self.process.join()   # SIGKILL


def votes_in(study): return all_votes(Votes(open_study(study)))


def begin(page, url):
    page.goto(url); page.wait_for_selector("#agree:visible"); page.click("#agree"); ready(page)


def ready(page, after=None):
    "Wait until a pair (another one) is on the page, or the end"
    page.wait_for_function("k => !document.querySelector('#end').hidden ||"
                           " (document.body.dataset.ready && document.body.dataset.ready !== k && !busy)",
                           arg=after, timeout=180_000)
    return page.evaluate("document.querySelector('#end').hidden ? document.body.dataset.ready : null")


def session(page, how, rng, on_pair=None):
    "Answer to the end; {trial: choice}"
    sent, key = {}, page.evaluate("document.body.dataset.ready")
    while key:
        if on_pair and (again := on_pair(len(sent), page)): key = again
        choice = rng.choice(["left", "right", "none"])
        if how == "keys": page.keyboard.press(dict(left="1", right="2", none="0")[choice])
        elif how == "tap": page.tap(f"#b-{choice}")
        else: page.click(f"#b-{choice}")
        sent[key] = choice
        key = ready(page, key)
    return sent


def compare(sent, kept):
    "Votes lost, votes doubled, votes changed"
    n = Counter(v["key"] for v in kept); held = {v["key"]: v["choice"] for v in kept}
    return dict(sent=len(sent), kept=len(kept), lost=sum(k not in held for k in sent), doubled=sum(c > 1 for c in n.values()),
                changed=sum(held.get(k, c) != c for k, c in sent.items()), extra=sum(k not in sent for k in held))


def pixel_exact(page):
    "Is every pixel of each picture a square of whole screen pixels, on the screen's grid?"
    return page.evaluate("""() => [...document.querySelectorAll('#pictures img')].filter(i => i.offsetParent).every(i => {
        const b = i.getBoundingClientRect(), r = devicePixelRatio, k = b.width*r/i.naturalWidth;
        const x = (b.left + scrollX)*r, y = (b.top + scrollY)*r;
        return Math.abs(k - Math.round(k)) < .01 && k > .9 && Math.abs(x - Math.round(x)) < .05 && Math.abs(y - Math.round(y)) < .05 })""")


def exact_on_screen(page, study, key):
    "Does the screen show the very values of the picture's file? (left candidate, magnified 1)"
    import io
    import numpy as np
    from PIL import Image
    v = Votes(open_study(study))
    with v.engine.connect() as c: t = c.execute(v.tables["trial"].select().where(v.tables["trial"].c.key == key)).mappings().one()
    s = v.study
    name = s.manifest["plain"][t["plain"]][t["left"]] if t["plain"] is not None else s.content(t["left_content"])["files"][t["left"]]
    want = np.asarray(Image.open(s.picture(name)).convert("RGB"))
    box = page.evaluate("() => { const b = document.querySelector('#left').getBoundingClientRect();"
                        " return [b.left*devicePixelRatio, b.top*devicePixelRatio] }")
    seen = np.asarray(Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB"))
    x, y = (round(c) for c in box)
    k = page.evaluate("magnified")
    part = seen[y:y + want.shape[0]*k, x:x + want.shape[1]*k]
    return bool(part.shape == np.kron(want, np.ones((k, k, 1))).shape and (part == np.kron(want, np.ones((k, k, 1), np.uint8))).all())


def by_keys(a, browser, study):
    "A laptop, 30 pairs by keys, a reload in the middle, one vote taken back"
    server, rng = Server(study), random.Random(1)
    try:
        context = browser.new_context(**LAPTOP); page = context.new_page()
        weights = []; page.on("response", lambda r: weights.append((r.url, int(r.headers.get("content-length", 0)))))
        page.goto(server.url); page.wait_for_selector("#agree:visible"); page.screenshot(path=a.out/"study_start.png")
        page.keyboard.press("Tab"); focus = page.evaluate("document.activeElement.id"); page.keyboard.press("Enter"); ready(page)
        found = dict(first_focus=focus, exact=[], screen=[])
        def on_pair(n, page):
            key = page.evaluate("document.body.dataset.ready")
            found["exact"].append(pixel_exact(page))
            if n in (4, 9): found["screen"].append(exact_on_screen(page, study, key))
            if n == 8: page.screenshot(path=a.out/"study_laptop.png")
            if n == 12: page.keyboard.down("r"); page.screenshot(path=a.out/"study_original_in_place.png"); page.keyboard.up("r")
            if n == 14:
                page.reload(); again = ready(page); found["same_after_reload"] = again == key
                return again
            if n == 20:
                page.keyboard.press("p"); page.wait_for_selector("#rest:visible"); page.screenshot(path=a.out/"study_pause.png")
                found["resume"] = page.get_attribute("#resume", "href"); page.keyboard.press("p")
        sent = session(page, "keys", rng, on_pair)
        page.screenshot(path=a.out/"study_end.png")
        found |= compare(sent, votes_in(study))
        found |= dict(exact=all(found["exact"]), cookies=[(c["httpOnly"], c["sameSite"]) for c in context.cookies()])
        p = browser.new_context(**LAPTOP).new_page()
        p.goto(server.url.rstrip("/") + found.pop("resume")); p.wait_for_selector("#end:visible")
        found["resumed_elsewhere"] = p.inner_text("#end-text")
        page_bytes = {u.rsplit("/", 1)[-1] or "study.html": w for u, w in weights if "/page/" in u or u == server.url}
        pictures = [w for u, w in weights if "/picture/" in u]
        found |= dict(page_bytes=sum(page_bytes.values()), bytes_a_pair=round(3*sum(pictures)/len(pictures)))
        return found
    finally: server.kill()


def by_mouse(a, browser, study):
    "A laptop, 30 pairs by mouse, some taken back; the time to the next pair"
    server, rng = Server(study), random.Random(2)
    try:
        page = browser.new_context(**LAPTOP).new_page(); begin(page, server.url)
        times, sent, key, undone = [], {}, page.evaluate("document.body.dataset.ready"), 0
        while key:
            choice = rng.choice(["left", "right", "none"]); t = time.perf_counter()
            page.click(f"#b-{choice}"); sent[key] = choice
            after = ready(page, key); times.append(time.perf_counter() - t)
            if after and len(sent) in (10, 20) and undone < len(sent)//10:
                page.click("#undo"); back = ready(page, after); assert back == key, (back, key)
                assert page.is_disabled("#undo"); undone += 1; after = back
            key = after
        times.sort()
        ms = [round(1000*times[int(q*len(times))]) for q in (.5, .95)]
        return compare(sent, votes_in(study)) | dict(undone=undone, next_pair_ms_median=ms[0], next_pair_ms_p95=ms[1])
    finally: server.kill()


def two_at_once(a, browser, study):
    "Two observers, in turns, in two windows"
    server, rng = Server(study, pairs=15), random.Random(3)
    try:
        pages = [browser.new_context(**LAPTOP).new_page() for _ in range(2)]
        for p in pages: begin(p, server.url)
        sent, keys = [{}, {}], [p.evaluate("document.body.dataset.ready") for p in pages]
        while any(keys):
            for i, p in enumerate(pages):
                if not keys[i]: continue
                choice = rng.choice(["left", "right", "none"]); p.keyboard.press(dict(left="1", right="2", none="0")[choice])
                sent[i][keys[i]] = choice
            for i, p in enumerate(pages):
                if keys[i]: keys[i] = ready(p, keys[i])
        kept = votes_in(study)
        return compare(sent[0] | sent[1], kept) | dict(observers=len({v["observer"] for v in kept}))
    finally: server.kill()


def on_phone(a, browser, study):
    "A phone's width and pixel ratio, with fingers"
    server, rng = Server(study, pairs=10), random.Random(4)
    try:
        page = browser.new_context(**PHONE).new_page(); begin(page, server.url)
        found = dict(exact=[])
        def on_pair(n, page):
            found["exact"].append(pixel_exact(page))
            if n == 5: page.screenshot(path=a.out/"study_phone.png")
            if n == 5: found["wider_than_the_screen"] = page.evaluate("document.documentElement.scrollWidth > innerWidth")
            if n == 5: found["magnified"] = page.evaluate("magnified")
        sent = session(page, "tap", rng, on_pair)
        return compare(sent, votes_in(study)) | found | dict(exact=all(found["exact"]))
    finally: server.kill()


def killed(a, browser, study):
    "SIGKILL at 20 random moments: up to half a second after a pair is on the page, so before, while or after its vote is sent"
    server, rng, sent, kills, at_work = Server(study), random.Random(5), {}, [], threading.Lock()
    def kill():
        with at_work: server.kill(); kills.append(len(sent)); time.sleep(rng.uniform(0, .3)); server.start()
    def on_pair(n, page):
        if len(kills) < 20 and rng.random() < .7:
            timer = threading.Timer(rng.uniform(0, .5), kill); timer.start(); timers.append(timer)
    timers = []
    try:
        page = browser.new_context(**LAPTOP).new_page(); begin(page, server.url)
        while True:
            sent |= session(page, "keys", rng, on_pair)
            if len(kills) >= 20: break
            page.click("#more"); ready(page, list(sent)[-1])
        for t in timers: t.join()
        return compare(sent, votes_in(study)) | dict(kills=len(kills))
    finally: server.kill()


TESTS = dict(keys=by_keys, mouse=by_mouse, two=two_at_once, phone=on_phone, killed=killed)


def main():
    CONTEXT.set_forkserver_preload(["mdf_nb.study_server", "playwright.sync_api", "starlette.applications", "uvicorn",
                                    "sqlalchemy.dialects.sqlite"])
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--out", type=Path, required=True, help="screenshots and browser.json go there")
    p.add_argument("--study", type=Path, help="a study; it is copied, its votes stay as they are (default: a small one)")
    p.add_argument("--browser", default=shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome"))
    p.add_argument("--only", nargs="+", choices=TESTS, default=list(TESTS))
    a = p.parse_args(); a.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as play:
        study, found = a.study or small_study(Path(place)), {}
        browser = play.chromium.launch(executable_path=a.browser, args=["--no-sandbox", "--headless=new"])
        for name in a.only:
            found[name] = TESTS[name](a, browser, fresh(study, Path(place), f"study_{name}"))
            print(name, json.dumps(found[name]), flush=True)
        about = dict(browser=f"Chromium {browser.version.split('.')[0]}"); browser.close()
    write_json(a.out/"browser.json", found | about | pedigree())
    bad = [n for n, f in found.items() if f["lost"] or f["doubled"] or f["changed"] or f.get("exact") is False]
    sys.exit(f"failed: {', '.join(bad)}" if bad else 0)


if __name__ == "__main__": main()
