"""What each role may do. One dictionary to read; who holds a role where is a `Duty` row."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Role:
    """A role's name, and the capabilities it gives within the place of the duty's unit.

    `kinds`: in units of which kinds (Unit.Kind) somebody may have it.
    """

    label: str | Promise
    capabilities: frozenset[str]
    kinds: frozenset[str] = frozenset()

    def fits(self, kind: str) -> bool:
        """Whether somebody may have the role in a unit of this kind."""
        return kind in self.kinds


def _role(label: str | Promise, capabilities: str, kinds: str = "") -> Role:
    return Role(label, frozenset(capabilities.split()), frozenset(kinds.split()))


GRID = "grid"
COMMUNITY = "community"
STREET = "subdistrict"
CENTER = "district_center"
OWN = "department property_company resident_unit social_organization"
"""Units with no area of their own: whoever works there sees what the unit holds (decision 0016)."""

ANY = f"{GRID} {COMMUNITY} {STREET} {CENTER} {OWN}"
"""For what gives nothing in an area but a look at the organisation."""


HANDLES = "cases.see_held cases.handle supervision.answer whistle.answer places.view org.view"
SEES = "cases.see people.reveal"
RECORDS = "cases.report_for"
KEEPS = "people.register"
PROTECTS = "people.minors privacy.view privacy.hold privacy.record datarights.handle"
LEADS = "cases.defer cases.remind cases.seal"
LISTENS = "hotspots.see hotspots.lead"
TEACHES = "suggestions.see suggestions.choose"
PUBLISHES = "photos.publish cases.publish"
HEADS = "org.head texts.keep"
COUNTS = "measures.see measures.see_own"
ANSWERS_FOR = "measures.publish measures.judge"
SUPERVISES = "supervision.see supervision.remind"
DEMANDS = "supervision.order supervision.announce supervision.judge"
ASKED = "admission.see admission.answer admission.burden"
ASKS = "admission.see admission.apply admission.opine"
WHISTLES = "whistle.see whistle.review whistle.blow"
PROPOSES = "whistle.see whistle.propose"
AUDITS = "solicited.see solicited.check"
APPRAISES = "appraisal.run appraisal.judge"
SURVEYS = "surveys.see surveys.run surveys.enter"
JUDGES = "cases.triage cases.dispatch cases.judge_return cases.verify cases.follow_up texts.keep"

ROLES: dict[str, Role] = {
    "grid_worker": _role(
        _("Grid worker"),
        f"{HANDLES} {SEES} {RECORDS} {KEEPS} {PROPOSES} {COUNTS} cases.settle",
        GRID,
    ),
    "grid_lead": _role(
        _("Grid lead"),
        f"{HANDLES} {SEES} {RECORDS} {KEEPS} {PROPOSES} {HEADS} {COUNTS} cases.settle",
        GRID,
    ),
    "community_worker": _role(
        _("Community worker"),
        f"{HANDLES} {SEES} {RECORDS} {KEEPS} {PROPOSES} {PUBLISHES} cases.verify cases.follow_up"
        f" cases.export hotspots.see {ASKED} {COUNTS}",
        COMMUNITY,
    ),
    "community_head": _role(
        _("Head of the community"),
        f"{HANDLES} {SEES} {RECORDS} {KEEPS} {PROPOSES} {HEADS} {PUBLISHES} {LISTENS}"
        f" cases.verify cases.follow_up cases.remind cases.export {SUPERVISES} {ASKED}"
        f" admission.opine {COUNTS}",
        COMMUNITY,
    ),
    "dispatcher": _role(
        _("Dispatcher"),
        f"{HANDLES} {SEES} {RECORDS} {JUDGES} {PUBLISHES} {WHISTLES} cases.remind cases.catalogue"
        f" rulepacks.view cases.export hotspots.see suggestions.see {SUPERVISES} surveys.enter"
        f" {COUNTS}",
        f"{STREET} {CENTER}",
    ),
    "street_leader": _role(
        _("Member of the street's leadership"),
        f"{HANDLES} {SEES} {LISTENS} {WHISTLES} {SUPERVISES} whistle.confirm cases.verify"
        f" cases.remind {COUNTS}",
        STREET,
    ),
    "street_secretary": _role(
        _("Party secretary of the street"),
        f"{HANDLES} {SEES} {HEADS} {LISTENS} {WHISTLES} {SUPERVISES} {DEMANDS} whistle.confirm"
        f" cases.verify cases.remind {COUNTS}",
        STREET,
    ),
    "street_director": _role(
        _("Street director"),
        f"{HANDLES} {SEES} {LEADS} {HEADS} {LISTENS} {WHISTLES} whistle.confirm cases.verify"
        f" cases.follow_up cases.catalogue rulepacks.view org.edit cases.export {PUBLISHES}"
        f" {PROTECTS} suggestions.see {SUPERVISES} {DEMANDS} {ASKS} admission.burden"
        f" {SURVEYS} {COUNTS} {ANSWERS_FOR}",
        STREET,
    ),
    "district_director": _role(
        _("Director of the district centre"),
        f"{HANDLES} {SEES} {JUDGES} {LEADS} {HEADS} cases.catalogue rulepacks.view rulepacks.edit"
        f" {LISTENS} places.edit org.edit cases.export {PUBLISHES} {PROTECTS}"
        f" {SUPERVISES} {DEMANDS} supervision.refer {TEACHES} whistle.see whistle.judge"
        f" admission.see admission.decide admission.lists admission.burden {AUDITS}"
        f" {SURVEYS} {COUNTS} {ANSWERS_FOR} {APPRAISES}",
        CENTER,
    ),
    "appraiser": _role(
        _("Appraisal officer"),
        f"{AUDITS} {SURVEYS} {APPRAISES} cases.see measures.see places.view org.view"
        " rulepacks.view",
        f"{STREET} {CENTER}",
    ),
    "burden_officer": _role(
        _("Officer of the burden relief group"),
        "places.view org.view rulepacks.view admission.see admission.screen admission.lists"
        " admission.burden",
        CENTER,
    ),
    "department_officer": _role(
        _("Department officer"),
        f"{HANDLES} {ASKS} people.contact measures.see_own",
        OWN,
    ),
    "department_head": _role(
        _("Head of the department"),
        f"{HANDLES} {HEADS} {ASKS} people.contact measures.see_own",
        OWN,
    ),
    "mediator": _role(_("Mediator"), "org.view", ANY),
    "volunteer_lead": _role(_("Volunteer lead"), "org.view", ANY),
    "intake": _role(
        _("Intake service"),
        f"{RECORDS} cases.see surveys.enter",
        f"{COMMUNITY} {STREET} {CENTER}",
    ),
}
"""The roles that a duty may name, and in units of which kinds."""

ADMINISTRATORS: dict[str, Role] = {
    "system": _role(
        _("System administrator"),
        "places.view places.edit org.view org.edit org.session journal.parked rulepacks.view"
        " hooks.edit",
    ),
    "security": _role(
        _("Security administrator"), "org.view org.grant org.tokens org.session places.view"
    ),
    "audit": _role(
        _("Audit administrator"),
        "org.view org.session journal.read privacy.view suggestions.see solicited.see",
    ),
}
"""What the three administrators may do; none of it shows the content of a matter."""

CAPABILITIES: dict[str, str | Promise] = {
    "cases.see": _("See the cases of the area"),
    "cases.see_held": _("See the cases that one's unit holds or has held"),
    "cases.report_for": _("Record a case for a resident"),
    "cases.settle": _("Settle a case on the spot"),
    "cases.triage": _("Accept a case or not"),
    "cases.dispatch": _("Dispatch a case"),
    "cases.handle": _("Handle what one's unit holds"),
    "cases.judge_return": _("Judge whether a case is taken back"),
    "cases.defer": _("Grant that a case is deferred"),
    "cases.remind": _("Remind a unit of what it owes"),
    "cases.verify": _("Confirm a result"),
    "cases.follow_up": _("Call the reporter afterwards"),
    "cases.catalogue": _("Keep the dispatch catalogue"),
    "cases.seal": _("Seal a case, and see what is sealed"),
    "cases.export": _("Take cases and lists out as a file"),
    "cases.publish": _("Approve what the public reads of a case"),
    "suggestions.see": _("See how well suggestions held"),
    "suggestions.choose": _("Choose the model of categories that is in use"),
    "supervision.see": _("See what is supervised, and what is suggested, in the area"),
    "supervision.answer": _("Answer what is demanded of one's unit"),
    "supervision.remind": _("Prompt and remind units"),
    "supervision.order": _("Order, list publicly and talk to units"),
    "supervision.announce": _("Draw up and approve bulletins"),
    "supervision.judge": _("Judge objections, and leave errors be"),
    "supervision.refer": _("Refer to those who decide on accountability"),
    "admission.see": _("See what is admitted to the communities of the district"),
    "admission.apply": _("Apply for admission and hand out tasks, for one's unit"),
    "admission.opine": _("Give the opinion of one's unit on an application"),
    "admission.screen": _("Screen applications for admission, and record their money"),
    "admission.decide": _("Decide on admission and on refusals"),
    "admission.answer": _("Do or refuse what one's community is asked"),
    "admission.burden": _("See what is asked of the communities of the area"),
    "admission.lists": _("Publish the lists of what may be asked of communities"),
    "hotspots.see": _("See hot topics and rises of the area"),
    "hotspots.lead": _("Act on hot topics, and be warned of rises"),
    "solicited.see": _("See that best ratings which came together are checked"),
    "solicited.check": _("Check best ratings that came together"),
    "surveys.see": _("See the surveys of the area and what came of them"),
    "surveys.run": _("Draw up, send and publish surveys"),
    "surveys.enter": _("Enter what residents answered on paper"),
    "measures.see": _("See the figures of the area"),
    "measures.see_own": _("See the figures of what one's unit holds"),
    "measures.publish": _("Publish the figures of the area"),
    "measures.judge": _("Decide what is left out of the assessment"),
    "appraisal.run": _("Draw up appraisals, reckon and publish them"),
    "appraisal.judge": _("Judge objections to scores, and talk with workers"),
    "whistle.see": _("See the whistles of the area"),
    "whistle.propose": _("Propose a whistle to the street"),
    "whistle.review": _("Take up what was proposed, or answer it; prepare a whistle"),
    "whistle.blow": _("Blow whistles of the kinds that the rule pack names, and lead them"),
    "whistle.answer": _("Sign, report in and finish for one's unit when it is named"),
    "whistle.confirm": _("Confirm results of a whistle, rate departments, close it"),
    "whistle.judge": _("Judge objections, and decide what a street brought before the district"),
    "photos.publish": _("Make copies of photos for the public, without faces and plates"),
    "people.reveal": _("See personal data in full, for a reason"),
    "people.contact": _("See the name and phone of who reported what one's unit holds"),
    "people.register": _("Keep the register of residents"),
    "people.minors": _("Approve that a minor's data is seen"),
    "privacy.view": _("See what personal data is kept for how long, and what was erased"),
    "datarights.handle": _("Answer requests about data"),
    "privacy.hold": _("Keep a record from being erased"),
    "privacy.record": _("Record incidents with personal data and impact assessments"),
    "places.view": _("See the places"),
    "places.edit": _("Change places and grids"),
    "rulepacks.view": _("Read the rule packs"),
    "rulepacks.edit": _("Change the rule packs"),
    "org.view": _("See the organisation"),
    "org.edit": _("Keep the phones of units"),
    "texts.keep": _("Keep the standard texts of one's unit"),
    "org.head": _("Answer for the unit: told by the ladder when it is late"),
    "org.grant": _("Set up users, grant and end duties"),
    "org.tokens": _("Issue and revoke tokens"),
    "org.session": _("Open a staff session"),
    "journal.read": _("Read the journal"),
    "journal.parked": _("Tend what failed in the background"),
    "hooks.edit": _("Set up webhooks"),
}
"""What each capability lets somebody do, in the order in which the page shows them."""

CONTENT = "cases.see"
"""What an administrator gains for the time of a staff session, and nothing else."""


def capabilities() -> frozenset[str]:
    """Every capability that some role gives."""
    every = [*ROLES.values(), *ADMINISTRATORS.values()]
    return frozenset().union(*(role.capabilities for role in every))
