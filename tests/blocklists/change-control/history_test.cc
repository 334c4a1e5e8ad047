// The time machine: the state rebuilt from the log, forwards and backwards, against the state that was.
#include "blocklists/change-control/history.h"

#include <random>

#include "blocklists/change-control/codec.h"
#include "blocklists/change-control/verify_store.h"
#include "tests/blocklists/change-control/box.h"

using namespace schoolgate;
using namespace schoolgate::test;

namespace {

/// Settings and calendar that were never set are no row in the store; undone, they are a row that is as new.
void add(std::map<std::string, std::string>& rows, const std::string& key, const std::string& value) {
  if (key == "settings/school" && value == codec::encode(Settings{})) return;
  if (key == "calendar/school" && value == codec::encode(Calendar{})) return;
  rows[key] = value;
}

/// The state's rows as the log shows them: secrets aside, octet for octet.
std::map<std::string, std::string> rows_of(Box& box) {
  std::map<std::string, std::string> rows;
  for (const auto& [key, value] : box.store.rows(Family::state)) {
    if (key == "head") continue;
    add(rows, key, codec::as_logged(key.substr(0, key.find('/')), value).value());
  }
  return rows;
}

std::map<std::string, std::string> rows_of(const History& history) {
  std::map<std::string, std::string> rows;
  for (const auto& [key, row] : history.rows()) add(rows, key, row.value);
  return rows;
}

/// Makes changes at random, of every kind that has a place in the state; most are taken, some are refused.
class Life {
 public:
  Life(Box& box, unsigned seed) : box_(box), random_(seed) { box_.add_people(); }

  void step() {
    box_.now += std::chrono::minutes(below(600) + 1);
    const Actor who = below(2) == 0 ? manager() : console();
    if (const auto receipt = box_.changes->commit(Proposal{who, "because", any_change()}); receipt) ++taken;
    if (below(8) == 0) box_.changes->sweep();
  }

  int taken = 0;

 private:
  unsigned below(unsigned n) { return std::uniform_int_distribution<unsigned>(0, n - 1)(random_); }
  std::string id() { return "x" + std::to_string(below(6)); }
  std::string site() { return "s" + std::to_string(below(20)) + ".example"; }
  UtcSeconds soon() {
    return std::chrono::floor<std::chrono::seconds>(box_.now) + std::chrono::minutes(below(3000) + 5);
  }

  template <class Map>
  std::string one_of(const Map& map) {
    if (map.empty()) return "none";
    return std::next(map.begin(), static_cast<std::ptrdiff_t>(below(static_cast<unsigned>(map.size()))))->first;
  }

  Change any_change() {
    const auto state = box_.changes->state();
    switch (below(26)) {
      case 0: {
        Settings settings = state->settings;
        settings.school = "School " + id();
        return change::SettingsSet{settings};
      }
      case 1:
        return change::PersonAdded{{"p" + id(), "Person " + id(), Role::teacher, some_hash, true, false}};
      case 2: {
        const std::string user = one_of(state->people);
        return change::PersonChanged{{user, "Called " + id(), Role::teacher, "", false, below(2) == 0}};
      }
      case 3:
        return change::PasswordSet{one_of(state->people), some_hash, true};
      case 4: {
        Group group;
        group.id = id();
        group.name = "Group " + id();
        group.blocked_categories = {below(2) == 0 ? "gambling" : "adult"};
        return change::GroupSet{group};
      }
      case 5:
        return change::GroupRemoved{one_of(state->groups)};
      case 6:
        return change::RuleAdded{{"", RuleAction::block, site(), {}}};
      case 7:
        return change::RuleRemoved{one_of(state->rules)};
      case 8:
      case 9: {
        Unblock unblock = box_.unblock(site());
        unblock.until = soon();
        return change::UnblockGranted{unblock};
      }
      case 10:
        return change::UnblockEnded{one_of(state->unblocks)};
      case 11:
        return change::EmergencyBlockStarted{{"", {site()}, {}}};
      case 12:
        return change::EmergencyBlockEnded{one_of(state->emergencies)};
      case 13:
        return change::QuarantineStarted{{"", *Prefix::parse("10.0.0." + std::to_string(below(9) + 1)), soon()}};
      case 14:
        return change::QuarantineEnded{one_of(state->quarantines)};
      case 15:
        return change::BundleSet{{id(), "Bundle " + id(), {site()}}};
      case 16:
        return change::BundleRemoved{one_of(state->bundles)};
      case 17: {
        Device device;
        device.id = id();
        device.name = "Device " + id();
        device.hosts = {"host-" + device.id};
        return change::DeviceSet{device};
      }
      case 18:
        return change::DeviceRemoved{one_of(state->devices)};
      case 19:
        return change::LocalRecordSet{{id(), site(), "A", "10.0.0.5", 300}};
      case 20:
        return change::LocalRecordRemoved{one_of(state->local_records)};
      case 21:
        return change::ForwardZoneSet{{id(), "zone" + id() + ".example", {"10.0.0.2"}}};
      case 22:
        return change::SourceSet{{id(), "List " + id(), "https://lists.example/" + id(), "auto", "adult", true, 24}};
      case 23:
        return change::SourceRemoved{one_of(state->sources)};
      case 24: {
        ListState list;
        list.id = id();
        list.title = "List";
        list.category = "adult";
        list.origin = "file";
        list.format = "hosts";
        return change::ListTaken{list, box_.changes->state()->trie_generation + 1};
      }
      default: {
        for (const auto& [user, person] : state->people)
          if (person.disabled && !user.starts_with("erased-") && below(2) == 0) return change::PersonErased{user};
        return change::ListHeld{one_of(state->lists), "it shrank to a tenth"};
      }
    }
  }

