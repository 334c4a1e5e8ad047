#include "blocklists/change-control/checkpoint.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "blocklists/change-control/note.h"
#include "blocklists/change-control/text.h"

namespace schoolgate {
namespace {

/// Cuts the first line off; nothing when there is none.
std::optional<std::string_view> take_line(std::string_view& text) {
  const auto end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const auto line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

std::string body(const Checkpoint& checkpoint) {
  return fmt::format("{}\n{}\n{}\n", checkpoint.origin, checkpoint.size, to_base64(checkpoint.root));
}

}  // namespace

Checkpoint make_checkpoint(const SigningKey& key, std::uint64_t size, const Hash& root) {
  Checkpoint checkpoint{key.verifier().name, size, root, {}};
  checkpoint.note = key.sign(body(checkpoint));
  return checkpoint;
}

std::expected<Checkpoint, Fault> open_checkpoint(std::string_view note, const VerifierKey& key) {
  const auto text = open_note(note, key);
  if (!text) return std::unexpected(text.error());
  const auto bad = fault(Fault::Kind::damaged, "does not hold a log's origin, size and root");
  std::string_view rest = *text;
  const auto origin = take_line(rest);
  const auto size = take_line(rest);
  const auto root = take_line(rest);
  if (!origin || !size || !root || !rest.empty()) return bad;
  Checkpoint checkpoint;
  checkpoint.origin = *origin;
  checkpoint.note = note;
  const auto [end, error] = std::from_chars(size->data(), size->data() + size->size(), checkpoint.size);
  const auto octets = from_base64(*root);
  if (error != std::errc{} || end != size->data() + size->size() || !octets ||
      octets->size() != checkpoint.root.size()) {
    return bad;
  }
  std::ranges::copy(as_octets(*octets), checkpoint.root.begin());
  if (checkpoint.origin != key.name || body(checkpoint) != *text) return bad;
  return checkpoint;
}

}  // namespace schoolgate
