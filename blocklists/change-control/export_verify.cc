#include <fmt/format.h>

#include "blocklists/change-control/erasure_check.h"
#include "blocklists/change-control/export_parts.h"
#include "blocklists/change-control/export_rows.h"
#include "blocklists/change-control/merkle.h"
#include "blocklists/change-control/note.h"
#include "blocklists/change-control/report.h"
#include "blocklists/change-control/sha256.h"
#include "blocklists/change-control/text.h"
#include "blocklists/printable.h"

namespace schoolgate {
namespace {

// More than any log holds in this universe; keeps the tree's arithmetic on untrusted numbers away from its edges.
constexpr std::uint64_t max_log_entries = std::uint64_t{1} << 48;

constexpr std::size_t max_told_octets = 400;  // a message for people, whatever is in the file

std::unexpected<Fault> bad(std::string what) {
  return fault(Fault::Kind::damaged, std::move(what),
               "This file is not what Schoolgate wrote. Ask for a new export, and keep this one.");
}

/// The root that the export must pass through when it extends an earlier one.
struct Earlier {
  std::uint64_t size = 0;
  Hash root{};
  std::string origin, key;
};

class Verification {
 public:
  Verification(std::string file, std::optional<Earlier> earlier)
      : file_(std::move(file)), rows_(file_), earlier_(std::move(earlier)) {}

  std::expected<Verified, Fault> run(Hash& root) {
    if (!rows_.opened()) return fault(Fault::Kind::not_found, fmt::format("the file {} cannot be read", file_));
    const char first = rows_.first_octet();
    html_ = first == '<';
    layout_ = html_ || first == '{' ? &jsonl_layout() : &csv_layout();
    for (const auto step : {&Verification::read_header, &Verification::read_entries, &Verification::read_footer,
                            &Verification::read_digest, &Verification::check_document}) {
      if (auto done = (this->*step)(); !done) return std::unexpected(done.error());
    }
    root = peaks_.root();
    return Verified{header_.first, header_.last, header_.size, header_.origin, header_.key, extends_};
  }

 private:
  using Step = std::expected<void, Fault>;

  /// Takes the rows of `count` pairs, parses them, and compares what they render to.
  template <class Part>
  std::optional<Part> read_part(std::vector<std::string> rows = {}) {
    while (rows.size() < layout_->rows_of(Part::count)) {
      auto row = rows_.next(layout_->has_quotes());
      if (!row) return std::nullopt;
      rows.push_back(std::move(*row));
    }
    const auto pairs = layout_->parse_pairs(rows);
    if (!pairs) return std::nullopt;
    auto part = Part::from(*pairs);
    std::string raw;
    for (const auto& row : rows) raw += row;
    if (!part || layout_->pairs(part->to_pairs()) != raw) return std::nullopt;
    digest_.add(raw);
    return part;
  }

  Step read_header() {
    if (html_ && !rows_.enter_document())
      return bad("the header cannot be read: this is no change-control document, or its entries were taken out");
    const auto header = read_part<ExportHeader>();
    if (!header)
      return bad("the header cannot be read: this is no change-control export, or its first lines were changed");
    header_ = *header;
    const auto key = VerifierKey::parse(header_.key);
    if (!key || key->name != header_.origin) return bad("the header's key and origin do not belong together");
    key_ = *key;
    if (earlier_ && (earlier_->key != header_.key || earlier_->origin != header_.origin)) {
      return bad(fmt::format("this export is of another log ({}) than the previous one ({})", header_.origin,
                             earlier_->origin));
    }
    const bool none = header_.first == 0 && header_.last == 0;
    first_ = none ? header_.size + 1 : header_.first;
    last_ = none ? header_.size : header_.last;
    if (first_ == 0 || first_ > last_ + 1 || last_ > header_.size || header_.size > max_log_entries) {
      return bad(fmt::format("the header says entries {} to {} of {}, which cannot be", first_, last_, header_.size));
    }
    erasures_ = ErasureCheck(first_);
    if (!grow(0, first_ - 1, header_.left)) return bad("the header does not fit the range of entries");
    if (!layout_->titles().empty()) {
      const auto titles = rows_.next(layout_->has_quotes());
      if (!titles || *titles != layout_->titles()) return bad("the header's column titles were changed");
      digest_.add(*titles);
    }
    return {};
  }

