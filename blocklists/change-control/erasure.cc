#include "blocklists/change-control/erasure.h"

#include <algorithm>

#include <fmt/format.h>

#include "blocklists/change-control/codec.h"
#include "blocklists/change-control/fields.h"
#include "blocklists/change-control/log.h"
#include "blocklists/change-control/state_store.h"

namespace schoolgate {
namespace {

// Fields of an account that name its owner, besides `user` and `name`; the last two are what a provider of accounts
// calls them.
constexpr std::string_view other_names[] = {"mail", "email", "address", "sign_in_name", "subject"};
constexpr std::string_view secrets_prefix = "secret/";  // in Family::outbox: servers' passwords, of nobody
constexpr std::string_view id_characters = "-._@/";

std::string folded(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

/// Letters of other scripts count as letters: "Ana" does not stand in "Anaïs".
bool is_letter(char c) {
  const auto octet = static_cast<unsigned char>(c);
  return octet >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/// Whether `word` stands in `text` with no letter or digit beside it; both folded.
bool has_word(std::string_view text, std::string_view word) {
  if (word.empty()) return false;
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !is_letter(text[at - 1])) && (end == text.size() || !is_letter(text[end]))) return true;
  }
  return false;
}

bool is_person(const Record& record) { return record.via == "web" || record.via == "token"; }

/// One erasure over the whole log and the state. A text that is a thing's id gets the same number wherever it stands.
class Eraser {
 public:
  Eraser(const Store& store, const Person& person, std::uint64_t newest, std::uint64_t serial)
      : store_(store), traces_(person), newest_(newest), serial_(serial) {}

  std::expected<Erased, Fault> run() {
    if (auto done = each_record([&](const Record& record) { traces_.learn(record); }); !done)
      return std::unexpected(done.error());
    if (auto done = each_record([&](const Record& record) { rewrite(record); }); !done)
      return std::unexpected(done.error());
    if (auto done = rewrite_state(); !done) return std::unexpected(done.error());
    if (auto done = drop_notices(); !done) return std::unexpected(done.error());
    return std::move(erased_);
  }

 private:
  std::expected<void, Fault> each_record(const std::function<void(const Record&)>& visit) const {
    std::expected<void, Fault> outcome;
    const auto visited = log::visit_leaves(store_, 1, newest_, [&](std::uint64_t serial, std::string_view leaf) {
      const auto personal = log::personal_part(store_, serial);
      const auto record = personal ? codec::decode_record(leaf, *personal) : std::unexpected(personal.error());
      if (!record)
        outcome = std::unexpected(record.error());
      else
        visit(*record);
      return outcome.has_value();
    });
    return visited ? outcome : visited;
  }

  /// What takes the place of `value`; nothing when it stays.
  std::optional<personal::Value> replacement(const std::string& value) {
    auto was = traces_.find(value);
    if (!was) return std::nullopt;
    personal::Value taken{{}, {}, serial_, *was, 0};
    const bool id = *was == personal::Was::text && check_id("", value, id_characters, max_list_id_octets).has_value();
    if (id) {
      taken.was = personal::Was::id;
      taken.number = numbers_.try_emplace(value, numbers_.size() + 1).first->second;
    }
    return taken;
  }

  void rewrite(const Record& record) {
    auto values = personal::decode(record.personal);
    if (!values) return;  // decode_record() has read it
    bool changed = false;
    for (personal::Value& value : *values) {
      if (value.erased_by != 0) continue;
      const bool address = &value == values->data() && record.leaf.starts_with("{\"actor\":{\"address\":{") &&
                           traces_.is_own_address(value.value);
      auto taken = replacement(value.value);
      if (address && !taken) taken = personal::Value{{}, {}, serial_, personal::Was::text, 0};
      if (!taken) continue;
      value = std::move(*taken);
      changed = true;
    }
    if (changed) erased_.batch.put(Family::personal, log::serial_key(record.serial), personal::encode(*values));
  }

  std::expected<void, Fault> rewrite_state() {
    std::expected<void, Fault> outcome;
    const auto replace = [this](const std::string& text) -> std::optional<std::string> {
      const auto taken = replacement(text);
      return taken ? std::optional(personal::shown(*taken)) : std::nullopt;
    };
    const auto scanned = store_.scan(Family::state, "", "", [&](std::string_view key, std::string_view value) {
      if (key == head_key) return true;
      const auto slash = std::min(key.find('/'), key.size() - 1);
      const std::string noun(key.substr(0, slash));
      const std::string id(key.substr(slash + 1));
      const auto new_id = replace(id).value_or(id);
      // Nothing of the account is left but what the log says of it: no password, no second factor.
      const bool account = noun == "people" && new_id == personal::pseudonym(serial_);
      auto text = codec::with_texts_replaced(value, replace).value_or(std::string(value));
      if (account) text = codec::as_stored(noun, codec::as_logged(noun, text).value_or(text));
      if (new_id != id) erased_.batch.erase(Family::state, std::string(key));
      if (new_id != id || text != value) erased_.batch.put(Family::state, fmt::format("{}/{}", noun, new_id), text);
      if (auto read = codec::decode_into(erased_.state, noun, new_id, text); !read) {
        outcome = fault(Fault::Kind::conflict,
                        fmt::format("{} cannot do without what is to be erased: {}", key, read.error().what),
                        "Change or remove it first, then erase the person.");
      }
      return outcome.has_value();
    });
    return scanned ? outcome : scanned;
  }

  /// What waits to be sent to the person, or could not be: nobody is told it any more.
  std::expected<void, Fault> drop_notices() {
    return store_.scan(Family::outbox, "", "", [&](std::string_view key, std::string_view value) {
      if (!key.starts_with(secrets_prefix) && (traces_.names(key) || traces_.names(value)))
        erased_.batch.erase(Family::outbox, std::string(key));
      return true;
    });
  }

  const Store& store_;
  PersonTraces traces_;
  std::uint64_t newest_, serial_;
  std::map<std::string, std::uint64_t> numbers_;
  Erased erased_;
};

}  // namespace

PersonTraces::PersonTraces(const Person& person) : user_(person.user), names_{person.name} {}

void PersonTraces::learn(const Record& record) {
  if (is_person(record) && !record.address.empty())
    (record.user == user_ ? own_addresses_ : others_addresses_).insert(record.address);
  if (record.subject != user_ || !record.kind.starts_with("person.")) return;
  for (const std::string* value : {&record.before, &record.after}) {
    if (value->empty()) continue;
    for (const auto& [place, text] : codec::fields_of(*value)) {
      if (place == "name") names_.insert(text);
      if (std::ranges::find(other_names, place) != std::end(other_names) && !text.empty()) others_.insert(text);
    }
  }
}

bool PersonTraces::names(std::string_view text) const {
  const std::string all = folded(text);
  const auto stands_there = [&](const std::string& name) { return has_word(all, folded(name)); };
  return stands_there(user_) || std::ranges::any_of(names_, stands_there) || std::ranges::any_of(others_, stands_there);
}

std::optional<personal::Was> PersonTraces::find(std::string_view value) const {
  if (value == user_) return personal::Was::user;
  if (names_.contains(std::string(value))) return personal::Was::name;
  return names(value) ? std::optional(personal::Was::text) : std::nullopt;
}

bool PersonTraces::is_own_address(const std::string& address) const {
  return own_addresses_.contains(address) && !others_addresses_.contains(address);
}

std::expected<Erased, Fault> erase_person(const Store& store, const Person& person, std::uint64_t newest,
                                          std::uint64_t serial) {
  return Eraser(store, person, newest, serial).run();
}

}  // namespace schoolgate
