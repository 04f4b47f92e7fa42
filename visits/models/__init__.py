"""What is true of one row, and the words for many rows."""

from .account import FailedSignIn, NearbyHelp, OneTimeCode, Passkey, SignInSession
from .audit import AuditEvent, TrailHead
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
from .export import UNFINISHED, Export, ExportForm, ExportState
from .facet import VisitFacet
from .figures import CommunityFigure, FigureRole
from .housekeeping import HousekeepingRun
from .kept_post import KeptPost
from .listing import FollowUpListing
from .merges import FigureMerge
from .operations import Operation, Stage, Topic
from .organisation import Officer, Rank, Unit, VillageAssignment, units_or_below
from .people import REMOVED_NAME, Encounter, Participation, Stop
from .photo import MOST_PHOTOS, SMALL_SIDE, Photo
from .places import Region, is_region_or_below, region_or_below
from .postings import Deputy, Secondment
from .privacy import Consent, DataRequest
from .removal import NameRemoval, RemovalState
from .retention import RetentionProposal
from .saved_filter import SavedFilter
from .scope import VisitScope
from .seal import SealRequest
from .search import ALL, OPEN, SearchDocument, SearchWord, officer_words
from .version import Posting, Remark, SameVisit, Version
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
    "AuditEvent",
    "Classification",
    "CommunityFigure",
    "Consent",
    "DataRequest",
    "Deputy",
    "DialogueNote",
    "Disturbance",
    "Encounter",
    "Export",
    "ExportForm",
    "ExportState",
    "FailedSignIn",
    "FigureMerge",
    "FigureRole",
    "FollowUp",
    "FollowUpListing",
    "FollowUpStatus",
    "HousekeepingRun",
    "Initiative",
    "KeptPost",
    "NameRemoval",
    "NearbyHelp",
    "NoteKind",
    "Officer",
    "OfficerRole",
    "OneTimeCode",
    "Operation",
    "Outcome",
    "PartOfDay",
    "Participation",
    "Partner",
    "Passkey",
    "PersonCategory",
    "PersonRole",
    "Photo",
    "Posting",
    "Presence",
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
    "SealRequest",
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
    "TrailHead",
    "Unit",
    "UnitKind",
    "Venue",
    "Version",
    "VillageAssignment",
    "Visit",
    "VisitFacet",
    "VisitImport",
    "VisitScope",
    "VisitSection",
    "VisitStatus",
    "is_region_or_below",
    "officer_words",
    "region_or_below",
    "units_or_below",
]
