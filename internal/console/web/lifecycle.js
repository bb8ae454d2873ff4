// The Lifecycle tab: the hooks, how they are configured, and how they went.

import { $, el, clock, paced, span, short } from './dom.js';
import { call } from './net.js';
import { failed } from './bars.js';

export class Lifecycle {
  constructor(model, openRequest) {
    this.model = model;
    this.openRequest = openRequest;
    this.draw = paced(250, () => this.#draw());
    this.cards = [...document.querySelectorAll('.hook')];
    for (const card of this.cards) this.#card(card);
    $('proposal-write').addEventListener('click', () => this.#write());
  }

  #card(card) {
    const form = card.querySelector('form');
    form.addEventListener('submit', (e) => { e.preventDefault(); this.#set(card, form); });
    const write = form.elements.write;
    if (write) write.addEventListener('click', () => this.#propose(card, form));
    form.elements.timeout.addEventListener('input', () => say(card, ''));
  }

  // values is what the form has, or null after saying what is wrong with it.
  #values(card, form) {
    const input = form.elements.timeout;
    const timeout = Number(input.value);
    const bad = !Number.isInteger(timeout) || timeout < Number(input.min) || timeout > Number(input.max);
    input.setAttribute('aria-invalid', String(bad));
    if (bad) {
      say(card, `The timeout is a whole number of seconds from ${input.min} to ${input.max}.`, true);
      input.focus();
      return null;
    }
    return { name: card.dataset.hook, timeout };
  }

  async #set(card, form) {
    const values = this.#values(card, form);
    if (!values) return;
    const configured = form.elements.configured.checked;
    try {
      await call('/api/hook/set', { ...values, configured });
    } catch (err) { say(card, err.message, true); return; }
    this.#now(card, values.timeout, configured, 'this run only');
    say(card, 'Changed for this run: the next call of this hook follows it.');
  }

  #now(card, timeout, configured, from) {
    card.querySelector('[data-timeout]').textContent = `${timeout} s`;
    card.querySelector('[data-from]').textContent = from;
    const chip = card.querySelector('[data-configured]');
    chip.textContent = configured ? '✓ configured' : '– not configured';
    chip.className = configured ? 'chip on' : 'chip off';
  }

  async #propose(card, form) {
    const values = this.#values(card, form);
    if (!values) return;
    let p;
    try {
      p = await call('/api/hook/diff', values);
    } catch (err) { say(card, err.message, true); return; }
    if (!p.diff) { say(card, `${p.file} says so already.`); return; }
    this.proposal = { card, values, shown: p.sum, file: p.file };
    const dialog = $('proposal');
    dialog.querySelector('[data-file]').textContent = p.file;
    $('proposal-said').textContent = '';
    $('proposal-diff').replaceChildren(...p.diff.replace(/\n$/, '').split('\n').map((line) => {
      const kind = /^(---|\+\+\+|@@)/.test(line) ? 'head' : { '+': 'add', '-': 'del' }[line[0]] || '';
      return el('span', { class: kind }, `${line}\n`);
    }));
    dialog.showModal();
    $('proposal-write').focus();
  }

  async #write() {
    const { card, values, shown, file } = this.proposal;
    try {
      await call('/api/hook/write', { ...values, shown });
    } catch (err) {
      $('proposal-said').className = 'said bad';
      $('proposal-said').textContent = err.message;
      return;
    }
    $('proposal').close();
    this.#now(card, values.timeout, card.querySelector('[data-configured]').classList.contains('on'), file);
    say(card, `Written to ${file}, and followed from now on.`);
  }

  // refresh takes what a page that is loaded now says of the hooks.
  refresh(page) {
    for (const card of this.cards) {
      const fresh = page.querySelector(`.hook[data-hook="${card.dataset.hook}"]`);
      if (!fresh || card.contains(document.activeElement)) continue;
      card.querySelector('.facts').replaceWith(fresh.querySelector('.facts'));
      card.querySelector('[data-configured]').replaceWith(fresh.querySelector('[data-configured]'));
      for (const name of ['timeout', 'configured']) {
        const [mine, theirs] = [card, fresh].map((c) => c.querySelector(`[name="${name}"]`));
        mine.value = theirs.value;
        mine.checked = theirs.checked;
      }
    }
  }

  update() { if (!$('panel-lifecycle').hidden) this.draw(); }

  // last are the newest runs of a hook.
  #last(call, n) {
    const { bars } = this.model;
    const runs = [];
    for (let i = bars.length - 1; i >= 0 && runs.length < n; i--) if (bars[i].call === call) runs.push(bars[i]);
    return runs;
  }

  #draw() {
    for (const card of this.cards) {
      const runs = this.#last(card.dataset.call, 8);
      const key = runs.map((b) => `${b.seq}:${b.to}`).join();
      if (card.dataset.shown === key) continue;
      card.dataset.shown = key;
      card.querySelector('[data-none]').hidden = runs.length > 0;
      const table = card.querySelector('table');
      table.hidden = !runs.length;
      table.tBodies[0].replaceChildren(...runs.map((b) => el('tr', {},
        el('td', {}, clock(b.from)), el('td', { title: b.instance }, short(b.instance)),
        el('td', { class: failed(b) ? 'bad' : 'good' }, b.to === 0 ? 'running' : `${failed(b) ? '✕' : '✓'} ${b.status || 'no answer'}${b.error ? ` ${b.error}` : ''}${b.attempt > 1 ? `, try ${b.attempt}` : ''}`),
        el('td', { class: 'number' }, b.to ? span(b.duration ?? b.to - b.from) : ''),
        el('td', {}, el('button', { type: 'button', class: 'link', 'aria-label': `Log of the run at ${clock(b.from)}`, onclick: () => this.openRequest(b.request) }, 'log')))));
    }
  }
}

function say(card, text, bad = false) {
  const p = card.querySelector('.said');
  p.className = bad ? 'said bad' : 'said';
  p.textContent = text;
}
