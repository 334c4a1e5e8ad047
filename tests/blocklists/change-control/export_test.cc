#include "blocklists/change-control/export.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>

#include "blocklists/change-control/text.h"
#include "blocklists/printable.h"
#include "tests/blocklists/change-control/box.h"

using namespace schoolgate;
using namespace schoolgate::test;

namespace {

std::string exported(const Box& box, ExportFormat format, ExportRange range = {}) {
  std::string text;
  const auto summary = write_export(*box.changes, format, range, [&](std::string_view piece) {
    text += piece;
    return true;
  });
  REQUIRE(summary);
  return text;
}

class Files {
 public:
  std::string write(const std::string& text, const std::string& name = "export") const {
    const std::string file = directory_.file(name);
    std::filesystem::remove(file);  // truncating an old file instead would make ext4 wait for the disk, every time
    std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
    return file;
  }

 private:
  TemporaryDirectory directory_;
};

std::string verdict(const Files& files, const std::string& text) {
  const auto verified = verify_export(files.write(text), {});
  return verified ? std::string() : verified.error().what;
}

/// A box with a few entries of every sort of text.
void fill(Box& box) {
  box.add_people();
  box.commit(manager(), change::UnblockGranted{box.unblock()}, "=HYPERLINK(\"http://evil.example\",\"click\")");
  box.commit(manager(), change::RuleAdded{{"", RuleAction::block, "a.example", {"pupils"}}},
             "two\r\nlines, \"quoted\"");
}

std::vector<std::string> lines_of(const std::string& text, const std::string& end) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const auto stop = text.find(end, at);
    REQUIRE(stop != std::string::npos);
    lines.push_back(text.substr(at, stop + end.size() - at));
    at = stop + end.size();
  }
  return lines;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += line;
  return text;
}

}  // namespace

TEST_CASE("an export verifies by itself, in every format") {
  Box box;
  fill(box);
  const Files files;
  const auto size = box.changes->checkpoint().size;
  for (const auto format : {ExportFormat::csv, ExportFormat::jsonl, ExportFormat::html}) {
    const auto verified = verify_export(files.write(exported(box, format)), {});
    INFO((verified ? "" : verified.error().what));
    REQUIRE(verified);
    CHECK(verified->first == 1);
    CHECK(verified->last == size);
    CHECK(verified->size == size);
    CHECK(verified->public_key == box.changes->public_key());
    CHECK(verified->origin == box.changes->checkpoint().origin);
  }
}

TEST_CASE("one flipped bit anywhere in an export is noticed") {
  Box box;
  box.commit(console(), change::RuleAdded{{"", RuleAction::block, "a.example", {}}}, "x, y");
  const Files files;
  const auto format = GENERATE(ExportFormat::csv, ExportFormat::jsonl);
  const std::string good = exported(box, format, ExportRange{UtcMillis(monday), {}});
  REQUIRE(verdict(files, good).empty());
  std::string text = good;
  for (std::size_t at = 0; at < text.size(); ++at) {
    // One bit a place, another at each: all eight are covered many times over, and the test stays short.
    const auto flipped = static_cast<char>(static_cast<unsigned char>(text[at]) ^ (1U << (at % 8)));
    const char kept = std::exchange(text[at], flipped);
    INFO("octet " << at);
    const std::string told = verdict(files, text);
    REQUIRE_FALSE(told.empty());
    REQUIRE(printable(told, told.size()) == told);  // it goes to a terminal
    text[at] = kept;
  }
}

