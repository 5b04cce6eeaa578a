"""The closed lists of the casework in words that staff read."""

PROCEDURES = {
    "statutory": "Children's complaint (statutory)",
    "corporate": "Corporate complaint",
    "service_request": "Request for a service",
    "enquiry": "Question",
    "feedback": "Comment, idea or compliment",
    "elsewhere": "Not for our procedures",
}
ROLES = {
    "investigating_officer": "Investigating officer",
    "independent_person": "Independent person",
    "adjudicating_officer": "Adjudicating officer",
    "chair": "Chair of the panel",
    "panellist": "Member of the panel",
    "panel": "Panel",
}
FINDINGS = {"upheld": "Upheld", "partly_upheld": "Partly upheld", "not_upheld": "Not upheld", "no_finding": "No finding"}
ROLE_NAMES = {
    "voice": "Voice Team",
    "handler": "Handler (team manager)",
    "complaints": "Complaints manager",
    "director": "Director (adjudicating officer)",
    "investigator": "Investigator (investigating officer, independent person)",
    "dpo": "Data protection officer",
    "administrator": "Administrator",
    "advocate": "Advocate (of another organisation)",
}
QUESTIONS = {
    "interest": "Sufficient interest",
    "late": "More than a year ago",
    "freeze": "Hold the decision",
    "late_request": "Late request for the next stage",
}
# Why something cannot be done yet, for each key of the guards.
MISSING = {
    "contact_forbidden": "The same way is chosen and forbidden.",
    "contact_address": "This is not one address of that kind. Write one mobile number, one e-mail address, or a whole address.",
    "contact_hours": "Choose a day, and a time that ends after it begins, between 7:00 and 22:00.",
    "follow_up_open": "The questions cannot be answered now: they were answered, or their time is over, or it is not closed.",
    "asked_by_another": "You worked on this case. Somebody who did not has to ask the child.",
    "advocate_there": "This advocate sees the case already.",
    "advocate_gone": "This advocate does not see the case.",
    "advocate_agreed": "Write how the child agreed, or why they were not able to.",
    "follow_up_waits": "Nobody waits to be asked here.",
    "attempts_first": "Write down the attempts first: there have to be enough of them before you give up.",
    "follow_up_worry": "No answer waits for a decision.",
    "words_allowed": "The child did not say that their own words may be shown to others.",
    "adjudicate": "This answer is for the complaints manager or the director to send.",
    "let_in_for_a_time": "Choose a last day between today and a year from now.",
    "not_overdue": "The next stage can be asked for once there is an answer, or once the answer is late.",
    "finding_for_each_point": "Each point needs a finding first.",
    "advocacy_offered": "Offer an advocate first, and write down how and what was said.",
    "independent_person": "Stage 2 needs an independent person.",
    "both_reports": "The reports of the investigating officer and of the independent person have to be in first.",
    "adjudicating_officer": "Say first who adjudicates.",
    "matter": "Choose what it is about from the table.",
    "procedure_of_matter": "None of the rows that you chose leads to this procedure.",
    "reclassified_told": "The procedure changes, so the person has to be told. Write what they are told.",
    "second_stage_statutory": "At its second stage a corporate complaint can only become a children's complaint.",
    "day_to_come": "That day is still to come.",
    "day_order": "That day is before the pause began.",
    "pause_day": "The pause has to begin between the day it was received and today.",
    "paused_once": "Stage 1 was paused for an advocate already.",
    "advocate_independent": "Every line has to be confirmed. Somebody for whom one is not so cannot be the advocate.",
    "mediation_offered": "A meeting has to be offered first.",
    "mediation_pause": "Only a meeting that was accepted can hold the clock up, and only when they agreed in writing.",
    "mediation_accepted": "There is a meeting only when the person said yes to one.",
    "request_in_time": "The request came in time, so it cannot be refused.",
    "statement_there": "Send the statement of complaint, or list the points, first.",
    "report_of_this_stage": "This is not a report of the present stage.",
    "appointed_first": "Say first who has this part.",
    "panel_of_three": "A panel is a chair and two others, three in all.",
    "panel_late_why": "The day is past the limit for the panel. Say why, in the person's own interest.",
    "early_referral": "Every line has to hold before it can go to the Ombudsman without a panel.",
    "task_open": "That task is done already.",
    "extension_notice": "Write the notice that the person gets.",
    "extension_ground": "More time needs a ground from the list and a reason.",
    "extended_once": "This stage was extended already.",
    "extension_in_time": "More time can be given only before the time is over.",
    "extension_within_65": "The new day has to be after today, and within 65 working days from the start of Stage 2.",
    "part_of_this_stage": "This part does not belong to the present stage.",
    "independence": "Every line has to be confirmed. Somebody for whom one is not so cannot have this part.",
    "stage2_person_on_panel": "The independent person of Stage 2 cannot sit on the panel.",
    "second_reader": "This was flagged. A second person has to read it and agree first, unless you told safeguarding.",
    "access_asked": "Write down first who asked for a copy, when, and how you know who they are.",
    "access_authority": "Write down how you know who they are and that they may ask. More than a month needs a reason.",
    "access_view": "Decide first whether the child understands what it is to ask, and write down what the child said.",
    "access_child_heard": "Ask the child first, and write down what they said.",
    "access_child_agrees": "This child understands, and did not agree. A parent cannot have a copy.",
    "access_notes_why": "Say why the notes are left out.",
    "two_people": "The investigating officer and the independent person have to be two people.",
}


