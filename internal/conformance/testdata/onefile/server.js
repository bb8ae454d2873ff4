// A function on Node's own server. WRONG names what it does wrong.
const http = require('http');
const wrong = process.env.WRONG || '';

function hook(name, request, response) {
  const id = request.headers['x-fc-request-id'];
  console.log(`FC ${name} Start RequestId: ${id}`);
  console.log(`FC ${name} End RequestId: ${id}`);
  response.end(`${name}\n`);
}

const server = http.createServer((request, response) => {
  let size = 0;
  request.on('data', (piece) => { size += piece.length; });
  request.on('end', () => {
    const is = (method, path) => request.method === method && request.url === path;
    if (wrong === 'catch-all' && request.method === 'GET') {
      response.end('hello\n');
    } else if (is('POST', '/initialize')) {
      hook('Initialize', request, response);
    } else if (is('GET', '/pre-stop')) {
      hook('PreStop', request, response);
    } else if (wrong === 'rejects' && is('GET', '/')) {
      Promise.reject(new Error('nobody catches it'));
    } else {
      response.end(`hello, ${size} bytes\n`);
    }
  });
});
if (wrong !== 'idle') {
  server.keepAliveTimeout = 0; // Node closes idle connections after 5 seconds, or 6
}
server.requestTimeout = 0;
server.listen(process.env.FC_SERVER_PORT, '0.0.0.0');
