// Three schools written out as templates and a few changes; a question a line, answered as the school's policy demands.
#include <algorithm>
#include <fstream>

#include "blocklists/policy/decision.h"
#include "blocklists/policy/explain.h"
#include "blocklists/policy/templates.h"
#include "tests/blocklists/policy/world.h"
#include "tests/catch.h"
#include "tests/source_folder.h"

namespace schoolgate {
namespace {

constexpr std::size_t fewest_questions = 60;
constexpr std::uint16_t type_a = 1;

/// A device of the group, or the address itself when one is written.
Address client_of(const test::World& world, const std::string& who) {
  if (who.starts_with('@')) return test::address(who.substr(1));
  Address first = world.state.groups.at(who).addresses.at(0).address;
  first.octets[15] = 20;  // none of those that are quarantined
  return first;
}

TEST_CASE("three schools' policies answer as their documents demand") {
  std::ifstream file(test::source_folder() / "tests/blocklists/policy/schools.txt");
  REQUIRE(file);
  test::World world;
  std::shared_ptr<const Snapshot> snapshot;
  std::size_t questions = 0;
  int line_number = 0;
  for (std::string line; std::getline(file, line);) {
    ++line_number;
    line = line.substr(0, line.find('#'));
    const auto words = test::split(line, ' ');
    if (words.empty()) continue;
    if (words[0] == "school") {
      world = test::World();
      snapshot.reset();
    } else if (words[0] == "template") {
      const Template* chosen = find_template(words.at(1));
      REQUIRE(chosen != nullptr);
      world.state = with_template(std::move(world.state), chosen->make());
    } else if (line.find("->") == std::string::npos) {
      world.add(line);
    } else {
      if (!snapshot) snapshot = world.snapshot();
      INFO("schools.txt:" << line_number << ": " << line);
      REQUIRE(snapshot->warnings.empty());
      const Explanation told =
          explain(*snapshot, client_of(world, words.at(0)), test::name(words.at(1)), type_a, world.time(words.at(2)));
      INFO(told.sentence);
      CHECK((told.decision.verdict == Verdict::allow ? "allowed" : "blocked") == words.at(4));
      ++questions;
    }
  }
  CHECK(questions >= fewest_questions);
}

TEST_CASE("a template keeps what is the school's own") {
  test::World world = test::make_world(
      "zone Europe/London\nperiod lunch mon 11:00 11:30\n"
      "group pupils at 10.1.0.0/16 blocks gambling garden own.example\n");
  world.state.groups.at("pupils").name = "Our pupils";
  const Template* secondary = find_template("secondary");
  const PolicyState after = with_template(world.state, secondary->make());
  const Group& pupils = after.groups.at("pupils");
  CHECK(pupils.name == "Our pupils");
  CHECK(pupils.addresses.size() == 1);
  CHECK(pupils.garden == std::vector<std::string>{"own.example"});
  CHECK(pupils.youtube == YouTube::moderate);
  CHECK(after.calendar.periods.size() == 1);
  CHECK(after.calendar.periods[0].from == 11 * 60);
  // Applied twice it changes nothing more.
  const TemplatePolicy again = fitted(secondary->make(), after);
  CHECK(again.groups.empty());
  CHECK(again.schedules.empty());
  CHECK(again.periods.empty());
}

TEST_CASE("every template is a policy without a warning, and its categories are in one place each") {
  for (const Template& each : templates()) {
    INFO(each.id);
    const TemplatePolicy policy = each.make();
    CHECK_FALSE(each.meaning.empty());
    test::World world;
    world.state = with_template(PolicyState{}, policy);
    CHECK(world.snapshot()->warnings.empty());
    for (const Group& group : policy.groups) {
      std::vector<std::string> ids = group.blocked_categories;
      ids.insert(ids.end(), group.allowed_categories.begin(), group.allowed_categories.end());
      for (const Timed& row : group.timed_categories) ids.push_back(row.id);
      std::ranges::sort(ids);
      CHECK(std::ranges::adjacent_find(ids) == ids.end());
    }
  }
}

// What lessons, offices and updates need daily. Lists may hold some of it; the services of a kind must not.
constexpr std::string_view needed_daily[] = {
    "accounts.google.com",
    "apps.apple.com",
    "apps.microsoft.com",
    "classroom.google.com",
    "docs.google.com",
    "drive.google.com",
    "mail.google.com",
    "meet.google.com",
    "play.google.com",
    "www.googleapis.com",
    "fonts.gstatic.com",
    "login.microsoftonline.com",
    "outlook.office.com",
    "outlook.office365.com",
    "school.sharepoint.com",
    "teams.microsoft.com",
    "www.office.com",
    "m365.cloud.microsoft",
    "education.minecraft.net",
    "i.vimeocdn.com",
    "player.vimeo.com",
    "www.bbc.co.uk",
    "www.icloud.com",
    "gdmf.apple.com",
    "zoom.us",
    "www.canva.com",
    "scratch.mit.edu",
    "www.thenational.academy",
    "update.googleapis.com",
    "fe2.update.microsoft.com",
    "www.youtubeeducation.com",
    "www.youtube.com",
};

TEST_CASE("no template, and no new appliance, blocks what a school needs daily unless a list does") {
  std::vector<std::pair<std::string, PolicyState>> policies;
  for (const Template& each : templates()) policies.emplace_back(each.id, with_template(PolicyState{}, each.make()));
  PolicyState everything;
  for (const Category& category : categories())
    if (category.id != "youtube" && !category.allow_type)
      everything.groups["strict"].blocked_categories.emplace_back(category.id);
  policies.emplace_back("every category but YouTube", std::move(everything));
  for (auto& [title, state] : policies) {
    test::World world;
    world.state = std::move(state);
    const auto snapshot = world.snapshot();
    for (GroupNumber group = 0; group < snapshot->groups.size(); ++group) {
      if (snapshot->groups[group].walled_garden) continue;
      for (const std::string_view text : needed_daily) {
        INFO(title << ", " << snapshot->groups[group].id << ": " << text);
        const Client client{group, true, nullptr, nullptr};
        CHECK(decide(*snapshot, client, test::name(text), type_a, world.time("10:00")).verdict == Verdict::allow);
      }
    }
  }
}

}  // namespace
}  // namespace schoolgate
