// The signing key on the disk: one line, "PRIVATE+KEY+<name>+<key id>+<base64(0x01, seed)>".
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "blocklists/change-control/note.h"
#include "blocklists/change-control/text.h"

namespace schoolgate {
namespace {

constexpr std::string_view key_start = "PRIVATE+KEY+";
constexpr std::size_t key_file_octets = 1024;  // a key line has some 120

std::unexpected<Fault> cannot(std::string_view doing, const std::string& file) {
  return fault(Fault::Kind::storage,
               fmt::format("{} the signing key {} failed: {}", doing, file,
                           std::error_code(errno, std::generic_category()).message()),
               "Check that directory, who may write there, and that the disk is not full.");
}

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

bool sync_directory(const std::filesystem::path& directory) {
  const int fd = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool done = ::fsync(fd) == 0;
  ::close(fd);
  return done;
}

}  // namespace

std::expected<SigningKey, Fault> SigningKey::load(const std::string& file) {
  std::error_code error;
  if (!std::filesystem::exists(file, error)) {
    if (error) return cannot("reading", file);
    return fault(Fault::Kind::not_found, fmt::format("there is no signing key {}", file));
  }
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return cannot("reading", file);
  std::string line(key_file_octets, '\0');
  stream.read(line.data(), static_cast<std::streamsize>(line.size()));
  line.resize(static_cast<std::size_t>(stream.gcount()));
  const auto bad = fault(Fault::Kind::damaged, fmt::format("the file {} holds no signing key", file),
                         "Restore it from a backup: it is what the change-control log is signed with.");
  if (!line.starts_with(key_start) || !line.ends_with("\n")) return bad;
  // '+' is also a base64 digit: the key is what follows the second one after the name begins.
  auto begin = key_start.size();
  for (int plus = 0; plus < 2; ++plus) {
    begin = line.find('+', begin);
    if (begin == std::string::npos) return bad;
    ++begin;
  }
  auto raw = from_base64(std::string_view(line).substr(begin, line.size() - begin - 1));
  if (!raw || raw->size() != 1 + crypto_sign_SEEDBYTES || raw->front() != 0x01) return bad;
  std::array<std::uint8_t, 32> seed;
  std::copy(raw->begin() + 1, raw->end(), seed.begin());
  SigningKey key(seed);
  sodium_memzero(seed.data(), seed.size());
  sodium_memzero(raw->data(), raw->size());
  const bool named = line.starts_with(std::string(key_start) + key.verifier().name + "+");
  sodium_memzero(line.data(), line.size());
  if (!named) return bad;
  return key;
}

std::expected<void, Fault> SigningKey::save(const std::string& file) const {
  const std::filesystem::path path(file);
  const std::string temporary = file + ".new";
  std::string raw(1, '\x01');
  raw.append(reinterpret_cast<const char*>(secret_.data()), crypto_sign_SEEDBYTES);  // the seed is its first half
  const std::string text = verifier_.to_text();
  const auto id = text.substr(verifier_.name.size() + 1, 8);
  const std::string line = fmt::format("{}{}+{}+{}\n", key_start, verifier_.name, id, to_base64(as_octets(raw)));

  std::error_code error;
  std::filesystem::create_directories(path.parent_path(), error);  // a failure shows in the next line
  const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return cannot("writing", file);
  const bool written = ::fchmod(fd, 0600) == 0 && write_all(fd, line) && ::fsync(fd) == 0;
  const bool closed = ::close(fd) == 0;
  if (!written || !closed || ::rename(temporary.c_str(), file.c_str()) != 0) {
    const auto why = cannot("writing", file);
    ::unlink(temporary.c_str());
    return why;
  }
  if (!sync_directory(path.has_parent_path() ? path.parent_path() : ".")) return cannot("writing", file);
  return {};
}

}  // namespace schoolgate
