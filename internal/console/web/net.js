// The page's two ways to its server: calls that change something, and the
// stream of what happens.

const meta = (name) => document.querySelector(`meta[name="fcgen-${name}"]`).content;

export const gateway = meta('gateway');

// at is where a path of this function's console is: there may be several.
export const at = (path) => meta('base') + path;

// call posts data; it returns the answer or throws an Error with the server's
// words. A line that comes before the answer goes to early.
export async function call(path, data, signal, early) {
  let response;
  let text;
  try {
    response = await fetch(at(path), {
      method: 'POST', signal, body: JSON.stringify(data),
      headers: { 'Content-Type': 'application/json', 'X-Fcgen-Token': meta('token') },
    });
    text = await rest(response, early);
  } catch (err) {
    if (err.name === 'AbortError') throw err;
    throw new Error('fcgen does not answer: is it still running?');
  }
  let answer;
  try { answer = JSON.parse(text); } catch { answer = { error: response.statusText || 'the answer broke off' }; }
  if (!response.ok || answer.error) throw new Error(answer.error);
  return answer;
}

// rest is the last line of the body.
async function rest(response, early) {
  if (!early || !response.body) return (await response.text()).trimEnd().split('\n').pop();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text;
    text += value;
    for (let end; (end = text.indexOf('\n')) >= 0; text = text.slice(end + 1)) early(JSON.parse(text.slice(0, end)));
  }
}

// listen follows the stream; it connects again by itself and then goes on where
// it was.
export function listen({ hello, batch, instances, lost, state }) {
  const run = meta('run');
  const source = new EventSource(at(`/events?run=${encodeURIComponent(run)}`));
  const on = (name, f) => source.addEventListener(name, (e) => f(JSON.parse(e.data)));
  on('hello', (h) => {
    if (h.run !== run) { location.reload(); return; } // another fcgen: other token, other ids
    hello(h);
    state('live');
  });
  on('batch', batch);
  on('instances', instances);
  on('lost', lost);
  source.addEventListener('error', () => state(source.readyState === EventSource.CLOSED ? 'gone' : 'waiting'));
  return source;
}
