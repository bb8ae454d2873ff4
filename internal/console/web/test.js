// The Test tab: a call by hand, its answer and its log, and the tests before it.

import { $, el, clock, copy, span, facts, visible } from './dom.js';
import { call } from './net.js';
import { curl } from './curl.js';
import { follow, headers, measure, pretty } from './exchange.js';
import { RequestLog } from './logs.js';

const keep = 50; // tests in the history

export class Test {
  constructor(model, openRequest) {
    this.openRequest = openRequest;
    this.log = new RequestLog($('answer-log'), model);
    this.history = [];
    this.form = $('test-form');
    this.form.addEventListener('submit', (e) => { e.preventDefault(); this.run(this.read()); });
    this.form.addEventListener('keydown', (e) => {
      if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) { e.preventDefault(); this.run(this.read()); }
    });
    for (const radio of this.form.elements.kind) radio.addEventListener('change', () => this.#kind());
    $('preset').addEventListener('change', () => this.#preset());
    $('cancel').addEventListener('click', () => this.running && this.running.abort());
    $('copy-curl').addEventListener('click', () => this.#copy());
    $('again').addEventListener('click', () => { if (this.shown) this.run(this.shown.call); });
    this.#kind();
  }

  update() { if (!$('panel-test').hidden) this.log.update(); }

  // read is the form as a call.
  read() {
    if (this.form.elements.kind.value === 'event') return { kind: 'event', payload: $('body').value };
    const headers = $('headers').value.split('\n').filter((l) => l.trim()).map((l) => {
      const colon = l.indexOf(':');
      return colon < 0 ? [l, ''] : [l.slice(0, colon), l.slice(colon + 1).trim()];
    });
    return { kind: 'http', method: $('method').value, path: $('path').value || '/', headers, body: $('body').value };
  }

  write(c) {
    this.form.elements.kind.value = c.kind;
    this.#kind();
    if (c.kind === 'event') { $('body').value = c.payload; return; }
    $('method').value = c.method;
    $('path').value = c.path;
    $('headers').value = (c.headers || []).map(([k, v]) => `${k}: ${v}`).join('\n');
    $('body').value = c.body;
  }

  #kind() {
    const kind = this.form.elements.kind.value;
    for (const e of this.form.querySelectorAll('[data-for]')) e.hidden = e.dataset.for !== kind;
    for (const o of $('preset').options) o.hidden = o.disabled = Boolean(o.dataset.kind) && o.dataset.kind !== kind;
    $('preset').value = '';
  }

  #preset() {
    const option = $('preset').selectedOptions[0];
    if (!option || !option.dataset.preset) return;
    const p = JSON.parse(option.dataset.preset);
    const { kind } = option.dataset;
    this.write(kind === 'event' ? { kind, payload: p.body } : { kind, ...p });
    $('preset').value = option.value;
  }

  async run(c) {
    if (this.running) return;
    this.running = new AbortController();
    this.#busy(true);
    const entry = { call: c, at: Date.now() };
    let stop = () => {};
    const began = (line) => {
      stop = follow(line.began, (e) => { if (e && this.running) this.#coming(entry, line.began, e); });
    };
    try {
      entry.answer = c.kind === 'event'
        ? await call('/api/invoke', { payload: c.payload }, this.running.signal)
        : await call('/api/send', { method: c.method, path: c.path, headers: c.headers, body: c.body }, this.running.signal, began);
    } catch (err) {
      entry.error = err.name === 'AbortError' ? 'Cancelled.' : err.message;
    }
    stop();
    this.running = null;
    this.#busy(false);
    this.history.unshift(entry);
    this.history.length = Math.min(this.history.length, keep);
    this.show(entry);
    this.#list();
  }

  #busy(on) {
    $('send').disabled = $('again').disabled = on;
    $('send').textContent = on ? 'Sending…' : 'Send';
    $('cancel').hidden = !on;
  }

  // coming shows an answer that has begun.
  #coming(entry, request, e) {
    this.#open(entry);
    $('answer-status').className = 'status';
    $('answer-status').textContent = `● ${e.status} ${e.text}, still coming`;
    this.#facts(entry, { request });
    $('answer-size').textContent = measure(e.answer);
    this.#body(pretty(e.answer));
    headers($('answer-headers'), $('answer-header-count'), e.answer.headers);
    if (this.log.request !== request) this.log.show(request);
  }

  #open(entry) {
    this.shown = entry;
    $('answer-none').hidden = true;
    $('answer').hidden = false;
  }

  #facts(entry, a) {
    facts($('answer-facts'), [
      ['Duration', a.duration === undefined ? '' : span(a.duration)],
      ['Request id', a.request && el('button', { type: 'button', class: 'link', onclick: () => this.openRequest(a.request) }, a.request)],
      ['Call', this.#title(entry.call)],
    ]);
  }

  show(entry) {
    this.#open(entry);
    const a = entry.answer;
    const status = $('answer-status');
    if (!a) {
      status.className = 'status bad';
      status.textContent = `✕ ${entry.error}`;
      facts($('answer-facts'), []);
      this.#body('');
      headers($('answer-headers'), $('answer-header-count'), []);
      $('answer-size').textContent = '';
      this.log.show('');
      return;
    }
    const bad = a.status >= 400 || a.errorType || a.aborted;
    status.className = bad ? 'status bad' : 'status good';
    status.textContent = `${bad ? '✕' : '✓'} ${a.status} ${a.text}${a.errorType ? `, ${a.errorType}` : ''}${a.aborted ? ', broken off' : ''}`;
    this.#facts(entry, a);
    $('answer-size').textContent = measure(a);
    this.#body(pretty(a));
    headers($('answer-headers'), $('answer-header-count'), a.headers);
    this.log.show(a.request);
  }

  #title(c) { return c.kind === 'event' ? 'event' : visible(`${c.method} ${c.path}`); }

  #body(text) {
    $('answer-body').textContent = text || ' ';
  }

  #list() {
    $('history-none').hidden = this.history.length > 0;
    $('history').replaceChildren(...this.history.map((entry) => {
      const a = entry.answer;
      const bad = !a || a.status >= 400 || a.errorType;
      const name = `${this.#title(entry.call)} at ${clock(entry.at)}`;
      return el('li', {},
        el('time', {}, clock(entry.at)),
        el('span', { class: bad ? 'outcome bad' : 'outcome good' }, a ? `${bad ? '✕' : '✓'} ${a.status}` : '✕'),
        el('span', { class: 'code what' }, this.#title(entry.call)),
        el('span', { class: 'number' }, a ? span(a.duration) : ''),
        el('span', { class: 'row' },
          el('button', { type: 'button', 'aria-label': `Show ${name}`, onclick: () => { this.write(entry.call); this.show(entry); } }, 'Show'),
          el('button', { type: 'button', 'aria-label': `Run again: ${name}`, onclick: () => { this.write(entry.call); this.run(entry.call); } }, 'Run again')));
    }));
  }

  #copy() {
    let p = $('curl');
    if (!p) this.form.append(p = el('p', { id: 'curl', class: 'said', role: 'status' }));
    copy(curl(this.read()), p);
  }
}
