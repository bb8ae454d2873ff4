// What has happened, as the parts of the page need it: lines of the log, calls,
// and the lives of instances. It holds the last events only.

import { visible } from './dom.js';

const keepLines = 100000;
const keepCalls = 20000;
const piece = 1000; // how many are forgotten at once

export class Model {
  lines = []; // {seq, time, instance, request, stream, text}
  lineBase = 0; // how many lines were dropped before lines[0]
  lives = new Map(); // instance id → {id, states, bars, rows, ended, info}
  bars = []; // calls and hooks, in the order of their beginnings
  byRequest = new Map(); // request id → {bars, lines}
  open = new Map(); // key of a call → its bar
  builds = [];
  ended = [];
  lost = 0;
  first = 0; // the time of the first event
  last = 0;
  acted = 0; // the time of the last event that is no line
  ahead = 0; // the server's clock less this one's

  now() { return Math.max(Date.now() + this.ahead, this.last); }

  apply(events) {
    for (const e of events) {
      const t = moment(e.time);
      if (!this.first) this.first = t;
      if (t > this.last) this.last = t;
      if (e.type !== 'log' && t > this.acted) this.acted = t;
      switch (e.type) {
        case 'instance': this.#state(e, t); break;
        case 'start': this.#start(e, t); break;
        case 'end': this.#end(e, t); break;
        case 'log': this.#line(e, t, e.stream || 'stdout', e.text || ''); break;
        case 'notice': this.#line(e, t, 'notice', e.text || e.reason || ''); break;
        case 'build': this.#build(e, t); break;
      }
    }
    this.#drop();
  }

  // listed takes the server's list of instances: what no event tells.
  listed(infos) {
    for (const life of this.lives.values()) life.info = null;
    for (const info of infos || []) this.life(info.id, Date.parse(info.created)).info = info;
  }

  life(id, t) {
    let life = this.lives.get(id);
    if (!life) {
      life = { id, from: t, states: [], bars: [], rows: [], ended: 0, info: null };
      this.lives.set(id, life);
    }
    return life;
  }

  request(id) {
    let r = this.byRequest.get(id);
    if (!r) this.byRequest.set(id, r = { bars: [], lines: [] });
    return r;
  }

  state(life) {
    const s = life.states[life.states.length - 1];
    return s ? s.state : life.info ? life.info.state : '';
  }

