// Erasing a person (UK GDPR article 17): their sign-in name, name, mail and the addresses that only they used leave the
// log's personal parts and the state; a pseudonym takes their place, so that the story still reads. Leaves, hashes and
// proofs stay as they are: a leaf holds no personal data in clear.
//
// Who is meant is found by these texts alone. A text in which one of them stands as a word ("for Jo Smith's class")
// goes as a whole. What merely sounds like the person ("Ms S") is not found: no program can know. Thread rules: called
// by the one writer; reads the store, writes nothing. Errors: damaged, storage; conflict when the state could not be
// read after it.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "blocklists/change-control/change_control.h"
#include "blocklists/change-control/personal.h"
#include "blocklists/store/store.h"

namespace schoolgate {

/// The texts by which a person is known.
class PersonTraces {
 public:
  explicit PersonTraces(const Person& person);
  /// What an entry tells of them: other names that they had, where they signed in from.
  void learn(const Record& record);
  /// Whether a text has one of their names in it, as words, in whatever case.
  bool names(std::string_view text) const;
  /// What a value is of theirs; nothing when it is none of it.
  std::optional<personal::Was> find(std::string_view value) const;
  /// That they used it and nobody else did.
  bool is_own_address(const std::string& address) const;

 private:
  std::string user_;
  std::set<std::string> names_, others_;  // others: mail and the like
  std::set<std::string> own_addresses_, others_addresses_;
};

struct Erased {
  Store::Batch batch;  // personal parts and rows of the state
  PolicyState state;   // as those rows say; serial, generation and clock floor are the caller's
};
/// Takes everything of `user` out of entries 1 to `newest` and out of the state, as change `serial`.
std::expected<Erased, Fault> erase_person(const Store& store, const Person& person, std::uint64_t newest,
                                          std::uint64_t serial);

}  // namespace schoolgate
