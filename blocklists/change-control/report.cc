#include "blocklists/change-control/report.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "blocklists/change-control/codec.h"
#include "blocklists/change-control/json_text.h"
#include "blocklists/change-control/report_words.h"
#include "blocklists/html_text.h"

namespace schoolgate {
namespace {

// For paper: black on white, nothing that needs colour, a table's head again on each page. Margin boxes (CSS Paged
// Media Level 3) number the pages where the browser knows them.
constexpr std::string_view style = R"(<style>
@page { size: A4; margin: 18mm 16mm 20mm;
  @bottom-right { content: "Page " counter(page) " of " counter(pages); font: 9pt sans-serif; } }
body { font: 10.5pt/1.4 "Liberation Sans", Arial, Helvetica, sans-serif; color: #000; background: #fff;
  max-width: 180mm; margin: 0 auto; padding: 6mm; }
h1 { font-size: 20pt; margin: 0 0 2mm; }
h2 { font-size: 14pt; margin: 8mm 0 2mm; break-after: avoid; }
p { margin: 0 0 2.5mm; }
table { border-collapse: collapse; width: 100%; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { border-bottom: 0.3mm solid #888; padding: 1.2mm 2mm 1.2mm 0; text-align: left; vertical-align: top; }
th { border-bottom: 0.6mm solid #000; }
td:first-child { white-space: nowrap; }
td.when { white-space: nowrap; }
td, dd, p { overflow-wrap: anywhere; }
ul { margin: 1mm 0 0; padding-left: 5mm; }
dt { font-weight: bold; break-after: avoid; }
dd { margin: 0 0 2mm 5mm; }
pre { font: 8.5pt/1.4 "Liberation Mono", monospace; white-space: pre-wrap; overflow-wrap: anywhere;
  border: 0.3mm solid #888; padding: 2mm; }
.last { break-before: page; }
@media print { body { max-width: none; padding: 0; margin: 0; } }
</style>
)";

constexpr std::string_view escaped_less = "\\u003c";  // in JSON

std::string times(std::uint64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

class Document {
 public:
  Document(const ExportHeader& header, const ReportWords& words, const ReportSink& sink)
      : header_(header), words_(words), sink_(sink) {}

  void title(const std::string& heading) {
    write(
        "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    write(fmt::format("<title>{}</title>\n", html_text(heading)));
    write(style);
    write("</head>\n<body>\n");
    write(fmt::format(
        "<h1>{}</h1>\n<p><strong>Internet filtering: change-control log<br>{}</strong></p>\n<p>The record of "
        "every change to what is filtered: who, what, for whom, until when, and why.</p>\n",
        html_text(header_.school), html_text(header_.period)));
    write(
        fmt::format("<p>Made on {}. Times are those of {}.</p>\n", moment(header_.generated), html_text(header_.zone)));
  }

  void summary(const LogSummary& sum) {
    write("<h2>Summary</h2>\n<dl>\n");
    unblocks(sum);
    item("Refused", sum.refusals == 0 ? "No request was refused."
                                      : times(sum.refusals, "request was refused.", "requests were refused."));
    item("Who granted or approved them",
         sum.approvers.empty() ? "Nobody approved an unblock." : counted(sum.approvers, &ReportWords::person));
    item("Emergencies", sum.count("emergency.started") == 0
                            ? "No site was blocked in an emergency."
                            : times(sum.count("emergency.started"), "emergency block was", "emergency blocks were") +
                                  " started, and " + std::to_string(sum.count("emergency.ended")) + " ended.");
    item("Unblocked by one person alone",
         sum.emergency_uses == 0 ? "None." : times(sum.emergency_uses, "time", "times") + ", each to be reviewed.");
    lists(sum);
    policy(sum);
    people(sum);
    reviews(sum);
    write("</dl>\n");
  }

  void entries_begin() {
    write(
        "<h2>Every change</h2>\n<table>\n<thead><tr><th scope=\"col\">No.</th><th scope=\"col\">When</th>"
        "<th scope=\"col\">Who did what, and why</th></tr></thead>\n<tbody>\n");
  }

  void entry(const Record& record) {
    std::string row =
        fmt::format("<tr id=\"e{}\"><td>{}</td><td class=\"when\">{}{}</td><td>{} {}.", record.serial, record.serial,
                    html_text(words_.moment(std::chrono::floor<std::chrono::seconds>(record.time))),
                    record.clock_trusted ? "" : "<br>(the clock was not trusted)", html_text(words_.who(record)),
                    html_text(words_.what(record)));
    if (!record.why.empty() && record.via != "system") row += fmt::format("<br>Why: {}", html_text(record.why));
    const auto details = words_.details(record);
    if (!details.empty()) {
      row += "<ul>";
      for (const std::string& line : details) row += fmt::format("<li>{}</li>", html_text(line));
      row += "</ul>";
    }
    write(row + "</td></tr>\n");
  }

  void entries_end(std::uint64_t entries) {
    write("</tbody>\n</table>\n");
    if (entries == 0) write("<p>Nothing was changed in this time.</p>\n");
  }

  void verification(const std::string& checkpoint) {
    write("<section class=\"last\">\n<h2>How to check that this document is complete and unchanged</h2>\n");
    write(
        fmt::format("<p>It holds {}. All that it shows is made from those entries, which lie hidden in the "
                    "same file in a form for programs. On any machine that has Schoolgate, and without the school's "
                    "appliance, run:</p>\n<pre>schoolgate log verify FILE.html --key &quot;{}&quot;</pre>\n",
                    range(), html_text(header_.key)));
    write(
        "<p>It says that the document is verified, or names the first entry that is not as it was written. With "
        "<code>--previous</code> and an earlier document it also shows that nothing recorded then was changed or "
        "removed "
        "since. A print on paper cannot be checked: keep the file.</p>\n");
    write(
        fmt::format("<dl><dt>The log's public key</dt><dd><pre>{}</pre>Compare it with the key that your school keeps: "
                    "only then does the signature prove who signed.</dd>\n<dt>The signed checkpoint</dt>"
                    "<dd><pre>{}</pre></dd></dl>\n</section>\n",
                    html_text(header_.key), html_text(checkpoint)));
    write(report_data_start);
  }

  bool stopped() const { return stopped_; }

 private:
  void write(std::string_view text) { stopped_ = stopped_ || !sink_(text); }
  void item(std::string_view name, std::string_view text) {
    write(fmt::format("<dt>{}</dt><dd>{}</dd>\n", html_text(name), html_text(text)));
  }

  std::string moment(const std::string& text) const {
    const auto when = parse_rfc3339(text);
    return html_text(when ? words_.moment(std::chrono::floor<std::chrono::seconds>(*when)) : text);
  }

  std::string range() const {
    if (header_.first == 0) return fmt::format("none of the {} entries of the log", header_.size);
    return fmt::format("entries {} to {} of the {} in the log", header_.first, header_.last, header_.size);
  }

  /// "Jo Smith 12, Head of IT 3": the largest first.
  std::string counted(const std::map<std::string, std::uint64_t>& rows,
                      std::string (ReportWords::*name)(const std::string&) const) const {
    std::vector<std::pair<std::string, std::uint64_t>> sorted(rows.begin(), rows.end());
    std::ranges::sort(sorted, [](const auto& one, const auto& other) {
      return std::tie(other.second, one.first) < std::tie(one.second, other.first);
    });
    std::string text;
    for (const auto& [id, number] : sorted)
      text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", (words_.*name)(id), number);
    return text + ".";
  }

  void unblocks(const LogSummary& sum) {
    if (sum.unblocks == 0) return item("Temporary unblocks", "None were made.");
    item("Temporary unblocks",
         fmt::format("{} made; on average for {}, the longest for {}. {} ended early by a person, {} ended as planned. "
                     "None ran over its time: the appliance stops each at its end.",
                     times(sum.unblocks, "was", "were"), ReportWords::duration(sum.average()),
                     ReportWords::duration(sum.longest), sum.ended_early, sum.ended_as_planned));
    item("For whom", counted(sum.groups, &ReportWords::group));
  }

  void lists(const LogSummary& sum) {
    const auto taken = sum.count("list.taken") + sum.count("sealed.taken");
    const auto held = sum.count("list.held") + sum.count("sealed.held");
    const auto failed = sum.count("sealed.failed");
    item("Blocklists",
         fmt::format("{} taken in. {}.{}", times(taken, "update was", "updates were"),
                     held == 0 ? "None was held back"
                               : times(held, "was held back as suspicious", "were held back as suspicious"),
                     failed == 0 ? "" : " A sealed list could not be fetched: " + times(failed, "time.", "times.")));
  }

  void policy(const LogSummary& sum) {
    std::string text;
    for (const auto& [kind, number] : sum.policy_changes())
      text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", ReportWords::title(kind), number);
    item("Changes of policy", text.empty() ? "None." : text + ".");
  }

  void people(const LogSummary& sum) {
    item("Signing in", sum.count("person.locked") == 0
                           ? "No account was locked."
                           : times(sum.count("person.locked"), "time an account was", "times an account was") +
                                 " locked after failed attempts.");
    item("Erased personal data",
         sum.count("person.erased") == 0 ? "Nobody's." : times(sum.count("person.erased"), "person's.", "people's."));
    item("The clock", sum.untrusted == 0
                          ? "It was right at every change."
                          : times(sum.untrusted, "change was", "changes were") +
                                " written while the clock was not trusted; temporary unblocks are not in force then.");
  }

  void reviews(const LogSummary& sum) {
    if (sum.reviews.empty()) return item("Reviews of what was done in haste", "None was due.");
    std::string text;
    for (const auto& review : sum.reviews)
      text += fmt::format("{}{}{}, {}", text.empty() ? "Due on " : "; ", words_.day(review.due),
                          review.reviewer.empty() ? "" : " by " + words_.person(review.reviewer),
                          review.concluded ? "concluded" : "still open");
    item("Reviews of what was done in haste", text + ".");
  }

  const ExportHeader& header_;
  const ReportWords& words_;
  const ReportSink& sink_;
  bool stopped_ = false;
};

}  // namespace

std::string ReportNames::to_text() const {
  if (people.empty() && groups.empty()) return {};
  std::string out = "{";
  for (const auto& [noun, names] : {std::pair{"groups", &groups}, {"people", &people}}) {
    out += fmt::format("{}\"{}\":{{", out.size() > 1 ? "," : "", noun);
    bool first = true;
    for (const auto& [id, name] : *names) {
      if (!first) out += ',';
      first = false;
      json_text::append_string(out, id);
      out += ':';
      json_text::append_string(out, name);
    }
    out += '}';
  }
  return out + "}";
}

ReportNames ReportNames::parse(std::string_view text) {
  ReportNames names;
  for (const auto& [place, name] : codec::fields_of(text)) {
    const auto dot = place.find('.');
    if (dot == std::string::npos) continue;
    auto& map = place.starts_with("groups.") ? names.groups : names.people;
    map[place.substr(dot + 1)] = name;
  }
  return names;
}

std::expected<void, Fault> write_report(const ExportHeader& header, const std::string& checkpoint,
                                        const LogSummary& sum, const EachRecord& each, const ReportSink& sink) {
  const auto zone = Zone::find(header.zone);
  if (!zone) {
    return fault(Fault::Kind::bad_input, fmt::format("this machine knows no time zone \"{}\"", header.zone),
                 "Install Debian's package tzdata: the document's times are told in that zone.");
  }
  const auto names = ReportNames::parse(header.names);
  const ReportWords words(names, *zone);
  Document document(header, words, sink);
  document.title(fmt::format("{}: change-control log", header.school));
  document.summary(sum);
  document.entries_begin();
  if (auto read = each([&](const Record& record) { document.entry(record); }); !read) return read;
  document.entries_end(sum.entries);
  document.verification(checkpoint);
  if (document.stopped()) return fault(Fault::Kind::unavailable, "the export was stopped: its receiver took no more");
  return {};
}

std::string embedded(std::string_view line) {
  std::string out;
  while (true) {
    const auto less = line.find('<');
    out += line.substr(0, less);
    if (less == std::string_view::npos) return out;
    out += escaped_less;
    line.remove_prefix(less + 1);
  }
}

std::optional<std::string> from_embedded(std::string_view text) {
  if (text.contains('<')) return std::nullopt;
  std::string out;
  while (true) {
    const auto backslash = text.find('\\');
    out += text.substr(0, backslash);
    if (backslash == std::string_view::npos) return out;
    text.remove_prefix(backslash);
    if (text.starts_with(escaped_less)) {
      out += '<';
      text.remove_prefix(escaped_less.size());
      continue;
    }
    // An escaped backslash is a pair: what follows it is no escape.
    const std::size_t count = std::min<std::size_t>(text.size(), 2);
    out += text.substr(0, count);
    text.remove_prefix(count);
  }
}

}  // namespace schoolgate
