// The page: tabs, the view of one request, and what hands events to the parts.

import { $ } from './dom.js';
import { at, listen } from './net.js';
import { Model } from './model.js';
import { Requests } from './requests.js';
import { RequestView } from './request.js';
import { Logs } from './logs.js';
import { Timeline } from './timeline.js';
import { Test } from './test.js';
import { Lifecycle } from './lifecycle.js';
import { Faults } from './faults.js';
import { Instances } from './instances.js';

const model = new Model();
const tabs = [...document.querySelectorAll('[role=tab]')];

const nameOf = (tab) => tab.id.slice('tab-'.length);

// select shows a tab's panel; the address names it, so that it can be kept.
function select(name, focus = false) {
  const tab = tabs.find((t) => nameOf(t) === name) || tabs[0];
  for (const t of tabs) {
    const on = t === tab;
    t.setAttribute('aria-selected', String(on));
    t.tabIndex = on ? 0 : -1;
    $(t.getAttribute('aria-controls')).hidden = !on;
  }
  if (focus) tab.focus();
  tab.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  history.replaceState(null, '', `#${nameOf(tab)}`);
  if (tab.id === 'tab-logs') logs.shown();
  if (tab.id === 'tab-requests') requests.shown();
  for (const part of parts) part.update();
}

const openRequest = (id) => request.open(id);

function openInstance(id) {
  logs.only({ instance: id });
  select('logs', true);
}

const logs = new Logs(model, openRequest);
const timeline = new Timeline(model, { openRequest, openInstance });
const test = new Test(model, openRequest);
const lifecycle = new Lifecycle(model, openRequest);
const instances = new Instances(model, openInstance);
const requests = new Requests(model, openRequest);
const request = new RequestView(model, {
  beside: (id, step) => requests.beside(id, step),
  edit(call) { test.write(call); select('test', true); },
  showLogs(id) { logs.only({ request: id }); select('logs', true); },
  showBar(bar) { select('timeline'); timeline.show(bar); },
});
new Faults();
const parts = [requests, logs, timeline, test, lifecycle, instances, request];

for (const tab of tabs) {
  tab.addEventListener('click', () => select(nameOf(tab)));
  tab.addEventListener('keydown', (e) => {
    const i = tabs.indexOf(tab);
    const to = { ArrowRight: i + 1, ArrowLeft: i - 1 + tabs.length, Home: 0, End: tabs.length - 1 }[e.key];
    if (to === undefined) return;
    e.preventDefault();
    select(nameOf(tabs[to % tabs.length]), true);
  });
}
addEventListener('hashchange', () => select(location.hash.slice(1)));

for (const dialog of document.querySelectorAll('dialog')) {
  dialog.addEventListener('click', (e) => {
    const box = dialog.getBoundingClientRect();
    const inside = e.clientX >= box.left && e.clientX <= box.right && e.clientY >= box.top && e.clientY <= box.bottom;
    if (e.target.closest('[data-close]') || (e.target === dialog && !inside)) dialog.close();
  });
}
// renew takes what the function's configuration is after a reload.
async function renew() {
  const response = await fetch(at('/')).catch(() => null);
  if (!response || !response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  for (const part of ['.top .facts', '#configuration']) document.querySelector(part).replaceWith(page.querySelector(part));
  lifecycle.refresh(page);
}

let awake = false;
const programs = new Set();

listen({
  hello(h) {
    model.ahead = Date.parse(h.now) - Date.now();
    model.lost += h.lost;
  },
  batch(events) {
    model.apply(events);
    if (awake) for (const part of parts) part.update(); // the past is shown at once
  },
  instances(list) {
    awake = true;
    model.listed(list);
    const known = programs.size;
    for (const { version } of list || []) programs.add(version);
    if (known && programs.size > known) renew(); // another program: maybe of another s.yaml
    for (const part of parts) part.update();
    if (document.documentElement.dataset.ready) return;
    requestAnimationFrame(() => requestAnimationFrame(() => {
      document.documentElement.dataset.ready = 'true'; // what was is shown
      performance.mark('caught-up');
    }));
  },
  lost(n) { model.lost += n; },
  state(s) {
    const words = { live: '● live', waiting: '○ fcgen does not answer, trying again', gone: '✕ not connected: load the page again' };
    $('connection').dataset.state = s;
    $('connection').textContent = words[s];
  },
});

select(location.hash.slice(1) || 'requests');
