// Small things that every part of the page needs.

export const $ = (id) => document.getElementById(id);

// el makes an element: el('p', {class: 'quiet', title: 'x'}, 'text', child).
export function el(name, attributes = {}, ...children) {
  const e = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === 'onclick') e.addEventListener('click', value);
    else if (value === true) e.setAttribute(key, '');
    else if (value !== false && value != null) e.setAttribute(key, value);
  }
  e.append(...children);
  return e;
}

// facts fills a <dl> with pairs; what has no value is left out.
export function facts(dl, pairs) {
  dl.replaceChildren(...pairs.filter(([, v]) => v !== '' && v != null)
    .map(([k, v]) => el('div', {}, el('dt', {}, k), el('dd', {}, v))));
}

const two = (n) => String(n).padStart(2, '0');

// clock is a time of day, with milliseconds.
export function clock(ms) {
  const d = new Date(ms);
  return `${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}.${String(d.getMilliseconds()).padStart(3, '0')}`;
}

// span is a duration in words that are short: "12 ms", "1.4 s", "2 min 5 s".
export function span(ms) {
  if (ms < 1) return `${ms.toFixed(2)} ms`;
  if (ms < 100) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60000) return `${(ms / 1000).toFixed(ms < 10000 ? 2 : 1)} s`;
  return `${Math.floor(ms / 60000)} min ${Math.round(ms % 60000 / 1000)} s`;
}

// age is a duration in whole seconds: "5 s", "2 min 5 s", "1 h 3 min".
export function age(ms) {
  const s = Math.max(Math.floor(ms / 1000), 0);
  if (s < 60) return `${s} s`;
  return s < 3600 ? `${Math.floor(s / 60)} min ${s % 60} s` : `${Math.floor(s / 3600)} h ${Math.floor(s % 3600 / 60)} min`;
}

export function size(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  if (bytes < 1 << 20) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / (1 << 20)).toFixed(1)} MB`;
}

// short is the end of an id: its beginning is the same for all of one second.
export const short = (id) => (id ? id.slice(-6) : '');

// eachFrame makes a function that runs f in the next frame, however often it is called.
export function eachFrame(f) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    const run = () => { asked = false; f(); };
    if (document.hidden) setTimeout(run, 250); else requestAnimationFrame(run);
  };
}

// paced makes a function that runs f soon, however often it is called: after the
// pause since the last time, and so that f has at most a fifth of the time.
export function paced(pause, f) {
  let asked = false;
  let ended = 0;
  let took = 0;
  const run = () => {
    asked = false;
    const began = performance.now();
    f();
    ended = performance.now();
    took = ended - began;
  };
  return () => {
    if (asked) return;
    asked = true;
    const wait = Math.max(pause, took * 4) - (performance.now() - ended);
    if (document.hidden) setTimeout(run, 250);
    else if (wait > 16) setTimeout(() => requestAnimationFrame(run), wait - 8);
    else requestAnimationFrame(run);
  };
}

// visible is the text with marks in the place of what would turn the order of
// its letters around for the eye: a line could pretend to be another one.
export const visible = (text) => text.replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (c) => `\u2039U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}\u203a`);

// copy puts the text on the clipboard, and says in the element what it did.
export async function copy(text, said) {
  let words = 'Copied';
  try { await navigator.clipboard.writeText(text); } catch { words = 'To copy'; }
  said.replaceChildren(`${words}: `, el('code', {}, text));
}
