package browser

import (
	"github.com/chromedp/chromedp"
)

// inked defines inked(name): how many pixels of the time line have that colour
// of the style sheet.
const inked = `
window.inked = (name) => {
  const probe = document.createElement("canvas").getContext("2d");
  probe.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  probe.fillRect(0, 0, 1, 1);
  const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
  const c = document.getElementById("canvas");
  if (!c.width) return 0;
  const d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
  let n = 0;
  for (let i = 0; i < d.length; i += 4) if (d[i] === r && d[i + 1] === g && d[i + 2] === b && d[i + 3] === 255) n++;
  return n;
}`

// unseenFocus lists what can have the focus and shows no outline then.
const unseenFocus = `
(() => {
  const unseen = [];
  for (const e of document.querySelectorAll("button, input, select, textarea, a[href], summary, [tabindex]")) {
    if (!e.checkVisibility() || e.disabled || e.tabIndex < 0) continue;
    e.focus({ focusVisible: true, preventScroll: true });
    if (document.activeElement !== e) { unseen.push("no focus: " + (e.id || e.outerHTML.slice(0, 80))); continue; }
    const s = getComputedStyle(e);
    if (s.outlineStyle === "none" || parseFloat(s.outlineWidth) < 2) unseen.push(e.id || e.outerHTML.slice(0, 80));
  }
  return unseen;
})()`

// contrast lists texts whose colour is too near their ground's: below 4.5 to 1,
// or 3 to 1 for large letters (WCAG 2.2, 1.4.3).
const contrast = `
(() => {
  const parse = (c) => { const m = c.match(/[\d.]+/g).map(Number); return { r: m[0], g: m[1], b: m[2], a: m[3] ?? 1 }; };
  const over = (a, b) => ({ r: a.r * a.a + b.r * (1 - a.a), g: a.g * a.a + b.g * (1 - a.a), b: a.b * a.a + b.b * (1 - a.a), a: 1 });
  const lum = ({ r, g, b }) => { const f = (v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }; return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b); };
  const ratio = (a, b) => { const [x, y] = [lum(a), lum(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
  const ground = (e) => { let g = { r: 0, g: 0, b: 0, a: 0 }; const layers = []; for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); layers.push(c); if (c.a === 1) break; } g = { r: 255, g: 255, b: 255, a: 1 }; for (const l of layers.reverse()) g = over(l, g); return g; };
  const poor = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let n = 0;
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    if (!walk.currentNode.textContent.trim() || !e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || e.closest("option, script, .hidden, button:disabled")) continue;
    const s = getComputedStyle(e);
    const large = parseFloat(s.fontSize) >= 24 || (parseFloat(s.fontSize) >= 18.66 && Number(s.fontWeight) >= 700);
    const got = ratio(over(parse(s.color), ground(e)), ground(e));
    n++;
    if (got < (large ? 3 : 4.5)) poor.push(walk.currentNode.textContent.trim().slice(0, 40) + ": " + got.toFixed(2));
  }
  const root = getComputedStyle(document.documentElement);
  const named = (name) => { const c = document.createElement("canvas").getContext("2d"); c.fillStyle = root.getPropertyValue(name).trim(); c.fillRect(0, 0, 1, 1); const d = c.getImageData(0, 0, 1, 1).data; return { r: d[0], g: d[1], b: d[2], a: 1 }; };
  for (const bar of ["creating", "starting", "initializing", "idle", "frozen", "invoking", "pre-stopping", "failed", "call", "call-failed", "hook"]) {
    const letters = ratio(named("--" + bar + "-ink"), named("--" + bar));
    if (letters < 4.5) poor.push("letters on the bar " + bar + ": " + letters.toFixed(2));
    const edge = Math.max(ratio(named("--" + bar + "-mark"), named("--surface")), ratio(named("--" + bar), named("--surface")));
    if (edge < 3) poor.push("the edge of the bar " + bar + ": " + edge.toFixed(2));
    n++;
  }
  if (n < 20) poor.push("only " + n + " texts were looked at");
  return poor;
})()`

