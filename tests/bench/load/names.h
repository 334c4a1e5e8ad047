// Names for measurements, made from a seed: the same on every machine. Their statistics are those of public blocklists:
// three quarters are registered domains, a fifth has one label more (hosting sites, hosts of bad domains), some have
// two; a third is below com; labels are words, joined words, words with digits, and random letters, 12 octets on
// average. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace schoolgate::bench {

class NameMaker {
 public:
  explicit NameMaker(std::uint64_t seed);
  /// A name as blocklists have them. Not always a new one.
  std::string listed();
  /// A name that people visit; never one that `listed()` makes, nor below one.
  std::string visited();

 private:
  std::string label();
  std::string letters(std::size_t size, std::string_view alphabet);
  std::string made_up_word();
  const std::string& word();
  std::string registered();
  std::size_t below(std::size_t limit) { return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_); }
  bool happens(double share) { return std::uniform_real_distribution<double>()(random_) < share; }

  std::mt19937_64 random_;
  std::vector<std::string> words_;
  std::discrete_distribution<std::size_t> top_level_;
  std::discrete_distribution<std::size_t> hosting_site_;
  std::string parent_;  // the registered domain that the next host names are below
  std::size_t hosts_to_come_ = 0;
};

}  // namespace schoolgate::bench
