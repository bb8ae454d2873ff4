// How the time line is steered: with the pointer and with the keyboard.

import { el } from './dom.js';
import { said } from './bars.js';

// point makes drags move the time line, clicks open bars, and the wheel with
// Ctrl zoom. Beside the pointer stands what is under it.
export function point(line) {
  const c = line.canvas;
  const tip = el('div', { class: 'tip', hidden: true, 'aria-hidden': 'true' });
  line.frame.append(tip);
  const hover = (e) => {
    const bar = e && line.at(e.offsetX, e.offsetY);
    line.canvas.style.cursor = bar ? 'pointer' : 'grab';
    tip.hidden = !bar;
    if (!bar) return;
    tip.textContent = said(bar, line.model.now());
    const left = Math.min(e.offsetX + 12, line.frame.clientWidth - tip.offsetWidth - 8);
    tip.style.left = `${Math.max(left, 4)}px`;
    tip.style.top = `${e.offsetY + 16}px`;
  };
  const down = new Map();
  let moved = 0;
  let spread = 0;
  c.addEventListener('pointerdown', (e) => {
    down.set(e.pointerId, e.offsetX);
    if (down.size === 1) moved = 0;
    if (down.size === 2) spread = distance(down);
    c.setPointerCapture(e.pointerId);
  });
  c.addEventListener('pointermove', (e) => {
    if (!down.has(e.pointerId)) { hover(e); return; }
    const dx = e.offsetX - down.get(e.pointerId);
    down.set(e.pointerId, e.offsetX);
    if (down.size === 2) {
      const now = distance(down);
      if (spread > 0 && now > 0) line.zoom(spread / now);
      spread = now;
      moved = 99;
      return;
    }
    moved += Math.abs(dx);
    if (moved < 4) return;
    line.hold();
    line.from -= dx / line.scale;
    line.draw();
  });
  const up = (e) => {
    if (!down.delete(e.pointerId)) return;
    if (e.type === 'pointerup' && moved < 4) {
      const bar = line.at(e.offsetX, e.offsetY);
      if (bar) { line.select(bar); line.open(bar); }
    }
  };
  c.addEventListener('pointerup', up);
  c.addEventListener('pointercancel', up);
  c.addEventListener('pointerleave', () => hover(null));
  c.addEventListener('wheel', (e) => {
    if (e.ctrlKey || e.metaKey) {
      e.preventDefault();
      line.zoom(Math.exp(e.deltaY / 200), e.offsetX / c.clientWidth);
    } else if (e.shiftKey || Math.abs(e.deltaX) > Math.abs(e.deltaY)) {
      e.preventDefault();
      line.pan((e.shiftKey ? e.deltaY : e.deltaX) / c.clientWidth);
    }
  }, { passive: false });
}

function distance(points) {
  const [a, b] = points.values();
  return Math.abs(a - b);
}

// Walk goes from bar to bar with the keys. The tracks, from top to bottom, are
// the states and the calls of each instance.
export class Walk {
  constructor(line) {
    this.line = line;
    line.canvas.addEventListener('keydown', (e) => this.#key(e));
  }

  #tracks() {
    const tracks = [];
    for (const life of this.line.model.lives.values()) {
      if (life.states.length) tracks.push(life.states);
      if (life.bars.length) tracks.push(life.bars);
    }
    return tracks;
  }

  #key(e) {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const step = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
    const track = { ArrowUp: -1, ArrowDown: 1 }[e.key];
    if (step) this.#step(step);
    else if (track) this.#track(track);
    else if (e.key === 'Home' || e.key === 'End') this.#edge(e.key === 'Home');
    else if (e.key === 'Enter' || e.key === ' ') { if (this.line.selected) this.line.open(this.line.selected); }
    else if (e.key === '+' || e.key === '=') this.line.zoom(0.5);
    else if (e.key === '-') this.line.zoom(2);
    else if (e.key === 'PageUp') this.line.pan(-0.5);
    else if (e.key === 'PageDown') this.line.pan(0.5);
    else if (e.key === 'l') this.line.setLive(true);
    else if (e.key === 'a') this.line.fit();
    else if (e.key === 'Escape' && this.line.selected) this.line.select(null);
    else return;
    e.preventDefault();
  }

  #current() {
    const tracks = this.#tracks();
    const i = this.line.selected ? tracks.findIndex((t) => t.includes(this.line.selected)) : -1;
    return { tracks, i };
  }

  #step(d) {
    const { tracks, i } = this.#current();
    if (i < 0) { // begin with the last call, which is what people look for
      const bars = this.line.model.bars;
      const last = bars[bars.length - 1] || (tracks.length ? tracks[tracks.length - 1].at(-1) : null);
      if (last) this.line.select(last);
      return;
    }
    const next = tracks[i][tracks[i].indexOf(this.line.selected) + d];
    if (next) this.line.select(next);
  }

  #track(d) {
    const { tracks, i } = this.#current();
    if (i < 0) { this.#step(d); return; }
    const bars = tracks[i + d];
    if (!bars) return;
    const at = this.line.selected.from;
    this.line.select(bars.reduce((best, b) => (Math.abs(b.from - at) <= Math.abs(best.from - at) ? b : best)));
  }

  #edge(first) {
    const { tracks, i } = this.#current();
    const bars = i < 0 ? this.line.model.bars : tracks[i];
    if (bars.length) this.line.select(first ? bars[0] : bars[bars.length - 1]);
  }
}
