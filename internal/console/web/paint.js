// How the bars of the time line look: a colour and a pattern for each meaning,
// so that neither is needed alone.

export const looks = {
  creating: { label: 'creating', pattern: 'slash' },
  starting: { label: 'starting', pattern: 'slash' },
  initializing: { label: 'initializing', pattern: 'upright' },
  idle: { label: 'idle', pattern: 'none' },
  frozen: { label: 'frozen', pattern: 'dots' },
  invoking: { label: 'invoking', pattern: 'none' },
  'pre-stopping': { label: 'pre-stop', pattern: 'back' },
  failed: { label: 'failed', pattern: 'cross' },
  call: { label: 'request', pattern: 'none' },
  'call-failed': { label: 'failed request', pattern: 'cross' },
  hook: { label: 'hook', pattern: 'upright' },
};

// palette reads the colours of the style sheet, which knows light and dark.
export function palette(ctx) {
  const style = getComputedStyle(document.documentElement);
  const color = (name) => style.getPropertyValue(name).trim();
  const p = {
    ink: color('--ink'), quiet: color('--quiet'), line: color('--line'), ground: color('--surface'), focus: color('--focus'),
    font: style.getPropertyValue('--sans').trim(), bars: {},
  };
  for (const [name, look] of Object.entries(looks)) {
    const fill = color(`--${name}`);
    const mark = color(`--${name}-mark`);
    p.bars[name] = { fill, mark, ink: color(`--${name}-ink`), pattern: tile(ctx, look.pattern, fill, mark) };
  }
  return p;
}

// tile is a small picture that repeats; its size is in device pixels.
function tile(ctx, pattern, fill, mark) {
  if (pattern === 'none') return fill;
  const n = 8;
  const c = document.createElement('canvas');
  c.width = c.height = n;
  const g = c.getContext('2d');
  g.fillStyle = fill;
  g.fillRect(0, 0, n, n);
  g.strokeStyle = g.fillStyle = mark;
  g.lineWidth = 1.25;
  g.beginPath();
  switch (pattern) {
    case 'cross':
    case 'slash':
      for (const d of [-n, 0, n]) { g.moveTo(d - 1, n + 1); g.lineTo(d + n + 1, -1); }
      if (pattern === 'slash') break;
    // both ways
    case 'back':
      for (const d of [-n, 0, n]) { g.moveTo(d - 1, -1); g.lineTo(d + n + 1, n + 1); }
      break;
    case 'upright':
      for (const x of [2, 6]) { g.moveTo(x, 0); g.lineTo(x, n); }
      break;
    case 'dots':
      for (const [x, y] of [[2, 2], [6, 6]]) g.fillRect(x - 0.75, y - 0.75, 1.5, 1.5);
      break;
  }
  g.stroke();
  return ctx.createPattern(c, 'repeat');
}

// look is the name of a bar's look.
export function lookOf(bar, failed) {
  if (bar.kind === 'state') return looks[bar.state] ? bar.state : 'idle';
  if (failed) return 'call-failed';
  return bar.call === 'initialize' || bar.call === 'pre-stop' ? 'hook' : 'call';
}

// legend fills the list with a swatch for each look.
export function legend(list) {
  list.replaceChildren(...['creating', 'initializing', 'idle', 'invoking', 'frozen', 'pre-stopping', 'failed', 'call', 'hook', 'call-failed'].map((name) => {
    const li = document.createElement('li');
    const c = document.createElement('canvas');
    c.width = 40;
    c.height = 24;
    c.setAttribute('aria-hidden', 'true');
    const g = c.getContext('2d');
    const bar = palette(g).bars[name];
    g.fillStyle = bar.pattern;
    g.fillRect(0, 0, 40, 24);
    g.strokeStyle = bar.mark;
    g.lineWidth = 2;
    g.strokeRect(1, 1, 38, 22);
    li.append(c, looks[name].label);
    return li;
  }));
}
