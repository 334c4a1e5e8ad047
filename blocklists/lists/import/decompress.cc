#include "blocklists/lists/import/decompress.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "blocklists/lists/import/decoder.h"

namespace schoolgate {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t file_buffer_octets = std::size_t{64} << 10;

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

/// Formats that hold several files, or that nobody publishes lists in: named, so that the message can help.
std::string_view archive_kind(std::string_view first) {
  if (first.starts_with("PK\x03\x04"sv)) return "a zip archive";
  if (first.starts_with("7z\xbc\xaf\x27\x1c"sv)) return "a 7-Zip archive";
  if (first.starts_with("BZh"sv) && first.size() > 4 && first.substr(4).starts_with("1AY"sv)) return "a bzip2 file";
  constexpr std::size_t tar_magic_at = 257;  // POSIX ustar header
  if (first.size() > tar_magic_at + 5 && first.substr(tar_magic_at, 5) == "ustar"sv) return "a tar archive";
  return {};
}

class FileSource final : public OctetSource {
 public:
  FileSource(std::FILE* file, std::string path, std::uint64_t limit)
      : file_(file), path_(std::move(path)), limit_(limit), buffer_(file_buffer_octets) {}

  std::expected<void, Fault> begin() {
    if (auto filled = fill(); !filled) return std::unexpected(filled.error());
    decoder_ = make_decoder(input());
    return {};
  }

  std::expected<std::size_t, Fault> read(std::span<char> into) override {
    auto got = decoder_ ? unpack(into) : copy(into);
    if (!got) return got;
    if (total_ == 0 && *got > 0) {
      if (const auto kind = archive_kind({into.data(), *got}); !kind.empty()) {
        return fault(Fault::Kind::bad_input, fmt::format("{} is {}: unpack it first", path_, kind),
                     "Import the list file that is inside it.");
      }
    }
    total_ += *got;
    if (total_ > limit_) {
      return fault(Fault::Kind::limit, fmt::format("{} unpacks to more than {} MiB", path_, limit_ >> 20),
                   "No list is that large: check where the file comes from, or split it.");
    }
    return got;
  }

  std::string_view compression() const override { return decoder_ ? decoder_->name() : "none"sv; }

 private:
  std::string_view input() const { return {buffer_.data() + begin_, end_ - begin_}; }

  std::expected<void, Fault> fill() {
    begin_ = 0;
    end_ = std::fread(buffer_.data(), 1, buffer_.size(), file_.get());
    if (end_ < buffer_.size()) {
      if (std::ferror(file_.get()) != 0) {
        return fault(Fault::Kind::storage, fmt::format("cannot read {}: {}", path_, std::strerror(errno)));
      }
      ended_ = true;
    }
    return {};
  }

  std::expected<std::size_t, Fault> copy(std::span<char> into) {
    if (begin_ == end_ && !ended_) {
      if (auto filled = fill(); !filled) return std::unexpected(filled.error());
    }
    const std::size_t count = std::min(into.size(), end_ - begin_);
    std::copy_n(buffer_.data() + begin_, count, into.data());
    begin_ += count;
    return count;
  }

  std::expected<std::size_t, Fault> unpack(std::span<char> into) {
    for (;;) {
      if (begin_ == end_ && !ended_) {
        if (auto filled = fill(); !filled) return std::unexpected(filled.error());
      }
      const bool no_input = begin_ == end_;
      if (no_input && at_end_) return 0;
      const Decoder::Step step = decoder_->step({buffer_.data() + begin_, end_ - begin_}, into, ended_);
      begin_ += step.consumed;
      if (step.state == Decoder::State::damaged || step.state == Decoder::State::too_big) return broken(step.state);
      at_end_ = step.state == Decoder::State::at_end;
      if (step.produced > 0) return step.produced;
      if (no_input && !at_end_) {
        return fault(Fault::Kind::bad_input, fmt::format("{} is cut off: its {} data has no end", path_, compression()),
                     "Fetch the file again.");
      }
      if (!at_end_ && step.consumed == 0 && !no_input) return broken(Decoder::State::damaged);
    }
  }

  std::expected<std::size_t, Fault> broken(Decoder::State state) const {
    if (state == Decoder::State::too_big) {
      return fault(Fault::Kind::limit,
                   fmt::format("{} needs too much memory to unpack its {} data", path_, compression()),
                   "Pack it with a normal setting, or plain.");
    }
    return fault(Fault::Kind::bad_input,
                 fmt::format("{} is damaged: its {} data cannot be unpacked", path_, compression()),
                 "Fetch the file again.");
  }

  std::unique_ptr<std::FILE, CloseFile> file_;
  std::string path_;
  std::uint64_t limit_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool ended_ = false;   // of the file
  bool at_end_ = false;  // of a packed stream
  std::uint64_t total_ = 0;
  std::unique_ptr<Decoder> decoder_;
};

}  // namespace

std::expected<std::unique_ptr<OctetSource>, Fault> open_unpacked(const std::string& path, std::uint64_t limit) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    return fault(Fault::Kind::bad_input, fmt::format("{} is a directory, not a list file", path));
  }
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) {
    const auto kind = errno == ENOENT || errno == ENOTDIR ? Fault::Kind::not_found : Fault::Kind::storage;
    return fault(kind, fmt::format("cannot open {}: {}", path, std::strerror(errno)),
                 "Check the path and its permissions.");
  }
  auto source = std::make_unique<FileSource>(file, path, limit);
  if (auto begun = source->begin(); !begun) return std::unexpected(begun.error());
  return source;
}

}  // namespace schoolgate
