"""What is true of one row, and the words for many rows."""

from .access import VisitAccess
from .account import FailedSignIn, NearbyHelp, OfficerPhone, OneTimeCode, Passkey, SignInSession
from .assignments import Deputy, Secondment, VillageAssignment
from .audit import AuditEntry, ChainTip
from .codes import (
    Activity,
    Classification,
    Disturbance,
    FollowUpStatus,
    Initiative,
    NoteKind,
    OfficerRole,
    Outcome,
    Partner,
    PartOfDay,
    PersonCategory,
    PersonRole,
    Presence,
    RankGroup,
    Reception,
    RegionLevel,
    Sensitivity,
    Situation,
    TopicGroup,
    UnitKind,
    Venue,
    VisitSection,
    VisitStatus,
)
from .dialogue import DialogueNote, FollowUp
from .disclosure import DisclosureRequest
from .export import UNFINISHED, Export, ExportForm, ExportState
from .figures import CommunityFigure, FigureRole
from .filter_key import VisitFilterKey
from .follow_up_index import FollowUpIndex
from .housekeeping import HousekeepingRun
from .merges import FigureMerge
from .officers import Officer, Rank
from .operations import Operation, Stage, Topic
from .pending_submission import PendingSubmission
from .people import REMOVED_NAME, Encounter, Participation, Stop
from .photo import MOST_PHOTOS, SMALL_SIDE, Photo
from .places import Region, is_region_or_below, region_or_below
from .privacy import Consent, DataRequest
from .prompts import NotePrompt
from .push import PushAddress, PushKind, PushMessage
from .removal import NameRemoval, RemovalState
from .retention import RetentionProposal
from .saved_filter import SavedFilter
from .search import ALL, OPEN, SearchDocument, SearchWord, officer_audience
from .units import Unit, units_or_below
from .version import DraftPayload, Remark, SameVisit, Version
from .visit import Visit
from .visit_import import VisitImport

__all__ = [
    "ALL",
    "MOST_PHOTOS",
    "OPEN",
    "REMOVED_NAME",
    "SMALL_SIDE",
    "UNFINISHED",
    "Activity",
    "AuditEntry",
    "ChainTip",
    "Classification",
    "CommunityFigure",
    "Consent",
    "DataRequest",
    "Deputy",
    "DialogueNote",
    "DisclosureRequest",
    "Disturbance",
    "DraftPayload",
    "Encounter",
    "Export",
    "ExportForm",
    "ExportState",
    "FailedSignIn",
    "FigureMerge",
    "FigureRole",
    "FollowUp",
    "FollowUpIndex",
    "FollowUpStatus",
    "HousekeepingRun",
    "Initiative",
    "NameRemoval",
    "NearbyHelp",
    "NoteKind",
    "NotePrompt",
    "Officer",
    "OfficerPhone",
    "OfficerRole",
    "OneTimeCode",
    "Operation",
    "Outcome",
    "PartOfDay",
    "Participation",
    "Partner",
    "Passkey",
    "PendingSubmission",
    "PersonCategory",
    "PersonRole",
    "Photo",
    "Presence",
    "PushAddress",
    "PushKind",
    "PushMessage",
    "Rank",
    "RankGroup",
    "Reception",
    "Region",
    "RegionLevel",
    "Remark",
    "RemovalState",
    "RetentionProposal",
    "SameVisit",
    "SavedFilter",
    "SearchDocument",
    "SearchWord",
    "Secondment",
    "Sensitivity",
    "SignInSession",
    "Situation",
    "Stage",
    "Stop",
    "Topic",
    "TopicGroup",
    "Unit",
    "UnitKind",
    "Venue",
    "Version",
    "VillageAssignment",
    "Visit",
    "VisitAccess",
    "VisitFilterKey",
    "VisitImport",
    "VisitSection",
    "VisitStatus",
    "is_region_or_below",
    "officer_audience",
    "region_or_below",
    "units_or_below",
]
