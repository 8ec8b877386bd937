"""One province's complete work and everybody who might look at it: the scene of the matrix."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from dekon_portal.accounts.models import User
from dekon_portal.core import uploads
from dekon_portal.core.models import PendingUpload
from participants import people, permits, registrations, selection
from participants.certificates import bundles as certificate_bundles
from participants.certificates import issuing, links
from participants.imports import batches
from participants.models import (
    Business,
    Certificate,
    CertificateBundle,
    CertificateTemplate,
    EntrepreneurRule,
    Exam,
    FollowUp,
    ImportBatch,
    Participation,
    Permit,
    Person,
    Question,
    Registration,
    RegistrationPage,
    RegistrationQuota,
    Visit,
)
from programs import activities, attachments, bundles, goods, receipts, recipients, sessions, settlements, trainers
from programs import onward as passing
from programs.budget import payments, progress, revisions
from programs.models import (
    Activity,
    ActivityPartner,
    ActivityTarget,
    Appointment,
    Attachment,
    BastBundle,
    BudgetCode,
    BudgetLine,
    BudgetRevision,
    Delivery,
    DifferenceKind,
    FormColumnChoice,
    Holiday,
    Kbli,
    Office,
    Onward,
    OnwardItem,
    Order,
    Partner,
    PhysicalProgress,
    Product,
    Production,
    QuarterEntry,
    QuarterReport,
    Realisation,
    Receipt,
    Recipient,
    RecipientMerge,
    RestrictionSpell,
    ReviewComment,
    RevisionLine,
    Session,
    SettlementAnswer,
    StockBalance,
    Trainer,
    UnitConversion,
)
from programs.quarterly import feed
from programs.quarterly import review as quarterly
from programs.quarters import Quarter
from reports.issuing import issue, tasks
from reports.models import Flag, FlagRule, IssuedReport, IssueRequest, ReportNumbers
from reports.registry import REPORTS
from reports.selection import Selection
from tests import make, papers

SECRET = "Rahasia Sumsel"
"""In the name of everything of the province that a stranger must not read."""
NIK = make.nik(7)


@dataclass
class World:
    office: Office
    activity: Activity
    session: Session
    trainer: Trainer
    partner: Partner
    activity_partner: ActivityPartner
    target: ActivityTarget
    order: Order
    production: Production
    recipient: Recipient
    delivery: Delivery
    signed: Delivery
    annulled: Delivery
    bundle: BastBundle
    link_token: str
    short: Delivery
    receipt: Receipt
    answer: SettlementAnswer
    onward: Onward
    attachment: Attachment
    photo: Attachment
    person: Person
    business: Business
    participation: Participation
    exam: Exam
    question: Question
    sheet_token: str
    survey_token: str
    visit: Visit
    permit: Permit
    certificate_template: CertificateTemplate
    certificate: Certificate
    certificate_token: str
    certificate_bundle: CertificateBundle
    follow_up: FollowUp
    news_token: str
    entrepreneur_rule: EntrepreneurRule
    batch: ImportBatch
    balance: StockBalance
    appointment: Appointment
    budget_line: BudgetLine
    dipa: BudgetRevision
    budget_draft: BudgetRevision
    quarter_report: QuarterReport
    quarter_entry: QuarterEntry
    calendar_token: str
    budget_code: BudgetCode
    form_column: FormColumnChoice
    revision_line: RevisionLine
    payment: Realisation
    progress: PhysicalProgress
    holiday: Holiday
    spell: RestrictionSpell
    kbli: Kbli
    conversion: UnitConversion
    merge: RecipientMerge
    upload: PendingUpload
    course: RegistrationPage
    quota: RegistrationQuota
    registration: Registration
    registered_token: str
    flag: Flag
    flag_rule: FlagRule
    comment: ReviewComment
    issued: IssuedReport
    issue_request: IssueRequest
    report_numbers: ReportNumbers
    who: dict[str, User | None]


def build() -> World:
    """Sumatera Selatan's draft in Kota Palembang with one of everything, and a cast of insiders and outsiders."""
    office, elsewhere = make.office("16", name=f"Dinas {SECRET}"), make.office("51")
    officer = make.user("petugas_provinsi", office)
    make.year()
    activity = make.activity(
        office, officer, title=f"Bimtek {SECRET}", place=f"Gedung {SECRET}", regency=make.regency("16.71")
    )
    trainer = trainers.save(
        Trainer(province=office.province, name=f"Narasumber {SECRET}"),
        by=officer,
        cv=trainers.CV(papers.pdf(), "application/pdf"),
    )
    session = Session(activity=activity, date=date(2020, 6, 15), topic=f"Materi {SECRET}")
    sessions.save(session, by=officer, trainers=[trainer])
    partner = activities.save_partner(
        Partner(province=office.province, regency_id="16.71", kind="lainnya", name=f"Mitra {SECRET}"), by=officer
    )
    activity_partner = ActivityPartner(activity=activity, partner=partner)
    activities.save_child(activity_partner, by=officer)
    mask, recipient = make.product(), make.recipient("16", name=f"Gugus Tugas {SECRET}")
    target = ActivityTarget.objects.create(activity=activity, product=mask, unit=mask.unit, quantity=500)
    order = make.order(activity, officer, 100, orderer=recipient, note=SECRET)
    production = make.production(activity, officer, 300, note=SECRET)
    signed = goods.sign(
        make.delivery(activity, officer, {mask: 100}, recipient=recipient, number=f"001/{SECRET}"), by=officer
    )
    link_token = make.link(signed, officer)
    onward = passing.pass_on(
        Onward(delivery=signed, recipient=recipient), [OnwardItem(product=mask, unit=mask.unit, quantity=1)], by=officer
    )
    short, receipt, answer = _settled_on_paper(activity, officer, mask, recipient)
    business = make.business("16", name=f"Konveksi {SECRET}", regency=make.regency("16.71"))
    person = make.person("16", name=f"Peserta {SECRET}", nik=NIK, regency=make.regency("16.71"))
    participation = Participation(activity=activity, person=person, business=business)
    people.enrol(participation, by=officer)
    exam = make.exam(activity, officer, title=f"Uji {SECRET}", questions=1)
    photo = SimpleUploadedFile("ktp.jpg", papers.photo())
    template = make.certificate_template(office, name=f"Templat {SECRET}")
    graduate = make.participation(activity, officer, person=make.person("16", name=f"Lulusan {SECRET}"))
    certificate = issuing.issue_one(graduate, template, by=officer, reason=f"Alasan {SECRET}")
    certificate_bundle = certificate_bundles.ask(activity, by=officer)
    certificate_bundles.make(certificate_bundle)
    follow_up = make.round_of(participation)
    bundle = bundles.ask(officer, "")
    bundles.make(bundle)
    course = make.registration_page(activity, officer, requirements=SECRET)
    applicant = make.applicant(3, name=f"Pendaftar {SECRET}")
    registered_token = registrations.token_of("formulir", applicant.nik)
    registration = registrations.register(
        course, applicant, token=registered_token, link="", papers=receipts.photo_of(photo)
    )
    head = make.user("pejabat_provinsi", office)
    paper = SimpleUploadedFile("dipa.pdf", papers.pdf())
    dipa = revisions.enact(make.revision(office, officer, note=f"Catatan {SECRET}", file=paper), by=head)
    quarter_report = quarterly.begin(office, make.year(), Quarter(2020, 2), by=officer)
    budget_draft = make.revision(office, officer, reason="refocusing", note=f"Catatan {SECRET}")
    line = dipa.lines.get().line
    payment = payments.record_payment(line, sp2d=SECRET, dated=date(2020, 3, 2), amount=1_000_000, by=officer)
    reviewer = make.user("peninjau")
    issued, issue_request = _issued_twice(reviewer, office)
    sheet = f"Nama;NIK\n{SECRET};{make.nik(8)}\nSatu Lagi;{make.nik(9)}\n".encode()
    return World(
        office=office,
        activity=activity,
        session=session,
        trainer=trainer,
        partner=partner,
        activity_partner=activity_partner,
        target=target,
        order=order,
        production=production,
        recipient=recipient,
        delivery=make.delivery(activity, officer, {mask: 50}, recipient=recipient),
        signed=signed,
        bundle=bundle,
        annulled=goods.annul(
            goods.sign(
                make.delivery(activity, officer, {mask: 10}, recipient=recipient, number=f"002/{SECRET}"), by=officer
            ),
            by=officer,
            reason=SECRET,
        ),
        link_token=link_token,
        short=short,
        receipt=receipt,
        answer=answer,
        onward=onward,
        attachment=attachments.store(
            SimpleUploadedFile(f"{SECRET}.pdf", papers.pdf()), activity=activity, kind="laporan", by=officer
        ),
        photo=attachments.store(
            SimpleUploadedFile(f"{SECRET}.jpg", papers.photo()), activity=activity, kind="foto", by=officer
        ),
        person=person,
        business=business,
        participation=participation,
        exam=exam,
        question=exam.questions.get(),
        sheet_token=make.sheet(exam, participation, officer),
        survey_token=make.survey(participation, officer),
        visit=make.visit(
            activity, officer, business=business, findings=SECRET, companion=SECRET, next_step=f"Daftar halal {SECRET}"
        ),
        permit=permits.save(
            Permit(business=business, kind="halal", number=SECRET, issuer=SECRET, valid_until=date(2020, 6, 15)),
            receipts.Evidence(papers.pdf(), "application/pdf"),
            by=officer,
        ),
        certificate_template=template,
        certificate=certificate,
        certificate_token=links.make(certificate, by=officer)[1],
        certificate_bundle=certificate_bundle,
        follow_up=follow_up,
        news_token=make.follow_up_link(follow_up, officer),
        entrepreneur_rule=EntrepreneurRule.objects.create(fiscal_year=make.year(), source="contoh"),
        batch=batches.examine(batches.upload(activity, sheet, f"{SECRET}.csv", by=officer), by=officer),
        balance=StockBalance._base_manager.get(),
        appointment=Appointment._base_manager.create(
            office=office, role="ppk", name=f"Pejabat {SECRET}", valid_from=date(2020, 1, 1)
        ),
        budget_line=BudgetLine._base_manager.create(
            office=office, fiscal_year=activity.fiscal_year, code="contoh", description=f"Rincian {SECRET}"
        ),
        dipa=dipa,
        budget_draft=budget_draft,
        quarter_report=quarter_report,
        quarter_entry=quarterly.write(
            QuarterEntry(report=quarter_report, activity=activity, obstacles=f"Kendala {SECRET}"), by=officer
        ),
        calendar_token=feed.make(officer),
        budget_code=BudgetCode.objects.create(fiscal_year=make.year(), code="019.06.07", name="Program"),
        form_column=FormColumnChoice.objects.create(form="A", column="location", heading="Tempat"),
        revision_line=budget_draft.lines.get(),
        payment=payment,
        progress=progress.record(
            PhysicalProgress(activity=activity, as_of=date(2020, 6, 30), percent=40, note=SECRET), by=officer
        ),
        holiday=Holiday.objects.create(date=date(2020, 8, 17), name="Hari Kemerdekaan", kind="libur"),
        spell=RestrictionSpell.objects.create(province=office.province, source="contoh"),
        merge=recipients.merge(
            make.recipient("16", name=f"Satgas {SECRET}"), recipient, reason="Penerima yang sama", by=officer
        ),
        conversion=UnitConversion.objects.create(product=mask, unit="pak", holds=50),
        kbli=Kbli.objects.create(code="14111", edition="2020", title="Pakaian jadi"),
        course=course,
        quota=selection.save_quota(RegistrationQuota(page=course, regency=make.regency("16.71"), places=9), by=officer),
        registration=registration,
        registered_token=registered_token,
        flag=Flag._base_manager.create(
            activity=activity,
            rule="angka-bulat",
            first_seen=timezone.now(),
            last_seen=timezone.now(),
            found={"round": 5, "of": 5, "percent": 100},
            badness=100,
        ),
        flag_rule=FlagRule.objects.create(rule="angka-bulat", threshold="lebih_dari", value=60),
        comment=ReviewComment._base_manager.create(
            activity=activity, place="place", text=f"Komentar {SECRET}", by=officer, by_name=str(officer)
        ),
        issued=issued,
        issue_request=issue_request,
        report_numbers=ReportNumbers.objects.get(),
        upload=uploads.begin(officer, name=f"{SECRET}.pdf", length=9, page="/"),
        who={
            "visitor": None,
            "officer": officer,
            "head": head,
            "regency": make.user("petugas_kabkota", office, regency=make.regency("16.71")),
            "regency_elsewhere": make.user("petugas_kabkota", office, regency=make.regency("16.74")),
            "outsider": make.user("petugas_provinsi", elsewhere),
            "outsider_head": make.user("pejabat_provinsi", elsewhere),
            "reviewer": reviewer,
            "leader": make.user("pimpinan"),
            "auditor": make.user("auditor"),
            "admin": make.user("admin"),
            "nobody": make.user(),
        },
    )


