// What the log's entries are called in plain words: one file of words (report_words.cc), so that another language is
// another such file.
// Thread rules: constant data and values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "blocklists/change-control/change_control.h"
#include "blocklists/change-control/codec.h"
#include "blocklists/change-control/report.h"
#include "blocklists/zone.h"

namespace schoolgate {

class ReportWords {
 public:
  ReportWords(const ReportNames& names, const Zone& zone) : names_(names), zone_(zone) {}

  /// "Jo Smith (teacher)"
  std::string who(const Record& record) const;
  /// What was done, without who and when: "unblocked a.example for Year 9 until ...".
  std::string what(const Record& record) const;
  /// What was before and is now, where that matters; a line each.
  std::vector<std::string> details(const Record& record) const;

  std::string person(const std::string& user) const;
  std::string group(const std::string& id) const;
  std::string moment(UtcSeconds when) const;  // "3 March 2027 at 09:12"
  std::string day(UtcSeconds when) const;     // "3 March 2027"
  /// "2 hours", "3 days"
  static std::string duration(std::chrono::seconds length);
  /// What such changes are called in a list of numbers: "Rules added".
  static std::string title(std::string_view kind);
  /// "a, b and c"
  static std::string joined(const std::vector<std::string>& words);

 private:
  std::string filled(std::string_view words, const Record& record) const;
  std::string field(const Record& record, const std::vector<codec::Field>& fields, std::string_view place) const;
  std::string told(std::string_view place, const std::string& text) const;

  const ReportNames& names_;
  const Zone& zone_;
};

}  // namespace schoolgate
