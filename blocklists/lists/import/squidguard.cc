#include "blocklists/lists/import/squidguard.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <system_error>

#include <fmt/format.h>

#include "blocklists/lists/import/words.h"

namespace schoolgate {
namespace {

using Holds = SquidguardFile::Role;

struct KnownFile {
  std::string_view stem;
  Holds role;
};
constexpr std::array known_files = {
    KnownFile{"domains", Holds::domains},
    KnownFile{"urls", Holds::urls},
    KnownFile{"expressions", Holds::expressions},
    KnownFile{"very_restrictive_expression", Holds::expressions},
    KnownFile{"usage", Holds::usage},
};
constexpr auto endings = std::to_array<std::string_view>({"", ".gz", ".xz", ".zst"});

class SquidguardParser final : public LineParser {
 public:
  explicit SquidguardParser(Holds role) : role_(role) {}

  void parse(std::string_view line, LineSink& sink) override {
    if (line.empty() || line.front() == '#' || role_ == Holds::usage) return;
    if (role_ == Holds::urls) return sink.reject(kinds::path);
    if (role_ == Holds::expressions) return sink.reject(kinds::regex);
    std::string_view rest = words::before_comment(line, '#');
    const std::string_view word = words::next_word(rest);
    if (!words::trim(rest).empty()) return sink.reject(kinds::several_words);
    words::take_site(word, sink);
  }

 private:
  Holds role_;
};

}  // namespace

std::expected<std::vector<SquidguardFile>, Fault> find_squidguard_files(const std::string& directory) {
  namespace fs = std::filesystem;
  std::vector<SquidguardFile> files;
  std::error_code error;
  for (const KnownFile& known : known_files) {
    for (const std::string_view ending : endings) {
      std::string name = fmt::format("{}{}", known.stem, ending);
      const fs::path path = fs::path(directory) / name;
      if (!fs::is_regular_file(path, error)) continue;
      files.push_back({path.string(), std::move(name), known.role});
      break;  // a packed copy beside the plain file holds the same
    }
  }
  const auto holds_rules = [](const SquidguardFile& file) { return file.role != Holds::usage; };
  if (std::ranges::none_of(files, holds_rules)) {
    return fault(Fault::Kind::bad_input,
                 fmt::format("{} is no list directory: it has no domains, urls or expressions file", directory),
                 "Name a SquidGuard or UT1 category directory, or one list file.");
  }
  return files;
}

std::unique_ptr<LineParser> make_squidguard_parser(Holds role) { return std::make_unique<SquidguardParser>(role); }
std::unique_ptr<LineParser> make_squidguard_parser() { return make_squidguard_parser(Holds::domains); }

}  // namespace schoolgate
