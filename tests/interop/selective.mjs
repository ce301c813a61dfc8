/** Selective disclosure by ecdsa-sd-2023: commands of the peer. */
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import {
  createDiscloseCryptosuite,
  createSignCryptosuite,
  createVerifyCryptosuite
} from '@digitalbazaar/ecdsa-sd-2023-cryptosuite';
import * as vc from '@digitalbazaar/vc';

/** Makes the commands; `loader` gives a document loader, `messages` what an error says. */
export function selectiveCommands({loader, messages}) {
  return {
    /** A credential, a key and pointers → the credential with its base proof. */
    async 'sd-issue'({credential, key, mandatoryPointers}) {
      const {did, publicKeyMultibase, secretKeyMultibase} = key;
      const pair = await EcdsaMultikey.from({
        '@context': 'https://w3id.org/security/multikey/v1',
        id: `${did}#${publicKeyMultibase}`,
        type: 'Multikey',
        controller: did,
        publicKeyMultibase,
        secretKeyMultibase
      });
      const suite = new DataIntegrityProof({
        signer: pair.signer(),
        cryptosuite: createSignCryptosuite({mandatoryPointers})
      });
      return vc.issue({credential, suite, documentLoader: loader()});
    },

    /** A credential with its base proof, and pointers → the copy that shows these. */
    async 'sd-derive'({credential, selectivePointers}) {
      const suite = new DataIntegrityProof(
        {cryptosuite: createDiscloseCryptosuite({selectivePointers})});
      return vc.derive({verifiableCredential: credential, suite, documentLoader: loader()});
    },

    /** A derived credential → {verified, errors}. */
    async 'sd-verify'({credential}) {
      const {verified, error} = await vc.verifyCredential({
        credential,
        suite: new DataIntegrityProof({cryptosuite: createVerifyCryptosuite()}),
        documentLoader: loader()
      });
      return {verified, errors: messages(error)};
    }
  };
}
