"""Plan what was said on a demo visit, what came of it and what was promised."""

from __future__ import annotations

from visits.models import (
    DialogueNote,
    Disturbance,
    FollowUp,
    FollowUpStatus,
    NoteKind,
    Outcome,
    Presence,
    Sensitivity,
)
from visits.sample_data.demo.book import Planned, World, at_hour, days_later
from visits.sample_data.texts import phrases
from visits.sample_data.texts.talk import ELECTION_TALKS, ORDER_TALKS, Talk


def add_dialogue(world: World, plan: Planned, *, election_share: float) -> None:
    """The notes and follow-ups of a visit that was held, and its closing texts."""
    visit = plan.visit
    if visit.outcome != Outcome.HELD:
        visit.result = "Kunjungan akan diulangi."
        return
    visit.concern_heard = world.chance(0.72)
    talks = []
    if visit.concern_heard:
        source = ELECTION_TALKS if world.chance(election_share) else ORDER_TALKS
        talks = world.random.sample(source, k=2 if world.chance(0.25) else 1)
    for talk in talks:
        _add_talk(world, plan, talk)
    if not talks or world.chance(0.4):
        _note(world, plan, NoteKind.ASPIRATION, world.random.choice(phrases.ASPIRATIONS), by_officers=False)
    if world.chance(0.35):
        _note(world, plan, NoteKind.COMMITMENT, world.random.choice(phrases.COMMITMENTS), by_officers=False)
    _add_mentioned(world, plan)
    _add_closing(world, plan)


def _add_talk(world: World, plan: Planned, talk: Talk) -> None:
    village = plan.stops[0].village_name
    concern = _note(world, plan, NoteKind.CONCERN, talk.concern.format(village=village), talk=talk, by_officers=False)
    if world.chance(0.2):
        concern.disturbance = world.random.choice(Disturbance.values[:2])
    if world.chance(0.08):
        concern.sensitivity = Sensitivity.SUPERVISORS
    if world.chance(0.05):
        concern.source_is_confidential = True
        concern.confidential_source = [who.label for note, who in plan.raised_by if note is concern]
    _note(world, plan, NoteKind.MESSAGE, talk.message.format(village=village), talk=talk)
    if world.chance(0.6):
        answer = _note(world, plan, NoteKind.ANSWER, talk.answer.format(village=village), talk=talk)
        answer.answers = concern
    if world.chance(0.5):
        text = talk.request.format(village=village)
        request = _note(world, plan, NoteKind.REQUEST, text, talk=talk, by_officers=False)
        _follow_up(world, plan, talk.follow_up.format(village=village), request)
    elif world.chance(0.25):
        _follow_up(world, plan, talk.follow_up.format(village=village), concern)


def _note(
    world: World, plan: Planned, kind: str, text: str, *, talk: Talk | None = None, by_officers: bool = True
) -> DialogueNote:
    note = DialogueNote(
        visit=plan.visit,
        order=len(plan.notes),
        kind=kind,
        text=text,
        topic_id=world.topics.get(talk.topic) if talk else None,
        written_by=plan.visit.author,
        stop=plan.stops[0] if len(plan.stops) > 1 else None,
    )
    speakers = plan.participations if by_officers else [row for row in plan.encounters if row.presence == Presence.MET]
    if speakers and world.chance(0.85):
        plan.raised_by.append((note, speakers[0]))
    plan.notes.append(note)
    return note


def _add_mentioned(world: World, plan: Planned) -> None:
    for person in plan.encounters:
        if person.presence == Presence.MENTIONED:
            text = world.random.choice(phrases.MENTIONED_NOTES)
            note = _note(world, plan, NoteKind.INFORMATION, text, by_officers=False)
            plan.about.append((note, person))


def _add_closing(world: World, plan: Planned) -> None:
    random, visit = world.random, plan.visit
    visit.situation_before = random.choices(["calm", "watch", "tense"], weights=[7, 3, 1])[0]
    visit.situation_after = random.choices(["calm", "watch"], weights=[8, 2])[0]
    visit.situation_note = random.choice(phrases.SITUATION_NOTES) if world.chance(0.5) else ""
    visit.reception = random.choices(["supportive", "accepting", "neutral", "objecting"], weights=[6, 4, 1, 0.3])[0]
    visit.reception_note = random.choice(phrases.RECEPTION_NOTES) if world.chance(0.3) else ""
    visit.result = random.choice(phrases.RESULTS) if world.chance(0.85) else ""
    visit.obstacles = random.choice(phrases.OBSTACLES) if world.chance(0.25) else ""
    visit.recommendation = random.choice(phrases.RECOMMENDATIONS) if world.chance(0.3) else ""
    visit.assessment = random.choice(phrases.ASSESSMENTS) if world.chance(0.3) else ""
    visit.support_given = random.choice(phrases.SUPPORT) if world.chance(0.05) else ""
    visit.partners = random.sample(
        ["military", "village_government", "civil_guard", "religious_body"], k=random.choice([0, 0, 1, 2])
    )


def _follow_up(world: World, plan: Planned, text: str, note: DialogueNote) -> None:
    """A promise, in the state that its age makes likely: old ones are mostly kept."""
    random, visit = world.random, plan.visit
    due_on = days_later(visit.visited_on, random.choice([7, 10, 14, 21, 30]))
    row = FollowUp(
        visit=visit,
        order=len(plan.follow_ups),
        text=text,
        owner=visit.author,
        unit=visit.unit,
        due_on=due_on if world.chance(0.9) else None,
        sent_to="Pemerintah kecamatan" if world.chance(0.1) else "",
    )
    is_old = (world.today - visit.visited_on).days > 200
    weights = [1, 1, 20, 3] if is_old else [6, 3, 4, 1]
    row.status = random.choices(FollowUpStatus.values, weights=weights)[0]
    if row.status != FollowUpStatus.OPEN:
        changed_on = min(days_later(visit.visited_on, random.randint(1, 20)), world.today)
        row.changed_at, row.changed_by = min(at_hour(changed_on, 8), world.now), visit.author
        if row.status == FollowUpStatus.DONE:
            row.result = random.choice(phrases.FOLLOW_UP_RESULTS)
            row.told_on = changed_on if world.chance(0.7) else None
            row.confirmed_by_person = bool(row.told_on) and world.chance(0.6)
        elif row.status == FollowUpStatus.NOT_POSSIBLE:
            row.result = random.choice(phrases.NOT_POSSIBLE)
    plan.follow_ups.append(row)
    plan.promised_to.append((row, note))
