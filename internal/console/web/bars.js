// What bars are called in lists, on the canvas and by a screen reader.

import { clock, short, span } from './dom.js';
import { looks } from './paint.js';

// failed reports whether a call did not do what its caller wanted.
export function failed(bar) {
  if (bar.to === 0) return false;
  return bar.error !== '' || bar.status === 0 || bar.status >= 500 || (bar.call !== 'http' && bar.status >= 300);
}

// named is what a call is called in lists and on bars.
export function named(bar) {
  switch (bar.call) {
    case 'initialize': return bar.attempt > 1 ? `initialize, try ${bar.attempt}` : 'initialize';
    case 'pre-stop': return 'pre-stop';
    case 'event': return 'event';
    case 'async': return bar.attempt > 1 ? `async event, try ${bar.attempt}` : 'async event';
    default: return `${bar.method} ${bar.path}`;
  }
}

// result is how a call ended, in a few words.
export function result(bar) {
  if (bar.to === 0) return 'running';
  const words = [bar.status ? String(bar.status) : 'no answer'];
  if (bar.error) words.push(bar.error);
  if (bar.cold) words.push('cold start');
  return words.join(', ');
}

// said is a bar in words.
export function said(bar, now) {
  const length = span((bar.to || now) - bar.from);
  if (bar.kind === 'state') {
    const words = [`Instance ${short(bar.life.id)}`, looks[bar.state] ? looks[bar.state].label : bar.state, `from ${clock(bar.from)}`];
    if (bar.state !== 'stopped' && bar.state !== 'failed') words.push(bar.to ? `for ${length}` : `for ${length} so far`);
    if (bar.reason) words.push(bar.reason);
    return words.join(', ');
  }
  return [named(bar), result(bar), length, bar.instance ? `instance ${short(bar.instance)}` : 'no instance', `at ${clock(bar.from)}`].join(', ');
}
