"""Every address, nested by noun: this file reads as the list of features."""

from django.urls import include, path, register_converter

from visits.views import (
    app,
    capture,
    deputies,
    device,
    figures,
    follow_ups,
    health,
    history,
    imports,
    merges,
    more,
    passkeys,
    personal_data,
    photos,
    pickers,
    places,
    reports,
    review,
    review_queue,
    seals,
    security,
    sign_in,
    start,
    trail,
    visit,
)


class RegionCode:
    """A Kemendagri code in an address: 53, 53.01, 53.01.06 or 53.01.06.2006."""

    regex = r"\d{2}(?:\.\d{2}(?:\.\d{2}(?:\.\d{4})?)?)?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return str(value)


register_converter(RegionCode, "region")

one_visit = [
    path("", visit.detail, name="visit_detail"),
    path("edit/", capture.edit_visit, name="visit_edit"),
    path("submit/", capture.submit, name="visit_submit"),
    path("withdraw/", review.withdraw, name="visit_withdraw"),
    path("discard/", review.discard, name="visit_discard"),
    path("return/", review.return_to_author, name="visit_return"),
    path("approve/", review.approve, name="visit_approve"),
    path("reopen/", review.reopen, name="visit_reopen"),
    path("correction/", review.ask_for_correction, name="visit_correction"),
    path("correction/decline/", review.decline_correction, name="visit_correction_decline"),
    path("noted/", review.take_note, name="visit_noted"),
    path("notes/<int:note_id>/seal/", seals.ask, name="seal_ask"),
    path("seals/<int:pk>/grant/", seals.grant, name="seal_grant"),
    path("seals/<int:pk>/refuse/", seals.refuse, name="seal_refuse"),
    path("seals/<int:pk>/show/", seals.show, name="seal_show"),
    path("versions/", visit.versions, name="visit_versions"),
    path("same/", review.compare, name="visit_compare"),
    path("photos/", photos.add, name="visit_photo_add"),
    path("photos/<uuid:photo_key>/", photos.show, name="visit_photo"),
    path("people/<int:encounter_id>/figure/", figures.save_encounter, name="encounter_to_figure"),
    path("report.txt", reports.text, name="visit_report_text"),
    path("report.pdf", reports.pdf, name="visit_report_pdf"),
]

urlpatterns = [
    path("", start.start, name="start"),
    path("more/", more.more, name="more"),
    path("accounts/login/", sign_in.sign_in, name="login"),
    path("accounts/logout/", sign_in.sign_out, name="logout"),
    path("accounts/begin/", sign_in.begin, name="begin"),
    path("accounts/code/", sign_in.sign_in_code, name="sign_in_code"),
    path("accounts/passkey/", passkeys.sign_in_passkey, name="passkey_sign_in"),
    path("accounts/passkey/options/", passkeys.options, name="passkey_options"),
    path("accounts/security/", security.security, name="security"),
    path("accounts/security/second-factor/", security.set_up, name="second_factor_set_up"),
    path("accounts/security/second-factor/remove/", security.remove, name="second_factor_remove"),
    path("accounts/security/passkeys/new/", passkeys.add, name="passkey_new"),
    path("accounts/security/passkeys/<int:pk>/remove/", passkeys.remove, name="passkey_remove"),
    path("accounts/security/sessions/<int:pk>/end/", security.end_session, name="session_end"),
    path("accounts/password/", sign_in.change_password, name="change_password"),
    path("accounts/continue/<str:token>/", sign_in.continue_post, name="continue_post"),
    path("visits/", history.history, name="visit_list"),
    path("visits/new/", capture.log_visit, name="visit_new"),
    path("visits/import/", imports.imports, name="visit_imports"),
    path("visits/import/template.csv", imports.template, name="visit_import_template"),
    path("visits/import/<uuid:key>/", imports.one_import, name="visit_import"),
    path("visits/import/<uuid:key>/mistakes.csv", imports.wrong_rows, name="visit_import_mistakes"),
    path("visits/import/<uuid:key>/drop/", imports.drop, name="visit_import_drop"),
    path("visits/import/<uuid:key>/undo/", imports.undo, name="visit_import_undo"),
    path("visits/<uuid:key>/", include(one_visit)),
    path("pickers/places/", pickers.places, name="picker_places"),
    path("pickers/figures/", pickers.figures, name="picker_figures"),
    path("pickers/officers/", pickers.officers, name="picker_officers"),
    path("review/", review_queue.waiting, name="review_list"),
    path("review/together/", review_queue.approve_together, name="review_together"),
    path("review/undo/", review_queue.undo, name="review_undo"),
    path("review/deputies/", deputies.deputies, name="deputy_list"),
    path("review/deputies/<int:pk>/end/", deputies.end, name="deputy_end"),
    path("figures/", figures.figure_list, name="figure_list"),
    path("figures/new/", figures.add, name="figure_new"),
    path("figures/<uuid:key>/", figures.detail, name="figure_detail"),
    path("figures/<uuid:key>/data/", personal_data.data, name="figure_data"),
    path("figures/<uuid:key>/data/copy.txt", personal_data.copy, name="figure_data_copy"),
    path("figures/<uuid:key>/consent/", personal_data.consent, name="figure_consent"),
    path("figures/<uuid:key>/consent/<int:pk>/withdraw/", personal_data.withdraw, name="figure_consent_withdraw"),
    path("figures/<uuid:key>/requests/", personal_data.take_request, name="figure_request"),
    path("figures/<uuid:key>/requests/<int:pk>/answer/", personal_data.answer, name="figure_request_answer"),
    path("figures/<uuid:key>/restrict/", personal_data.restrict, name="figure_restrict"),
    path("figures/<uuid:key>/anonymise/", personal_data.anonymise, name="figure_anonymise"),
    path("figures/<uuid:key>/merge/", merges.merge, name="figure_merge"),
    path("figures/<uuid:key>/merge/<int:pk>/undo/", merges.undo, name="figure_merge_undo"),
    path("figures/<uuid:key>/release/", personal_data.release, name="figure_release"),
    path("figures/<uuid:key>/edit/", figures.edit, name="figure_edit"),
    path("places/", places.place_list, name="place_list"),
    path("places/<region:code>/", places.detail, name="place_detail"),
    path("follow-ups/", follow_ups.follow_up_list, name="followup_list"),
    path("follow-ups/<uuid:key>/", follow_ups.detail, name="followup_detail"),
    path("trail/", trail.trail, name="trail"),
    path("device/", device.phone, name="device"),
    path("device/session/", device.session, name="device_session"),
    path("device/entries/", device.entries, name="device_entries"),
    path("device/handover/", device.handover, name="device_handover"),
    path("device/shells/<slug:name>/", app.show_shell, name="device_shell"),
    path("service-worker.js", app.worker, name="service_worker"),
    path("manifest.webmanifest", app.manifest, name="manifest"),
    path("healthz", health.healthz, name="healthz"),
]
