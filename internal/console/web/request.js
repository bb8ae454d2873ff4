// One request: what was sent and answered, its log, and where its time went.

import { $, el, clock, copy, facts, span } from './dom.js';
import { failed, named, result } from './bars.js';
import { call } from './net.js';
import { curl, own } from './curl.js';
import { follow, headers, measure, pretty } from './exchange.js';
import { RequestLog } from './logs.js';
import { looks } from './paint.js';

export class RequestView {
  constructor(model, { edit, showLogs, showBar, beside }) {
    this.model = model;
    this.id = '';
    this.log = new RequestLog($('request-log'), model);
    this.dialog = $('request');
    this.dialog.addEventListener('close', () => this.#leave());
    const act = (name, f) => $(`request-${name}`).addEventListener('click', f);
    act('replay', () => this.#replay());
    act('edit', () => { const c = this.#call(); this.dialog.close(); edit(c); });
    act('curl', () => copy(curl(this.#call()), $('request-said')));
    act('logs', () => { const { id } = this; this.dialog.close(); showLogs(id); });
    act('bar', () => { const bar = this.#bar(); this.dialog.close(); if (bar) showBar(bar); });
    for (const [name, step] of [['newer', -1], ['older', 1]]) {
      act(name, () => { const id = beside(this.id, step); if (id) this.open(id); });
    }
    this.beside = beside;
  }

  open(id) {
    this.#leave();
    this.id = id;
    this.exchange = null;
    this.key = '';
    this.log.show(id);
    $('request-said').textContent = '';
    $('request-said').className = 'said';
    this.#exchange(null, true);
    this.stop = follow(id, (e) => { this.exchange = e; this.#exchange(e, false); });
    this.update();
    if (!this.dialog.open) this.dialog.showModal();
    this.dialog.scrollTop = 0;
  }

  update() {
    if (!this.id) return;
    this.log.update();
    const bar = this.#bar();
    const key = bar ? `${bar.seq} ${bar.to}` : 'none';
    for (const [name, step] of [['newer', -1], ['older', 1]]) $(`request-${name}`).disabled = !this.beside(this.id, step);
    if (key === this.key && bar && bar.to) return;
    this.key = key;
    $('request-title').textContent = bar ? named(bar) : 'Request';
    $('request-bar').hidden = !bar;
    const status = $('request-status');
    const bad = bar && failed(bar);
    status.hidden = !bar;
    if (bar) {
      status.className = `status ${bar.to === 0 ? '' : bad ? 'bad' : 'good'}`;
      status.textContent = `${bar.to === 0 ? '● ' : bad ? '✕ ' : '✓ '}${result(bar)}`;
    }
    facts($('request-facts'), !bar ? [['Request id', el('code', {}, this.id)]] : [
      ['Duration', bar.to ? span(bar.duration ?? bar.to - bar.from) : 'running'],
      ['Began', clock(bar.from)],
      ['Memory', bar.memory ? `${bar.memory.toFixed(1)} MB` : ''],
      ['Instance', bar.instance && el('code', {}, bar.instance)],
      ['Request id', el('code', {}, this.id)],
    ]);
    this.#place(bar);
  }

  #leave() {
    if (this.stop) this.stop();
    this.stop = null;
    this.id = '';
  }

  #bar() {
    const r = this.model.byRequest.get(this.id);
    return r && r.bars[r.bars.length - 1];
  }

  // place shows the call on a scale of its own: what its instance went through
  // for it, if it waited for a new one, its other tries, and itself.
  #place(bar) {
    $('request-place').hidden = !bar;
    if (!bar) return;
    const now = this.model.now();
    const spans = [];
    const start = bar.cold ? coldStart(bar) : [];
    for (const s of start) spans.push({ label: looks[s.state] ? looks[s.state].label : s.state, look: s.state, from: s.from, to: s.to || now });
    for (const b of this.model.byRequest.get(this.id).bars) {
      spans.push({ label: b.call === 'initialize' || b.call === 'pre-stop' || b.attempt > 1 ? named(b) : 'call', look: failed(b) ? 'call-failed' : 'call', from: b.from, to: b.to || now });
    }
    const from = Math.min(...spans.map((s) => s.from));
    const length = Math.max(Math.max(...spans.map((s) => s.to)) - from, 0.001);
    $('request-spans').replaceChildren(...spans.map((s) => {
      const part = el('span', { class: `part ${s.look}` });
      part.style.marginLeft = `${(s.from - from) / length * 100}%`;
      part.style.width = `max(3px, ${(s.to - s.from) / length * 100}%)`;
      return el('li', {}, el('span', { class: 'name' }, s.label), el('span', { class: 'track' }, part), el('span', { class: 'number' }, span(s.to - s.from)));
    }));
  }

  // exchange shows what was sent and answered so far.
  #exchange(e, waiting) {
    const bar = this.#bar();
    const platform = bar && (bar.call === 'initialize' || bar.call === 'pre-stop');
    $('request-unkept').hidden = Boolean(e) || waiting || platform;
    $('request-messages').hidden = !e;
    const whole = e && !e.sent.cut;
    $('request-replay').disabled = !whole;
    $('request-edit').disabled = !whole || e.sent.base64;
    $('request-curl').disabled = !whole;
    for (const name of ['replay', 'edit', 'curl']) $(`request-${name}`).hidden = Boolean(platform);
    if (!e) return;
    for (const side of ['sent', 'answer']) {
      const m = e[side];
      headers($(`request-${side}-headers`), $(`request-${side}-count`), m.headers);
      const body = $(`request-${side}-body`);
      const text = pretty(m);
      if (body.textContent !== text) body.textContent = text;
      body.hidden = !text;
      $(`request-${side}-size`).textContent = m.size ? measure(m) : 'no body';
    }
    const size = $('request-answer-size');
    if (!e.status) size.textContent = e.ended ? 'none' : '● not yet';
    else if (!e.ended) size.textContent += ' · ● still coming';
    else size.textContent = `${e.status} ${e.text} · ${size.textContent}`;
  }

  // call is the request as the Test form has it.
  #call() {
    const { call: kind, method, path, sent } = this.exchange;
    if (!sent.headers.length && (kind === 'event' || kind === 'async')) return { kind: 'event', payload: sent.body, base64: sent.base64 };
    return { kind: 'http', method, path, headers: own(sent.headers), body: sent.body, base64: sent.base64 };
  }

  async #replay() {
    const said = $('request-said');
    const { id } = this;
    $('request-replay').disabled = true;
    said.className = 'said';
    said.textContent = 'Sending it again…';
    let again = '';
    const show = (request) => { if (this.id === id || this.id === again) { again = request; this.open(request); $('request-said').textContent = 'This is the replay.'; } };
    try {
      const answer = await call('/api/replay', { id }, undefined, (line) => show(line.began));
      if (!again && answer.request) show(answer.request);
    } catch (err) {
      said.className = 'said bad';
      said.textContent = err.message;
      $('request-replay').disabled = false;
    }
  }
}

// coldStart are the states of the instance from its creation to its first call.
function coldStart(bar) {
  const states = bar.life ? bar.life.states : [];
  const first = states.findIndex((s) => !['creating', 'starting', 'initializing'].includes(s.state));
  return states.slice(0, first < 0 ? states.length : first).filter((s) => s.from <= bar.from);
}
