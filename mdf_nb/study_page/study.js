"use strict";
// The page of a study. It knows the key of the present pair and the addresses of its pictures, and nothing else.
const $ = id => document.getElementById(id);
const wait = ms => new Promise(r => setTimeout(r, ms));
let state = null, trial = null, shownAt = 0, lostTime = 0, pausedAt = 0, looks = 0, busy = true, magnified = 1;

// ---- talking to the server: what was not acknowledged is sent again, and the server counts it once
async function call(path, body) {
  for (let n = 0; ; n++) {
    try {
      const r = await fetch(path, body === undefined ? {cache: "no-store"} :
        {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(body)});
      if (r.status < 500 && r.status !== 429) {
        if (n) note("");
        return {status: r.status, again: n > 0, ...(await r.json())};
      }
    } catch (e) { /* the server is away */ }
    if (n) note("The connection is lost. Your answer is kept here, and sent again.");
    await wait(Math.min(5000, 200 * 1.7 ** n));
  }
}

// ---- sections
function show(name) {
  for (const s of ["start", "ask", "rest", "end", "lost"]) $(s).hidden = s !== name;
  const head = $(name).querySelector("h1");
  if (head && head.tabIndex === -1) head.focus({preventScroll: true});
}
function note(text) { $("note").textContent = text; }

async function begin() {
  state = await call("/api/state");
  if (state.status === 403) return show("lost");
  document.title = $("start-title").textContent;
  $("question").textContent = $("start-question").textContent = state.question;
  $("consent").replaceChildren(...state.consent.split("\n").filter(l => l.trim()).map(l => Object.assign(document.createElement("p"), {textContent: l})));
  if (!state.agreed) return show("start");
  await next();
}

async function agree() {
  $("agree").disabled = true;
  const r = await call("/api/start", {agreed: true});
  $("agree").disabled = false;
  if (r.status === 403) return show("lost");
  if (r.status !== 200) { $("start-error").textContent = r.error; return; }
  state = await call("/api/state");
  await next();
}

// ---- a pair
async function next() {
  busy = true;
  const r = await call("/api/next", {});
  if (r.status === 403) return show("lost");
  if (r.over) return finish(r);
  trial = r;
  const url = w => `/picture/${trial.trial}/${w}.png`;
  const files = trial.across ? ["left", "right", "left-original", "right-original"] : ["left", "right", "left-original"];
  const got = {};
  await Promise.all(files.map(async w => { got[w] = await picture(url(w)); }));
  if (!trial.across) got["right-original"] = got["left-original"];
  trial.got = got;
  show("ask");
  place(false);
  $("f-original").hidden = trial.across;
  if (!trial.across) $("original").src = got["left-original"];
  $("progress-text").textContent = trial.training ? "training" : `${trial.done} of ${trial.total} answered`;
  $("progress").max = trial.total; $("progress").value = trial.done;
  $("undo").disabled = !trial.can_undo;
  layout();
  await Promise.all([...document.querySelectorAll("#pictures img")].filter(i => i.src).map(i => i.decode().catch(() => {})));
  align();
  shownAt = performance.now(); lostTime = 0; looks = 0; busy = false;
  document.body.dataset.ready = trial.trial;
}

async function picture(address) {   // tried again until it is here
  for (let n = 0; ; n++) {
    try {
      const r = await fetch(address);
      if (r.ok) return URL.createObjectURL(await r.blob());
    } catch (e) { /* the server is away */ }
    if (n) note("The connection is lost. The pictures come as soon as it is back.");
    await wait(Math.min(5000, 200 * 1.7 ** n));
  }
}

function place(originals) {   // candidates, or their originals in the same place
  for (const w of ["left", "right"]) $(w).src = trial.got[originals ? w + "-original" : w];
  $("look").setAttribute("aria-pressed", String(originals));
}

async function vote(choice) {
  if (busy || !trial || $("ask").hidden) return;
  busy = true;
  const seconds = Math.min(86400, Math.max(0, (performance.now() - shownAt - lostTime) / 1000));
  const r = await call("/api/vote", {trial: trial.trial, choice, shown: {seconds, ...how()}});
  for (const u of new Set(Object.values(trial.got))) URL.revokeObjectURL(u);
  if (r.status === 403) return show("lost");
  note(r.status !== 200 ? r.error : r.right === undefined ? "" : r.right ? "Right. This was training." :
    choice === "none" ? "Here one is plainly closer. This was training." : "Not so: the other one. This was training.");
  await next();
}

async function undo() {
  if (busy || !trial || !trial.can_undo) return;
  busy = true;
  const r = await call("/api/undo", {});
  note(r.status === 200 ? "Your last answer was taken back. Answer again." :
    r.status === 409 && r.again ? "Your last answer may have been taken back already. Look at the pair again." : r.error);
  await next();
}

