// Reports from the block page, names that were looked through, and the settings about blocked answers.
#include "blocklists/change-control/validate.h"
#include "blocklists/change-control/verify_store.h"
#include "tests/blocklists/change-control/box.h"

using namespace schoolgate;
using namespace schoolgate::test;

namespace {

SiteReport report(const std::string& name = "www.romans.example") {
  SiteReport made;
  made.kind = SiteReportKind::needed;
  made.name = name;
  made.text = "Year 4: the Romans";
  made.device = "10.1.0.7";
  made.group = "pupils";
  return made;
}

bool verifies(const Box& box) { return verify_store(box.store, box.changes->public_key()).has_value(); }

}  // namespace

TEST_CASE("a report is on record from its arrival to its end, and its words can be erased from the record") {
  Box box;
  box.add_people();
  const auto added = box.commit(by_system(), change::SiteReportAdded{report()}, "");
  CHECK(added.id == "p-" + std::to_string(added.serial));
  const auto state = box.changes->state();
  REQUIRE(state->site_reports.size() == 1);
  CHECK(state->site_reports.at(added.id).time == monday);
  const auto record = box.changes->records(added.serial - 1, 1).at(0);
  CHECK(record.kind == "site_report.added");
  CHECK(record.after.find("the Romans") != std::string::npos);
  CHECK(record.leaf.find("the Romans") == std::string::npos);
  CHECK(record.leaf.find("10.1.0.7") == std::string::npos);
  CHECK(record.after.find("www.romans.example") != std::string::npos);
  CHECK(record.leaf.find("www.romans.example") == std::string::npos);  // a site may be named after somebody
  box.open();
  CHECK(box.changes->state()->site_reports == state->site_reports);
  CHECK(verifies(box));
  box.commit(manager(), change::SiteReportClosed{added.id});
  CHECK(box.changes->state()->site_reports.empty());
  CHECK(box.refused(manager(), change::SiteReportClosed{added.id}).kind == Fault::Kind::not_found);
  CHECK(verifies(box));
}

TEST_CASE("nobody but the block page sends reports, and teachers do not close them") {
  Box box;
  box.add_people();
  CHECK(box.refused(manager(), change::SiteReportAdded{report()}).kind == Fault::Kind::forbidden);
  const auto added = box.commit(by_system(), change::SiteReportAdded{report()}, "");
  CHECK(box.refused(teacher(), change::SiteReportClosed{added.id}).kind == Fault::Kind::forbidden);
  CHECK(box.refused(manager(), change::SiteReportClosed{added.id}, " ").kind == Fault::Kind::bad_input);
}

TEST_CASE("a report that makes no sense, comes twice or names a sealed site is refused") {
  Box box;
  box.sealed = [](NameView name) { return name == Name::from_text("illegal.example").value().view(); };
  CHECK(box.refused(by_system(), change::SiteReportAdded{report("illegal.example")}).kind == Fault::Kind::forbidden);
  CHECK(box.refused(by_system(), change::SiteReportAdded{report("no name")}).kind == Fault::Kind::bad_input);
  SiteReport bad = report();
  bad.text = std::string(max_site_report_octets + 1, 'x');
  CHECK(box.refused(by_system(), change::SiteReportAdded{bad}).kind == Fault::Kind::limit);
  bad.text = "\x01";
  CHECK(box.refused(by_system(), change::SiteReportAdded{bad}).kind == Fault::Kind::bad_input);
  box.commit(by_system(), change::SiteReportAdded{report()}, "");
  CHECK(box.refused(by_system(), change::SiteReportAdded{report()}).kind == Fault::Kind::conflict);
  SiteReport other = report();
  other.device = "10.1.0.8";
  box.commit(by_system(), change::SiteReportAdded{other}, "");
}

TEST_CASE("open reports are bounded") {
  Box box;
  std::vector<Proposal> many;
  for (std::size_t n = 0; n < max_open_site_reports; ++n)
    many.push_back({by_system(), "", change::SiteReportAdded{report("n" + std::to_string(n) + ".example")}});
  REQUIRE(box.changes->commit(std::move(many), {}));
  CHECK(box.refused(by_system(), change::SiteReportAdded{report()}).kind == Fault::Kind::limit);
}

TEST_CASE("a name that is blocked often is kept, allowed with a rule, or looked at again") {
  Box box;
  box.add_people();
  const auto mark = [](BlockedNameOutcome outcome) {
    return change::BlockedNameReviewed{{"maths.example", outcome, {}}};
  };
  CHECK(box.refused(manager(), mark(BlockedNameOutcome::open)).kind == Fault::Kind::not_found);
  CHECK(box.refused(manager(), mark(BlockedNameOutcome::allowed)).kind == Fault::Kind::conflict);
  box.commit(manager(), mark(BlockedNameOutcome::kept));
  CHECK(box.changes->state()->blocked_names.at("maths.example").time == monday);
  box.commit(manager(), change::RuleAdded{{"", RuleAction::allow, "maths.example", {}}});
  box.commit(manager(), mark(BlockedNameOutcome::allowed));
  CHECK(box.changes->state()->blocked_names.at("maths.example").outcome == BlockedNameOutcome::allowed);
  CHECK(box.refused(teacher(), mark(BlockedNameOutcome::kept)).kind == Fault::Kind::forbidden);
  CHECK(verifies(box));
  box.commit(manager(), mark(BlockedNameOutcome::open));
  CHECK(box.changes->state()->blocked_names.empty());
  CHECK(verifies(box));
}

TEST_CASE("how long blocked answers are kept is a setting with an end, and an older store has the default") {
  Box box;
  box.add_people();
  Settings settings = box.changes->state()->settings;
  CHECK(settings.recent_blocks == RecentBlocks{RecentBlocks::Keep::without_client, 60});
  settings.recent_blocks.minutes = RecentBlocks::max_minutes + 1;
  CHECK(box.refused(manager(), change::SettingsSet{settings}).kind == Fault::Kind::bad_input);
  settings.recent_blocks = {RecentBlocks::Keep::with_client, 15};
  settings.monitoring_notice = "We look at what is blocked.";
  box.commit(manager(), change::SettingsSet{settings});
  box.open();
  CHECK(box.changes->state()->settings == settings);
  CHECK(verifies(box));
}
