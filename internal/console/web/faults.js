// The faults: which strike now, and the form that switches them.

import { $ } from './dom.js';
import { call } from './net.js';

export class Faults {
  constructor() {
    this.form = $('faults');
    this.form.addEventListener('submit', (e) => { e.preventDefault(); this.#set(this.#read()); });
    $('faults-off').addEventListener('click', () => this.#set([]));
    this.#show(this.form.dataset.now.split(' ').filter(Boolean));
  }

  // read is the form as --fault takes it.
  #read() {
    const value = (name) => this.form.elements[name].value.trim();
    const counted = (what, times) => (times ? `${what}*${times}` : what);
    const faults = [];
    if (Number(value('slow')) > 0) faults.push(`slow-start=${Number(value('slow'))}s`);
    if (value('init')) faults.push(counted(`init=${value('init')}`, value('initTimes')));
    if (value('crash')) faults.push(counted('crash', value('crashTimes')));
    if (value('prestop')) faults.push(`prestop=${value('prestop')}`);
    return faults;
  }

  async #set(faults) {
    const said = $('faults-said');
    try {
      const answer = await call('/api/faults', { faults });
      this.#show(answer.faults);
      said.className = 'said';
      said.textContent = answer.faults.length ? 'On, until you switch them off.' : 'All faults are off.';
    } catch (err) {
      said.className = 'said bad';
      said.textContent = err.message;
    }
  }

  // show says which are on, here and in the head of the page, and fills the form.
  #show(faults) {
    const text = faults.join(', ');
    const chip = $('fault-chip');
    chip.hidden = !text;
    chip.textContent = `⚡ ${text}`;
    $('faults-now').textContent = text ? `⚡ ${text}` : 'none';
    $('faults-now').className = text ? 'chip fault' : 'chip off';
    const fields = { slow: '', init: '', initTimes: '', crash: '', crashTimes: '', prestop: '' };
    for (const fault of faults) {
      const [what, times = ''] = fault.split('*');
      const [kind, how = ''] = what.split('=');
      if (kind === 'slow-start') fields.slow = seconds(how);
      else if (kind === 'init') Object.assign(fields, { init: how, initTimes: times });
      else if (kind === 'crash') Object.assign(fields, { crash: 'crash', crashTimes: times });
      else fields[kind] = how;
    }
    for (const [name, value] of Object.entries(fields)) this.form.elements[name].value = value;
  }
}

// seconds is a duration as Go writes it, "1m0.5s" or "250ms", as a number.
function seconds(text) {
  const unit = { h: 3600, m: 60, s: 1, ms: 0.001, µs: 1e-6, ns: 1e-9 };
  let sum = 0;
  for (const [, number, name] of text.matchAll(/([\d.]+)(ms|µs|ns|h|m|s)/g)) sum += Number(number) * unit[name];
  return String(Number(sum.toFixed(6)));
}
