"""Educators' micro-credentials as Open Badges 3.0: issue, sign, verify, bake, revoke.

Importing this package is cheap: a name loads its room when it is first used.
"""

from __future__ import annotations

TYPE_CHECKING = False  # what type checkers take for true; the module typing is not loaded for it

if TYPE_CHECKING:
    from openbadges_issuer.award import Award as Award
    from openbadges_issuer.baking import bake as bake
    from openbadges_issuer.baking import unbake as unbake
    from openbadges_issuer.bundles import Bundle as Bundle
    from openbadges_issuer.bundling import Bundled as Bundled
    from openbadges_issuer.bundling import bundle as bundle
    from openbadges_issuer.deriving import derive as derive
    from openbadges_issuer.deriving import withheld as withheld
    from openbadges_issuer.did import did_document as did_document
    from openbadges_issuer.endorsing import endorsed as endorsed
    from openbadges_issuer.errors import BakingError as BakingError
    from openbadges_issuer.errors import FetchError as FetchError
    from openbadges_issuer.errors import InputError as InputError
    from openbadges_issuer.errors import KeyFormatError as KeyFormatError
    from openbadges_issuer.errors import ModelError as ModelError
    from openbadges_issuer.errors import OpenBadgesError as OpenBadgesError
    from openbadges_issuer.errors import Problem as Problem
    from openbadges_issuer.errors import ProofError as ProofError
    from openbadges_issuer.errors import ResolutionError as ResolutionError
    from openbadges_issuer.errors import SettingsError as SettingsError
    from openbadges_issuer.errors import StatusError as StatusError
    from openbadges_issuer.errors import TermError as TermError
    from openbadges_issuer.errors import WorkerError as WorkerError
    from openbadges_issuer.fetching import Fetcher as Fetcher
    from openbadges_issuer.fetching import Offline as Offline
    from openbadges_issuer.fetching import Prefetched as Prefetched
    from openbadges_issuer.fetching import Response as Response
    from openbadges_issuer.fetching.cached import CachedFetcher as CachedFetcher
    from openbadges_issuer.fetching.https import HttpsFetcher as HttpsFetcher
    from openbadges_issuer.fetching.loopback import LoopbackFetcher as LoopbackFetcher
    from openbadges_issuer.issuing import Issuer as Issuer
    from openbadges_issuer.keys import KeySigner as KeySigner
    from openbadges_issuer.keys import PublicKey as PublicKey
    from openbadges_issuer.keys import Signer as Signer
    from openbadges_issuer.keys.files import load_signer as load_signer
    from openbadges_issuer.keys.files import write_key as write_key
    from openbadges_issuer.limits import Limits as Limits
    from openbadges_issuer.model import Achievement as Achievement
    from openbadges_issuer.model import Alignment as Alignment
    from openbadges_issuer.model import Criteria as Criteria
    from openbadges_issuer.model import Evidence as Evidence
    from openbadges_issuer.model import Image as Image
    from openbadges_issuer.model import Profile as Profile
    from openbadges_issuer.model import Recipient as Recipient
    from openbadges_issuer.model import Result as Result
    from openbadges_issuer.model import ResultDescription as ResultDescription
    from openbadges_issuer.model import RubricCriterionLevel as RubricCriterionLevel
    from openbadges_issuer.phrases import Phrase as Phrase
    from openbadges_issuer.programs.facts import Facts as Facts
    from openbadges_issuer.programs.faults import ProgramError as ProgramError
    from openbadges_issuer.programs.program import Program as Program
    from openbadges_issuer.programs.recognition import Recognition as Recognition
    from openbadges_issuer.programs.recognizing import recognize as recognize
    from openbadges_issuer.programs.recognizing import trust_of as trust_of
    from openbadges_issuer.report import Check as Check
    from openbadges_issuer.report import Outcome as Outcome
    from openbadges_issuer.report import Report as Report
    from openbadges_issuer.report import Verdict as Verdict
    from openbadges_issuer.report import VerificationError as VerificationError
    from openbadges_issuer.report import VerifiedCredential as VerifiedCredential
    from openbadges_issuer.report import Words as Words
    from openbadges_issuer.signed import Issued as Issued
    from openbadges_issuer.signed import SignedCredential as SignedCredential
    from openbadges_issuer.status import StatusEntry as StatusEntry
    from openbadges_issuer.status import StatusList as StatusList
    from openbadges_issuer.status import status_list_credential as status_list_credential
    from openbadges_issuer.verifying import Policy as Policy
    from openbadges_issuer.verifying import TrustedIssuer as TrustedIssuer
    from openbadges_issuer.verifying import TrustList as TrustList
    from openbadges_issuer.verifying import TrustLists as TrustLists
    from openbadges_issuer.verifying import Verifier as Verifier
    from openbadges_issuer.verifying.explaining.trail import Explained as Explained
    from openbadges_issuer.verifying.explaining.trail import Trail as Trail
else:
    _ROOMS = {
        "award": ("Award",),
        "baking": ("bake", "unbake"),
        "bundles": ("Bundle",),
        "bundling": ("Bundled", "bundle"),
        "deriving": ("derive", "withheld"),
        "did": ("did_document",),
        "endorsing": ("endorsed",),
        "errors": (
            "BakingError",
            "FetchError",
            "InputError",
            "KeyFormatError",
            "ModelError",
            "OpenBadgesError",
            "Problem",
            "ProofError",
            "ResolutionError",
            "SettingsError",
            "StatusError",
            "TermError",
            "WorkerError",
        ),
        "fetching": ("Fetcher", "Offline", "Prefetched", "Response"),
        "fetching.cached": ("CachedFetcher",),
        "fetching.https": ("HttpsFetcher",),
        "fetching.loopback": ("LoopbackFetcher",),
        "issuing": ("Issuer",),
        "keys": ("KeySigner", "PublicKey", "Signer"),
        "keys.files": ("load_signer", "write_key"),
        "limits": ("Limits",),
        "model": (
            "Achievement",
            "Alignment",
            "Criteria",
            "Evidence",
            "Image",
            "Profile",
            "Recipient",
            "Result",
            "ResultDescription",
            "RubricCriterionLevel",
        ),
        "phrases": ("Phrase",),
        "programs.facts": ("Facts",),
        "programs.faults": ("ProgramError",),
        "programs.program": ("Program",),
        "programs.recognition": ("Recognition",),
        "programs.recognizing": ("recognize", "trust_of"),
        "report": (
            "Check",
            "Outcome",
            "Report",
            "Verdict",
            "VerificationError",
            "VerifiedCredential",
            "Words",
        ),
        "signed": ("Issued", "SignedCredential"),
        "status": ("StatusEntry", "StatusList", "status_list_credential"),
        "verifying": ("Policy", "TrustList", "TrustLists", "TrustedIssuer", "Verifier"),
        "verifying.explaining.trail": ("Explained", "Trail"),
    }
    _ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}

    __all__ = sorted(_ROOM_OF)  # noqa: PLE0605  # a list, though not a literal one

    def __getattr__(name):  # noqa: ANN001, ANN202  # hidden from type checkers, which read above
        """Load the room of a public name when the name is first used."""
        if name not in _ROOM_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module  # noqa: PLC0415  # nothing is loaded for nothing

        value = getattr(import_module(f"{__name__}.{_ROOM_OF[name]}"), name)
        globals()[name] = value
        return value

    def __dir__():  # noqa: ANN202
        """List the public names."""
        return __all__
