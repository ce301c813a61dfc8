/**
 * @digitalcredentials/verifier-core over the hostile set, for tests/hostile/scorecard.
 *
 * One JSON request a line on stdin, one JSON answer a line on stdout:
 *
 *   {"text": "{…}", "web": {url: text}, "now": milliseconds}  →  {"green": false, "why": "…"}
 *
 * What a request holds under "web", and the bundled contexts, is all that can be fetched.
 */
import {CachedResolver} from '@digitalcredentials/did-io';
import {verifyCredential} from '@digitalcredentials/verifier-core';
import {readFileSync} from 'node:fs';
import net from 'node:net';
import {createInterface} from 'node:readline';

const CONTEXTS = new URL('../../contexts/', import.meta.url);
const bundled = new Map(Object.entries(JSON.parse(readFileSync(new URL('index.json', CONTEXTS))))
  .map(([url, file]) => [url, readFileSync(new URL(file, CONTEXTS), 'utf8')]));
const RealDate = Date;
let web = {};
let now = 0;

net.Socket.prototype.connect = () => {
  throw new Error('there is no network here');
};
console.log = console.error = () => {};

globalThis.fetch = async request => {
  const url = new URL(request.url ?? request).href;
  const text = web[url] ?? bundled.get(url);
  if(text === undefined) {
    throw new TypeError(`${url} did not answer`);
  }
  return new Response(text, {headers: {'content-type': 'application/json'}});
};

globalThis.Date = class extends RealDate {
  constructor(...given) {
    super(...(given.length ? given : [now]));
  }

  static now() {
    return now;
  }
};

// what one case found at an address is not remembered for the next
CachedResolver.prototype.get = function({did, url, ...options}) {
  return this._methodForDid(did ?? url).get({did: did ?? url, ...options});
};

for await (const line of createInterface({input: process.stdin})) {
  const request = JSON.parse(line);
  ({web, now} = request);
  process.stdout.write(JSON.stringify(await answer(request.text)) + '\n');
}

async function answer(text) {
  let credential;
  try {
    credential = JSON.parse(text);
  } catch(error) {
    return {green: false, why: `JSON.parse: ${error.message}`};
  }
  try {
    const {log = [], errors = []} = await verifyCredential({credential, knownDIDRegistries: []});
    const steps = log.filter(({id}) => id !== 'registered_issuer');
    const bad = steps.filter(({valid}) => valid !== true).map(({id}) => id);
    const signed = steps.some(({id, valid}) => id === 'valid_signature' && valid === true);
    const why = [...errors.map(({name}) => name), ...bad].join(', ');
    return {green: signed && !errors.length && !bad.length, why};
  } catch(error) {
    return {green: false, why: `it raised ${error.message}`};
  }
}