  Box& box_;
  std::mt19937 random_;
};

}  // namespace

TEST_CASE(
    "replaying the log gives the state in the store, octet for octet, and undoing it gives each state on the way") {
  const auto seed = static_cast<unsigned>(GENERATE(range(1, 7)));
  INFO("seed " << seed);
  Box box;
  Life life(box, seed);
  for (int n = 0; n < 120; ++n) life.step();
  CHECK(life.taken > 40);
  const auto verified = verify_store(box.store, box.changes->public_key());
  INFO((verified ? "" : verified.error().what));
  REQUIRE(verified);

  History replayed;
  const auto newest = box.changes->checkpoint().size;
  auto undone = History::of(box.store);
  REQUIRE(undone);
  const auto records = box.changes->records(0, newest);
  REQUIRE(records.size() == newest);
  std::vector<std::map<std::string, std::string>> states{{}};
  for (const auto& record : records) {
    replayed.forward(record);
    states.push_back(rows_of(replayed));
  }
  CHECK(states.back() == rows_of(box));
  for (auto serial = newest; serial > 0; --serial) {
    INFO("at entry " << serial << ", " << records[serial - 1].kind);
    REQUIRE(rows_of(*undone) == states[serial]);
    undone->back(records[serial - 1]);
  }
  CHECK(rows_of(*undone).empty());
  const auto middle = history_at(box.store, newest / 2);
  REQUIRE(middle);
  CHECK(rows_of(*middle) == states[newest / 2]);
  CHECK(middle->state().value().serial == newest / 2);
}

TEST_CASE("the policy as it stood at a moment is told from the log") {
  Box box;
  box.add_people();
  box.now = monday + std::chrono::hours(1);
  const auto rule = box.commit(manager(), change::RuleAdded{{"", RuleAction::block, "a.example", {}}});
  box.now = monday + std::chrono::hours(2);
  box.commit(manager(), change::RuleRemoved{rule.id});
  box.now = monday + std::chrono::hours(3);
  box.commit(manager(), change::RuleAdded{{"", RuleAction::block, "b.example", {}}});

  const auto at = [&](std::chrono::minutes after) { return box.changes->state_at(monday + after); };
  CHECK(at(std::chrono::minutes(59)).value()->rules.empty());
  CHECK(at(std::chrono::minutes(60)).value()->rules.contains(rule.id));
  CHECK(at(std::chrono::minutes(119)).value()->rules.at(rule.id).name == "a.example");
  CHECK(at(std::chrono::minutes(120)).value()->rules.empty());
  CHECK(at(std::chrono::minutes(500)).value()->rules.size() == 1);
  CHECK(at(std::chrono::minutes(60)).value()->serial == rule.serial);
  CHECK(at(std::chrono::minutes(-10)).error().kind == Fault::Kind::not_found);
}

TEST_CASE("entries that were written while the clock was wrong are no moments of the past") {
  Box box;
  box.add_people();
  box.now = monday + std::chrono::hours(1);
  box.commit(console(), change::RuleAdded{{"", RuleAction::block, "a.example", {}}});
  box.now = UtcMillis{};  // the box woke without a battery
  box.commit(console(), change::RuleAdded{{"", RuleAction::block, "b.example", {}}});
  box.now = monday + std::chrono::hours(2);
  box.commit(console(), change::RuleAdded{{"", RuleAction::block, "c.example", {}}});
  CHECK(box.changes->state_at(monday + std::chrono::minutes(90)).value()->rules.size() == 1);
  CHECK(box.changes->state_at(monday + std::chrono::hours(2)).value()->rules.size() == 3);
}
