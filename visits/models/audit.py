"""The audit log: who did or looked at what, and when. Append-only, plain values, no words of a visit."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One thing somebody did. Only `core.audit` writes it, and nothing changes it.

    It holds plain values, not foreign keys, so that renaming or deleting never breaks history.
    `number` counts without gaps and `chain` ties each row to the one before (core.hash_chain); the
    database refuses to change or delete a row.
    """

    class Kind(models.TextChoices):
        SIGNED_IN = "signed_in", _("Signed in")
        SIGNED_OUT = "signed_out", _("Signed out")
        SIGN_IN_FAILED = "sign_in_failed", _("Sign-in failed")
        PROOF_FAILED = "proof_failed", _("Password or code refused inside a session")
        IDENTITY_CONFIRMED = "identity_confirmed", _("Identity confirmed inside a session")
        SECOND_FACTOR_ADDED = "second_factor_added", _("Second factor added")
        SECOND_FACTOR_REMOVED = "second_factor_removed", _("Second factor removed")
        RECOVERY_CODES_MADE = "recovery_codes_made", _("New recovery codes made")
        CODE_GIVEN = "code_given", _("One-time code given")
        NEARBY_CODE_GIVEN = "nearby_code_given", _("One-time code given by a supervisor")
        NEARBY_CODE_SEEN = "nearby_code_seen", _("Notice of a supervisor’s code read")
        SESSION_ENDED = "session_ended", _("Session ended remotely")
        PASSWORD_CHANGED = "password_changed", _("Password changed")
        REFUSED = "refused", _("Refused")
        VISIT_SAVED = "visit_saved", _("Visit saved")
        VISIT_SUBMITTED = "visit_submitted", _("Visit submitted")
        VISIT_WITHDRAWN = "visit_withdrawn", _("Visit withdrawn")
        VISIT_DISCARDED = "visit_discarded", _("Draft discarded")
        VISIT_RETURNED = "visit_returned", _("Visit returned")
        VISIT_APPROVED = "visit_approved", _("Visit approved")
        VISIT_REOPENED = "visit_reopened", _("Visit reopened")
        CORRECTION_ASKED = "correction_asked", _("Correction asked for")
        CORRECTION_DECLINED = "correction_declined", _("Correction declined")
        URGENT_NOTED = "urgent_noted", _("Urgent visit noted")
        # Codes stay as they were first written: entries cannot be changed.
        DISCLOSURE_ASKED = "seal_asked", _("Opening of a confidential source asked for")
        DISCLOSURE_GRANTED = "seal_granted", _("Opening of a confidential source granted")
        DISCLOSURE_REFUSED = "seal_refused", _("Opening of a confidential source refused")
        DISCLOSURE_SHOWN = "seal_shown", _("Confidential source shown")
        DEPUTY_NAMED = "deputy_named", _("Deputy named")
        DEPUTY_ENDED = "deputy_ended", _("Deputy ended")
        VISIT_COMPARED = "visit_compared", _("Compared with a colleague’s visit")
        VISIT_READ = "visit_read", _("Visit read")
        PHOTO_ADDED = "photo_added", _("Photo added")
        PHOTO_REMOVED = "photo_removed", _("Photo removed")
        REPORT_READ = "report_read", _("Report taken out")
        FIGURE_SAVED = "figure_saved", _("Figure saved")
        FIGURE_READ = "figure_read", _("Figure read")
        CARDS_READ = "cards_read", _("Cards read before arriving")
        FIGURE_DATA_READ = "figure_data_read", _("All data on a figure viewed")
        FIGURE_DATA_TAKEN = "figure_data_taken", _("Copy of a figure’s data taken out")
        CONSENT_GIVEN = "consent_given", _("Consent recorded")
        CONSENT_WITHDRAWN = "consent_withdrawn", _("Consent withdrawn")
        DATA_REQUESTED = "data_requested", _("Request about personal data recorded")
        DATA_ANSWERED = "data_answered", _("Request about personal data answered")
        FIGURE_RESTRICTED = "figure_restricted", _("Figure restricted")
        FIGURE_ANONYMISED = "figure_anonymised", _("Figure anonymised")
        FIGURE_MERGED = "figure_merged", _("Figures merged")
        FIGURE_MERGE_UNDONE = "figure_merge_undone", _("Merging of figures undone")
        FIGURE_RESTORED = "figure_restored", _("Anonymisation of a figure undone")
        NAME_REMOVED = "name_removed", _("Name removed from a visit")
        NAME_RESTORED = "name_restored", _("Removed name put back on a visit")
        REMOVAL_PROPOSED = "removal_proposed", _("Removal of a name from a visit proposed")
        REMOVAL_DECLINED = "removal_declined", _("Removal of a name from a visit declined")
        REMOVAL_WITHDRAWN = "removal_withdrawn", _("Proposal to remove a name withdrawn")
        REMOVAL_FINAL = "removal_final", _("Removed name gone for good")
        TYPED_ANONYMISED = "typed_anonymised", _("Typed names of a visit removed")
        RETENTION_PROPOSED = "retention_proposed", _("Removal of names proposed")
        RETENTION_REMOVED = "retention_removed", _("Removal of a name confirmed")
        RETENTION_KEPT = "retention_kept", _("Name kept longer")
        FIGURE_RELEASED = "figure_released", _("Restriction of a figure lifted")
        FOLLOW_UP_CHANGED = "follow_up_changed", _("Follow-up changed")
        HANDOVER_TAKEN = "handover_taken", _("Handed over from a device")
        PUSH_BEGUN = "push_begun", _("Telling this phone switched on")
        PUSH_ENDED = "push_ended", _("Telling this phone switched off")
        PHONE_CHANGED = "phone_changed", _("Own telephone number changed")
        EXPORT_BEGUN = "export_begun", _("Export begun")
        EXPORT_ENDED = "export_ended", _("Export ended")
        FILTER_SAVED = "filter_saved", _("Filter saved")
        FILTER_DELETED = "filter_deleted", _("Saved filter deleted")
        SEARCHED = "searched", _("Searched")
        SETUP_CHANGED = "setup_changed", _("Set-up changed")
        REGIONS_IMPORTED = "regions_imported", _("Regions imported")
        VISITS_UPLOADED = "visits_uploaded", _("File of past visits uploaded")
        VISITS_IMPORTED = "visits_imported", _("Past visits imported")
        VISITS_IMPORT_UNDONE = "visits_import_undone", _("Import of visits undone")
        VISITS_IMPORT_DROPPED = "visits_import_dropped", _("File of past visits discarded")
        HOUSEKEEPING = "housekeeping", _("Housekeeping done")
        OFFICERS_IMPORTED = "officers_imported", _("Officers imported")

    # Not the primary key: sequences of a database leave gaps where a transaction fails.
    number = models.BigIntegerField(_("number"), unique=True, editable=False)
    at = models.DateTimeField(_("at"))
    kind = models.CharField(_("kind"), max_length=30, choices=Kind)
    nrp = models.CharField(_("NRP"), max_length=18, blank=True)
    unit_code = models.CharField(_("unit"), max_length=40, blank=True)
    target_kind = models.CharField(_("kind of record"), max_length=30, blank=True)
    target = models.CharField(_("record"), max_length=60, blank=True)
    details = models.JSONField(_("details"), default=dict, blank=True)
    chain = models.CharField(_("HMAC of this row and the one before"), max_length=64, editable=False)

    class Meta:
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["nrp", "-number"], name="audit_person_newest_first"),
            models.Index(fields=["target", "-number"], name="audit_target_newest_first"),
            models.Index(fields=["unit_code", "-number"], name="audit_unit_newest_first"),
            models.Index(fields=["kind", "-number"], name="audit_kind_newest_first"),
        ]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.nrp} {self.kind} {self.target}"


class ChainTip(models.Model):
    """The last audit entry: one row of this table, locked by whoever adds to the audit log."""

    name = models.UUIDField(default=uuid.uuid4, editable=False)
    number = models.BigIntegerField(default=0)
    chain = models.CharField(max_length=64)

    class Meta:
        # Two tips would be two chains.
        constraints = [models.CheckConstraint(name="chain_has_one_tip", condition=models.Q(pk=1))]

    def __str__(self):
        return f"{self.number} {self.chain}"
