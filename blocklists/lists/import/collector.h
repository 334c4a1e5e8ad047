// Between the parsers and the store: gathers what lines say, then sorts, reduces and counts it.
// A line's bucket is that of its first valid name, which is known only after sorting; comments and rejections at once.
// Thread rules: one thread a collector.
#pragma once

#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "blocklists/fault.h"
#include "blocklists/lists/import/import.h"
#include "blocklists/lists/import/lines.h"
#include "blocklists/lists/import/list_store.h"
#include "blocklists/lists/import/parser.h"
#include "blocklists/lists/import/record_sorter.h"
#include "blocklists/lists/import/reducer.h"
#include "blocklists/lists/import/report.h"

namespace schoolgate {

class Collector final : public LineSink {
 public:
  using Refuse = std::function<std::optional<std::string>(NameView, Scope)>;
  using Cancelled = std::function<bool()>;
  Collector(std::string work_dir, std::size_t memory, Refuse refuse, Cancelled cancelled);

  /// `line` and `file` must stay until end_line().
  void begin_line(const Line& line, std::string_view file);
  std::expected<void, Fault> end_line();
  /// Sorts, writes what is kept, and fills the report's totals and findings.
  std::expected<void, Fault> finish(ListWriter& writer, ImportReport& report);

  void name(const Name& name, Scope scope, Effect effect, std::uint32_t rule = 0) override;
  void cancel(const Name& name, Scope scope, Effect effect, std::uint32_t rule) override;
  void local_data(const Name& name, Scope scope, const ZoneRecord& record) override;
  void reject(std::string_view kind) override;
  void warn(std::string_view kind) override;

 private:
  /// Whether it may be taken; a rejection is reported.
  bool admit(const Name& name, Scope scope, Effect effect);
  void account(const NameRecord& record, Reducer::Verdict verdict);
  void add(NameRecord record);
  /// The fault of a cancelled import; asked for once every so many lines or records.
  std::expected<void, Fault> go_on(std::uint64_t done) const;
  void find(std::string_view kind, bool warning);

  Refuse refuse_;
  Cancelled cancelled_;
  RecordSorter sorter_;
  Findings findings_;
  ImportTotals totals_;

  // The line at hand.
  Line line_;
  std::string_view file_;
  bool named_ = false;
  std::string rejected_;  // the first reason; empty: none
  std::optional<Fault> failed_;
};

}  // namespace schoolgate
