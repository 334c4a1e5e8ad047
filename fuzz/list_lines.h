// Feeds an input's lines to a list parser and checks what every parser promises: names are good names in canonical
// form, and the reasons it gives can be shown to anybody.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "blocklists/lists/import/parser.h"
#include "blocklists/lists/import/words.h"
#include "fuzz/check.h"

namespace schoolgate::fuzz {

class CheckingSink final : public LineSink {
 public:
  void name(const Name& name, Scope, Effect, std::uint32_t) override { check(name); }
  void cancel(const Name& name, Scope, Effect, std::uint32_t) override { check(name); }
  void local_data(const Name& name, Scope, const ZoneRecord& record) override {
    check(name);
    SCHOOLGATE_PROMISE(record.data.size() <= max_zone_data);
    const std::string octets = encode_zone_record(record);
    SCHOOLGATE_PROMISE(decode_zone_record(octets).has_value());
  }
  void reject(std::string_view kind) override { check(kind); }
  void warn(std::string_view kind) override { check(kind); }

 private:
  static void check(const Name& name) {
    SCHOOLGATE_PROMISE(!name.view().is_root());
    SCHOOLGATE_PROMISE(name.view().wire().size() <= max_name_octets);
    const auto again = Name::from_text(name.to_text());
    SCHOOLGATE_PROMISE(again && *again == name);
    SCHOOLGATE_PROMISE(from_key(to_key(name)) == name);
  }
  static void check(std::string_view kind) {
    SCHOOLGATE_PROMISE(!kind.empty() && kind.size() <= 120);
    SCHOOLGATE_PROMISE(std::ranges::all_of(kind, [](char c) { return c >= ' ' && c <= '~'; }));
  }
};

inline int parse_lines(ListFormat format, const std::uint8_t* data, std::size_t size) {
  const auto parser = make_parser(format);
  CheckingSink sink;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    parser->parse(format == ListFormat::rpz ? line : words::trim(line), sink);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return 0;
}

}  // namespace schoolgate::fuzz