// nameless lists what a screen reader could not name, and names that lead nowhere.
const nameless = `
(() => {
  const bad = [];
  const where = (e) => e.id ? "#" + e.id : e.outerHTML.slice(0, 100);
  const label = (e) => (e.getAttribute("aria-label") || (e.getAttribute("aria-labelledby") || "").split(" ").filter(Boolean).map((id) => (document.getElementById(id) || { textContent: "" }).textContent).join(" ") || "").trim();
  for (const e of document.querySelectorAll("input, select, textarea")) {
    if (![...(e.labels || [])].some((l) => l.textContent.trim()) && !label(e)) bad.push("field without a label: " + where(e));
  }
  for (const e of document.querySelectorAll("button, a, summary")) {
    if (!e.textContent.trim() && !label(e)) bad.push("nothing to read: " + where(e));
  }
  for (const e of document.querySelectorAll("canvas:not([aria-hidden]), dialog, [role=tabpanel], [role=tablist], [role=application], [role=toolbar], [role=region], section[aria-labelledby], pre[tabindex], ol[tabindex]")) {
    if (!label(e)) bad.push("part without a name: " + where(e));
  }
  for (const name of ["aria-labelledby", "aria-controls", "aria-describedby", "for"]) {
    for (const e of document.querySelectorAll("[" + name + "]")) {
      for (const id of e.getAttribute(name).split(" ")) if (!document.getElementById(id)) bad.push(name + " leads nowhere: " + where(e));
    }
  }
  const ids = new Set();
  for (const e of document.querySelectorAll("[id]")) { if (ids.has(e.id)) bad.push("twice: #" + e.id); ids.add(e.id); }
  for (const e of document.querySelectorAll("th")) if (!e.textContent.trim()) bad.push("empty head of a column: " + where(e.closest("table")));
  let level = 0;
  for (const e of document.querySelectorAll("h1, h2, h3, h4")) {
    const l = Number(e.tagName[1]);
    if (l > level + 1) bad.push("a heading is left out before " + e.textContent);
    level = l;
  }
  if (document.querySelectorAll("h1").length !== 1) bad.push("not one h1");
  if (!document.documentElement.lang || !document.title) bad.push("no language or title");
  if (document.querySelectorAll("main").length !== 1) bad.push("not one main");
  return bad;
})()`

// wide lists what stands out of the window at its right, and targets for a
// finger that are too small (WCAG 2.2, 2.5.8).
const wide = `
(() => {
  const bad = [];
  if (document.documentElement.scrollWidth > innerWidth) bad.push("the page is " + document.documentElement.scrollWidth + " wide");
  for (const e of document.querySelectorAll("main *, header *")) {
    if (!e.checkVisibility() || e.closest(".tabs, .hidden, .log-frame, .box")) continue;
    const b = e.getBoundingClientRect();
    if (b.width && (b.right > innerWidth + 1 || b.left < -1)) bad.push("out of the window: " + (e.id || e.outerHTML.slice(0, 80)));
    if (e.matches("button, select, textarea, input:not([type=checkbox], [type=radio])") && (b.height < 23.5 || b.width < 16)) bad.push("small: " + (e.id || e.outerHTML.slice(0, 80)) + " " + b.width + "×" + b.height);
  }
  return bad;
})()`

func focus(css string) chromedp.Action[chromedp.Void] { return chromedp.Focus(chromedp.CSS(css)) }

func ctrlEnter() chromedp.Action[chromedp.Void] {
	return chromedp.KeyEvent("\r", chromedp.KeyModifiers(chromedp.ModifierCtrl))
}

// mayComplain lets the browser's console say what it likes: an answer that is
// no success is reported there.
func (p *page) mayComplain() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.expected = true
}