TEST_CASE("the first bad entry is named") {
  Box box;
  box.add_people();  // no entry spans lines: rows are lines
  box.commit(manager(), change::RuleAdded{{"", RuleAction::block, "a.example", {}}}, "why");
  const Files files;
  const auto size = box.changes->checkpoint().size;
  REQUIRE(size == 8);
  const auto format = GENERATE(ExportFormat::csv, ExportFormat::jsonl);
  const bool csv = format == ExportFormat::csv;
  const auto good = lines_of(exported(box, format), csv ? "\r\n" : "\n");
  const std::size_t before = csv ? 13 : 1;  // rows of the header
  const auto entry = [&](std::uint64_t serial) { return before + serial - 1; };
  auto lines = good;

  SECTION("its text") {
    auto& row = lines[entry(5)];
    row[row.find("actor")] = 'A';
    CHECK(verdict(files, joined(lines)) == "entry 5: its text does not match its hash");
  }
  SECTION("a column") {
    auto& row = lines[entry(5)];
    row.replace(row.find("console"), 7, "consola");
    CHECK(verdict(files, joined(lines)) == "entry 5: its row does not say what its text says");
  }
  SECTION("a personal value") {
    auto& row = lines[entry(8)];
    row.replace(row.rfind("head.of.it"), 10, "head.of.xx");
    CHECK(verdict(files, joined(lines)).find("entry 8: ") == 0);
  }
  SECTION("dropped") {
    lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(entry(5)));
    CHECK(verdict(files, joined(lines)) == "entry 5 is missing: entry 6 stands in its place");
  }
  SECTION("swapped") {
    std::swap(lines[entry(5)], lines[entry(6)]);
    CHECK(verdict(files, joined(lines)) == "entry 5 is missing: entry 6 stands in its place");
  }
  SECTION("repeated") {
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(entry(5)), lines[entry(4)]);
    CHECK(verdict(files, joined(lines)) == "entry 4 stands where entry 5 belongs");
  }
  SECTION("the last one removed") {
    lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(entry(8)));
    CHECK(verdict(files, joined(lines)) == "entry 8, the last, is missing");
  }
  SECTION("several removed at the end") {
    lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(entry(6)),
                lines.begin() + static_cast<std::ptrdiff_t>(entry(9)));
    CHECK(verdict(files, joined(lines)) == "entries 6 to 8, the last, are missing");
  }
  SECTION("one too many") {
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(entry(9)), lines[entry(8)]);
    CHECK(verdict(files, joined(lines)) == "entry 8 stands behind entry 8, the last");
  }
  SECTION("cut off") {
    lines.resize(entry(6));
    CHECK(verdict(files, joined(lines)).find("entry 6 is cut off") == 0);
    lines = good;
    lines.pop_back();
    CHECK(verdict(files, joined(lines)).find("signed digest is missing") != std::string::npos);
  }
  SECTION("something behind the end") {
    CHECK(verdict(files, joined(lines) + "x") == "something stands behind the file's end");
  }
}

TEST_CASE("a spreadsheet takes no cell of an export for a formula") {
  Box box;
  fill(box);
  const std::string text = exported(box, ExportFormat::csv);
  CHECK(text.find("\"'=HYPERLINK(") != std::string::npos);
  CHECK(text.find(",=") == std::string::npos);
  CHECK(text.find(",\"=") == std::string::npos);
}

TEST_CASE("an export of a part of the log verifies, and so does one with no entry") {
  Box box;
  for (int day = 0; day < 20; ++day) {
    box.now = monday + std::chrono::days(day);
    box.commit(console(), change::RuleAdded{{"", RuleAction::block, "d" + std::to_string(day) + ".example", {}}});
  }
  const Files files;
  for (int from = 0; from < 20; from += 3) {
    for (int to = from; to < 22; to += 4) {
      const ExportRange range{monday + std::chrono::days(from), monday + std::chrono::days(to)};
      const auto verified = verify_export(files.write(exported(box, ExportFormat::jsonl, range)), {});
      INFO((verified ? "" : verified.error().what));
      REQUIRE(verified);
      if (from > 0 && to > from) CHECK(verified->first == static_cast<std::uint64_t>(5 + from));
      if (from > 0 && to == from) CHECK(verified->first == 0);
    }
  }
}

