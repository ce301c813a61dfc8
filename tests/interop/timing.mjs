/**
 * @digitalbazaar/vc with a clock of its own, for tests/benchmarks.
 *
 * One JSON request a line on stdin, one JSON answer a line on stdout:
 *
 *   {"command": "prepare", "credential": {…}, …}  →  {"result": true}
 *   {"command": "verify", "times": 100}           →  {"result": seconds of the processor}
 *
 * It issues from an object and gives text, and verifies that text. The key is imported once, the
 * contexts and the issuer's documents are in memory, and the status list is not looked at.
 */
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import {readFileSync} from 'node:fs';
import {createInterface} from 'node:readline';

const CONTEXTS = new URL('../../contexts/', import.meta.url);
const documents = new Map(Object.entries(readJson('index.json')).map(
  ([url, file]) => [url, readJson(file)]));
let credential;
let signer;
let secured;

const commands = {
  async prepare({credential: given, did, didDocument, publicKeyMultibase, secretKeyMultibase}) {
    credential = given;
    const method = {
      '@context': 'https://w3id.org/security/multikey/v1',
      id: `${did}#${publicKeyMultibase}`,
      type: 'Multikey',
      controller: did,
      publicKeyMultibase
    };
    documents.set(did, didDocument);
    documents.set(method.id, method);
    signer = (await Ed25519Multikey.from({...method, secretKeyMultibase})).signer();
    secured = await issue();
    await verify();
    return true;
  },

  issue: timed(issue),
  verify: timed(verify)
};

for await (const line of createInterface({input: process.stdin})) {
  process.stdout.write(JSON.stringify(await answer(line)) + '\n');
}

async function issue() {
  const suite = new DataIntegrityProof({signer, cryptosuite});
  return JSON.stringify(await vc.issue({credential, suite, documentLoader}));
}

async function verify() {
  const {verified, error} = await vc.verifyCredential({
    credential: JSON.parse(secured),
    suite: new DataIntegrityProof({cryptosuite}),
    documentLoader,
    checkStatus: async () => ({verified: true})
  });
  if(!verified) {
    throw error;
  }
}

function timed(work) {
  return async ({times}) => {
    const begin = process.cpuUsage();
    for(let i = 0; i < times; ++i) {
      await work();
    }
    const {user, system} = process.cpuUsage(begin);
    return (user + system) / 1e6;
  };
}

async function documentLoader(url) {
  const document = documents.get(url);
  if(document === undefined) {
    throw new Error(`${url} is not served here`);
  }
  return {contextUrl: null, documentUrl: url, document};
}

async function answer(line) {
  try {
    const {command, ...request} = JSON.parse(line);
    return {result: await commands[command](request)};
  } catch(error) {
    return {error: [error.message, ...(error.errors ?? []).map(e => e.message)].join('; ')};
  }
}

function readJson(file) {
  return JSON.parse(readFileSync(new URL(file, CONTEXTS), 'utf8'));
}
