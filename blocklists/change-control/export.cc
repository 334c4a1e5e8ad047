#include "blocklists/change-control/export.h"

#include <algorithm>

#include <fmt/format.h>

#include "blocklists/change-control/export_parts.h"
#include "blocklists/change-control/merkle.h"
#include "blocklists/change-control/report.h"
#include "blocklists/change-control/report_period.h"
#include "blocklists/change-control/sha256.h"
#include "blocklists/change-control/text.h"

namespace schoolgate {
namespace {

// Entries read and written at a time: bounds memory whatever the log's length.
constexpr std::size_t page = 256;

std::unexpected<Fault> unreadable(std::uint64_t serial) {
  return fault(Fault::Kind::damaged, fmt::format("entry {} of the change-control log cannot be read", serial),
               "Restore the latest backup.");
}

/// Entries first..last in order, until `visit` returns false. An erasure may go on meanwhile: what it took out cannot
/// be told from what the checkpoint of `size` entries covers.
std::expected<void, Fault> each_record(const ChangeControl& log, std::uint64_t first, std::uint64_t last,
                                       std::uint64_t size, const std::function<bool(const Record&)>& visit) {
  for (std::uint64_t next = first; next <= last;) {
    const auto records = log.records(next - 1, page);
    if (records.empty()) return unreadable(next);
    for (const auto& record : records) {
      if (record.serial > last) return {};
      if (record.serial != next) return unreadable(next);
      if (std::ranges::any_of(record.erasures, [&](std::uint64_t erasure) { return erasure > size; })) {
        return fault(Fault::Kind::conflict, "somebody's personal data was erased while the export was made",
                     "Export again.");
      }
      ++next;
      if (!visit(record)) return {};
    }
  }
  return {};
}

/// The names of people and groups that the entries speak of.
class NamesOf {
 public:
  explicit NamesOf(const PolicyState& state) : state_(state) {
    for (const auto& [id, group] : state.groups) names_.groups[id] = group.name;
  }

  void add(const Record& record) {
    add_person(record.user);
    for (const std::string* value : {&record.before, &record.after}) {
      if (value->empty()) continue;
      for (const auto& field : codec::fields_of(*value)) {
        add_person(field.text);
        // A group that is gone by now.
        if (field.place == "name" && record.kind.starts_with("group."))
          names_.groups.try_emplace(record.subject, field.text);
      }
    }
  }

  std::string to_text() const { return names_.to_text(); }

 private:
  void add_person(const std::string& user) {
    if (const auto found = state_.people.find(user); found != state_.people.end())
      names_.people[user] = found->second.name;
  }
  const PolicyState& state_;
  ReportNames names_;
};

class Writer {
 public:
  Writer(ExportFormat format, const ExportSink& sink)
      : layout_(layout_of(format)), html_(format == ExportFormat::html), sink_(sink) {}

  bool pairs(const Pairs& pairs) { return write_digested(layout_.pairs(pairs)); }
  bool titles() { return write_digested(layout_.titles()); }

  std::expected<void, Fault> entries(const ChangeControl& log, std::uint64_t first, std::uint64_t last,
                                     std::uint64_t size) {
    bool taken = true;
    const auto read = each_record(log, first, last, size, [&](const Record& record) {
      digest_.add(record.personal).add("\n");
      taken = taken && write(layout_.entry(record, to_hex(merkle::leaf_hash(record.leaf))));
      return taken;
    });
    return taken ? read : stopped();
  }

  Hash digest() { return digest_.finish(); }

  static std::unexpected<Fault> stopped() {
    return fault(Fault::Kind::unavailable, "the export was stopped: its receiver took no more");
  }

 private:
  bool write(std::string_view text) { return html_ ? sink_(embedded(text)) : sink_(text); }
  bool write_digested(std::string_view text) {
    digest_.add(text);
    return write(text);
  }

  const ExportLayout& layout_;
  const bool html_;
  const ExportSink& sink_;
  Sha256 digest_;
};

}  // namespace

// What lies between them is exported too, whatever its time: an entry
/// that was written under a wrong clock belongs where it stands.
ExportSummary find_range(const ChangeControl& log, const ExportRange& range, std::uint64_t size) {
  if (!range.from && !range.to) return {1, size};
  ExportSummary found;
  std::uint64_t after = 0;
  while (true) {
    const auto records = log.records(after, page, range.from, range.to);
    for (const auto& record : records) {
      if (record.serial > size) return found;
      if (found.first == 0) found.first = record.serial;
      found.last = record.serial;
    }
    if (records.size() < page) return found;
    after = records.back().serial;
  }
}

std::optional<ExportFormat> parse_export_format(std::string_view text) {
  if (text == "csv") return ExportFormat::csv;
  if (text == "jsonl") return ExportFormat::jsonl;
  if (text == "html") return ExportFormat::html;
  return std::nullopt;
}

std::expected<ExportSummary, Fault> write_export(const ChangeControl& log, ExportFormat format, ExportRange range,
                                                 const ExportSink& sink) {
  const Checkpoint checkpoint = log.checkpoint();
  const auto state = log.state();
  const auto found = find_range(log, range, checkpoint.size);
  const bool none = found.first == 0;
  const std::uint64_t first = none ? checkpoint.size + 1 : found.first;
  const std::uint64_t last = none ? checkpoint.size : found.last;
  auto proof = log.prove_range(first, last, checkpoint.size);
  if (!proof) return std::unexpected(proof.error());
  const auto zone = Zone::find(state->settings.zone).value_or(Zone());
  const auto title = range.title.empty() ? period_title(zone, range.from, range.to) : range.title;
  ExportHeader header{
      checkpoint.origin,      log.public_key(),       to_rfc3339(log.now()), found.first, found.last, checkpoint.size,
      std::move(proof->left), state->settings.school, state->settings.zone,  title,       {}};
  if (format == ExportFormat::html) {
    const auto each = [&](const std::function<void(const Record&)>& visit) {
      return each_record(log, first, last, checkpoint.size, [&](const Record& record) {
        visit(record);
        return true;
      });
    };
    NamesOf names(*state);
    LogSummary sum;
    const auto read = each([&](const Record& record) {
      names.add(record);
      sum.add(record);
    });
    if (!read) return std::unexpected(read.error());
    header.names = names.to_text();
    if (auto written = write_report(header, checkpoint.note, sum, each, sink); !written)
      return std::unexpected(written.error());
  }

  Writer writer(format, sink);
  if (!writer.pairs(header.to_pairs()) || !writer.titles()) return Writer::stopped();
  if (auto written = writer.entries(log, first, last, checkpoint.size); !written)
    return std::unexpected(written.error());
  const ExportFooter footer{checkpoint.note, std::move(proof->right)};
  if (!writer.pairs(footer.to_pairs())) return Writer::stopped();
  if (!writer.pairs({{digest_name, log.sign(digest_text(checkpoint.origin, writer.digest()))}}))
    return Writer::stopped();
  if (format == ExportFormat::html && !sink(report_end)) return Writer::stopped();
  return found;
}

}  // namespace schoolgate
