"""Every address, nested by noun: this file reads as the list of features."""

from django.urls import include, path, register_converter

from visits.accounts import (
    nearby_help_views,
    passkey_views,
    pending_submission_views,
    phone_views,
    reauthentication_views,
    security_views,
)
from visits.accounts import views as accounts_views
from visits.audit import views as audit_views
from visits.capture import hint_views, photo_views
from visits.capture import views as capture_views
from visits.device import handover_views, push_views, pwa_views, travel_views
from visits.device import views as device_views
from visits.exports import views as exports_views
from visits.figures import form_views as figures_form_views
from visits.figures import merge_views
from visits.figures import views as figures_views
from visits.follow_ups import views as follow_ups_views
from visits.history import saved_filter_views
from visits.history import views as history_views
from visits.imports import views as imports_views
from visits.pickers import views as pickers_views
from visits.places import card_views
from visits.places import views as places_views
from visits.privacy import removal_views, retention_views
from visits.privacy import views as privacy_views
from visits.reports import views as reports_views
from visits.review import deputy_views, nudge_views, verb_views
from visits.review import views as review_views
from visits.start import health_views, more_views
from visits.start import views as start_views
from visits.typed.places import region_code
from visits.visit import disclosure_views
from visits.visit import views as visit_views


class RegionCode:
    """A Kemendagri code in an address: 53, 53.01, 53.01.06 or 53.01.06.2006, typed with or without its dots."""

    regex = r"[0-9]{2}(?:\.?[0-9]{2}(?:\.?[0-9]{2}(?:\.?[0-9]{4})?)?)?"

    def to_python(self, value: str) -> str:
        return region_code(value)

    def to_url(self, value: str) -> str:
        return str(value)


register_converter(RegionCode, "region")

one_visit = [
    path("", visit_views.detail, name="visit_detail"),
    path("edit/", capture_views.edit_visit, name="visit_edit"),
    path("submit/", capture_views.submit, name="visit_submit"),
    path("withdraw/", verb_views.withdraw, name="visit_withdraw"),
    path("discard/", verb_views.discard, name="visit_discard"),
    path("return/", verb_views.return_to_author, name="visit_return"),
    path("nudge/", nudge_views.nudge, name="visit_nudge"),
    path("approve/", verb_views.approve, name="visit_approve"),
    path("reopen/", verb_views.reopen, name="visit_reopen"),
    path("correction/", verb_views.ask_for_correction, name="visit_correction"),
    path("correction/decline/", verb_views.decline_correction, name="visit_correction_decline"),
    path("noted/", verb_views.take_note, name="visit_noted"),
    path("notes/<int:note_id>/seal/", disclosure_views.ask, name="seal_ask"),
    path("seals/<int:pk>/grant/", disclosure_views.grant, name="seal_grant"),
    path("seals/<int:pk>/refuse/", disclosure_views.refuse, name="seal_refuse"),
    path("seals/<int:pk>/show/", disclosure_views.show, name="seal_show"),
    path("versions/", visit_views.versions, name="visit_versions"),
    path("same/", verb_views.compare, name="visit_compare"),
    path("photos/", photo_views.add, name="visit_photo_add"),
    path("photos/<uuid:photo_key>/", photo_views.show, name="visit_photo"),
    path("photos/<uuid:photo_key>/small/", photo_views.show_small, name="visit_photo_small"),
    path("people/<int:encounter_id>/figure/", figures_views.save_encounter, name="encounter_to_figure"),
    path("report.txt", reports_views.text, name="visit_report_text"),
    path("report.pdf", reports_views.pdf, name="visit_report_pdf"),
]

