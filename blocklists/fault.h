// An expected failure, as a value: what happened, where, what to do about it, in words for a network manager.
// Used as std::expected<T, Fault> across all rooms. Exceptions are for bugs only.
// Thread rules: a plain value.
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace schoolgate {

struct Fault {
  enum class Kind : unsigned char {
    bad_input,   // the caller's data is wrong; nothing was changed
    not_found,   // what was named does not exist
    conflict,    // the state has moved on, or the thing exists already
    forbidden,   // this person, or anybody, may not do this
    limit,       // a named limit was reached
    storage,     // the disk is full or failing: changes are refused, answers go on
    damaged,     // stored data does not match its checksum
    unavailable  // a peer or a resource is not there now; later may do
  };
  Kind kind = Kind::bad_input;
  std::string what;  // one sentence: what and where
  std::string hint;  // what to do; may be empty
};

inline std::unexpected<Fault> fault(Fault::Kind kind, std::string what, std::string hint = {}) {
  return std::unexpected(Fault{kind, std::move(what), std::move(hint)});
}

}  // namespace schoolgate