  Step read_entries() {
    for (std::uint64_t serial = first_; serial <= last_; ++serial) {
      const auto row = rows_.next(layout_->has_quotes());
      if (!row) return bad(fmt::format("entry {} is cut off: the file ends there, or its row does not", serial));
      if (auto checked = check_entry(serial, *row); !checked) return checked;
    }
    return {};
  }

  Step check_entry(std::uint64_t serial, const std::string& row) {
    const auto entry = layout_->parse_entry(row);
    if (!entry) {
      if (row.starts_with("checkpoint,") || row.starts_with("{\"checkpoint\":")) return missing_end(serial);
      return bad(fmt::format("entry {}: its row cannot be read", serial));
    }
    const Hash hash = merkle::leaf_hash(entry->leaf);
    if (to_hex(hash) != entry->leaf_hash) return bad(fmt::format("entry {}: its text does not match its hash", serial));
    const auto record = codec::decode_record(entry->leaf, entry->personal);
    if (!record) return bad(fmt::format("entry {}: {}", serial, record.error().what));
    if (html_) sum_.add(*record);
    if (record->serial > serial) {
      return bad(fmt::format("entry {} is missing: entry {} stands in its place", serial, record->serial));
    }
    if (record->serial < serial) {
      return bad(fmt::format("entry {} stands where entry {} belongs", record->serial, serial));
    }
    if (layout_->entry(*record, entry->leaf_hash) != row) {
      return bad(fmt::format("entry {}: its row does not say what its text says", serial));
    }
    erasures_.follow(*record);
    digest_.add(entry->personal).add("\n");
    grow(0, hash);
    return {};
  }

  Step missing_end(std::uint64_t serial) const {
    if (serial == last_) return bad(fmt::format("entry {}, the last, is missing", serial));
    return bad(fmt::format("entries {} to {}, the last, are missing", serial, last_));
  }

  Step read_footer() {
    auto row = rows_.next(layout_->has_quotes());
    if (!row) return bad(fmt::format("the file ends after entry {}: its signed end is missing", last_));
    if (const auto entry = layout_->parse_entry(*row); entry && entry->serial != 0) {
      return bad(fmt::format("entry {} stands behind entry {}, the last", entry->serial, last_));
    }
    const auto footer = read_part<ExportFooter>({std::move(*row)});
    if (!footer) return bad("the footer cannot be read");
    const auto checkpoint = open_checkpoint(footer->checkpoint, key_);
    if (!checkpoint) return bad(fmt::format("the checkpoint {}", checkpoint.error().what));
    if (checkpoint->size != header_.size) return bad("the checkpoint is of another size than the header says");
    if (!grow(last_, header_.size, footer->right)) return bad("the footer does not fit the range of entries");
    if (peaks_.root() != checkpoint->root) {
      return bad("the entries do not add up to the signed checkpoint: at least one is not the log's");
    }
    if (const auto missing = erasures_.fault()) return bad(*missing);
    checkpoint_ = footer->checkpoint;
    return check_earlier();
  }

  /// Adds the subtrees that cover the leaves [begin, end).
  bool grow(std::uint64_t begin, std::uint64_t end, const std::vector<Hash>& hashes) {
    const auto nodes = merkle::nodes_of(begin, end);
    if (nodes.size() != hashes.size()) return false;
    for (std::size_t n = 0; n < nodes.size(); ++n) grow(nodes[n].level, hashes[n]);
    return true;
  }

  void grow(unsigned level, const Hash& hash) {
    peaks_.append_subtree(level, hash);
    if (earlier_ && peaks_.size() == earlier_->size) {
      reached_ = true;
      extends_ = peaks_.root() == earlier_->root;
    }
  }

  Step check_earlier() const {
    if (!earlier_ || extends_) return {};
    if (earlier_->size > header_.size) {
      return bad(fmt::format("the previous export is the later one: it is of {} entries, this one of {}",
                             earlier_->size, header_.size));
    }
    if (reached_) {
      return bad(fmt::format("this log does not extend the previous one: its first {} entries are not the same",
                             earlier_->size));
    }
    return fault(
        Fault::Kind::bad_input,
        fmt::format("these two files cannot show whether the log was extended: this one begins at entry {}, and "
                    "the previous one ends at {}",
                    first_, earlier_->size),
        fmt::format("Export the whole log, or a range that holds entry {}.", earlier_->size));
  }

