// Calls the function FUNCTION at ENDPOINT with the official Node SDK and prints
// what came of it as JSON.
'use strict';

const { Readable } = require('stream');
const sdk = require('@alicloud/fc20230330');
const { $OpenApiUtil } = require('@alicloud/openapi-core');
const { RuntimeOptions } = require('@darabonba/typescript');

const client = new sdk.default(new $OpenApiUtil.Config({
  accessKeyId: 'a-key-id',
  accessKeySecret: 'a-key-secret',
  endpoint: process.env.ENDPOINT,
  protocol: 'http',
}));

async function invoke(name, payload, headers = {}) {
  const response = await client.invokeFunctionWithOptions(
    name,
    new sdk.InvokeFunctionRequest({ body: Readable.from([Buffer.from(payload)]) }),
    new sdk.InvokeFunctionHeaders(headers),
    new RuntimeOptions({}),
  );
  const parts = [];
  for await (const part of response.body) parts.push(Buffer.from(part));
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(parts).toString() };
}

async function main() {
  const name = process.env.FUNCTION;
  const result = {};

  const sync = await invoke(name, JSON.stringify({ name: 'Node' }));
  const answer = JSON.parse(sync.body);
  result.sync = {
    status: sync.status,
    message: answer.message,
    requestID: answer.requestId,
    headerID: sync.headers['x-fc-request-id'],
  };

  const tail = await invoke(name, '{}', { xFcLogType: 'Tail' });
  result.tail = Buffer.from(tail.headers['x-fc-log-result'] || '', 'base64').toString();

  result.async = { status: (await invoke(name, '{}', { xFcInvocationType: 'Async' })).status };

  const failed = await invoke(name, 'no JSON');
  result.failed = { errorType: failed.headers['x-fc-error-type'] || '', body: failed.body };

  try {
    await invoke('nobody', '{}');
    result.unknown = { code: 'none', status: 200 };
  } catch (err) {
    result.unknown = { code: err.code, status: err.statusCode };
  }
  console.log(JSON.stringify(result));
}

main().catch((err) => {
  console.error(err);
  process.exit(1);
});
