// The file of TSIG keys, as tsig-keygen and named write it.
#include <algorithm>
#include <fstream>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <openssl/evp.h>

#include "resolver/transfer/tsig.h"

namespace schoolgate {
namespace {

using Octets = std::vector<std::uint8_t>;
constexpr std::size_t max_key_file = std::size_t{1} << 16;  // hundreds of keys

/// Words, quoted texts and the signs { } ; of a key file.
class Words {
 public:
  explicit Words(std::string_view text) : rest_(text) {}
  std::string_view next() {
    skip();
    if (rest_.empty()) return {};
    if (rest_.front() == '"') {
      const std::size_t end = rest_.find('"', 1);
      if (end == rest_.npos) return take(rest_.size()).substr(1);
      return take(end + 1).substr(1, end - 1);
    }
    constexpr std::string_view signs = "{};";
    if (signs.find(rest_.front()) != signs.npos) return take(1);
    return take(std::min(rest_.find_first_of(" \t\r\n{};\""), rest_.size()));
  }

 private:
  void skip() {
    for (;;) {
      const std::size_t blanks = std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size());
      rest_.remove_prefix(blanks);
      if (!rest_.starts_with('#') && !rest_.starts_with("//")) return;
      rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
    }
  }
  std::string_view take(std::size_t size) {
    const std::string_view word = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return word;
  }
  std::string_view rest_;
};

std::optional<Octets> from_base64(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0) return std::nullopt;
  Octets octets(text.size() / 4 * 3);
  const int size = EVP_DecodeBlock(octets.data(), reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  if (size < 0) return std::nullopt;
  const auto padding = static_cast<std::size_t>(std::count(text.end() - 2, text.end(), '='));
  octets.resize(static_cast<std::size_t>(size) - padding);
  return octets;
}

std::unexpected<Fault> bad_keys(std::string_view what) {
  return fault(Fault::Kind::bad_input, fmt::format("a TSIG key file: {}", what),
               "Write each key as tsig-keygen does: key \"name\" { algorithm hmac-sha256; secret \"...\"; };");
}

std::expected<TsigKey, Fault> read_key(Words& words) {
  TsigKey key;
  const std::string name(words.next());
  const auto parsed = Name::from_text(name);
  if (!parsed) return bad_keys("a key's name is not a name");
  key.name = *parsed;
  if (words.next() != "{") return bad_keys(fmt::format("key {} has no {{", name));
  bool algorithm = false;
  for (std::string_view word = words.next(); word != "}"; word = words.next()) {
    const std::string value(words.next());
    if (word.empty() || words.next() != ";") return bad_keys(fmt::format("key {} does not end", name));
    if (word == "algorithm") {
      algorithm = value == "hmac-sha256" || value == "hmac-sha512";
      if (!algorithm) return bad_keys(fmt::format("key {} is not of hmac-sha256 or hmac-sha512", name));
      key.algorithm = value == "hmac-sha256" ? TsigKey::Algorithm::hmac_sha256 : TsigKey::Algorithm::hmac_sha512;
    } else if (word == "secret") {
      auto secret = from_base64(value);
      if (!secret) return bad_keys(fmt::format("the secret of key {} is not base64", name));
      key.secret = std::move(*secret);
    } else {
      return bad_keys(fmt::format("key {} has something else than an algorithm and a secret", name));
    }
  }
  if (!algorithm || key.secret.empty()) return bad_keys(fmt::format("key {} has no algorithm or no secret", name));
  return key;
}

}  // namespace

std::expected<std::vector<TsigKey>, Fault> parse_tsig_keys(std::string_view text) {
  std::vector<TsigKey> keys;
  Words words(text);
  for (std::string_view word = words.next(); !word.empty(); word = words.next()) {
    if (word == ";") continue;
    if (word != "key") return bad_keys("something stands in it that is no key");
    auto key = read_key(words);
    if (!key) return std::unexpected(std::move(key.error()));
    keys.push_back(std::move(*key));
  }
  return keys;
}

std::expected<std::vector<TsigKey>, Fault> load_tsig_keys(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text;
  if (in) {
    text.resize(max_key_file);
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
  }
  if (!in.eof()) return fault(Fault::Kind::not_found, fmt::format("the TSIG key file {} cannot be read", file));
  return parse_tsig_keys(text);
}

}  // namespace schoolgate