  Step read_digest() {
    const Hash digest = digest_.finish();
    const auto row = rows_.next(layout_->has_quotes());
    if (!row) return bad("the file's signed digest is missing: the end of the file was cut off");
    const auto pairs = layout_->parse_pairs({*row});
    if (!pairs || pairs->size() != 1 || pairs->front().first != digest_name || layout_->pairs(*pairs) != *row) {
      return bad("the file's signed digest cannot be read");
    }
    const auto text = open_note(pairs->front().second, key_);
    if (!text) return bad(fmt::format("the file's digest {}", text.error().what));
    if (*text != digest_text(header_.origin, digest)) {
      return bad(
          "the header or the footer was changed: every entry is good, but the file does not match its signed digest");
    }
    if (html_) {
      std::string end;
      while (auto line = rows_.next_raw(false)) end += *line;
      if (end != report_end) return bad("something stands behind the file's end");
    }
    if (!rows_.at_end()) return bad("something stands behind the file's end");
    return {};
  }

  /// Renders the document anew from the entries and compares octets with what the file shows.
  Step check_document() {
    if (!html_) return {};
    std::ifstream shown(file_, std::ios::binary);
    std::string there;
    std::uint64_t compared = 0;
    const auto same = [&](std::string_view piece) {
      there.resize(piece.size());
      shown.read(there.data(), static_cast<std::streamsize>(there.size()));
      compared += piece.size();
      return there == piece && shown.gcount() == static_cast<std::streamsize>(there.size());
    };
    const auto each = [this](const std::function<void(const Record&)>& visit) { return read_again(visit); };
    const auto written = write_report(header_, checkpoint_, sum_, each, same);
    if (!written && written.error().kind != Fault::Kind::unavailable) return written;
    if (!written || compared != rows_.entered_at())
      return bad(
          "the document does not show what its entries say: its text was changed, or another version of "
          "Schoolgate wrote it");
    return {};
  }

  /// The entries once more; they were verified before.
  Step read_again(const std::function<void(const Record&)>& visit) const {
    ExportRows rows(file_);
    if (!rows.enter_document() || !rows.next(false)) return bad("the file was changed while it was read");
    for (std::uint64_t serial = first_; serial <= last_; ++serial) {
      const auto row = rows.next(false);
      const auto entry = row ? layout_->parse_entry(*row) : std::nullopt;
      const auto record = entry ? codec::decode_record(entry->leaf, entry->personal) : bad("");
      if (!record) return bad("the file was changed while it was read");
      visit(*record);
    }
    return {};
  }

  std::string file_;
  ExportRows rows_;
  const std::optional<Earlier> earlier_;
  const ExportLayout* layout_ = nullptr;
  ExportHeader header_;
  VerifierKey key_;
  std::uint64_t first_ = 0, last_ = 0;
  bool html_ = false;
  std::string checkpoint_;
  ErasureCheck erasures_;
  LogSummary sum_;  // of a document
  Sha256 digest_;   // see digest_text()
  merkle::Peaks peaks_;
  bool reached_ = false, extends_ = false;
};

}  // namespace

std::expected<Verified, Fault> verify_export(const std::string& file, const std::optional<std::string>& previous,
                                             const std::optional<std::string>& trusted_key) {
  // What is told may quote the file, and who wrote that is not known yet.
  const auto told = [](const Fault& why, std::string_view whose) {
    return std::unexpected(Fault{why.kind, fmt::format("{}{}", whose, printable(why.what, max_told_octets)), why.hint});
  };
  std::optional<Earlier> earlier;
  Hash root{};
  if (previous) {
    const auto verified = Verification(*previous, {}).run(root);
    if (!verified) return told(verified.error(), "the previous export: ");
    earlier = Earlier{verified->size, root, verified->origin, verified->public_key};
  }
  const auto verified = Verification(file, earlier).run(root);
  if (!verified) return told(verified.error(), "");
  if (trusted_key && verified->public_key != *trusted_key)
    return bad("the file is signed by another key than the one that you trust");
  return *verified;
}

}  // namespace schoolgate
