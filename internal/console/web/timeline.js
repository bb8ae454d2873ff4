// The time line: a lane for each instance with its states, and below it the
// calls that ran there, each in the first row that was free.

import { $, el, clock, span, short, eachFrame, paced } from './dom.js';
import { failed, named, result, said } from './bars.js';
import { palette, legend, lookOf, looks } from './paint.js';
import { point, Walk } from './steer.js';

const axis = 32; // heights, in CSS pixels
const title = 20;
const stateHeight = 16;
const gap = 3;
const laneGap = 16;
const side = 8;
const moment = 1500; // how long a live view moves on after the last event, in milliseconds

export class Timeline {
  constructor(model, { openRequest, openInstance }) {
    this.model = model;
    this.openRequest = openRequest;
    this.openInstance = openInstance;
    this.canvas = $('canvas');
    this.frame = $('canvas-frame');
    this.ctx = this.canvas.getContext('2d');
    this.width = 0; // milliseconds in view; 0 is what there is, up to a minute
    this.live = true; // the view ends with what happened last
    this.from = 0; // the view's beginning when it is not live
    this.selected = null;
    this.boxes = []; // what was drawn where, for the pointer
    this.draw = eachFrame(() => this.#draw()); // for a person's hand
    this.move = paced(50, () => this.#draw()); // for what happens

    const dark = matchMedia('(prefers-color-scheme: dark)');
    const colors = () => { this.palette = palette(this.ctx); legend($('legend')); this.draw(); };
    dark.addEventListener('change', colors);
    colors();
    new ResizeObserver(() => this.draw()).observe(this.frame);
    this.#buttons();
    point(this);
    new Walk(this);
    this.canvas.addEventListener('focus', () => { if (!this.selected) this.#say(''); this.draw(); });
    this.canvas.addEventListener('blur', () => this.draw());
    $('timeline-list').addEventListener('toggle', () => this.#list());
    this.#tick();
  }

  get hidden() { return $('panel-timeline').hidden || document.hidden; }

  update() { if (!this.hidden) { this.move(); this.#list(); } }

  // tick moves a live view on: often enough to look even, seldom enough to
  // leave the machine alone.
  #tick() {
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    setTimeout(() => {
      const moves = this.model.open.size || this.model.now() - this.model.acted < 2 * moment;
      if (!this.hidden && moves) this.move();
      this.#tick();
    }, calm ? 1000 : this.width > 120000 ? 250 : 50);
  }

  // view is the time in view. A live one moves on while something happens, and
  // for a moment after: what happened last is in sight, and not an empty present.
  view() {
    if (!this.live) return { from: this.from, to: this.from + this.width };
    const { acted, first, open } = this.model;
    const now = this.model.now();
    const end = open.size || !acted ? now : Math.min(now, acted + moment);
    const width = this.width || Math.min(Math.max((end - (first || end)) * 1.05, 2000), 60000);
    const to = end + width * 0.03;
    return { from: to - width, to };
  }

  hold() {
    if (!this.live) return;
    const { from, to } = this.view();
    this.from = from;
    this.width = to - from;
    this.setLive(false);
  }

  setLive(on) {
    this.live = on;
    $('follow-now').setAttribute('aria-pressed', String(on));
    this.draw();
  }

  zoom(factor, at = 0.5) {
    const { from, to } = this.view();
    const width = Math.min(Math.max((to - from) * factor, 5), 24 * 3600e3);
    if (!this.live) this.from = from + (to - from - width) * at;
    this.width = width;
    this.draw();
  }

  pan(part) { this.hold(); this.from += this.width * part; this.draw(); } // hold has given it a width

  fit() {
    const { first } = this.model;
    const now = this.model.acted || this.model.now();
    this.width = Math.max((now - (first || now - 1000)) * 1.06, 1000);
    this.from = (first || now - 1000) - this.width * 0.02;
    this.setLive(false);
  }

  #buttons() {
    $('zoom-in').addEventListener('click', () => this.zoom(0.5));
    $('zoom-out').addEventListener('click', () => this.zoom(2));
    $('pan-left').addEventListener('click', () => this.pan(-0.25));
    $('pan-right').addEventListener('click', () => this.pan(0.25));
    $('fit').addEventListener('click', () => this.fit());
    $('follow-now').addEventListener('click', () => { if (this.live) this.hold(); else this.setLive(true); });
  }

  // lanes are the instances that were there in the view.
  #lanes(from, to) {
    const lanes = [];
    for (const life of this.model.lives.values()) {
      const begin = life.states.length ? life.states[0].from : life.from;
      const end = life.id ? life.ended : Math.max(...life.rows);
      if (begin > to || (end && end < from)) continue;
      const rows = Math.max(life.rows.length, 1);
      const height = rows <= 6 ? 16 : Math.max(3, Math.floor(112 / rows));
      lanes.push({ life, rows, height, total: title + stateHeight + gap + rows * (height + gap) + laneGap });
    }
    return lanes;
  }

  #draw() {
    if (this.hidden) return;
    const { ctx, palette: p } = this;
    const { from, to } = this.view();
    const lanes = this.#lanes(from, to);
    const width = this.frame.clientWidth;
    const height = Math.max(axis + lanes.reduce((sum, l) => sum + l.total, 0), 240);
    const ratio = devicePixelRatio || 1;
    if (this.canvas.width !== Math.round(width * ratio) || this.canvas.height !== Math.round(height * ratio)) {
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(height * ratio);
      this.canvas.style.height = `${height}px`;
    }
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.clearRect(0, 0, width, height);
    ctx.font = `12px ${p.font}`;
    ctx.textBaseline = 'middle';
    this.boxes = [];
    this.scale = (width - 2 * side) / (to - from);
    this.x = (t) => side + (t - from) * this.scale;
    this.t = (x) => from + (x - side) / this.scale;
    this.#axis(from, to, width, height);
    if (!lanes.length) {
      ctx.fillStyle = p.quiet;
      ctx.fillText(this.model.lives.size ? 'No instance at this time.' : 'No instance yet: the first call makes one.', side + 4, axis + 28);
    }
    let y = axis;
    for (const lane of lanes) {
      lane.y = y;
      this.#lane(lane, from, to, width);
      y += lane.total;
    }
    this.lanes = lanes;
  }

  #axis(from, to, width, height) {
    const { ctx, palette: p } = this;
    const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 15e3, 3e4, 6e4, 12e4, 3e5, 6e5, 9e5, 18e5, 36e5, 72e5, 144e5];
    const step = steps.find((s) => s * this.scale >= 96) || 288e5;
    const zone = new Date(from).getTimezoneOffset() * 60000;
    ctx.strokeStyle = p.line;
    ctx.fillStyle = p.quiet;
    ctx.lineWidth = 1;
    for (let t = Math.ceil((from - zone) / step) * step + zone; t <= to; t += step) {
      const x = Math.round(this.x(t)) + 0.5;
      ctx.beginPath();
      ctx.moveTo(x, axis - 8);
      ctx.lineTo(x, height);
      ctx.stroke();
      const label = clock(t).slice(0, step < 1000 ? 12 : 8);
      const w = ctx.measureText(label).width;
      if (x - w / 2 > 0 && x + w / 2 < width) ctx.fillText(label, x - w / 2, 14);
    }
  }

  #lane(lane, from, to, width) {
    const { ctx, palette: p } = this;
    const { life, y } = lane;
    const info = life.info;
    const words = [life.id || 'answered without an instance'];
    const state = this.model.state(life);
    if (state) words.push(looks[state] ? looks[state].label : state);
    if (info && info.version) words.push(info.version);
    ctx.fillStyle = p.ink;
    ctx.fillText(fitted(ctx, words.join(' · '), width - 2 * side), side, y + title / 2);
    const top = y + title;
    const rows = life.id ? top + stateHeight + gap : top;
    const now = this.model.now();
    for (const s of within(life.states, from, to)) {
      if (s.state === 'stopped') { this.#end(s, top); continue; }
      this.#bar(s, s.from, s.state === 'failed' ? s.from : s.to || now, top, stateHeight, looks[s.state] ? looks[s.state].label : s.state);
    }
    const drawn = []; // per row: the pixel where the last thin bar ends
    for (const b of within(life.bars, from, to)) {
      if (this.#covered(b, b.to || now, drawn)) continue;
      this.#bar(b, b.from, b.to || now, rows + b.row * (lane.height + gap), lane.height,
        (failed(b) ? '✕ ' : '') + named(b) + (b.to ? ` ${b.status || ''}` : ' …'));
    }
  }

  // covered reports whether a bar has no pixel that the one before it in its row
  // does not have. Thousands of bars are so many only where each is a pixel wide.
  #covered(b, to, drawn) {
    if (b === this.selected || failed(b)) return false;
    const right = Math.round(this.x(to));
    if (drawn[b.row] >= right) return true;
    drawn[b.row] = Math.max(right, Math.round(this.x(b.from)) + 1);
    return false;
  }

