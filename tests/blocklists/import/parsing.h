// What a line says, as a text: "block subtree ads.example", several joined by "; ", "comment", "rejected: <kind>".
#pragma once

#include <string>
#include <vector>

#include "blocklists/lists/import/parser.h"
#include "blocklists/lists/import/words.h"

namespace schoolgate {

class SpokenSink final : public LineSink {
 public:
  void name(const Name& name, Scope scope, Effect effect, std::uint32_t) override { say(effect, scope, name); }
  void cancel(const Name& name, Scope, Effect, std::uint32_t) override { add("cancels " + name.to_text()); }
  void local_data(const Name& name, Scope scope, const ZoneRecord& record) override {
    say(Effect::zone_data, scope, name);
    said_ += " " + std::to_string(record.type) + " " + std::to_string(record.ttl) + " ";
    for (const std::uint8_t octet : record.data) {
      const bool plain = octet > ' ' && octet <= '~';
      said_ += plain ? std::string(1, static_cast<char>(octet)) : "<" + std::to_string(octet) + ">";
    }
  }
  void reject(std::string_view kind) override { add("rejected: " + std::string(kind)); }
  void warn(std::string_view kind) override { add("warning: " + std::string(kind)); }
  std::string take() { return said_.empty() ? "comment" : std::exchange(said_, {}); }

 private:
  void say(Effect effect, Scope scope, const Name& name) {
    static const char* const effects[] = {"block",    "except", "important", "NXDOMAIN", "NODATA",
                                          "PASSTHRU", "DROP",   "TCP-ONLY",  "data"};
    static const char* const scopes[] = {"subtree", "exact", "below"};
    add(std::string(effects[static_cast<int>(effect)]) + " " + scopes[static_cast<int>(scope)] + " " + name.to_text());
  }
  void add(const std::string& text) { said_ += (said_.empty() ? "" : "; ") + text; }
  std::string said_;
};

/// Parses lines one after the other, as an import would, and says what the last one is.
inline std::string parse_all(ListFormat format, const std::vector<std::string>& lines) {
  const auto parser = make_parser(format);
  SpokenSink sink;
  std::string last;
  for (const std::string& line : lines) {
    parser->parse(format == ListFormat::rpz ? std::string_view(line) : words::trim(line), sink);
    last = sink.take();
  }
  return last;
}
inline std::string parse(ListFormat format, const std::string& line) { return parse_all(format, {line}); }

struct Example {
  std::string line;
  std::string means;
};

}  // namespace schoolgate
