/**
 * A second opinion on badges, from JavaScript libraries that share no code with this project.
 *
 * One JSON request a line on stdin, one JSON answer a line on stdout, in the same order:
 *
 *   {"command": "verify", "credential": {…}}  →  {"result": {"verified": true, …}}
 *
 * A request that cannot be carried out is answered with {"error": "…"}. There is no network.
 */
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as didKey from '@digitalbazaar/did-method-key';
import * as ecdsaJcs from '@digitalbazaar/ecdsa-jcs-2019-cryptosuite';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import {cryptosuite as ecdsaRdfc} from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {Ed25519Signature2020} from '@digitalbazaar/ed25519-signature-2020';
import {Ed25519VerificationKey2020} from '@digitalbazaar/ed25519-verification-key-2020';
import * as jcs from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import {cryptosuite as rdfc} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import * as statusList from '@digitalbazaar/vc-bitstring-status-list';
import * as verifierCore from '@digitalcredentials/verifier-core';
import jsonld from 'jsonld';
import {readFileSync} from 'node:fs';
import net from 'node:net';
import {createInterface} from 'node:readline';

// verifier-core asks the network for schemas and for contexts that it does not hold, and logs on
// stdout that it failed
net.Socket.prototype.connect = () => {
  throw new Error('there is no network in these tests');
};
console.log = console.error = () => {};

const CONTEXTS = new URL('../../contexts/', import.meta.url);
const bundled = readJson('index.json');
const contexts = new Map(
  Object.entries(bundled).map(([url, file]) => [url, readJson(file)]));

const didKeyDriver = didKey.driver();
didKeyDriver.use({multibaseMultikeyHeader: 'z6Mk', fromMultibase: Ed25519Multikey.from});
for(const multibaseMultikeyHeader of ['zDna', 'z82L']) {
  didKeyDriver.use({multibaseMultikeyHeader, fromMultibase: EcdsaMultikey.from});
}

const signSuites = [
  rdfc, jcs.createSignCryptosuite(), ecdsaRdfc, ecdsaJcs.createSignCryptosuite()];
const verifySuites = [
  rdfc, jcs.createVerifyCryptosuite(), ecdsaRdfc, ecdsaJcs.createVerifyCryptosuite()];

const commands = {
  /** A curve, default Ed25519 → its new key {did, publicKeyMultibase, secretKeyMultibase}. */
  async 'generate-key'({curve}) {
    const pair = await (curve ? EcdsaMultikey.generate({curve}) : Ed25519Multikey.generate());
    const {publicKeyMultibase, secretKeyMultibase} = await pair.export(
      {publicKey: true, secretKey: true});
    return {did: `did:key:${publicKeyMultibase}`, publicKeyMultibase, secretKeyMultibase};
  },

  /** A credential, a key and a suite's name → the credential with a proof by that did:key. */
  async issue({credential, key, securing}) {
    const {publicKeyMultibase, secretKeyMultibase} = key;
    const did = `did:key:${publicKeyMultibase}`;
    const named = {id: `${did}#${publicKeyMultibase}`, controller: did, publicKeyMultibase};
    if(securing === 'Ed25519Signature2020') {
      const pair = await Ed25519VerificationKey2020.from(
        {...named, type: 'Ed25519VerificationKey2020', privateKeyMultibase: secretKeyMultibase});
      const suite = new Ed25519Signature2020({key: pair});
      return vc.issue({credential, suite, documentLoader: loader()});
    }
    const Multikey = publicKeyMultibase.startsWith('z6Mk') ? Ed25519Multikey : EcdsaMultikey;
    const pair = await Multikey.from({
      '@context': 'https://w3id.org/security/multikey/v1',
      ...named,
      type: 'Multikey',
      secretKeyMultibase
    });
    const cryptosuite = signSuites.find(({name}) => name === securing);
    const suite = new DataIntegrityProof({signer: pair.signer(), cryptosuite});
    return vc.issue({credential, suite, documentLoader: loader()});
  },

  /**
   * A credential, and the list that its status entries name if it has any
   * → {verified, statuses: the bit of each entry, errors}. A set bit leaves `verified` true.
   */
  async verify({credential, list}) {
    const {verified, error, statusResult} = await vc.verifyCredential({
      credential,
      suite: [
        ...verifySuites.map(cryptosuite => new DataIntegrityProof({cryptosuite})),
        new Ed25519Signature2020()
      ],
      documentLoader: loader(list),
      checkStatus: statusList.checkStatus
    });
    const statuses = (statusResult?.results ?? []).map(({status}) => status);
    return {verified, statuses, errors: messages(error ?? statusResult?.error)};
  },

  /** A credential → {valid_signature, log, errors} of @digitalcredentials/verifier-core. */
  async 'verifier-core'({credential}) {
    const {log = [], errors = []} = await verifierCore.verifyCredential(
      {credential, knownDIDRegistries: []});
    const step = log.find(({id}) => id === 'valid_signature');
    return {
      valid_signature: step?.valid === true,
      log,
      errors: errors.map(({message}) => message)
    };
  },

  /** A document → its canonical N-Quads, made as the eddsa-rdfc-2022 suite makes them. */
  async canonize({document}) {
    return rdfc.canonize(document, {documentLoader: loader()});
  },

  /** A JSON value → its canonical form of RFC 8785. */
  async 'canonize-json'({value}) {
    return jcs.createVerifyCryptosuite().canonize(value);
  },

  /** Documents → of each its N-Quads as jsonld.js states them, or {error}. */
  async quads({documents}) {
    return Promise.all(documents.map(document => jsonld.toRDF(document, {
      base: null,
      documentLoader: loader(),
      format: 'application/n-quads',
      rdfDirection: 'i18n-datatype',
      safe: true
    }).catch(error => ({error: messages(error).join('; ')}))));
  },

  /** A length in bits and the indexes that are set → encodedList. */
  async 'create-list'({length, set}) {
    const list = await statusList.createList({length});
    for(const index of set) {
      list.setStatus(index, true);
    }
    return list.encode();
  },

  /** An encodedList and indexes → the bit at each. */
  async 'decode-list'({encodedList, indexes}) {
    const list = await statusList.decodeList({encodedList});
    return indexes.map(index => list.getStatus(index));
  }
};

for await (const line of createInterface({input: process.stdin})) {
  process.stdout.write(JSON.stringify(await answer(line)) + '\n');
}

async function answer(line) {
  try {
    const {command, ...request} = JSON.parse(line);
    if(!Object.hasOwn(commands, command)) {
      throw new Error(`there is no command "${command}"`);
    }
    return {result: await commands[command](request)};
  } catch(error) {
    return {error: messages(error).join('; ')};
  }
}

/** Serves the bundled contexts, did:key documents and the document given; refuses all else. */
function loader(given) {
  return async url => {
    const document = contexts.get(url) ??
      (given?.id === url ? given : undefined) ??
      (url.startsWith('did:key:') ? await didKeyDriver.get({url}) : undefined);
    if(document === undefined) {
      throw new Error(`${url} is not served here`);
    }
    return {contextUrl: null, documentUrl: url, document};
  };
}

/** What an error says, with the errors that it collects or wraps. */
function messages(error) {
  if(!error) {
    return [];
  }
  const inner = error.errors ?? (error.cause ? [error.cause] : []);
  const code = error.details?.event?.code;
  return [code ? `${error.message} (${code})` : error.message, ...inner.flatMap(messages)];
}

function readJson(file) {
  return JSON.parse(readFileSync(new URL(file, CONTEXTS), 'utf8'));
}
