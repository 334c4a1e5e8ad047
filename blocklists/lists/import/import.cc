#include "blocklists/lists/import/import.h"

#include <array>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "blocklists/lists/import/collector.h"
#include "blocklists/lists/import/decompress.h"
#include "blocklists/lists/import/detect.h"
#include "blocklists/lists/import/lines.h"
#include "blocklists/lists/import/parser.h"
#include "blocklists/lists/import/squidguard.h"
#include "blocklists/lists/import/words.h"

namespace schoolgate {
namespace {

constexpr std::array<std::string_view, 8> format_names = {"hosts",   "plain",   "wildcard", "adblock",
                                                          "dnsmasq", "unbound", "rpz",      "squidguard"};

struct Input {
  std::string path;
  std::string name;  // in findings; empty for a lone file
  std::unique_ptr<LineParser> parser;
};

/// Octets of a whole import, all its files together.
constexpr auto input_limit = max_unpacked_octets;

std::expected<ListFormat, Fault> detect_format(const std::string& path) {
  auto source = open_unpacked(path, input_limit);
  if (!source) return std::unexpected(source.error());
  LineReader lines(**source, path);
  FormatGuess guess;
  for (Line line; !guess.is_sure();) {
    const auto more = lines.next(line);
    if (!more) return std::unexpected(more.error());
    if (!*more) break;
    guess.see(line.text);
  }
  return guess.best();
}

std::expected<std::vector<Input>, Fault> directory_inputs(const ImportRequest& request, ImportReport& report) {
  if (request.format && *request.format != ListFormat::squidguard) {
    return fault(Fault::Kind::bad_input,
                 fmt::format("{} is a directory, and only squidguard lists are directories", request.path),
                 "Name one file, or leave the format out.");
  }
  report.format = ListFormat::squidguard;
  auto files = find_squidguard_files(request.path);
  if (!files) return std::unexpected(files.error());
  std::vector<Input> inputs;
  for (SquidguardFile& file : *files) {
    inputs.push_back({std::move(file.path), std::move(file.name), make_squidguard_parser(file.role)});
  }
  return inputs;
}

std::expected<std::vector<Input>, Fault> find_inputs(const ImportRequest& request, ImportReport& report) {
  report.detected = !request.format;
  std::error_code error;
  if (std::filesystem::is_directory(request.path, error)) return directory_inputs(request, report);
  if (request.format) {
    report.format = *request.format;
  } else {
    const auto detected = detect_format(request.path);
    if (!detected) return std::unexpected(detected.error());
    report.format = *detected;
  }
  std::vector<Input> inputs;
  inputs.push_back({request.path, {}, make_parser(report.format)});
  return inputs;
}

std::expected<void, Fault> read_input(Input& input, Collector& collector, ImportReport& report) {
  auto source = open_unpacked(input.path, input_limit);
  if (!source) return std::unexpected(source.error());
  if (report.compression.empty()) report.compression = (*source)->compression();
  LineReader lines(**source, input.path);
  for (Line line;;) {
    const auto more = lines.next(line);
    if (!more) return std::unexpected(more.error());
    if (!*more) return {};
    collector.begin_line(line, input.name);
    if (line.over_long) {
      collector.reject(kinds::over_long);
    } else if (report.format == ListFormat::rpz) {
      input.parser->parse(line.text, collector);  // a zone file's leading blank means "the same owner"
    } else {
      input.parser->parse(words::trim(line.text), collector);
    }
    if (auto ended = collector.end_line(); !ended) return ended;
  }
}

}  // namespace

std::string_view to_text(ListFormat format) { return format_names[static_cast<std::size_t>(format)]; }

std::optional<ListFormat> parse_list_format(std::string_view text) {
  for (std::size_t at = 0; at < format_names.size(); ++at) {
    if (format_names[at] == text) return static_cast<ListFormat>(at);
  }
  return std::nullopt;
}

std::unique_ptr<LineParser> make_parser(ListFormat format) {
  switch (format) {
    case ListFormat::hosts:
      return make_hosts_parser();
    case ListFormat::plain:
      return make_plain_parser();
    case ListFormat::wildcard:
      return make_wildcard_parser();
    case ListFormat::adblock:
      return make_adblock_parser();
    case ListFormat::dnsmasq:
      return make_dnsmasq_parser();
    case ListFormat::unbound:
      return make_unbound_parser();
    case ListFormat::rpz:
      return make_rpz_parser();
    case ListFormat::squidguard:
      return make_squidguard_parser();
  }
  std::unreachable();
}

std::expected<ImportReport, Fault> import_list(Store& store, const ImportRequest& request) {
  ImportReport report;
  auto inputs = find_inputs(request, report);
  if (!inputs) return std::unexpected(inputs.error());
  Collector collector(request.work_dir, request.memory, request.refuse, request.cancelled);
  for (Input& input : *inputs) {
    if (auto read = read_input(input, collector, report); !read) return std::unexpected(read.error());
  }
  auto writer = write_list(store, request.list_id);
  if (!writer) return std::unexpected(writer.error());
  if (auto finished = collector.finish(**writer, report); !finished) return std::unexpected(finished.error());
  auto version = (*writer)->finish();
  if (!version) return std::unexpected(version.error());
  report.version = *version;
  return report;
}

}  // namespace schoolgate
