// The page's two ways to its server: calls that change something, and the
// stream of what happens.

const meta = (name) => document.querySelector(`meta[name="fcgen-${name}"]`).content;

export const gateway = meta('gateway');

// at is where a path of this function's console is: there may be several.
export const at = (path) => meta('base') + path;

// call posts data; it returns the answer or throws an Error with the server's words.
export async function call(path, data, signal) {
  let response;
  try {
    response = await fetch(at(path), {
      method: 'POST', signal, body: JSON.stringify(data),
      headers: { 'Content-Type': 'application/json', 'X-Fcgen-Token': meta('token') },
    });
  } catch (err) {
    if (err.name === 'AbortError') throw err;
    throw new Error('fcgen does not answer: is it still running?');
  }
  const answer = await response.json().catch(() => ({ error: response.statusText }));
  if (!response.ok) throw new Error(answer.error);
  return answer;
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
