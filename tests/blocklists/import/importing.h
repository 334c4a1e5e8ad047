// Files and imports for tests: a fresh directory, packed contents, and what a list holds afterwards.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <lzma.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

#include "blocklists/lists/import/import.h"
#include "tests/catch.h"
#include "tests/fake_store.h"

namespace schoolgate {

class FreshDirectory {
 public:
  FreshDirectory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "schoolgate-import-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  FreshDirectory(const FreshDirectory&) = delete;
  FreshDirectory& operator=(const FreshDirectory&) = delete;
  ~FreshDirectory() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  const std::string& path() const { return path_; }
  std::string write(const std::string& name, std::string_view content) const {
    const std::filesystem::path file = std::filesystem::path(path_) / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary).write(content.data(), static_cast<std::streamsize>(content.size()));
    return file.string();
  }

 private:
  std::string path_;
};

inline std::string gzipped(std::string_view plain) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&stream, static_cast<uLong>(plain.size())) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  return out;
}
inline std::string xz_packed(std::string_view plain) {
  std::string out(lzma_stream_buffer_bound(plain.size()), '\0');
  std::size_t size = 0;
  REQUIRE(lzma_easy_buffer_encode(1, LZMA_CHECK_CRC32, nullptr, reinterpret_cast<const std::uint8_t*>(plain.data()),
                                  plain.size(), reinterpret_cast<std::uint8_t*>(out.data()), &size,
                                  out.size()) == LZMA_OK);
  out.resize(size);
  return out;
}
inline std::string zstd_packed(std::string_view plain) {
  std::string out(ZSTD_compressBound(plain.size()), '\0');
  const std::size_t size = ZSTD_compress(out.data(), out.size(), plain.data(), plain.size(), 3);
  REQUIRE(ZSTD_isError(size) == 0);
  out.resize(size);
  return out;
}

/// "block subtree ads.example", in the list's order.
inline std::vector<std::string> stored(const Store& store, const std::string& list_id, std::uint64_t version) {
  static const char* const effects[] = {"block",    "except", "important", "NXDOMAIN", "NODATA",
                                        "PASSTHRU", "DROP",   "TCP-ONLY",  "data"};
  static const char* const scopes[] = {"subtree", "exact", "below"};
  auto stream = read_list(store, list_id, version);
  REQUIRE(stream);
  std::vector<std::string> entries;
  for (Entry entry;;) {
    const auto more = (*stream)->next(entry);
    REQUIRE(more);
    if (!*more) return entries;
    entries.push_back(std::string(effects[static_cast<int>(entry.effect)]) + " " +
                      scopes[static_cast<int>(entry.scope)] + " " + from_key(entry.key).to_text());
  }
}

inline bool adds_up(const ImportTotals& totals) {
  return totals.accepted + totals.duplicate + totals.covered + totals.rejected + totals.comments == totals.lines;
}

/// The count of a finding; 0 when there is none.
inline std::uint64_t found(const ImportReport& report, std::string_view kind) {
  for (const ImportFinding& finding : report.findings) {
    if (finding.kind == kind) return finding.count;
  }
  return 0;
}

struct Importing {
  FreshDirectory directory;
  FakeStore store;
  std::function<bool()> cancelled;

  std::expected<ImportReport, Fault> file(const std::string& path, std::optional<ListFormat> format = {}) {
    return import_list(store, {.path = path,
                               .list_id = "list",
                               .format = format,
                               .work_dir = directory.path(),
                               .refuse = {},
                               .cancelled = cancelled});
  }
  std::expected<ImportReport, Fault> text(std::string_view content, std::optional<ListFormat> format = {}) {
    return file(directory.write("list.txt", content), format);
  }
  std::vector<std::string> entries(const ImportReport& report) { return stored(store, "list", report.version); }
};

}  // namespace schoolgate
