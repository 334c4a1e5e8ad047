// A thousand edits at random of the store and of each kind of export: flipped, dropped, swapped, cut off, signed with
// another key, spliced from two histories. All are caught, and what was done to one entry is told with its number.
#include <fstream>
#include <random>

#include "blocklists/change-control/codec.h"
#include "blocklists/change-control/export.h"
#include "blocklists/change-control/log.h"
#include "blocklists/change-control/verify_store.h"
#include "blocklists/printable.h"
#include "tests/blocklists/change-control/box.h"

using namespace schoolgate;
using namespace schoolgate::test;

namespace {

constexpr unsigned seed = 20261122;
constexpr int edits = 1000;

void live(Box& box, const std::string& sites) {
  box.add_people();
  box.commit(manager(), change::UnblockGranted{box.unblock(sites + ".example")}, "=HYPERLINK(\"x\",\"y\")\r\n, z");
  for (int n = 0; n < 6; ++n)
    box.commit(manager(), change::RuleAdded{{"", RuleAction::block, sites + std::to_string(n) + ".example", {}}},
               "<why>");
  box.commit(manager(), change::PersonChanged{{"j.smith", "Jo Smith", Role::teacher, "", false, true}});
  box.commit(manager(), change::PersonErased{"j.smith"});
}

std::string exported(const Box& box, ExportFormat format) {
  std::string text;
  REQUIRE(write_export(*box.changes, format, {}, [&](std::string_view piece) {
    text += piece;
    return true;
  }));
  return text;
}

class Chance {
 public:
  explicit Chance(unsigned from) : random_(from) {}
  std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_); }

 private:
  std::mt19937 random_;
};

/// The text with one octet another, a piece gone, two pieces swapped, the end gone, or the end of another history.
std::string edited(const std::string& good, const std::string& other, Chance& chance) {
  std::string text = good;
  const auto at = chance.below(text.size());
  switch (chance.below(6)) {
    case 0:
      text[at] = static_cast<char>(static_cast<unsigned char>(text[at]) ^ (1U << chance.below(8)));
      break;
    case 1:
      text.erase(at, 1 + chance.below(400));
      break;
    case 2: {
      const auto from = std::min(at, text.size() / 2);
      std::swap_ranges(text.begin() + static_cast<std::ptrdiff_t>(from),
                       text.begin() + static_cast<std::ptrdiff_t>(from + text.size() / 4),
                       text.begin() + static_cast<std::ptrdiff_t>(from + text.size() / 4));
      break;
    }
    case 3:
      text.resize(at);
      break;
    case 4:
      text = text.substr(0, at) + other.substr(std::min(at, other.size()));
      break;
    default:
      text.insert(at, other.substr(chance.below(other.size()), 1 + chance.below(400)));
  }
  return text;
}

}  // namespace

TEST_CASE("a thousand random edits of each kind of export are all caught") {
  INFO("seed " << seed);
  Chance chance(seed);
  Box box, stranger;
  live(box, "a");
  live(stranger, "b");
  const TemporaryDirectory folder;
  int number = 0;
  for (const auto format : {ExportFormat::csv, ExportFormat::jsonl, ExportFormat::html}) {
    const std::string good = exported(box, format);
    const std::string other = exported(stranger, format);
    for (int n = 0; n < edits; ++n) {
      const std::string text = edited(good, other, chance);
      if (text == good) continue;
      INFO("edit " << n << " of format " << static_cast<int>(format));
      const std::string file = folder.file("export-" + std::to_string(number++ % 16));
      std::filesystem::remove(file);
      std::ofstream(file, std::ios::binary) << text;
      const auto verified = verify_export(file, {}, box.changes->public_key());
      REQUIRE_FALSE(verified);
      const auto& told = verified.error().what;
      REQUIRE(printable(told, told.size()) == told);  // it goes to a terminal
    }
    // Written anew from end to end with another key: only the school's own key tells.
    const std::string file = folder.file("stranger");
    std::ofstream(file, std::ios::binary) << other;
    CHECK(verify_export(file, {}));
    CHECK_FALSE(verify_export(file, {}, box.changes->public_key()));
    std::filesystem::remove(file);
  }
}

TEST_CASE("a thousand random edits of the store are all caught, and the entry is named") {
  INFO("seed " << seed);
  Chance chance(seed + 1);
  Box box, stranger;
  live(box, "a");
  live(stranger, "b");
  const auto key = box.changes->public_key();
  REQUIRE(verify_store(box.store, key));
  const auto size = box.changes->checkpoint().size;
  for (int n = 0; n < edits; ++n) {
    const auto family = std::array{Family::log, Family::personal, Family::tree, Family::state}[chance.below(4)];
    auto& rows = box.store.rows(family);
    const auto kept = rows;
    const auto row = std::next(rows.begin(), static_cast<std::ptrdiff_t>(chance.below(rows.size())));
    const std::string at = row->first;
    const auto& theirs = stranger.store.rows(family);
    const auto other = theirs.contains(at) ? theirs.at(at) : std::string("{}");
    const auto how = chance.below(4);
    if (how == 0) {
      auto& octet = row->second[chance.below(row->second.size())];
      octet = static_cast<char>(static_cast<unsigned char>(octet) ^ (1U << chance.below(8)));
    } else if (how == 1) {
      rows.erase(row);
    } else if (how == 2) {
      row->second = other;
    } else {
      const auto second = std::next(rows.begin(), static_cast<std::ptrdiff_t>(chance.below(rows.size())));
      std::swap(row->second, second->second);
    }
    // The head is checked when the store is opened; password hashes are in no log, so no log can tell of them.
    const bool secret = family == Family::state && at.starts_with("people/") && rows.contains(at) &&
                        codec::as_logged("people", rows.at(at)) == codec::as_logged("people", kept.at(at));
    if (rows != kept && at != "head" && !secret) {
      INFO("edit " << n << ", way " << how << ", family " << static_cast<int>(family) << ", key " << at);
      const auto verified = verify_store(box.store, key);
      REQUIRE_FALSE(verified);
      if (family == Family::log && how != 3) {
        const std::string entry = "entry " + std::to_string(log::serial_of(at));
        CHECK(verified.error().what.find(entry) != std::string::npos);
      }
    }
    rows = kept;
  }
  REQUIRE(verify_store(box.store, key).value() == size);
}