urlpatterns = [
    path("", start_views.start, name="start"),
    path("more/", more_views.more, name="more"),
    path("accounts/login/", accounts_views.sign_in, name="login"),
    path("accounts/logout/", accounts_views.sign_out, name="logout"),
    path("accounts/begin/", accounts_views.begin, name="begin"),
    path("accounts/code/", accounts_views.sign_in_code, name="sign_in_code"),
    path("accounts/passkey/", passkey_views.sign_in_passkey, name="passkey_sign_in"),
    path("accounts/passkey/options/", passkey_views.options, name="passkey_options"),
    path("accounts/security/", security_views.security, name="security"),
    path("accounts/security/confirm/", reauthentication_views.reauthenticate, name="reauthenticate"),
    path("accounts/security/codes/", security_views.recovery_codes, name="recovery_codes"),
    path("accounts/security/second-factor/", security_views.set_up, name="second_factor_set_up"),
    path("accounts/security/second-factor/remove/", security_views.remove, name="second_factor_remove"),
    path("accounts/security/passkeys/new/", passkey_views.add, name="passkey_new"),
    path("accounts/security/passkeys/<int:pk>/remove/", passkey_views.remove, name="passkey_remove"),
    path("accounts/security/sessions/<int:pk>/end/", security_views.end_session, name="session_end"),
    path("accounts/password/", accounts_views.change_password, name="change_password"),
    path("accounts/telephone/", phone_views.own_phone, name="own_phone"),
    path("accounts/nearby/", nearby_help_views.nearby_list, name="nearby_list"),
    path("accounts/nearby/<int:pk>/", nearby_help_views.give, name="nearby_code"),
    path("accounts/nearby/<int:pk>/seen/", nearby_help_views.seen, name="nearby_seen"),
    path("accounts/continue/<str:token>/", pending_submission_views.continue_post, name="continue_post"),
    path("visits/", history_views.history, name="visit_list"),
    path("visits/filters/", saved_filter_views.filter_list, name="filter_list"),
    path("visits/filters/<uuid:key>/", saved_filter_views.filter_open, name="filter_open"),
    path("visits/filters/<uuid:key>/rename/", saved_filter_views.rename, name="filter_rename"),
    path("visits/filters/<uuid:key>/delete/", saved_filter_views.delete, name="filter_delete"),
    path("visits/export/", exports_views.start, name="export_new"),
    path("visits/export.csv", exports_views.csv, name="export_csv"),
    path("visits/export.xlsx", exports_views.xlsx, name="export_xlsx"),
    path("visits/export.geojson", exports_views.geojson, name="export_geojson"),
    path("visits/exports/<uuid:key>/", exports_views.detail, name="export_detail"),
    path("visits/exports/<uuid:key>/cancel/", exports_views.cancel, name="export_cancel"),
    path("visits/exports/<uuid:key>/file", exports_views.fetch, name="export_file"),
    path("visits/new/", capture_views.log_visit, name="visit_new"),
    path("visits/import/", imports_views.imports, name="visit_imports"),
    path("visits/import/template.csv", imports_views.template, name="visit_import_template"),
    path("visits/import/<uuid:key>/", imports_views.one_import, name="visit_import"),
    path("visits/import/<uuid:key>/mistakes.csv", imports_views.wrong_rows, name="visit_import_mistakes"),
    path("visits/import/<uuid:key>/drop/", imports_views.drop, name="visit_import_drop"),
    path("visits/import/<uuid:key>/undo/", imports_views.undo, name="visit_import_undo"),
    path("visits/same/", hint_views.same_visits, name="same_visits"),
    path("visits/<uuid:key>/", include(one_visit)),
    path("pickers/places/", pickers_views.places, name="picker_places"),
    path("pickers/figures/", pickers_views.figures, name="picker_figures"),
    path("pickers/officers/", pickers_views.officers, name="picker_officers"),
    path("review/", review_views.waiting, name="review_list"),
    path("review/together/", review_views.approve_together, name="review_together"),
    path("review/undo/", review_views.undo, name="review_undo"),
    path("review/deputies/", deputy_views.deputies, name="deputy_list"),
    path("review/deputies/<int:pk>/end/", deputy_views.end, name="deputy_end"),
    path("figures/", figures_views.figure_list, name="figure_list"),
    path("figures/new/", figures_form_views.add, name="figure_new"),
    path("figures/<uuid:key>/", figures_views.detail, name="figure_detail"),
    path("figures/<uuid:key>/card/", card_views.figure, name="figure_card"),
    path("figures/<uuid:key>/data/", privacy_views.data, name="figure_data"),
    path("figures/<uuid:key>/data/copy.txt", privacy_views.copy, name="figure_data_copy"),
    path("figures/<uuid:key>/consent/", privacy_views.consent, name="figure_consent"),
    path("figures/<uuid:key>/consent/<int:pk>/withdraw/", privacy_views.withdraw, name="figure_consent_withdraw"),
    path("figures/<uuid:key>/requests/", privacy_views.take_request, name="figure_request"),
    path("figures/<uuid:key>/requests/<int:pk>/answer/", privacy_views.answer, name="figure_request_answer"),
    path("figures/<uuid:key>/restrict/", privacy_views.restrict, name="figure_restrict"),
    path("figures/<uuid:key>/anonymise/", privacy_views.anonymise, name="figure_anonymise"),
    path("figures/<uuid:key>/merge/", merge_views.merge, name="figure_merge"),
    path("figures/<uuid:key>/merge/<int:pk>/undo/", merge_views.undo, name="figure_merge_undo"),
    path("figures/<uuid:key>/release/", privacy_views.release, name="figure_release"),
    path("figures/<uuid:key>/edit/", figures_form_views.edit, name="figure_edit"),
    path("places/", places_views.place_list, name="place_list"),
    path("device/prompts/", hint_views.prompts, name="device_prompts"),
    path("device/villages/", places_views.own, name="place_own"),
    path("places/<region:code>/card/", card_views.place, name="place_card"),
    path("pack/", card_views.pack, name="pack"),
    path("pack/cards/", card_views.pack_cards, name="pack_cards"),
    path("places/<region:code>/", places_views.detail, name="place_detail"),
    path("follow-ups/", follow_ups_views.follow_up_list, name="followup_list"),
    path("follow-ups/<uuid:key>/", follow_ups_views.detail, name="followup_detail"),
    path("removals/", removal_views.removal_list, name="removal_list"),
    path("removals/<uuid:key>/", removal_views.review, name="removal_review"),
    path("removals/<uuid:key>/decline/", removal_views.decline, name="removal_decline"),
    path("removals/<uuid:key>/undo/", removal_views.undo, name="removal_undo"),
    path("retention/", retention_views.proposals, name="retention_list"),
    path("retention/remove/", retention_views.remove, name="retention_remove"),
    path("retention/keep/", retention_views.keep, name="retention_keep"),
    path("trail/", audit_views.audit_log, name="trail"),
    path("device/", device_views.phone, name="device"),
    path("device/session/", device_views.session, name="device_session"),
    path("device/entries/", device_views.entries, name="device_entries"),
    path("device/near/", travel_views.show_near, name="device_near"),
    path("device/resume/", travel_views.show_resume, name="device_resume"),
    path("device/handover/", handover_views.handover, name="device_handover"),
    path("device/push/", push_views.begin, name="device_push"),
    path("device/push/end/", push_views.end, name="device_push_end"),
    path("device/shells/<slug:name>/", pwa_views.show_shell, name="device_shell"),
    path("service-worker.js", pwa_views.worker, name="service_worker"),
    path("manifest.webmanifest", pwa_views.manifest, name="manifest"),
    path("healthz", health_views.healthz, name="healthz"),
]