function finish(r) {
  trial = null;
  show("end");
  $("end-text").textContent = `You are observer ${r.observer}. ${r.done} answers are kept. You may close this page.`;
}

async function more() {
  const r = await call("/api/more", {});
  if (r.status === 200 || r.status === 409) await next();   // 409: it was sent again, and had begun already
  else $("end-text").textContent = r.error;
}

// ---- pause
function rest() {
  if (busy || $("ask").hidden) return;
  pausedAt = performance.now();
  $("resume").href = state.resume; $("resume").textContent = new URL(state.resume, location.href).href;
  show("rest");
}
function goOn() { lostTime += performance.now() - pausedAt; show("ask"); layout(); }

// ---- pixels: one of the picture becomes a square of `magnified` x `magnified` pixels of the screen
function ratio() { return window.devicePixelRatio || 1; }
function how() {
  const v = window.visualViewport, pinch = v ? v.scale : 1;
  const browser = window.outerWidth > 0 && window.innerWidth > 0 ? window.outerWidth / (window.innerWidth * pinch) : 1;
  return {pixel_ratio: ratio(), magnified, zoom: Math.min(50, Math.max(.05, pinch * (Math.abs(browser - 1) < .05 ? 1 : browser))),
          width: window.innerWidth, height: window.innerHeight, looks};
}
function layout() {
  if (!trial) return;
  const room = (document.documentElement.clientWidth - 16) * ratio(), gap = 8 * ratio();
  const most = Math.max(1, Math.floor(ratio() + .01));
  const fits = n => Math.min(most, Math.floor((room - (n - 1) * gap) / (n * trial.width)));
  const three = trial.across ? 0 : fits(3), two = fits(2);
  const columns = three >= Math.max(1, two) ? 3 : two >= 1 ? 2 : 1;
  magnified = Math.max(1, columns === 3 ? three : columns === 2 ? two : fits(1));
  $("pictures").className = columns === 3 ? "" : columns === 2 ? "two" : "one";
  for (const i of document.querySelectorAll("#pictures img")) {
    i.style.width = `${trial.width * magnified / ratio()}px`;
    i.style.height = `${trial.height * magnified / ratio()}px`;
  }
  align();
  if (window.visualViewport && window.visualViewport.scale > 1.01) note("The page is zoomed. Please set it to its normal size.");
  else if (trial.across) note("Two different pictures: hold R, or press on a picture, to see its original.");
}
function align() {   // onto the grid of the screen
  for (const i of document.querySelectorAll("#pictures img")) {
    i.style.left = i.style.top = "0px";
    const b = i.getBoundingClientRect(), r = ratio();
    const x = (b.left + window.scrollX) * r, y = (b.top + window.scrollY) * r;
    i.style.left = `${(Math.round(x) - x) / r}px`; i.style.top = `${(Math.round(y) - y) / r}px`;
  }
}

// ---- keys, mouse, fingers
const KEYS = {"1": () => vote("left"), "2": () => vote("right"), "0": () => vote("none"), u: undo, p: rest};
document.addEventListener("keydown", e => {
  if (e.ctrlKey || e.metaKey || e.altKey || e.repeat) return;
  if (!$("rest").hidden && e.key.toLowerCase() === "p") return goOn();
  if ($("ask").hidden) return;
  const key = e.key.toLowerCase();
  if (key === "r" && trial && !busy) { looks++; place(true); e.preventDefault(); }
  else if (KEYS[key]) { e.preventDefault(); KEYS[key](); }
});
document.addEventListener("keyup", e => { if (e.key.toLowerCase() === "r" && trial && !busy) place(false); });
window.addEventListener("blur", () => { if (trial && !busy) place(false); });

$("agree").onclick = agree;
$("b-left").onclick = () => vote("left"); $("b-right").onclick = () => vote("right"); $("b-none").onclick = () => vote("none");
$("undo").onclick = undo; $("pause").onclick = rest; $("go-on").onclick = goOn; $("more").onclick = more;
$("look").onclick = () => { if (busy) return; const on = $("look").getAttribute("aria-pressed") !== "true"; if (on) looks++; place(on); };
for (const w of ["left", "right"]) {
  $(w).addEventListener("pointerdown", e => { if (busy) return; e.preventDefault(); looks++; $(w).src = trial.got[w + "-original"]; });
  for (const end of ["pointerup", "pointerleave", "pointercancel"]) $(w).addEventListener(end, () => { if (trial && !busy) place(false); });
  $(w).addEventListener("contextmenu", e => e.preventDefault());
}
window.addEventListener("resize", layout);
if (window.visualViewport) window.visualViewport.addEventListener("resize", layout);
begin();
