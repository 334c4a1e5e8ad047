// What every list format's parser looks like: a line goes in, names come out through a sink. One file a format.
// Parsers know nothing of files, stores or counts; those that need it keep a few words of state from line to line.
// Thread rules: one thread a parser.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "blocklists/lists/entry.h"
#include "blocklists/lists/import/import.h"
#include "blocklists/lists/zone_rule.h"
#include "blocklists/name.h"

namespace schoolgate {

/// Where a parser tells what a line says. A line that tells nothing is a comment.
class LineSink {
 public:
  virtual ~LineSink() = default;
  /// A valid name. `rule` tells apart rules that say the same thing in other words; see cancel().
  virtual void name(const Name& name, Scope scope, Effect effect, std::uint32_t rule = 0) = 0;
  /// AdBlock's $badfilter: the rule that name() reported with the same four values does not count, wherever it stands.
  virtual void cancel(const Name& name, Scope scope, Effect effect, std::uint32_t rule) = 0;
  /// A record that a response policy zone puts in the place of the name's own.
  virtual void local_data(const Name& name, Scope scope, const ZoneRecord& record) = 0;
  /// Something that is not taken, and why: one of `kinds`, or a text of the parser's own in printable ASCII.
  virtual void reject(std::string_view kind) = 0;
  /// Taken, with a remark.
  virtual void warn(std::string_view kind) = 0;
};

class LineParser {
 public:
  virtual ~LineParser() = default;
  /// `line` has no line end and no blanks at its edges but those that mean something; it may hold any octets.
  virtual void parse(std::string_view line, LineSink& sink) = 0;
};

std::unique_ptr<LineParser> make_hosts_parser();
std::unique_ptr<LineParser> make_plain_parser();
std::unique_ptr<LineParser> make_wildcard_parser();
std::unique_ptr<LineParser> make_adblock_parser();
std::unique_ptr<LineParser> make_dnsmasq_parser();
std::unique_ptr<LineParser> make_unbound_parser();
std::unique_ptr<LineParser> make_rpz_parser();
/// The `domains` file; the other files of a directory hold nothing that DNS can honour: see squidguard.h.
std::unique_ptr<LineParser> make_squidguard_parser();
std::unique_ptr<LineParser> make_parser(ListFormat format);

/// Why something is not taken: the wording of import reports.
namespace kinds {
inline constexpr std::string_view address = "an address, not a name";
inline constexpr std::string_view address_range = "an address range, not a name";
inline constexpr std::string_view rewrite_to_address = "a rewrite to an address, not a block";
inline constexpr std::string_view rewrite_to_name = "a rewrite to another name, not a block";
inline constexpr std::string_view rewrite_of_data = "a rewrite to other data, not a block";
inline constexpr std::string_view other_server = "sends the name to another server, not a block";
inline constexpr std::string_view path = "a path: DNS sees names only";
inline constexpr std::string_view port = "a port: DNS sees names only";
inline constexpr std::string_view regex = "a regular expression";
inline constexpr std::string_view cosmetic = "a rule for what a page looks like: DNS sees names only";
inline constexpr std::string_view pattern = "a pattern of part of a name or address, not a whole name";
inline constexpr std::string_view inner_wildcard = "a wildcard inside a name";
inline constexpr std::string_view every_name = "covers every name there is";
inline constexpr std::string_view several_words = "several words, not a list of names";
inline constexpr std::string_view setting = "a setting of another program, not a name";
inline constexpr std::string_view no_value = "an unfinished rule";
inline constexpr std::string_view odd_modifier = "a modifier that no program knows";
inline constexpr std::string_view badfilter = "takes another rule of the list away ($badfilter)";
inline constexpr std::string_view badfiltered = "taken away by a $badfilter rule of the same list";
inline constexpr std::string_view other_rule = "the same name has another rule in this zone, which is taken";
inline constexpr std::string_view too_many_records = "more records at one name than fit one reply";
inline constexpr std::string_view over_long = "a line over 16 MiB";
inline constexpr std::string_view client_rule = "a rule for some clients only";
inline constexpr std::string_view time_rule = "a rule for some times only";
inline constexpr std::string_view public_suffix = "covers a whole public suffix";             // a warning
inline constexpr std::string_view word_beside = "a word beside a good name was not taken";    // a warning
inline constexpr std::string_view no_separator = "no ^ at its end: taken as the whole name";  // a warning
}  // namespace kinds

}  // namespace schoolgate
