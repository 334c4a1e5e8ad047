// The decision table: decision_table.txt, one readable case a line. A line that fails is named with its number.
#include <algorithm>
#include <charconv>
#include <fstream>

#include <fmt/format.h>

#include "blocklists/policy/decision.h"
#include "blocklists/policy/explain.h"
#include "tests/blocklists/policy/world.h"
#include "tests/catch.h"
#include "tests/source_folder.h"

namespace schoolgate {
namespace {

constexpr std::size_t fewest_cases = 250;  // the table's promise

struct Expected {
  std::string verdict, tier, by = "-", valid_for = "always";
};

/// "-> block category gambling for 30": what stands right of the arrow.
Expected parse_expected(const std::vector<std::string>& words) {
  Expected expected{words.at(0), words.at(1), "-", "always"};
  std::size_t at = 2;
  if (at < words.size() && words[at] != "for") expected.by = words[at++];
  if (at < words.size()) expected.valid_for = words.at(at + 1);
  return expected;
}

std::string_view tier_word(Tier tier) {
  constexpr std::string_view words[] = {"sealed", "quarantine", "emergency", "unblock",
                                        "garden", "rule",       "category",  "default"};
  return words[static_cast<std::size_t>(tier) - 1];
}

std::string told(const Snapshot& snapshot, const Decision& decision) {
  std::string text(to_text(decision.verdict));
  text += " " + std::string(tier_word(decision.tier)) + " ";
  if (decision.action)
    text += fmt::format("{}/{}@{}", categories()[decision.category].id, test::zone_word(*decision.action),
                        snapshot.lists->lists.at(decision.zone).id);
  else if (decision.tier == Tier::category)
    text += decision.service ? decision.by : categories()[decision.category].id;
  else
    text += decision.by.empty() ? "-" : decision.by;
  return text + " for " + (decision.valid_for == UINT32_MAX ? "always" : std::to_string(decision.valid_for));
}

std::uint16_t record_type(std::string_view text) {
  if (text == "A") return 1;
  if (text == "AAAA") return 28;
  if (text == "TXT") return 16;
  if (text == "HTTPS") return 65;
  throw std::invalid_argument("no such record type: " + std::string(text));
}

/// One case: "10.1.9.5 www.bet.example A 10:00 -> block category gambling".
void check_case(const test::World& world, const Snapshot& snapshot, const std::string& line, int line_number) {
  const std::size_t arrow = line.find("->");
  const auto asked = test::split(std::string_view(line).substr(0, arrow), ' ');
  Expected expected = parse_expected(test::split(std::string_view(line).substr(arrow + 2), ' '));
  const Client client = identify(snapshot, test::address(asked.at(0)));
  const Decision decision =
      decide(snapshot, client, test::name(asked.at(1)), record_type(asked.at(2)), world.time(asked.at(3)));
  INFO("decision_table.txt:" << line_number << ": " << line);
  // Far from the time of building a schedule is looked ahead for two days at most.
  if (!snapshot.time->horizon.holds(world.time(asked.at(3))) && decision.valid_for == 2 * 86400 &&
      expected.valid_for != "always" && std::stoul(expected.valid_for) > decision.valid_for)
    expected.valid_for = "172800";
  CHECK(told(snapshot, decision) ==
        expected.verdict + " " + expected.tier + " " + expected.by + " for " + expected.valid_for);
}

/// The same with schedules ready for the days around a world's day, and with none: both ways of looking agree.
void check_table(bool with_horizon) {
  std::ifstream table(test::source_folder() / "tests/blocklists/policy/decision_table.txt");
  REQUIRE(table);
  test::World world;
  std::shared_ptr<const Snapshot> snapshot;
  std::size_t cases = 0;
  int line_number = 0;
  for (std::string line; std::getline(table, line);) {
    ++line_number;
    line = line.substr(0, line.find('#'));
    if (line.starts_with("world ")) {
      world = test::World();
      snapshot.reset();
    } else if (line.find("->") == std::string::npos) {
      world.add(line);
    } else {
      if (!snapshot) {
        if (with_horizon) world.built_at = world.time("12:00");
        snapshot = world.snapshot();
      }
      REQUIRE(snapshot->warnings.empty());
      check_case(world, *snapshot, line, line_number);
      ++cases;
    }
  }
  CHECK(cases >= fewest_cases);
}

TEST_CASE("every line of the decision table is decided as it says") { check_table(true); }
TEST_CASE("every line of the decision table is decided so far from the time of building too") { check_table(false); }

}  // namespace
}  // namespace schoolgate
