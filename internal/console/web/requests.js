// The Requests tab: the calls, newest first, as they come.

import { $, el, clock, short, span, copy, paced } from './dom.js';
import { failed, named } from './bars.js';

const page = 100; // rows at first, and more at each "older"

// hook reports whether the platform makes the call, for itself.
const hook = (bar) => bar.call === 'initialize' || bar.call === 'pre-stop';

export class Requests {
  constructor(model, openRequest) {
    this.model = model;
    this.openRequest = openRequest;
    this.body = $('requests').tBodies[0];
    this.rows = new Map(); // bar → its row, of those that are shown
    this.limit = page;
    this.following = true;
    this.held = 0; // the number of the newest call when the list was stopped
    this.form = $('requests-filter');
    this.draw = paced(200, () => { if (!$('panel-requests').hidden) this.#draw(); }); // nobody reads faster
    this.#read();
    const changed = () => { this.#read(); this.limit = page; this.#draw(); };
    this.form.addEventListener('input', changed);
    this.form.addEventListener('submit', (e) => e.preventDefault());
    $('requests-follow').addEventListener('click', () => this.follow(!this.following));
    $('requests-older').addEventListener('click', () => { this.limit += page; this.#draw(); });
    $('requests-copy').addEventListener('click', () => copy(document.querySelector('#requests-first pre').textContent, $('requests-copied')));
    this.body.addEventListener('click', (e) => {
      const tr = e.target.closest('tr');
      if (tr && !getSelection().toString()) this.openRequest(tr.dataset.request);
    });
    this.body.addEventListener('keydown', (e) => this.#key(e));
  }

  update() { if (!$('panel-requests').hidden) this.draw(); }

  shown() { this.#draw(); }

  follow(on) {
    this.following = on;
    const { bars } = this.model;
    this.held = bars.length ? bars[bars.length - 1].seq : 0;
    $('requests-follow').textContent = on ? 'Pause' : 'Follow';
    $('requests-follow').setAttribute('aria-pressed', String(on));
    if (on) this.limit = page;
    this.#draw();
  }

  // beside is the next request, of those that fit the filter, above (-1) or below
  // (1) another one; "" if there is none.
  beside(request, step) {
    const { bars } = this.model;
    let i = bars.length - 1;
    while (i >= 0 && bars[i].request !== request) i--;
    if (i < 0) return '';
    for (i -= step; i >= 0 && i < bars.length; i -= step) if (bars[i].request !== request && this.#fits(bars[i])) return bars[i].request;
    return '';
  }

  #read() {
    const { elements: f } = this.form;
    this.filter = {
      text: $('requests-text').value.trim().toLowerCase(), instance: $('requests-instance').value,
      failed: f.failed.checked, cold: f.cold.checked, hooks: f.hooks.checked,
    };
  }

  #fits(b) {
    const f = this.filter;
    return (f.hooks || !hook(b)) && (!f.failed || failed(b)) && (!f.cold || b.cold) && (!f.instance || b.instance === f.instance) &&
      (!f.text || `${named(b)} ${b.request} ${b.error} ${b.status}`.toLowerCase().includes(f.text));
  }

  #instances() {
    const select = $('requests-instance');
    const known = new Set([...select.options].map((o) => o.value));
    for (const id of this.model.lives.keys()) if (id && !known.has(id)) select.append(el('option', { value: id }, id));
  }

  #draw() {
    this.#instances();
    const { bars } = this.model;
    const list = [];
    const fit = []; // of them the last thousand, for the summary
    let fits = 0;
    let calls = 0;
    let fresh = 0;
    for (let i = bars.length - 1; i >= 0; i--) {
      const b = bars[i];
      if (this.filter.hooks || !hook(b)) calls++;
      if (!this.#fits(b)) continue;
      if (!this.following && b.seq > this.held) { fresh++; continue; }
      fits++;
      if (list.length < this.limit) list.push(b);
      if (fit.length < 1000) fit.push(b);
    }
    this.#rows(list);
    $('requests-box').hidden = !list.length;
    $('requests-none').hidden = list.length > 0;
    $('requests-older').hidden = fits <= list.length;
    this.#nothing(calls);
    const words = [fits === calls ? `${calls} request${calls === 1 ? '' : 's'}` : `${fits} of ${calls} requests`];
    words.push(...summary(fit));
    if (!this.following) words.push(fresh ? `paused, ${fresh} new` : 'paused');
    const text = calls ? words.join(' · ') : '';
    if ($('requests-count').textContent !== text) $('requests-count').textContent = text;
  }

  #nothing(calls) {
    $('requests-none-title').textContent = calls ? 'No request fits the filter' : 'No request yet';
    $('requests-none-hint').textContent = calls ? 'Take a part of the filter away.' : 'Calls of the function stand here as they come. Make one:';
    $('requests-first').hidden = calls > 0;
  }

  // rows brings the table to the list and touches only what is another one.
  #rows(list) {
    const stay = new Set(list);
    for (const [bar, row] of this.rows) if (!stay.has(bar)) { row.tr.remove(); this.rows.delete(bar); }
    let next = this.body.firstElementChild;
    const longest = Math.max(...list.map((b) => (b.to === 0 ? 0 : took(b))), 1);
    for (const bar of list) {
      let row = this.rows.get(bar);
      if (!row) this.rows.set(bar, row = makeRow(bar));
      if (row.fill() || longest !== this.longest) row.scale(longest);
      if (row.tr === next) next = next.nextElementSibling;
      else this.body.insertBefore(row.tr, next);
    }
    this.longest = longest;
  }

  #key(e) {
    const tr = e.target.closest('tr');
    const to = tr && { ArrowDown: tr.nextElementSibling, ArrowUp: tr.previousElementSibling, Home: this.body.firstElementChild, End: this.body.lastElementChild }[e.key];
    if (!to) return;
    e.preventDefault();
    to.querySelector('button').focus();
  }
}

// makeRow makes a call's row; fill brings it up to date.
function makeRow(bar) {
  const status = el('td');
  const duration = el('td', { class: 'number duration' });
  const instance = el('td', { class: 'inst code' });
  const memory = el('td', { class: 'number quiet memory' });
  const link = el('button', { type: 'button', class: 'link what' });
  const cold = el('span', { class: 'chip cold', hidden: true }, 'cold');
  const error = el('span', { class: 'error' });
  const tr = el('tr', {}, el('td', { class: 'time' }, el('time', { title: new Date(bar.from).toISOString() }, clock(bar.from))), status,
    el('td', { class: 'request' }, link, ' ', cold, error), duration, instance, memory);
  tr.dataset.request = bar.request;
  let key = '';
  const fill = () => {
    const now = `${bar.to} ${bar.status} ${bar.path} ${bar.attempt}`;
    if (now === key) return false;
    key = now;
    const bad = failed(bar);
    tr.className = bar.to === 0 ? 'running' : bad ? 'failed' : '';
    status.replaceChildren(el('span', { class: `state-mark ${bar.to === 0 ? 'busy' : bad ? 'bad' : bar.status >= 400 ? 'warn' : 'good'}` },
      bar.to === 0 ? '● running' : `${bad ? '✕' : '✓'} ${bar.status || '—'}`));
    link.replaceChildren(...title(bar));
    cold.hidden = !bar.cold;
    error.textContent = bad && bar.error ? bar.error : '';
    duration.textContent = bar.to === 0 ? '' : span(took(bar));
    instance.textContent = short(bar.instance);
    instance.title = bar.instance;
    memory.textContent = bar.memory ? `${Math.round(bar.memory)} MB` : '';
    return true;
  };
  const scale = (longest) => duration.style.setProperty('--part', `${bar.to === 0 ? 0 : Math.min(took(bar) / longest, 1) * 100}%`);
  return { tr, fill, scale };
}

const took = (bar) => bar.duration ?? bar.to - bar.from;

// summary says in a few words how these calls went.
function summary(bars) {
  const ended = bars.filter((b) => b.to !== 0);
  const words = [];
  const failures = ended.filter(failed).length;
  const cold = ended.filter((b) => b.cold).length;
  if (failures) words.push(`${failures} failed`);
  if (cold) words.push(`${cold} cold`);
  if (ended.length > 1) {
    const times = ended.map(took).sort((a, b) => a - b);
    words.push(`half within ${span(times[times.length >> 1])}`, `95 of 100 within ${span(times[Math.floor(times.length * 0.95)])}`);
  }
  return words;
}

// title is what a call is called, its method apart from the rest.
function title(bar) {
  if (!bar.method || bar.call === 'event' || hook(bar)) return [el('span', { class: 'kind' }, named(bar))];
  return [el('span', { class: 'method' }, bar.method), ` ${bar.path}`, bar.call === 'async' ? el('span', { class: 'quiet' }, ` async${bar.attempt > 1 ? `, try ${bar.attempt}` : ''}`) : ''];
}
