// A call as a command of a shell.

import { gateway } from './net.js';

const quoted = (s) => (/^[\w@%+=:,./-]+$/.test(s) ? s : `'${s.replaceAll("'", `'\\''`)}'`);

// curl is the call as a command. A body that begins with @ would name a file to
// --data-binary, and brackets in an address would be ranges without -g. A body
// that is no text comes by a pipe.
export function curl(c) {
  if (c.kind === 'event') {
    const name = document.querySelector('h1').textContent;
    return withBody(['curl', '-i', '-X', 'POST', quoted(`${gateway}/2023-03-30/functions/${name}/invocations`)], c.payload, c.base64, true);
  }
  const words = ['curl', '-i'];
  if (c.method === 'HEAD') words.push('-I');
  else if (c.method !== 'GET' || c.body) words.push('-X', c.method);
  if (/[[\]{}]/.test(c.path)) words.push('-g');
  words.push(quoted(gateway + c.path.replaceAll(' ', '%20')));
  for (const [k, v] of c.headers) words.push('-H', quoted(v === '' ? `${k.trim()};` : `${k.trim()}: ${v}`));
  return withBody(words, c.body, c.base64, false);
}

function withBody(words, body, base64, always) {
  if (base64) return `echo ${body} | base64 -d | ${words.join(' ')} --data-binary @-`;
  if (body || always) words.push('--data-raw', quoted(body));
  return words.join(' ');
}

// own are the headers that curl and the page's form do not make by themselves.
export const own = (headers) => headers.filter(([k]) => !/^(accept-encoding|connection|content-length|user-agent|transfer-encoding)$/i.test(k));
