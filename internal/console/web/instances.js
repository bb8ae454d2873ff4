// The Instances tab, the summary in the head, and what builds say.

import { $, el, age, clock, span, facts, short } from './dom.js';
import { call } from './net.js';
import { looks } from './paint.js';

const label = (state) => (looks[state] ? looks[state].label : state);
const marks = {
  creating: '◌', starting: '◌', initializing: '◍', idle: '○', frozen: '❄', invoking: '●', 'pre-stopping': '◑', failed: '✕', stopped: '–',
};

export class Instances {
  constructor(model, openInstance) {
    this.model = model;
    this.openInstance = openInstance;
    this.cards = new Map();
    const reload = $('reload');
    if (reload) {
      reload.addEventListener('click', async () => {
        reload.disabled = true;
        await this.#act('/api/reload', {}, 'Asked for: what comes of it stands under Builds.');
        reload.disabled = false;
      });
    }
    setInterval(() => this.update(), 1000);
  }

  async #act(path, data, done) {
    const said = $('instances-said');
    said.className = 'said';
    said.textContent = '';
    try {
      await call(path, data);
      said.textContent = done;
    } catch (err) {
      said.className = 'said bad';
      said.textContent = err.message;
    }
  }

  // alive are the instances that are there, oldest first.
  #alive() {
    return [...this.model.lives.values()].filter((l) => l.info && !l.ended);
  }

  update() {
    if (document.hidden) return;
    this.#summary();
    this.#build();
    if ($('panel-instances').hidden) return;
    this.#cards();
    this.#ended();
    this.#builds();
  }

  #summary() {
    const count = new Map();
    for (const l of this.#alive()) {
      const s = this.model.state(l);
      count.set(s, (count.get(s) || 0) + 1);
    }
    const words = [...count].map(([s, n]) => [s, `${marks[s] || ''} ${n} ${label(s)}`]);
    const key = words.map(([, w]) => w).join();
    if (key === this.summary) return;
    this.summary = key;
    $('summary').replaceChildren(...words.map(([s, w]) => el('span', { class: `chip state ${s}` }, w)));
    if (!words.length) $('summary').append(el('span', { class: 'chip off' }, 'no instance'));
  }

  #build() {
    const last = this.model.builds[this.model.builds.length - 1];
    const box = $('build-error');
    if (!last || last.state !== 'failed') {
      if (last && last.state === 'building') return; // the words stay until it is known better
      box.hidden = true;
      return;
    }
    if (box.hidden || this.builtText !== last.text) {
      this.builtText = last.text;
      box.querySelector('pre').textContent = last.text || 'The compiler said nothing.';
      box.hidden = false;
    }
  }

  #cards() {
    const alive = this.#alive();
    const now = this.model.now();
    const there = new Set(alive.map((l) => l.id));
    for (const [id, card] of this.cards) {
      if (!there.has(id)) { card.li.remove(); this.cards.delete(id); }
    }
    $('instances-none').hidden = alive.length > 0;
    for (const life of alive) {
      let card = this.cards.get(life.id);
      if (!card) {
        card = this.#card(life);
        this.cards.set(life.id, card);
        $('instance-cards').append(card.li);
      }
      const state = this.model.state(life);
      const { info } = life;
      const last = life.states[life.states.length - 1];
      card.chip.className = `chip state ${state}`;
      card.chip.textContent = `${marks[state] || ''} ${label(state)}`;
      const since = last ? last.from : Date.parse(info.since);
      const values = [
        ['For', age(now - since)], ['Process', info.pid || ''], ['Port', info.port || ''],
        ['Running', String(info.running)], ['Served', String(info.served)], ['Program', info.version],
        ['Created', clock(Date.parse(info.created))],
      ];
      if (info.unhealthy) values.unshift(['Health', '✕ the check fails: no calls']);
      const key = values.join();
      if (card.key !== key) { card.key = key; facts(card.dl, values); }
    }
  }

  #card(life) {
    const chip = el('span', { class: 'chip' });
    const dl = el('dl', { class: 'facts small' });
    const name = `instance ${short(life.id)}`;
    const stop = el('button', { type: 'button', 'aria-label': `Stop ${name}`, title: 'pre-stop first, as the platform does', onclick: async () => {
      stop.disabled = true;
      await this.#act('/api/stop', { id: life.id }, `Stopped ${name}.`);
      stop.disabled = false;
    } }, 'Stop');
    const kill = el('button', { type: 'button', class: 'danger', 'aria-label': `Kill ${name}`, title: 'at once, as a crash', onclick: () => this.#act('/api/kill', { id: life.id }, `Killed ${name}.`) }, 'Kill');
    const log = el('button', { type: 'button', 'aria-label': `Log of ${name}`, onclick: () => this.openInstance(life.id) }, 'Log');
    const li = el('li', { class: 'card' }, el('div', { class: 'row between' }, el('h3', { class: 'code' }, life.id), chip), dl, el('div', { class: 'row' }, stop, kill, log));
    return { li, chip, dl, key: '' };
  }

  #ended() {
    const last = this.model.ended.slice(-20).reverse();
    const key = last.map((e) => e.instance).join();
    if (key === this.endedKey) return;
    this.endedKey = key;
    $('ended-none').hidden = last.length > 0;
    $('ended').hidden = !last.length;
    $('ended').tBodies[0].replaceChildren(...last.map((e) => el('tr', {},
      el('td', {}, clock(e.time)),
      el('td', {}, el('button', { type: 'button', class: 'link', title: e.instance, 'aria-label': `Log of instance ${e.instance}`, onclick: () => this.openInstance(e.instance) }, short(e.instance))),
      el('td', { class: e.state === 'failed' ? 'bad' : '' }, `${marks[e.state] || ''} ${e.state}`), el('td', {}, e.reason))));
  }

  #builds() {
    const last = this.model.builds.slice(-5).reverse();
    const key = last.map((b) => `${b.from}${b.state}`).join();
    if (key === this.buildsKey) return;
    this.buildsKey = key;
    $('builds-none').hidden = last.length > 0;
    $('builds').replaceChildren(...last.map((b) => el('li', {},
      el('p', {}, el('time', {}, clock(b.from)), ` ${{ built: '✓ built', failed: '✕ failed', building: '◌ building' }[b.state] || b.state}${b.to > b.from ? ` in ${span(b.to - b.from)}` : ''}`),
      b.text && b.state === 'failed' ? el('pre', { class: 'box', tabindex: '0', 'aria-label': 'What the compiler says' }, b.text) : '')));
  }
}
