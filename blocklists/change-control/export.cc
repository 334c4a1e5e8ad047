#include "blocklists/change-control/export.h"

#include <fmt/format.h>

#include "blocklists/change-control/export_parts.h"
#include "blocklists/change-control/merkle.h"
#include "blocklists/change-control/sha256.h"
#include "blocklists/change-control/text.h"

namespace schoolgate {
namespace {

// Entries read and written at a time: bounds memory whatever the log's length.
constexpr std::size_t page = 256;

/// First and last serial with a time in the range. What lies between them is exported too, whatever its time: an entry
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

class Writer {
 public:
  Writer(const ExportLayout& layout, const ExportSink& sink) : layout_(layout), sink_(sink) {}

  bool write(std::string_view text) {
    digest_.add(text);
    return sink_(text);
  }

  bool pairs(const Pairs& pairs) { return write(layout_.pairs(pairs)); }

  std::expected<void, Fault> entries(const ChangeControl& log, std::uint64_t first, std::uint64_t last) {
    for (std::uint64_t next = first; next <= last;) {
      const auto records = log.records(next - 1, page);
      if (records.empty()) return unreadable(next);
      for (const auto& record : records) {
        if (record.serial > last) return {};
        if (record.serial != next) return unreadable(next);
        ++next;
        if (!write(layout_.entry(record, to_hex(merkle::leaf_hash(record.leaf))))) return stopped();
      }
    }
    return {};
  }

  Hash digest() { return digest_.finish(); }

  static std::unexpected<Fault> stopped() {
    return fault(Fault::Kind::unavailable, "the export was stopped: its receiver took no more");
  }

 private:
  static std::unexpected<Fault> unreadable(std::uint64_t serial) {
    return fault(Fault::Kind::damaged, fmt::format("entry {} of the change-control log cannot be read", serial),
                 "Restore the latest backup.");
  }

  const ExportLayout& layout_;
  const ExportSink& sink_;
  Sha256 digest_;
};

}  // namespace

std::optional<ExportFormat> parse_export_format(std::string_view text) {
  if (text == "csv") return ExportFormat::csv;
  if (text == "jsonl") return ExportFormat::jsonl;
  return std::nullopt;
}

std::expected<ExportSummary, Fault> write_export(const ChangeControl& log, ExportFormat format, ExportRange range,
                                                 const ExportSink& sink) {
  const ExportLayout& layout = layout_of(format);
  const Checkpoint checkpoint = log.checkpoint();
  const auto found = find_range(log, range, checkpoint.size);
  const bool none = found.first == 0;
  const std::uint64_t first = none ? checkpoint.size + 1 : found.first;
  const std::uint64_t last = none ? checkpoint.size : found.last;
  auto proof = log.prove_range(first, last, checkpoint.size);
  if (!proof) return std::unexpected(proof.error());

  Writer writer(layout, sink);
  const ExportHeader header{checkpoint.origin, log.public_key(), to_rfc3339(log.now()), found.first,
                            found.last,        checkpoint.size,  std::move(proof->left)};
  if (!writer.pairs(header.to_pairs()) || !writer.write(layout.titles())) return Writer::stopped();
  if (auto written = writer.entries(log, first, last); !written) return std::unexpected(written.error());
  const ExportFooter footer{checkpoint.note, std::move(proof->right)};
  if (!writer.pairs(footer.to_pairs())) return Writer::stopped();
  if (!writer.pairs({{digest_name, log.sign(digest_text(checkpoint.origin, writer.digest()))}}))
    return Writer::stopped();
  return found;
}

}  // namespace schoolgate
