// Small sets of names with something attached (rules, unblocks, gardens): find what is said of a name and of each of
// its parents, the most specific first. For thousands of names; the millions are in the trie.
// Thread rules: add() while building by one thread; find() const on any number.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "blocklists/name.h"

namespace schoolgate {

template <class Value>
class NameIndex {
 public:
  void add(NameView name, Value value) { map_[key(name)].push_back(std::move(value)); }
  bool empty() const { return map_.empty(); }
  std::size_t size() const { return map_.size(); }

  /// Calls visit(name, value) from the name itself up to the root, until it returns true. Returns whether it did.
  template <class Visit>
  bool find(NameView name, Visit&& visit) const {
    if (map_.empty()) return false;
    for (NameView at = name;; at = at.parent()) {
      if (auto found = map_.find(view_key(at)); found != map_.end())
        for (const Value& value : found->second)
          if (visit(at, value)) return true;
      if (at.is_root()) return false;
    }
  }
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (const auto& [name, values] : map_)
      for (const Value& value : values) visit(std::string_view(name), value);
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  static std::string_view view_key(NameView name) {
    return {reinterpret_cast<const char*>(name.wire().data()), name.wire().size()};
  }
  static std::string key(NameView name) { return std::string(view_key(name)); }
  std::unordered_map<std::string, std::vector<Value>, Hash, std::equal_to<>> map_;
};

}  // namespace schoolgate
