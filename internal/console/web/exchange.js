// What a call sent and what it was answered, as it comes.

import { el, size, visible } from './dom.js';
import { at } from './net.js';

// follow hands the states of an exchange to show until the call has ended or
// stop is called; null means that nothing is kept of it.
export function follow(request, show) {
  const ended = new AbortController();
  (async () => {
    for (let version = 0; !ended.signal.aborted;) {
      let e;
      try {
        const response = await fetch(at(`/exchange?id=${encodeURIComponent(request)}&version=${version}`), { signal: ended.signal });
        e = response.ok ? await response.json() : null;
      } catch { return; } // stopped, or fcgen has gone, which the head of the page says
      if (!e) { show(null); return; }
      if (ended.signal.aborted) return;
      if (e.version > version) show(e);
      if (e.ended) return;
      version = e.version;
      await new Promise((done) => setTimeout(done, 60)); // what follows at once comes together
    }
  })();
  return () => ended.abort();
}

// pretty is a body for people: JSON is indented.
export function pretty(content) {
  const text = content.body.trim();
  if (content.cut || content.base64 || !/^[[{]/.test(text)) return visible(content.body);
  try { return visible(JSON.stringify(JSON.parse(text), null, 2)); } catch { return visible(content.body); }
}

// measure says how much a body is, and how it is shown.
export function measure(c) {
  return size(c.size) + (c.cut ? ', the beginning is shown' : '') + (c.base64 ? ', not text: as base64' : '');
}

// headers fills a table with pairs, and says how many there are.
export function headers(table, count, pairs) {
  count.textContent = pairs.length ? String(pairs.length) : 'none';
  table.replaceChildren(...pairs.map(([k, v]) => el('tr', {}, el('th', { scope: 'row' }, visible(k)), el('td', {}, visible(v)))));
}
