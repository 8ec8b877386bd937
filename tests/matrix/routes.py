"""What every URL answers to every role: the declared matrix. A URL that is not declared here fails the test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from participants import attendance_codes

from .world import World

INSIDERS = ("officer", "head", "regency")
OFFICE = ("officer", "head")
_OF_PROVINCE = (*INSIDERS, "regency_elsewhere")
JAKARTA_ROWS = ("reviewer", "auditor")
_REGENCIES = ("regency", "regency_elsewhere")
SIGNED_IN = (
    *INSIDERS, "regency_elsewhere", "outsider", "outsider_head", *JAKARTA_ROWS, "leader", "admin", "nobody",
)  # fmt: skip
EVERYBODY = ("visitor", *SIGNED_IN)
FIGURES = (*INSIDERS, "regency_elsewhere", "outsider", "outsider_head", *JAKARTA_ROWS, "leader")
WRITERS = (*INSIDERS, "regency_elsewhere", "outsider", "outsider_head")
PROVINCE_WRITERS = ("officer", "head", "outsider", "outsider_head")


@dataclass(frozen=True)
class Route:
    """Who gets in (200); who sees the thing but may not do this (403); everybody else signed in gets `others`.

    `act`: the URL takes POST only. `query`: what follows the "?" of the address. `answers`: other codes than 200 that
    the allowed may get (a redirect, or a form that says why not). `path`: the address of a URL without a name.
    `told_to_holders`: the address itself is the right, and names the office and the recipient to whoever holds it.
    """

    allowed: tuple[str, ...]
    refused: tuple[str, ...] = ()
    others: int | tuple[int, ...] = 404
    args: Callable[[World], list[Any]] = field(default=lambda world: [])
    act: bool = False
    query: str = ""
    answers: tuple[int, ...] = (200,)
    path: str = ""
    told_to_holders: bool = False

    def expected(self, who: str) -> set[int]:
        if who in self.allowed:
            return set(self.answers)
        if who == "visitor":
            return {302}
        if who not in self.refused:
            return {self.others} if isinstance(self.others, int) else set(self.others)
        return {302, 403} if self.act else {403}  # an act is told as a message on the page one came from


def _code(world: World) -> list[Any]:
    return [world.activity.code]


def _pk(name: str) -> Callable[[World], list[Any]]:
    return lambda world: [getattr(world, name).pk]


def _budget(world: World) -> list[Any]:
    return [world.office.code, 2020]


def _quarter(world: World) -> list[Any]:
    return [world.office.code, 2020, 2]


def _see(args: Callable[[World], list[Any]], **more: Any) -> Route:
    return Route((*INSIDERS, *JAKARTA_ROWS), args=args, **more)


def _do(allowed: tuple[str, ...], args: Callable[[World], list[Any]], **more: Any) -> Route:
    """A form or act: those who see the thing without the right are told so, strangers learn nothing."""
    seers = (*INSIDERS, *JAKARTA_ROWS)
    return Route(allowed, tuple(who for who in seers if who not in allowed), args=args, **more)


def _open(allowed: tuple[str, ...] = SIGNED_IN, **more: Any) -> Route:
    """A page that belongs to no row; without the right 403."""
    return Route(allowed, others=403, **more)


_ACCOUNT = {
    "account_login": Route(("visitor",), others=302),
    "account_logout": Route(SIGNED_IN),
    "account_reauthenticate": Route(SIGNED_IN),
    "account_inactive": Route(EVERYBODY),
    "account_change_password": Route(SIGNED_IN),
}
_CORE = {
    "home": _open(),
    "notices": _open(),
    "health": Route(EVERYBODY),
    "set_language": Route(EVERYBODY, act=True, answers=(302,)),
    "draft_keep": _open(act=True, answers=(400,)),  # without a page it is of none
    "draft_drop": _open(act=True, answers=(400,)),
    "uploads": _open(act=True, answers=(412,)),  # they speak tus only
    "upload": Route(("officer",), args=_pk("upload"), act=True, answers=(412,)),  # the own ones
}
_REPORTS = {
    "dashboard": _open(FIGURES),
    "dashboard_afterwards": _open(FIGURES),
    "dashboard_charts": _open(FIGURES),
    "dashboard_chart_file": _open(FIGURES, args=lambda world: ["status", "xlsx"]),
    "dashboard_places": _open(FIGURES),
    "dashboard_late": _open(FIGURES),
    "dashboard_wall": _open(FIGURES),
    "catalogue": _open(FIGURES),
    "report": _open(FIGURES, args=lambda world: ["rekap-provinsi"]),
    "comparison": _open(FIGURES, args=lambda world: ["rekap-provinsi"]),
    "download": _open(FIGURES, args=lambda world: ["rekap-produk", "json"]),
    # A province's report is for who sees the whole of it; a regency's officers do not.
    "issued_list": _open(FIGURES),
    **{
        name: Route((*OFFICE, *JAKARTA_ROWS, "leader"), args=args)
        for name, args in {
            "issued": _pk("issued"),
            "issued_file": lambda world: [world.issued.pk, "xlsx"],
            "issued_changes": _pk("issued"),
        }.items()
    },
    "issued_again": Route((*OFFICE, *JAKARTA_ROWS, "leader"), args=_pk("issued"), act=True, answers=(302,)),
    "issue": _open(("reviewer",), args=lambda world: ["rekap-provinsi"]),
    "issue_request": Route(("reviewer",), args=_pk("issue_request")),  # for who asked only
    "issued_verify": Route(EVERYBODY, args=lambda world: [world.issued.check_token], told_to_holders=True),
    "flag_list": _open(tuple(who for who in FIGURES if who != "leader")),
    "flag": _see(_pk("flag")),
    "flag_clear": _do(("reviewer",), _pk("flag")),
    "rows": _open(
        tuple(who for who in FIGURES if who != "leader"),
        args=lambda world: ["rekap-provinsi"],
        query="year=2020&column=activities",
    ),
}
_TRAIL = {"trail": _open(("auditor",)), "trail_access": _open(("auditor",))}
_PROGRAMS = {
    "activity_list": _open(),
    "activity_new": _open(PROVINCE_WRITERS),
    "activity": _see(_code),
    "activity_edit": _do(OFFICE, _code),
    "activity_schedule": _see(_code),
    "activity_missing": _see(_code),
    "activity_history": _see(_code),
    "activity_files": _see(_code),
    "activity_goods": _see(_code),
    "activity_report": _see(_code),
    "report_pdf": _see(_code),
    "report_docx": _see(_code),
    "report_chapter_edit": _do(OFFICE, lambda world: [world.activity.code, "latar-belakang"]),
    "activity_deliveries": _see(_code),
    "activity_step": _do(OFFICE, lambda world: [world.activity.code, "submit"]),
    "activity_ask_reopening": _do(OFFICE, _code),
    "schedule_copy": _do(OFFICE, _code),
    "invitation": _do(OFFICE, _code),
    "invitation_pdf": _see(_code),
    "rundown_pdf": _see(_code),
    "schedule_ics": _see(_code),
    "session_new": _do(OFFICE, _code),
    "session_edit": _do(OFFICE, _pk("session")),
    "session_remove": _do(OFFICE, _pk("session"), act=True),
    # Trainers are a province's, kept by its office, to whom alone a CV is given.
    "trainer_list": _open(),
    "trainer_new": _open(PROVINCE_WRITERS),
    "trainer": Route((*_OF_PROVINCE, *JAKARTA_ROWS), args=_pk("trainer")),
    **{
        name: Route(OFFICE, (*JAKARTA_ROWS, "regency", "regency_elsewhere"), args=_pk("trainer"))
        for name in ("trainer_edit", "trainer_cv")
    },
    "partner_new": _do(OFFICE, _code),
    "partner_edit": _do(OFFICE, _pk("activity_partner")),
    "partner_remove": _do(OFFICE, _pk("activity_partner"), act=True),
    "review_queue": _open(("reviewer", "head", "outsider_head")),
    "review": _do(("reviewer", "head"), _code),
    **{
        name: Route(
            ("reviewer", "head", "outsider_head"),
            tuple(who for who in SIGNED_IN if who not in ("reviewer", "head", "outsider_head")),
            act=True,
            answers=(302,),
        )
        for name in ("review_start", "review_end")
    },
    "comment_new": _do(("reviewer", "head"), lambda world: [world.activity.code, "place"]),
    "comment_resolve": _do((*OFFICE, "reviewer"), _pk("comment"), act=True, answers=(302,)),
    "target_new": _do(OFFICE, _code),
    "target_edit": _do(OFFICE, _pk("target")),
    "target_remove": _do(OFFICE, _pk("target"), act=True),
    "order_new": _do(INSIDERS, _code),
    "order_edit": _do(INSIDERS, _pk("order")),
    "order_remove": _do(INSIDERS, _pk("order"), act=True),
    "production_new": _do(INSIDERS, _code),
    "production_edit": _do(INSIDERS, _pk("production")),
    "production_remove": _do(INSIDERS, _pk("production"), act=True),
    # Recipients are a province's: a regency's officers choose among all of them.
    "recipient_list": _open(),
    "recipient_new": _open(WRITERS),
    "recipient": Route((*_OF_PROVINCE, *JAKARTA_ROWS), args=_pk("recipient")),
    **{
        f"recipient_{name}": Route(OFFICE, (*JAKARTA_ROWS, "regency", "regency_elsewhere"), args=_pk("recipient"))
        for name in ("edit", "rename", "former_name", "merge")
    },
    "recipient_separate": Route(OFFICE, (*JAKARTA_ROWS, "regency", "regency_elsewhere"), args=_pk("merge"), act=True),
    "delivery_new": _do(INSIDERS, _code),
    "delivery_list": _open(),
    "delivery_rows": _open(),
    "delivery_calendar": _open(),
    "delivery_map": _open(),
    "bundle_new": _open(),
    "bundle": Route(("officer",), args=_pk("bundle")),  # for who asked only
    "bundle_file": Route(("officer",), args=_pk("bundle")),
    "bast_xlsx": _see(_pk("signed")),
    "number_register": _open((*PROVINCE_WRITERS, *JAKARTA_ROWS)),
    "delivery": _see(_pk("delivery")),
    "delivery_edit": _do(INSIDERS, _pk("delivery")),
    "delivery_sign": _do(OFFICE, _pk("delivery")),
    "delivery_annul": _do(OFFICE, _pk("signed")),
    "delivery_remove": _do(INSIDERS, _pk("delivery"), act=True),
    "bast_pdf": _see(_pk("signed")),
    "annulment_pdf": _see(_pk("annulled")),
    # The address is the right; who is signed in looks, but answers for nobody.
    "receipt": Route(EVERYBODY, args=lambda world: [world.link_token], told_to_holders=True),
    "verify": Route(EVERYBODY, args=lambda world: [world.signed.check_token], told_to_holders=True),
    "receipt_link": _do(OFFICE, _pk("signed"), act=True),
    "receipt_link_revoke": _do(OFFICE, _pk("signed"), act=True),
    "receipt_paper": _do(OFFICE, _pk("signed")),
    "settlement_propose": _do(OFFICE, _pk("short")),
    "settlement_paper": _do(OFFICE, _pk("short")),
    "receipt_evidence": _see(_pk("receipt")),
    "answer_evidence": _see(_pk("answer")),
    "onward_new": _do(INSIDERS, _pk("signed")),
    "onward_remove": _do(INSIDERS, _pk("onward"), act=True),
    # What is left is an office's, not a regency's.
    "stock": _open(),
    "stock_entries": Route(("officer", "head", *JAKARTA_ROWS, "regency", "regency_elsewhere"), args=_pk("balance")),
    "stock_correct": Route(("officer", "head"), (*JAKARTA_ROWS, "regency", "regency_elsewhere"), args=_pk("balance")),
    "stock_flow": _open(),
    "stock_flow_rows": _open(query="fakta=produced"),
    "stock_movements": _open(),
    "stock_ageing": _open(),
    # The budget is an office's: its province's officers keep it, a regency's do not see it.
    "budget_list": _open((*PROVINCE_WRITERS, *JAKARTA_ROWS)),
    "budget": Route((*OFFICE, *JAKARTA_ROWS), (*_REGENCIES, "admin"), args=_budget),
    "budget_revision_new": Route(OFFICE, (*JAKARTA_ROWS, *_REGENCIES, "admin"), args=_budget),
    "payment_list": Route((*OFFICE, *JAKARTA_ROWS), (*_REGENCIES, "admin"), args=_budget),
    "payment_new": Route(OFFICE, (*JAKARTA_ROWS, *_REGENCIES, "admin"), args=_budget),
    "budget_revision": Route((*OFFICE, *JAKARTA_ROWS), _REGENCIES, args=_pk("dipa")),
    "budget_revision_file": Route((*OFFICE, *JAKARTA_ROWS), _REGENCIES, args=_pk("dipa")),
    "budget_revision_changes": Route((*OFFICE, *JAKARTA_ROWS), _REGENCIES, args=_pk("dipa")),
    "budget_revision_edit": Route(OFFICE, (*JAKARTA_ROWS, *_REGENCIES), args=_pk("budget_draft")),
    "budget_revision_enact": Route(
        ("head",), ("officer", *JAKARTA_ROWS, *_REGENCIES), args=_pk("budget_draft"), act=True
    ),
    "budget_revision_discard": Route(OFFICE, (*JAKARTA_ROWS, *_REGENCIES), args=_pk("budget_draft"), act=True),
    "revision_line_new": Route(OFFICE, (*JAKARTA_ROWS, *_REGENCIES), args=_pk("budget_draft")),
    "revision_lines_paste": Route(OFFICE, (*JAKARTA_ROWS, *_REGENCIES), args=_pk("budget_draft")),
    "revision_line_plan": Route(OFFICE, (*JAKARTA_ROWS, *_REGENCIES), args=_pk("revision_line")),
    "revision_line_edit": Route(OFFICE, (*JAKARTA_ROWS, *_REGENCIES), args=_pk("revision_line")),
    "revision_line_remove": Route(OFFICE, (*JAKARTA_ROWS, *_REGENCIES), args=_pk("revision_line"), act=True),
    "payment_correct": Route(OFFICE, (*JAKARTA_ROWS, *_REGENCIES), args=_pk("payment")),
    "quarter_list": _open((*PROVINCE_WRITERS, *JAKARTA_ROWS)),
    "quarter": Route((*OFFICE, *JAKARTA_ROWS), (*_REGENCIES, "admin"), args=_quarter),
    "quarter_begin": Route(OFFICE, (*JAKARTA_ROWS, *_REGENCIES, "admin"), args=_quarter, act=True, answers=(302,)),
    "form": Route((*OFFICE, *JAKARTA_ROWS), (*_REGENCIES, "admin"), args=lambda world: [*_quarter(world), "a"]),
    "consolidation": _open((*PROVINCE_WRITERS, *JAKARTA_ROWS), args=lambda world: [2020, 2]),
    "quarter_entry": Route(
        OFFICE, (*JAKARTA_ROWS, *_REGENCIES), args=lambda world: [world.quarter_report.pk, world.activity.code]
    ),
    "quarter_step": Route(OFFICE, (*JAKARTA_ROWS, *_REGENCIES), args=lambda world: [world.quarter_report.pk, "submit"]),
    "calendar_link": _open((*PROVINCE_WRITERS, *JAKARTA_ROWS)),
    "calendar_feed": Route(EVERYBODY, args=lambda world: [world.calendar_token]),
    "activity_budget": _see(_code),
    "progress_new": _do(OFFICE, _code),
    "progress_remove": _do(OFFICE, _pk("progress"), act=True),
    "attachment": _see(_pk("attachment")),
    "attachment_small": _see(_pk("photo")),
    "attachment_original": _do(INSIDERS, _pk("photo")),
    "attachment_remove": _do(INSIDERS, _pk("attachment"), act=True),
}
_PARTICIPANTS = {
    "business_list": _open(),
    "business_new": _open(WRITERS),
    "business_suggestions": _open(),
    "business": _see(_pk("business")),
    "business_edit": _do(INSIDERS, _pk("business")),
    "participation_list": _open(),
    "participation_new": _do(INSIDERS, _code),
    "participation_edit": _do(INSIDERS, _pk("participation")),
    "participation_remove": _do(INSIDERS, _pk("participation"), act=True),
    "person_search": Route(SIGNED_IN, act=True, answers=(302,)),
    "person": _see(_pk("person")),
    "person_edit": _do(INSIDERS, _pk("person")),
    "person_nik": _do(OFFICE, _pk("person"), act=True),
    "activity_people": _see(_code),
    # The address is the right; who is signed in looks, but registers nobody.
    "register": Route(EVERYBODY, args=lambda world: [world.course.token], told_to_holders=True),
    "registered": Route(EVERYBODY, args=lambda world: [world.registered_token], told_to_holders=True),
    "activity_registrations": _see(_code),
    "registration_page": _do(OFFICE, _code),
    "registration_quota_new": _do(OFFICE, _code),
    "registration_quota_remove": _do(OFFICE, _pk("quota"), act=True),
    "registrations_accept": _do(INSIDERS, _code, act=True),
    "registration": _see(_pk("registration")),
    "registration_accept": _do(INSIDERS, _pk("registration")),
    "registration_refuse": _do(INSIDERS, _pk("registration")),
    "registration_move_up": _do(INSIDERS, _pk("registration"), act=True),
    "registration_papers": _do(INSIDERS, _pk("registration"), act=True),
    "activity_visits": _see(_code),
    "visit_new": _do(INSIDERS, _code),
    "visit": _see(_pk("visit")),
    "visit_edit": _do(INSIDERS, _pk("visit")),
    "visit_remove": _do(INSIDERS, _pk("visit"), act=True),
    "permit_list": _open(),
    "permit_new": _do(INSIDERS, _pk("business")),
    "permit_edit": _do(INSIDERS, _pk("permit")),
    "permit_remove": _do(INSIDERS, _pk("permit"), act=True),
    "permit_file": _see(_pk("permit")),
    "business_timeline": _see(_pk("business")),
    "activity_certificates": _see(_code),
    "certificate_issue_passed": _do(OFFICE, _code),
    "certificate_issue": _do(OFFICE, _pk("participation")),
    "certificate": _see(_pk("certificate")),
    "certificate_pdf": _see(_pk("certificate")),
    "certificate_revoke": _do(OFFICE, _pk("certificate")),
    "certificate_reissue": _do(OFFICE, _pk("certificate")),
    "certificate_link": _do(OFFICE, _pk("certificate"), act=True),
    "certificate_link_revoke": _do(OFFICE, _pk("certificate"), act=True),
    "certificate_mail": _do(OFFICE, _pk("certificate"), act=True, answers=(302,)),
    "certificate_mail_all": _do(OFFICE, _code, act=True, answers=(302,)),
    "certificate_bundle_ask": _see(_code, act=True, answers=(302,)),
    "certificate_bundle": Route(("officer",), args=_pk("certificate_bundle")),  # for who asked only
    "certificate_bundle_file": Route(("officer",), args=_pk("certificate_bundle")),
    "certificate_templates": _open(PROVINCE_WRITERS),
    "certificate_template_new": _open(PROVINCE_WRITERS),
    # A template is an office's, as its balance of stock is.
    **{
        name: Route(OFFICE, (*JAKARTA_ROWS, "regency", "regency_elsewhere"), args=_pk("certificate_template"))
        for name in ("certificate_template", "certificate_template_sample")
    },
    # The address is the right; a name is told masked.
    "certificate_pickup": Route(EVERYBODY, args=lambda world: [world.certificate_token], told_to_holders=True),
    "certificate_pickup_file": Route(EVERYBODY, args=lambda world: [world.certificate_token], told_to_holders=True),
    "certificate_verify": Route(EVERYBODY, args=lambda world: [world.certificate.check_token], told_to_holders=True),
    # The address is the right; who is signed in looks, but answers for nobody.
    "news": Route(EVERYBODY, args=lambda world: [world.news_token], told_to_holders=True),
    "follow_up_list": _open(),
    "follow_up_links_file": Route(WRITERS, others=403, act=True, answers=(302,)),  # without a reason
    "follow_up": _see(_pk("follow_up")),
    "follow_up_answer": _do(INSIDERS, _pk("follow_up")),
    "follow_up_attempt": _do(INSIDERS, _pk("follow_up")),
    "follow_up_phone": _do(INSIDERS, _pk("follow_up"), act=True),
    "follow_up_link": _do(INSIDERS, _pk("follow_up"), act=True),
    "follow_up_link_revoke": _do(INSIDERS, _pk("follow_up"), act=True),
    "activity_follow_ups": _see(_code),
    "activity_attendance": _see(_code),
    "attendance_cards": _do(INSIDERS, _code),
    "passing_rule": _do(OFFICE, _code),
    "passing_rule_remove": _do(OFFICE, _code, act=True),
    "sheet_worker": _open(),
    "attendance_session": _do(INSIDERS, _pk("session")),
    "attendance_all": _do(INSIDERS, _pk("session"), act=True),
    "attendance_send": _do(INSIDERS, _pk("session"), act=True, answers=(409,)),  # without marks it is no sending
    "attendance_sheet": _see(_pk("session")),
    "attendance_code": _do(INSIDERS, _pk("session")),
    # A card tells a stranger nothing; the address of a session only which office it is.
    "attendance_card": Route(
        ("visitor", *INSIDERS), JAKARTA_ROWS, args=lambda world: [attendance_codes.card_token(world.participation.pk)]
    ),
    "attendance_self": Route(
        EVERYBODY, args=lambda world: [attendance_codes.session_token(world.session.pk)], told_to_holders=True
    ),
    "production_makers": _do(INSIDERS, _pk("production")),
    "order_takers": _do(INSIDERS, _pk("order")),
    "activity_learning": _see(_code),
    "exam_new": _do(OFFICE, _code),
    "exam": _see(_pk("exam")),
    "exam_edit": _do(OFFICE, _pk("exam")),
    "exam_remove": _do(OFFICE, _pk("exam"), act=True),
    "exam_scores": _do(INSIDERS, _pk("exam")),
    "scores_import": _do(INSIDERS, _pk("exam")),
    "exam_links": _do(INSIDERS, _pk("exam")),
    "survey_links": _do(INSIDERS, _code),
    "question_new": _do(OFFICE, _pk("exam")),
    "questions_import": _do(OFFICE, _pk("exam")),
    "questions_copy": _do(OFFICE, _pk("exam")),
    "question_edit": _do(OFFICE, _pk("question")),
    "question_remove": _do(OFFICE, _pk("question"), act=True),
    "question_move": _do(OFFICE, _pk("question"), act=True),
    # The address is the right; who is signed in looks, but answers for nobody.
    "sheet": Route(EVERYBODY, args=lambda world: [world.sheet_token], told_to_holders=True),
    "survey": Route(EVERYBODY, args=lambda world: [world.survey_token], told_to_holders=True),
    "import_list": _open(WRITERS),
    "import_template": _open(),
    "import_template_businesses": _open(),
    "import_template_production": _open(),
    "import_new_businesses": _open(WRITERS),
    "import_new_production": _do(INSIDERS, _code),
    "import_help": _open(WRITERS),
    "import_new": _do(INSIDERS, _code),
    "import_batch": _do(INSIDERS, _pk("batch")),  # not committed: nobody else sees any of it (R13)
    "import_settle": _do(INSIDERS, _pk("batch"), act=True),
    "import_mend": _do(INSIDERS, lambda world: [world.batch.pk, 2]),
    "import_businesses": _do(INSIDERS, _pk("batch"), answers=(302,)),  # nothing is asked about this list
    "import_commit": _do(INSIDERS, _pk("batch"), act=True),
    "import_discard": _do(INSIDERS, _pk("batch"), act=True),
    "import_issues": _do(INSIDERS, _pk("batch")),
    "import_return": Route(("officer",), (*INSIDERS[1:], *JAKARTA_ROWS), args=_pk("batch")),  # the person's own file
    "import_undo": _do(INSIDERS, _pk("batch"), answers=(302,)),  # the list is not committed
}

ROUTES: dict[str, Route] = {
    **_ACCOUNT,
    **_CORE,
    **_TRAIL,
    **{f"reports:{name}": route for name, route in _REPORTS.items()},
    **{f"programs:{name}": route for name, route in _PROGRAMS.items()},
    **{f"participants:{name}": route for name, route in _PARTICIPANTS.items()},
}