  #end(s, y) {
    const x = Math.round(this.x(s.from));
    this.ctx.fillStyle = this.palette.quiet;
    this.ctx.fillRect(x, y - 2, 2, stateHeight + 4);
    this.ctx.fillText('stopped', x + 6, y + stateHeight / 2);
    this.#outline(s, x, y, 52, stateHeight);
  }

  #bar(bar, from, to, y, height, label) {
    const { ctx, palette: p } = this;
    const left = Math.max(this.x(from), -4);
    const right = Math.min(this.x(to), this.canvas.clientWidth + 4);
    if (right < -2 || left > this.canvas.clientWidth + 2) return;
    const w = Math.max(right - left, bar.kind === 'call' && failed(bar) ? 4 : 2);
    const look = p.bars[lookOf(bar, bar.kind === 'call' && failed(bar))];
    const thin = w <= 5 || height <= 5;
    ctx.fillStyle = thin && look.pattern !== look.fill ? look.mark : look.pattern; // a pattern needs room
    ctx.fillRect(left, y, w, height);
    if (thin && w <= 5 && bar.kind === 'call' && failed(bar)) ctx.fillRect(left - 3, y - 1, w + 6, 4); // a hat, for those who see no red
    if (!thin) {
      ctx.strokeStyle = look.mark;
      ctx.lineWidth = 1;
      ctx.strokeRect(left + 0.5, y + 0.5, w - 1, height - 1);
    }
    if (w > 34 && height >= 12) {
      const shown = Math.max(left, 0);
      const text = fitted(ctx, label, right - shown - 10);
      if (text) {
        if (look.pattern !== look.fill) { // letters on a quiet ground
          ctx.fillStyle = look.fill;
          ctx.fillRect(shown + 3, y + 1, ctx.measureText(text).width + 6, height - 2);
        }
        ctx.fillStyle = look.ink;
        ctx.fillText(text, shown + 6, y + height / 2 + 0.5);
      }
    }
    this.#outline(bar, left, y, w, height);
  }

  #outline(bar, x, y, w, height) {
    this.boxes.push({ bar, x, y, w, height });
    if (bar !== this.selected) return;
    this.ctx.strokeStyle = this.palette.focus;
    this.ctx.lineWidth = 2;
    this.ctx.strokeRect(x - 2, y - 2, w + 4, height + 4);
  }

  // at is the bar at a place of the canvas.
  at(x, y) {
    for (let i = this.boxes.length - 1; i >= 0; i--) {
      const b = this.boxes[i];
      if (x >= b.x - 3 && x <= b.x + b.w + 3 && y >= b.y - 1 && y <= b.y + b.height + 1) return b.bar;
    }
    return null;
  }

  select(bar) {
    this.selected = bar;
    if (!bar) {
      this.#say('');
      this.draw();
      return;
    }
    this.#say(said(bar, this.model.now()));
    const { from, to } = this.view();
    const end = bar.to || bar.from;
    if (end < from || bar.from > to) {
      this.hold();
      this.from = bar.from - this.width / 2;
    }
    this.#draw();
    const box = this.boxes.find((b) => b.bar === bar);
    if (box) {
      const frame = this.frame;
      if (box.y < frame.scrollTop + axis) frame.scrollTop = box.y - axis - title;
      else if (box.y + box.height > frame.scrollTop + frame.clientHeight) frame.scrollTop = box.y + box.height - frame.clientHeight + laneGap;
    }
  }

  // show moves the view to the bar.
  show(bar) {
    const length = Math.max((bar.to || this.model.now()) - bar.from, 1);
    this.hold();
    this.width = Math.max(Math.min(this.width, length * 20), length * 3, 20);
    this.from = bar.from + length / 2 - this.width / 2;
    this.select(bar);
    this.canvas.focus();
  }

  open(bar) {
    if (bar.kind === 'call' && bar.request) this.openRequest(bar.request);
    else if (bar.life.id) this.openInstance(bar.life.id);
  }

  #say(text) { if ($('timeline-said').textContent !== text) $('timeline-said').textContent = text; }

  // list writes the last bars into the table below, a few times a second at most.
  #list() {
    if (!$('timeline-list').open || this.listing) return;
    this.listing = setTimeout(() => { this.listing = 0; this.#rows(); }, 300);
  }

  #rows() {
    const now = this.model.now();
    $('timeline-rows').replaceChildren(...this.model.bars.slice(-100).reverse().map((b) => el('tr', {},
      el('td', {}, clock(b.from)), el('td', { title: b.instance }, short(b.instance) || 'none'),
      el('td', {}, el('button', { type: 'button', class: 'link', onclick: () => this.openRequest(b.request) }, named(b))),
      el('td', { class: 'number' }, span((b.to || now) - b.from)), el('td', {}, result(b)))));
  }
}

// within are the bars that touch the view; they are in the order of their
// beginnings.
function within(bars, from, to) {
  let low = 0;
  let high = bars.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (bars[mid].from > to) high = mid; else low = mid + 1;
  }
  const seen = [];
  for (let i = low - 1; i >= 0; i--) {
    if (!bars[i].to || bars[i].to >= from) seen.push(bars[i]);
  }
  return seen.reverse();
}

// fitted is the text, or as much of it as there is room for.
function fitted(ctx, text, room) {
  if (room < 16) return '';
  if (ctx.measureText(text).width <= room) return text;
  let n = Math.floor(text.length * room / ctx.measureText(text).width);
  while (n > 0 && ctx.measureText(`${text.slice(0, n)}…`).width > room) n--;
  return n > 1 ? `${text.slice(0, n)}…` : '';
}
