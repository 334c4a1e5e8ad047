#include "blocklists/lists/import/collector.h"

#include <utility>

#include "blocklists/public_suffix.h"

namespace schoolgate {
namespace {

// Some milliseconds of work: often enough to stop at once, seldom enough to cost nothing.
constexpr std::uint64_t steps_between_questions = 4096;

}  // namespace

Collector::Collector(std::string work_dir, std::size_t memory, Refuse refuse, Cancelled cancelled)
    : refuse_(std::move(refuse)), cancelled_(std::move(cancelled)), sorter_(std::move(work_dir), memory) {}

std::expected<void, Fault> Collector::go_on(std::uint64_t done) const {
  if (done % steps_between_questions != 0 || !cancelled_ || !cancelled_()) return {};
  return fault(Fault::Kind::unavailable, "The import was stopped: the appliance is going down.");
}

void Collector::begin_line(const Line& line, std::string_view file) {
  line_ = line;
  file_ = file;
  named_ = false;
  rejected_.clear();
  ++totals_.lines;
}

std::expected<void, Fault> Collector::end_line() {
  if (failed_) return std::unexpected(*failed_);
  if (named_) {
    if (!rejected_.empty()) find(kinds::word_beside, true);
  } else if (!rejected_.empty()) {
    ++totals_.rejected;
    find(rejected_, false);
  } else {
    ++totals_.comments;
  }
  return go_on(totals_.lines);
}

bool Collector::admit(const Name& name, Scope scope, Effect effect) {
  const bool takes_away = effect != Effect::except && effect != Effect::zone_passthru;
  if (refuse_ && takes_away) {
    if (const auto reason = refuse_(name, scope)) {
      reject(*reason);
      return false;
    }
  }
  if (takes_away && scope != Scope::exact && is_public_suffix(name)) warn(kinds::public_suffix);
  return true;
}

void Collector::name(const Name& name, Scope scope, Effect effect, std::uint32_t rule) {
  if (!admit(name, scope, effect)) return;
  add({.entry = {to_key(name), scope, effect}, .decides = !std::exchange(named_, true), .rule = rule});
}

void Collector::local_data(const Name& name, Scope scope, const ZoneRecord& record) {
  if (!admit(name, scope, Effect::zone_data)) return;
  add({.entry = {to_key(name), scope, Effect::zone_data, encode_zone_record(record)},
       .decides = !std::exchange(named_, true)});
}

void Collector::cancel(const Name& name, Scope scope, Effect effect, std::uint32_t rule) {
  add({.entry = {to_key(name), scope, effect}, .cancels = true, .rule = rule});
}

void Collector::reject(std::string_view kind) {
  if (rejected_.empty()) rejected_ = kind;
}

void Collector::warn(std::string_view kind) { find(kind, true); }

void Collector::add(NameRecord record) {
  if (failed_) return;
  record.line = totals_.lines;
  if (auto added = sorter_.add(record); !added) failed_ = added.error();
}

void Collector::find(std::string_view kind, bool warning) {
  findings_.add(kind, warning, line_.number, file_, line_.text);
}

/// What a line has come to, by its first name.
void Collector::account(const NameRecord& record, Reducer::Verdict verdict) {
  // Lists whose rules take others away are lone files: the record's line is the file's.
  const auto rejected = [&](std::string_view kind) {
    ++totals_.rejected;
    findings_.add(kind, false, record.line, {}, from_key(record.entry.key).to_text());
  };
  switch (verdict) {
    case Reducer::Verdict::keep:
      ++totals_.accepted;
      return;
    case Reducer::Verdict::duplicate:
      ++totals_.duplicate;
      return;
    case Reducer::Verdict::covered:
      ++totals_.covered;
      return;
    case Reducer::Verdict::badfiltered:
      return rejected(kinds::badfiltered);
    case Reducer::Verdict::other_rule:
      return rejected(kinds::other_rule);
    case Reducer::Verdict::too_many:
      return rejected(kinds::too_many_records);
    case Reducer::Verdict::cancellation:
      return;
  }
}

std::expected<void, Fault> Collector::finish(ListWriter& writer, ImportReport& report) {
  if (auto sorted = sorter_.sort(); !sorted) return sorted;
  Reducer reducer;
  NameRecord record;
  for (std::uint64_t records = 0;; ++records) {
    if (auto wanted = go_on(records); !wanted) return wanted;
    const auto more = sorter_.next(record);
    if (!more) return std::unexpected(more.error());
    if (!*more) break;
    const Reducer::Verdict verdict = reducer.judge(record);
    if (verdict == Reducer::Verdict::keep) {
      if (auto written = writer.add(record.entry); !written) return written;
      ++totals_.names;
    }
    if (record.decides) account(record, verdict);
  }
  report.totals = totals_;
  report.findings = findings_.take();
  return {};
}

}  // namespace schoolgate
