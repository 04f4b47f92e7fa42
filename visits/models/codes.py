"""The fixed codes of a visit, with their labels: what forms offer and rows hold.

Codes never change (devices and exports rely on them); labels are translated.
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class PersonRole(models.TextChoices):
    OFFICER = "officer", _("Officer")
    SUPERVISOR = "supervisor", _("Supervisor")
    ADMINISTRATOR = "administrator", _("Administrator")
    AUDITOR = "auditor", _("Auditor")


class UnitKind(models.TextChoices):
    POLDA = "polda", _("Regional police")
    POLRES = "polres", _("District police")
    DIVISION = "division", _("Division (bagian)")
    FUNCTION = "function", _("Operational unit (satuan)")
    SECTION = "section", _("Section (seksi)")
    POLSEK = "polsek", _("Sector police")
    POLSUBSEKTOR = "polsubsektor", _("Sub-sector police")
    UNIT = "unit", _("Unit")
    TASK_FORCE = "task_force", _("Task force")


class RegionLevel(models.TextChoices):
    PROVINCE = "province", _("Province")
    REGENCY = "regency", _("Regency or city")
    DISTRICT = "district", _("District")
    VILLAGE = "village", _("Village")


class RankGroup(models.TextChoices):
    GENERAL = "pati", _("General officers")
    SENIOR = "pamen", _("Senior officers")
    JUNIOR = "pama", _("Junior officers")
    NON_COMMISSIONED = "bintara", _("Non-commissioned officers")
    ENLISTED = "tamtama", _("Enlisted")
    CIVIL = "asn", _("Civil staff")


class VisitStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    APPROVED = "approved", _("Approved")


class Outcome(models.TextChoices):
    HELD = "held", _("Held")
    NOBODY_HOME = "nobody_home", _("Nobody met")
    POSTPONED = "postponed", _("Postponed")


class Activity(models.TextChoices):
    CALL = "call", _("Community visit")
    DOOR_TO_DOOR = "door_to_door", _("Door-to-door visit")
    DIALOGUE = "dialogue", _("Meeting or dialogue")
    TALK_PATROL = "talk_patrol", _("Talk-and-patrol")
    OUTREACH = "outreach", _("Outreach")
    COMPLAINT_FORUM = "complaint_forum", _("Complaint forum (Jumat Curhat, Minggu Kasih)")
    MEDIATION = "mediation", _("Mediation")
    COUNSELLING = "counselling", _("Counselling")
    COORDINATION = "coordination", _("Coordination")
    OTHER = "other", _("Other")


class PartOfDay(models.TextChoices):
    MORNING = "morning", _("Morning")
    MIDDAY = "midday", _("Midday")
    AFTERNOON = "afternoon", _("Late afternoon")
    NIGHT = "night", _("Night")


class Initiative(models.TextChoices):
    POLICE = "police", _("Police")
    INVITATION = "invitation", _("Invitation")
    RESIDENT_REPORT = "resident_report", _("Report by residents")


class Venue(models.TextChoices):
    HOUSE = "house", _("House")
    CHURCH = "church", _("Church")
    MOSQUE = "mosque", _("Mosque")
    PESANTREN = "pesantren", _("Islamic boarding school")
    RELIGIOUS_OFFICE = "religious_office", _("Office of a religious body")
    VILLAGE_OFFICE = "village_office", _("Village office")
    DISTRICT_OFFICE = "district_office", _("District office")
    SCHOOL = "school", _("School or campus")
    MARKET = "market", _("Market")
    STALL = "stall", _("Stall or kiosk")
    EATERY = "eatery", _("Eatery")
    WATCH_POST = "watch_post", _("Neighbourhood watch post")
    CUSTOMARY_HOUSE = "customary_house", _("Customary house")
    JETTY = "jetty", _("Jetty or harbour")
    FIELD = "field", _("Field or open ground")
    SOCIETY_OFFICE = "society_office", _("Office of an association")
    CAMPAIGN_OFFICE = "campaign_office", _("Campaign office")
    NEIGHBOURHOOD = "neighbourhood", _("Neighbourhood")
    OTHER = "other", _("Other")


class OfficerRole(models.TextChoices):
    LEADER = "leader", _("Activity leader")
    DIALOGUE = "dialogue", _("Held the dialogue")
    COMPANION = "companion", _("Companion")
    DEPUTY = "deputy", _("Deputising")
    DIRECTING = "directing", _("Directing, not present")


class PersonCategory(models.TextChoices):
    COMMUNITY = "community", _("Community leader")
    RELIGIOUS = "religious", _("Religious leader")
    CUSTOMARY = "customary", _("Customary leader")
    YOUTH = "youth", _("Youth leader")
    WOMEN = "women", _("Women’s leader")
    VILLAGE_HEAD = "village_head", _("Village head")
    VILLAGE_OFFICIAL = "village_official", _("Village official")
    SUBDISTRICT = "subdistrict", _("District head or staff")
    MILITARY = "military", _("Military (Babinsa, Danramil)")
    ELECTION_ORGANISER = "election_organiser", _("Election organiser")
    ELECTION_SUPERVISOR = "election_supervisor", _("Election supervisor")
    CAMPAIGN = "campaign", _("Campaign team or party")
    EDUCATOR = "educator", _("Educator")
    STUDENT = "student", _("Student")
    ORGANISATION = "organisation", _("Community organisation")
    MEDIA = "media", _("Media")
    WORKER = "worker", _("Worker or trader")
    CIVIL_GUARD = "civil_guard", _("Civil guard (Linmas)")
    DISPUTING_PARTY = "disputing_party", _("Party to a dispute")
    RESIDENT = "resident", _("Resident")
    OTHER = "other", _("Other")


class Presence(models.TextChoices):
    MET = "met", _("Met")
    MENTIONED = "mentioned", _("Only mentioned")


class NoteKind(models.TextChoices):
    ASPIRATION = "aspiration", _("Aspiration")
    CONCERN = "concern", _("Concern")
    INFORMATION = "information", _("Information")
    MESSAGE = "message", _("Message given")
    ANSWER = "answer", _("Answer")
    COMMITMENT = "commitment", _("Commitment")
    REQUEST = "request", _("Request")


class Sensitivity(models.TextChoices):
    PUBLIC = "public", _("Public")
    INTERNAL = "internal", _("Internal")
    SUPERVISORS = "supervisors", _("Supervisors only")


class Disturbance(models.TextChoices):
    """Police terms: potensi gangguan, ambang gangguan, gangguan nyata (PG, AG, GN)."""

    LATENT = "latent", _("Latent risk")
    EMERGING = "emerging", _("Emerging risk")
    ACTUAL = "actual", _("Actual disturbance")


class Situation(models.TextChoices):
    CALM = "calm", _("Calm")
    WATCH = "watch", _("Needs attention")
    TENSE = "tense", _("Tense")


class Reception(models.TextChoices):
    SUPPORTIVE = "supportive", _("Supportive")
    ACCEPTING = "accepting", _("Accepting")
    NEUTRAL = "neutral", _("Neutral")
    OBJECTING = "objecting", _("Objecting")


class Partner(models.TextChoices):
    MILITARY = "military", _("Military (TNI, Babinsa)")
    VILLAGE_GOVERNMENT = "village_government", _("Village government")
    SUBDISTRICT_GOVERNMENT = "subdistrict_government", _("District government")
    PUBLIC_ORDER_AGENCY = "public_order_agency", _("Public order agency (Satpol PP)")
    CIVIL_GUARD = "civil_guard", _("Civil guard (Linmas)")
    ELECTION_COMMISSION = "election_commission", _("Election commission (KPU)")
    ELECTION_SUPERVISOR = "election_supervisor", _("Election supervisor (Bawaslu)")
    RELIGIOUS_BODY = "religious_body", _("Religious body")
    CUSTOMARY_COUNCIL = "customary_council", _("Customary council")
    OTHER = "other", _("Other")


class Classification(models.TextChoices):
    """Security class of police letters (Perkap 1/2023), without the highest class."""

    ORDINARY = "ordinary", _("Ordinary")
    RESTRICTED = "restricted", _("Restricted")
    CONFIDENTIAL = "confidential", _("Confidential")


class FollowUpStatus(models.TextChoices):
    OPEN = "open", _("Open")
    IN_PROGRESS = "in_progress", _("In progress")
    DONE = "done", _("Done")
    NOT_POSSIBLE = "not_possible", _("Cannot be followed up")


class TopicGroup(models.TextChoices):
    ELECTION = "election", _("Election")
    ORDER = "order", _("Public order and safety")


class VisitSection(models.TextChoices):
    """A part of the visit form, which a reviewer's reason can be about."""

    WHEN = "when", _("When")
    WHERE = "where", _("Where")
    WHO = "who", _("Who was met")
    SAID = "said", _("What was said")
    HOW = "how", _("How it went")
    WENT = "went", _("Who went")
    PHOTOS = "photos", _("Photos")
    MORE = "more", _("Purpose and more")
    FOLLOW_UPS = "follow_ups", _("Follow-ups")


class CodeListField(models.JSONField):
    """A short list of codes of one TextChoices class, in the order chosen, none twice.

    Stored as a JSON list, so that both databases hold it alike.
    """

    def __init__(self, *args, codes: type[models.TextChoices] | None = None, **kwargs):
        self.codes = codes
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        # A code that is added needs no migration: the database knows a list, not which codes.
        return name, "django.db.models.JSONField", args, kwargs

    def validate(self, value, model_instance):
        super().validate(value, model_instance)
        unknown = [code for code in value if code not in self.codes.values]
        if unknown:
            raise ValidationError(_("Unknown code: %(code)s."), params={"code": unknown[0]})

    def labels(self, value: list[str]) -> list[str]:
        """The labels of stored codes, in stored order; an unknown code stands for itself."""
        assert self.codes is not None  # a model's column has them; Django's copy of one in a migration does not
        known = dict(self.codes.choices)
        return [str(known.get(code, code)) for code in value]
