#include "blocklists/change-control/note.h"

#include <algorithm>

#include <sodium.h>

#include "blocklists/change-control/merkle.h"
#include "blocklists/change-control/text.h"

namespace schoolgate {
namespace {

constexpr char ed25519_type = 0x01;                            // C2SP signed-note, "Signature types"
constexpr std::string_view signature_start = "\xE2\x80\x94 ";  // an em dash and a space
constexpr std::size_t key_id_octets = 4;

std::string raw_key(const VerifierKey& key) {
  return ed25519_type + std::string(reinterpret_cast<const char*>(key.key.data()), key.key.size());
}

std::string key_id(const VerifierKey& key) {
  const Hash hash = merkle::sha256(key.name + "\n" + raw_key(key));
  return {reinterpret_cast<const char*>(hash.data()), key_id_octets};
}

Fault bad_note(std::string what) { return {Fault::Kind::damaged, std::move(what), {}}; }

}  // namespace

std::string VerifierKey::to_text() const {
  return name + "+" + to_hex(as_octets(key_id(*this))) + "+" + to_base64(as_octets(raw_key(*this)));
}

std::expected<VerifierKey, Fault> VerifierKey::parse(std::string_view text) {
  const auto bad = fault(Fault::Kind::bad_input, "this is no verifier key: name+id+base64 is expected");
  const auto first = text.find('+');
  if (first == std::string_view::npos || first == 0) return bad;
  const auto second = text.find('+', first + 1);
  if (second == std::string_view::npos) return bad;
  const auto raw = from_base64(text.substr(second + 1));
  if (!raw || raw->size() != 1 + crypto_sign_PUBLICKEYBYTES || raw->front() != ed25519_type) return bad;
  VerifierKey key;
  key.name = text.substr(0, first);
  if (std::ranges::any_of(key.name, [](unsigned char c) { return c <= ' ' || c == 0x7F; })) return bad;
  std::copy(raw->begin() + 1, raw->end(), key.key.begin());
  if (key.to_text() != text) return bad;  // the id must belong to name and key
  return key;
}

SigningKey::SigningKey(const std::array<std::uint8_t, 32>& seed) {
  crypto_sign_seed_keypair(verifier_.key.data(), secret_.data(), seed.data());
  const Hash hash = merkle::sha256({reinterpret_cast<const char*>(verifier_.key.data()), verifier_.key.size()});
  verifier_.name = "schoolgate/" + to_hex(std::span(hash).first(8));
}

SigningKey SigningKey::make() {
  std::array<std::uint8_t, 32> seed;
  randombytes_buf(seed.data(), seed.size());
  SigningKey key(seed);
  sodium_memzero(seed.data(), seed.size());
  return key;
}

std::string SigningKey::sign(std::string_view text) const {
  std::string signature(key_id(verifier_));
  signature.resize(key_id_octets + crypto_sign_BYTES);
  crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()) + key_id_octets, nullptr,
                       as_octets(text).data(), text.size(), secret_.data());
  std::string note(text);
  note += "\n";
  note += signature_start;
  note += verifier_.name + " " + to_base64(as_octets(signature)) + "\n";
  return note;
}

std::expected<std::string, Fault> open_note(std::string_view note, const VerifierKey& key) {
  const std::string before = "\n\n" + std::string(signature_start);
  const auto split = note.rfind(before);
  if (split == std::string_view::npos) return std::unexpected(bad_note("has no signature"));
  const std::string_view text = note.substr(0, split + 1);
  std::string_view line = note.substr(split + before.size());
  const std::string start = key.name + " ";
  if (!line.starts_with(start)) return std::unexpected(bad_note("is signed by another key"));
  if (!line.ends_with("\n")) return std::unexpected(bad_note("has a signature line that does not end"));
  const auto signature = from_base64(line.substr(start.size(), line.size() - start.size() - 1));
  if (!signature || signature->size() != key_id_octets + crypto_sign_BYTES) {
    return std::unexpected(bad_note("has a signature that cannot be read"));
  }
  if (!signature->starts_with(key_id(key))) return std::unexpected(bad_note("is signed by another key"));
  if (crypto_sign_verify_detached(as_octets(*signature).data() + key_id_octets, as_octets(text).data(), text.size(),
                                  key.key.data()) != 0) {
    return std::unexpected(bad_note("does not match its signature"));
  }
  return std::string(text);
}

}  // namespace schoolgate