  #state(e, t) {
    const life = this.life(e.instance, t);
    const before = life.states[life.states.length - 1];
    if (before && before.to === 0) before.to = t;
    const over = e.state === 'stopped' || e.state === 'failed';
    life.states.push({ kind: 'state', life, state: e.state, reason: visible(e.reason || ''), from: t, to: over ? t : 0 });
    if (over) {
      life.ended = t;
      this.ended.push({ time: t, instance: e.instance, state: e.state, reason: visible(e.reason || '') });
      if (this.ended.length > 200) this.ended.splice(0, 100);
    }
    if (e.state === 'failed') this.#line(e, t, 'notice', `the instance failed: ${e.reason || 'no reason given'}`);
  }

  // key tells calls apart; one may move to another instance before it ends.
  #key(e) { return `${e.call} ${e.request}`; }

  #bar(e, from) {
    const bar = {
      kind: 'call', life: null, seq: e.seq, request: e.request || '', instance: e.instance || '', call: e.call, method: visible(e.method || ''),
      path: visible(e.path || ''), attempt: e.attempt || 0, from, to: 0, status: 0, error: '', cold: false, memory: 0, row: 0, gone: false,
    };
    this.bars.push(bar);
    if (bar.request) this.request(bar.request).bars.push(bar);
    this.#place(bar);
    return bar;
  }

  // place puts the bar into the first row of its instance that is free. What
  // got no instance has a lane of its own, with the id "".
  #place(bar) {
    const life = this.life(bar.instance, bar.from);
    bar.life = life;
    let row = life.rows.findIndex((to) => to <= bar.from);
    if (row < 0) row = life.rows.push(0) - 1;
    life.rows[row] = Infinity;
    bar.row = row;
    life.bars.push(bar);
  }

  #start(e, t) { this.open.set(this.#key(e), this.#bar(e, t)); }

  #end(e, t) {
    const key = this.#key(e);
    let bar = this.open.get(key);
    this.open.delete(key);
    if (!bar) bar = this.#bar(e, t - (e.duration || 0));
    bar.to = Math.max(t, bar.from);
    bar.status = e.status || 0;
    bar.error = visible(e.error || '');
    bar.cold = Boolean(e.cold);
    bar.duration = e.duration;
    bar.memory = e.memory || 0;
    if (e.method) bar.method = visible(e.method);
    if (e.path) bar.path = visible(e.path);
    if (e.attempt) bar.attempt = e.attempt;
    bar.life.rows[bar.row] = bar.to;
  }

  #line(e, t, stream, text) {
    const line = {
      seq: e.seq, time: t, instance: e.instance || '', request: e.request || '', stream,
      text: visible(text.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '')),
    };
    this.lines.push(line);
    if (line.request) this.request(line.request).lines.push(line);
  }

  #build(e, t) {
    const now = this.builds[this.builds.length - 1];
    const text = [e.reason, e.text].filter(Boolean).join('\n');
    if (e.state !== 'building' && now && now.state === 'building') {
      Object.assign(now, { state: e.state, text, to: t });
    } else {
      this.builds.push({ state: e.state, text, from: t, to: e.state === 'building' ? 0 : t });
    }
    if (this.builds.length > 100) this.builds.splice(0, 50);
    const words = { building: 'building', built: 'built', failed: 'the build failed' }[e.state] || e.state;
    this.#line(e, t, 'build', text.startsWith(words) ? text : text ? `${words}: ${text}` : words);
  }

  // drop forgets the oldest of what is too much: lines for lines, calls for
  // calls, so that a flood of lines leaves the calls in sight. It takes as long
  // as what goes is large, and not what stays.
  #drop() {
    while (this.lines.length > keepLines + piece) {
      const gone = this.lines.splice(0, piece);
      this.lineBase += piece;
      const counts = new Map(); // of lines, by their request
      for (const { request } of gone) if (request) counts.set(request, (counts.get(request) || 0) + 1);
      for (const [request, n] of counts) {
        const r = this.byRequest.get(request);
        if (r) { r.lines.splice(0, n); this.#unless(request, r); }
      }
    }
    if (this.bars.length > keepCalls + piece) this.#forget(this.bars.splice(0, piece));
  }

  #unless(request, r) { if (!r.lines.length && !r.bars.length) this.byRequest.delete(request); }

  #forget(gone) {
    const before = gone[gone.length - 1].from;
    const stay = [];
    const lanes = new Set();
    for (const bar of gone) {
      if (bar.to === 0) { stay.push(bar); continue; } // it runs
      bar.gone = true;
      lanes.add(bar.life);
      const r = bar.request && this.byRequest.get(bar.request);
      if (r) { r.bars = r.bars.filter((b) => !b.gone); this.#unless(bar.request, r); }
    }
    this.bars.unshift(...stay);
    for (const life of lanes) life.bars = life.bars.filter((b) => !b.gone);
    for (const [id, life] of this.lives) {
      if (life.ended && life.ended < before) { this.lives.delete(id); continue; }
      const states = life.states.findIndex((s) => s.to === 0 || s.to >= before);
      if (states > 0) life.states.splice(0, states);
    }
    this.first = Math.max(this.first, before);
  }
}

// moment is a time in milliseconds, with the parts of one.
function moment(time) {
  const dot = time.indexOf('.');
  const end = dot < 0 ? 0 : time.search(/(Z|[+-]\d\d:\d\d)$/);
  return dot < 0 ? Date.parse(time) : Date.parse(time.slice(0, dot) + time.slice(end)) + Number(`0${time.slice(dot, end)}`) * 1000;
}
