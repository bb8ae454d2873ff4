// The log: rows of lines, here and in the views of one request.

import { $, el, clock, short, eachFrame, paced } from './dom.js';

const tags = { stdout: 'out', stderr: 'err', platform: 'FC', notice: 'fcgen', build: 'build' };
const names = {
  stdout: 'standard output', stderr: 'standard error', platform: 'line of the platform',
  notice: 'notice of fcgen', build: 'build',
};

const template = el('li', {}, el('time'), el('span', { class: 'inst' }), el('span', { class: 'tag' }), el('span', { class: 'text' }));

// row is a line of the log as a list item. With a request, it has a button for it.
export function row(line, open) {
  const li = template.cloneNode(true);
  const [time, inst, tag, text] = li.children;
  li.className = line.stream;
  time.textContent = clock(line.time);
  time.title = new Date(line.time).toISOString();
  inst.textContent = short(line.instance);
  inst.title = line.instance;
  tag.textContent = tags[line.stream] || line.stream;
  tag.title = names[line.stream] || line.stream;
  text.textContent = line.text;
  if (open && line.request) {
    const b = el('button', { type: 'button', class: 'rid', title: `Open request ${line.request}`, 'aria-label': `Open request ${short(line.request)}` }, short(line.request));
    b.dataset.request = line.request;
    li.append(b);
  }
  return li;
}

// RequestLog shows the lines of one request and adds those that come.
export class RequestLog {
  constructor(list, model) { this.list = list; this.model = model; this.show(''); }

  show(request) { this.request = request; this.shown = 0; this.first = null; this.list.replaceChildren(); this.update(); }

  update() {
    const r = this.request && this.model.byRequest.get(this.request);
    const lines = r ? r.lines : [];
    if (lines[0] !== this.first) { this.first = lines[0]; this.shown = 0; this.list.replaceChildren(); }
    if (lines.length > this.shown) {
      if (!this.shown) this.list.replaceChildren();
      this.list.append(...lines.slice(Math.max(this.shown, lines.length - 1000)).map((l) => row(l)));
      this.shown = lines.length;
    } else if (!lines.length && !this.list.firstChild) {
      this.list.append(el('li', { class: 'quiet' }, 'No line yet.'));
    }
  }
}

const page = 500; // lines in the document at first, and more at each "older"

// Logs is the tab with every line.
export class Logs {
  constructor(model, openRequest) {
    this.model = model;
    this.list = $('log');
    this.frame = $('log-frame');
    this.following = true;
    this.limit = page;
    this.filter = { instance: '', request: '', text: '', streams: new Set(['stdout', 'stderr', 'platform']) };
    this.next = 0; // absolute number of the first line that was not looked at
    this.draw = paced(100, () => { if (!$('panel-logs').hidden) this.#draw(); });
    this.again = eachFrame(() => this.#rebuild());

    const changed = () => { this.#read(); this.limit = page; this.again(); };
    $('log-filter').addEventListener('input', changed);
    $('log-filter').addEventListener('submit', (e) => e.preventDefault());
    $('follow').addEventListener('click', () => this.follow(!this.following));
    $('log-older').addEventListener('click', () => { this.limit += page; this.follow(false); this.#rebuild(); });
    this.list.addEventListener('click', (e) => { if (e.target.dataset.request) openRequest(e.target.dataset.request); });
    this.frame.addEventListener('scroll', () => this.#scrolled(), { passive: true });
  }

  // only shows the lines of one request or one instance.
  only({ request = '', instance = '' }) {
    $('log-request').value = request;
    $('log-text').value = '';
    this.#instances();
    $('log-instance').value = instance;
    for (const box of document.getElementsByName('stream')) box.checked = true;
    this.#read();
    this.#rebuild();
  }

  follow(on) {
    this.following = on;
    $('follow').textContent = on ? 'Pause' : 'Follow';
    $('follow').setAttribute('aria-pressed', String(on));
    if (on) { this.limit = page; this.#rebuild(); }
    this.#count();
  }

  update() { if (!$('panel-logs').hidden) this.draw(); }

  shown() { this.#rebuild(); }

  #read() {
    this.filter = {
      instance: $('log-instance').value,
      request: $('log-request').value.trim().toLowerCase(),
      text: $('log-text').value.toLowerCase(),
      streams: new Set([...document.getElementsByName('stream')].filter((b) => b.checked).map((b) => b.value)),
    };
  }

  #fits(l) {
    const f = this.filter;
    const stream = l.stream === 'notice' || l.stream === 'build' ? 'platform' : l.stream;
    return f.streams.has(stream) && (!f.instance || l.instance === f.instance) &&
      (!f.request || l.request.toLowerCase().includes(f.request)) && (!f.text || l.text.toLowerCase().includes(f.text));
  }

  #instances() {
    const select = $('log-instance');
    const known = new Set([...select.options].map((o) => o.value));
    for (const life of this.model.lives.values()) {
      if (life.id && !known.has(life.id)) select.append(el('option', { value: life.id }, life.id));
    }
  }

  // rebuild looks at every line; the document gets the last of those that fit.
  #rebuild() {
    this.#instances();
    const { lines, lineBase } = this.model;
    const fit = [];
    this.fits = 0;
    for (let i = lines.length - 1; i >= 0; i--) {
      if (!this.#fits(lines[i])) continue;
      this.fits++;
      if (fit.length < this.limit) fit.push(lines[i]);
    }
    const rows = document.createDocumentFragment();
    for (let i = fit.length - 1; i >= 0; i--) rows.append(row(fit[i], true));
    this.list.replaceChildren(rows);
    this.next = lineBase + lines.length;
    this.waiting = 0;
    this.#settle();
  }

  #draw() {
    this.#instances();
    const { lines, lineBase } = this.model;
    const fresh = lines.slice(Math.max(this.next - lineBase, 0)).filter((l) => this.#fits(l));
    if (!this.following) { this.waiting = fresh.length; this.#count(); return; }
    this.next = lineBase + lines.length;
    this.fits += fresh.length;
    if (fresh.length >= this.limit) this.list.replaceChildren();
    const rows = document.createDocumentFragment();
    for (const l of fresh.slice(-this.limit)) rows.append(row(l, true));
    this.list.append(rows);
    for (let over = this.list.childElementCount - this.limit; over > 0; over--) this.list.firstElementChild.remove();
    this.#settle();
  }

  #settle() {
    if (this.following) { this.settling = true; this.frame.scrollTop = this.frame.scrollHeight; }
    $('log-older').hidden = this.fits <= this.list.childElementCount;
    $('log-none').hidden = this.list.childElementCount > 0;
    $('log-none').textContent = this.model.lines.length ? 'No line fits the filter.' : 'No line yet.';
    this.#count();
  }

  #count() {
    const words = [`${this.fits} of ${this.model.lines.length} lines`];
    if (!this.following) words.push(this.waiting ? `paused, ${this.waiting} new` : 'paused');
    if (this.model.lost) words.push(`${this.model.lost} older events are not shown`);
    const text = words.join(' · ');
    if ($('log-count').textContent !== text) $('log-count').textContent = text;
  }

  // scrolled pauses when a person scrolls up, and goes on at the end.
  #scrolled() {
    if (this.settling) { this.settling = false; return; }
    const atEnd = this.frame.scrollTop + this.frame.clientHeight >= this.frame.scrollHeight - 8;
    if (this.following && !atEnd) this.follow(false);
  }
}