def _settled_on_paper(
    activity: Activity, officer: User, mask: Product, recipient: Recipient
) -> tuple[Delivery, Receipt, SettlementAnswer]:
    """Ten masks of which nine arrived: the receipt and the agreement on paper."""
    short = make.signed(activity, officer, {mask: 10}, recipient=recipient)
    scan = {"scan": receipts.Evidence(papers.pdf(), "application/pdf"), "reason": "Tidak ada sinyal"}
    said = {"by": officer, "who": f"Penerima {SECRET}", "position": "Ketua", **scan}
    receipt = receipts.record_paper(short, [receipts.Count(9)], received_on=date(2020, 6, 16), **said)
    line = settlements.Proposed(receipt.items.get(), DifferenceKind.SHORT, 9)
    proposal = settlements.propose(receipt, [line], by=officer, position="PPK", explanation=f"Tertinggal {SECRET}")
    return short, receipt, settlements.record_agreement(proposal, **said)


def _issued_twice(reviewer: User, office: Office) -> tuple[IssuedReport, IssueRequest]:
    """The second revision of the province's report, and a request that a rule said no to."""
    report = REPORTS["rekap-provinsi"]
    selection = Selection(reviewer, 2020, province=office.province)
    for reason in ("", "Data terlambat"):
        tasks.carry_out(issue.ask(report, selection, by=reviewer, reason=reason).pk)
    refused = issue.ask(report, selection, by=reviewer, reason="Tidak jadi terbit")
    IssueRequest._base_manager.filter(pk=refused.pk).update(state="failed", refusal="Tidak jadi.")
    return IssuedReport._base_manager.get(revision=2), refused


def fingerprint() -> dict[str, Any]:
    """Every row of every table of the portal, to see that a refused act changed nothing."""
    from django.apps import apps

    own = ("accounts", "core", "programs", "participants", "reports")
    return {
        model._meta.label: sorted(repr(list(map(_plain, row))) for row in model._base_manager.values_list())
        for label in own
        for model in apps.get_app_config(label).get_models()
        if model._meta.label != "accounts.User"  # the time of signing in
    }


def _plain(value: Any) -> Any:
    """PostgreSQL answers a file as a view of memory, which is another one each time."""
    return bytes(value) if isinstance(value, memoryview) else value