TEST_CASE("a later export is shown to extend an earlier one, and another log or an edited past is not") {
  Box box;
  fill(box);
  const Files files;
  const auto earlier = files.write(exported(box, ExportFormat::csv), "earlier");
  box.now = monday + std::chrono::days(1);
  box.commit(manager(), change::RuleAdded{{"", RuleAction::block, "b.example", {}}});
  box.now = monday + std::chrono::days(2);
  box.commit(manager(), change::RuleAdded{{"", RuleAction::block, "c.example", {}}});
  const auto later = files.write(exported(box, ExportFormat::jsonl), "later");
  const auto verified = verify_export(later, earlier);
  INFO((verified ? "" : verified.error().what));
  REQUIRE(verified);
  CHECK(verified->extends_previous);
  CHECK(verify_export(earlier, earlier)->extends_previous);

  const auto backwards = verify_export(earlier, later);
  REQUIRE_FALSE(backwards);
  CHECK(backwards.error().what.find("the previous export is the later one") != std::string::npos);

  // Begins right behind the earlier one: its left hashes reach back to it exactly.
  const auto next_day = files.write(exported(box, ExportFormat::csv, {monday + std::chrono::days(1), {}}), "next");
  CHECK(verify_export(next_day, earlier)->extends_previous);

  Box another;
  fill(another);
  const auto other_log = verify_export(files.write(exported(another, ExportFormat::csv), "other"), earlier);
  REQUIRE_FALSE(other_log);
  CHECK(other_log.error().what.find("another log") != std::string::npos);
}

TEST_CASE("a log that was rewritten with the box's own key does not extend what was exported before") {
  Box box;
  const auto rule = [](const char* name) { return change::RuleAdded{{"", RuleAction::block, name, {}}}; };
  const auto first_store = box.store.rows(Family::state);
  box.commit(console(), rule("a.example"));
  const Files files;
  const auto earlier = files.write(exported(box, ExportFormat::csv), "earlier");
  for (const auto family : {Family::state, Family::log, Family::personal, Family::tree}) box.store.rows(family).clear();
  box.open();  // the same key, a new log
  box.commit(console(), rule("b.example"));
  box.commit(console(), rule("c.example"));
  const auto rewritten = verify_export(files.write(exported(box, ExportFormat::csv), "later"), earlier);
  REQUIRE_FALSE(rewritten);
  CHECK(rewritten.error().what.find("does not extend the previous one") != std::string::npos);
}

TEST_CASE("when two exports cannot show it, the message says what to export") {
  Box box;
  fill(box);
  const Files files;
  const auto earlier = files.write(exported(box, ExportFormat::csv), "earlier");
  for (int day = 1; day < 9; ++day) {
    box.now = monday + std::chrono::days(day);
    box.commit(manager(), change::RuleAdded{{"", RuleAction::block, "d" + std::to_string(day) + ".example", {}}});
  }
  const auto part =
      verify_export(files.write(exported(box, ExportFormat::csv, {monday + std::chrono::days(8), {}})), earlier);
  REQUIRE_FALSE(part);
  CHECK(part.error().kind == Fault::Kind::bad_input);
  CHECK(part.error().hint == "Export the whole log, or a range that holds entry 9.");
}

TEST_CASE("an export signed by another key than the trusted one is refused") {
  Box box;
  Box other;
  const Files files;
  const auto file = files.write(exported(box, ExportFormat::csv));
  CHECK(verify_export(file, {}, box.changes->public_key()));
  CHECK_FALSE(verify_export(file, {}, other.changes->public_key()));
}

TEST_CASE("files that are no exports are refused without fuss") {
  const Files files;
  for (const char* text : {"", "{", "{}\n", "x", "\r\n", "\"", "schoolgate change-control log,1\r\n"}) {
    CHECK(verdict(files, text).find("the header") == 0);
  }
  CHECK(verify_export("/nonexistent", {}).error().kind == Fault::Kind::not_found);
}

TEST_CASE("an export whose receiver stops is stopped") {
  Box box;
  const auto summary = write_export(*box.changes, ExportFormat::csv, {}, [](std::string_view) { return false; });
  REQUIRE_FALSE(summary);
  CHECK(summary.error().kind == Fault::Kind::unavailable);
}