THEMES = {
    "conduct": "Actions or conduct of a worker",
    "communication": "Poor communication",
    "quality": "Quality of service",
    "decision": "Decision making",
    "money": "Financial assistance or savings",
    "accuracy": "Accuracy of assessments and reports",
    "delay": "Delay in receiving services",
    "family_time": "Family time",
    "access": "Access to service",
}
CAPACITIES = {
    "looked_after_child": "Looked-after child",
    "child_in_need": "Child in need",
    "care_leaver": "Care leaver",
    "parent": "Parent",
    "person_with_pr": "Person with parental responsibility",
    "la_foster_carer": "Foster carer",
    "special_guardian": "Special guardian",
    "child_under_sgo": "Child under a special guardianship order",
    "parent_of_sgo_child": "Parent of a child under special guardianship",
    "applicant_sg_support": "Applicant for special guardianship support",
    "child_may_be_adopted": "Child who may be adopted",
    "parent_of_child_may_be_adopted": "Parent or guardian of a child who may be adopted",
    "prospective_adopter": "Prospective adopter",
    "adoption_services_recipient": "Person with adoption services",
    "adopted_person": "Adopted person",
    "adoptive_parent": "Adoptive parent",
    "birth_parent_of_adopted": "Birth parent of an adopted person",
    "former_guardian_of_adopted": "Former guardian of an adopted person",
    "sufficient_interest": "Person with sufficient interest",
    "not_known": "Not known",
}
GROUNDS = {"complexity": "The complaint is complex", "advocate": "An advocate is needed"}
METHODS = {
    "their_page": "On their page",
    "spoke": "We spoke",
    "wrote": "In writing",
    "through_somebody": "Through somebody they trust",
}
RESPONSES = {
    "accepted": "Yes",
    "declined": "No, for now",
    "already_has": "Has one already",
    "wants_other_person": "Wants somebody else at their side",
    "undecided": "Not sure yet",
}
ADVOCATE_CHECKS = {
    "not_subject": "Is not whom it is about",
    "not_manager": "Does not manage that person or service",
    "not_resources": "Does not control its resources",
    "not_deciding": "Will not decide about the complaint",
}
CHECKS = {
    "not_member_or_officer": "Neither a member nor an officer of the authority",
    "not_spouse": "Not the spouse or civil partner of one",
    "not_trust_staff": "Not on the staff or the board of the trust",
    "outside_the_line": "Outside the line of management complained about",
    "not_involved_before": "Not involved in this before",
}
STATEMENTS = {"was_oral": "The complaint was oral", "amended": "The person amended it"}
MEETINGS = {
    "resolved": "Put right",
    "partly": "Partly put right",
    "not_resolved": "Not put right",
    "no_show": "They did not come",
}
OMBUDSMAN = {
    "upheld": "Upheld",
    "not_upheld": "Not upheld",
    "closed_after_initial_enquiries": "Closed after initial enquiries",
    "referred_back": "Referred back for local resolution",
    "advice_given": "Advice given",
    "invalid_or_incomplete": "Invalid or incomplete",
}
EARLY_REFERRAL = {
    "robust_report": "The Stage 2 report is robust",
    "complete_adjudication": "The adjudication is complete",
    "all_significant_upheld": "All points, or all the significant ones, were upheld",
    "action_plan": "There is a clear action plan",
    "meets_desired_outcomes": "We agree to most or all of what they want to happen",
    "manager_and_person_agree": "The complaints manager and the person both agree",
}
REFERRALS = {"safeguarding": "Children's safeguarding (MASH)", "lado": "The designated officer (LADO)"}
RULES = {
    "ack": "First reply",
    "stage1": "Stage 1 answer",
    "stage1-extended": "Stage 1 answer, more time",
    "stage2-request": "May ask for Stage 2 until",
    "stage2-statement": "Statement agreed",
    "stage2": "Stage 2 answer",
    "stage2-extended": "Stage 2 answer, more time",
    "stage3-request": "May ask for Stage 3 until",
    "stage3-ack": "Acknowledge the request",
    "stage3-chair": "Chair of the panel",
    "stage3-panel": "Panel",
    "stage3-papers": "Papers to the panel",
    "stage3-report": "Panel's report",
    "stage3-response": "Stage 3 answer",
    "lado": "Tell the designated officer",
    "access": "Copy of their data",
    "corporate1-ack": "Acknowledge",
    "corporate1": "Answer",
    "corporate1-extended": "Answer, more time",
    "corporate2-ack": "Acknowledge the request",
    "corporate2": "Second answer",
    "corporate2-extended": "Second answer, more time",
}
REQUESTERS = {
    "child": "The child or young person",
    "parent": "A parent",
    "representative": "Somebody who acts for the child",
    "staff": "A member of staff who is named in it",
}
AGREES = {"yes": "Yes", "no": "No", "not_asked": "Was not asked yet"}
