// Many entry streams -> one, in key order, a name at a time. Holds one entry a stream, whatever their length.
// Thread rules: one thread.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "blocklists/fault.h"
#include "blocklists/lists/entry.h"
#include "blocklists/trie.h"

namespace schoolgate {

class Merge {
 public:
  struct Input {
    std::string title;  // for faults
    std::unique_ptr<EntryStream> stream;
  };
  /// What one list says about the current name.
  struct Say {
    ListNumber list = 0;
    Scope scope = Scope::subtree;
    Effect effect = Effect::block;
    std::string data = {};
  };

  /// The place of an input is its list's number. Faults: those of the streams; damaged, when one is not in order.
  static std::expected<Merge, Fault> start(std::vector<Input> inputs);
  /// Goes to the next name; false at the end.
  std::expected<bool, Fault> next();
  const std::string& key() const { return key_; }
  /// By list, ascending.
  const std::vector<Say>& says() const { return says_; }

 private:
  struct Source {
    std::string title;
    std::unique_ptr<EntryStream> stream;
    Entry entry;
  };
  std::expected<bool, Fault> advance(Source& source);
  bool comes_later(ListNumber a, ListNumber b) const;

  std::vector<Source> sources_;
  std::vector<ListNumber> heap_;  // of the sources that are not at their end, the earliest key in front
  std::string key_;
  std::vector<Say> says_;
};

}  // namespace schoolgate
