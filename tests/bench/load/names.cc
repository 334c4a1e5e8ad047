#include "tests/bench/load/names.h"

#include <array>
#include <cmath>

namespace schoolgate::bench {
namespace {

struct Weighted {
  std::string_view text;
  double weight;
};

// Shares as counted over public lists of malware, phishing, gambling and advertising. None ends in "uk": that is where
// visited() takes its names from.
constexpr std::array top_level = std::to_array<Weighted>({
    {"com", 42},   {"net", 6},     {"org", 4},     {"top", 5},    {"pro", 4},    {"ru", 4},      {"xyz", 3.5},
    {"info", 2.5}, {"shop", 3},    {"online", 2},  {"site", 2},   {"fr", 2},     {"de", 2},      {"cn", 2},
    {"io", 1.5},   {"club", 1.5},  {"icu", 1.2},   {"pl", 1.2},   {"nl", 1},     {"it", 1},      {"me", 0.8},
    {"tv", 0.6},   {"cc", 0.6},    {"biz", 0.8},   {"live", .7},  {"store", .6}, {"space", 0.6}, {"fun", .5},
    {"vip", .5},   {"click", .7},  {"app", .7},    {"dev", .6},   {"us", 0.5},   {"eu", 0.8},    {"in", 0.8},
    {"com.br", 1}, {"com.au", .4}, {"com.tr", .5}, {"co.za", .4}, {"jp", .5},
});
constexpr std::array hosting_sites = std::to_array<Weighted>({
    {"blogspot.com", 14},
    {"weebly.com", 9},
    {"github.io", 8},
    {"pages.dev", 6},
    {"vercel.app", 6},
    {"webflow.io", 12},
    {"duckdns.org", 4},
    {"ddns.net", 4},
    {"netlify.app", 3},
    {"wordpress.com", 5},
    {"tumblr.com", 4},
    {"glitch.me", 2},
    {"web.app", 3},
    {"firebaseapp.com", 2},
    {"workers.dev", 2},
    {"myshopify.com", 2},
    {"r2.dev", 2},
    {"hopto.org", 1},
});
constexpr std::array school_domains = {"co.uk", "org.uk", "ac.uk", "sch.uk", "gov.uk", "uk"};
constexpr std::array host_labels = {"www",  "m",   "mail",   "cdn", "api",  "login",
                                    "shop", "app", "static", "img", "news", "secure"};

constexpr std::size_t word_count = 12'000;  // the everyday words and brands that most names are made of
constexpr std::string_view lower_case = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view alphanumeric = "abcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::string_view digits = "0123456789";

template <std::size_t n>
std::discrete_distribution<std::size_t> by_weight(const std::array<Weighted, n>& table) {
  std::vector<double> weights;
  for (const Weighted& row : table) weights.push_back(row.weight);
  return {weights.begin(), weights.end()};
}

}  // namespace

NameMaker::NameMaker(std::uint64_t seed)
    : random_(seed), top_level_(by_weight(top_level)), hosting_site_(by_weight(hosting_sites)) {
  words_.reserve(word_count);
  while (words_.size() < word_count) words_.push_back(made_up_word());
}

std::string NameMaker::made_up_word() {
  constexpr std::array onsets = {"b", "c", "d", "f", "g", "h",  "l",  "m",  "n",  "p",
                                 "r", "s", "t", "v", "w", "st", "tr", "pl", "ch", "sh"};
  constexpr std::array vowels = {"a", "e", "i", "o", "u", "a", "e", "i", "o", "ea", "oo", "ai"};
  constexpr std::array codas = {"", "", "", "n", "r", "s", "t", "l", "m", "nd", "ck", "x"};
  std::string made;
  for (std::size_t syllables = 1 + below(2); syllables > 0; --syllables)
    made.append(onsets[below(onsets.size())]).append(vowels[below(vowels.size())]).append(codas[below(codas.size())]);
  return made;
}

/// Few words are in many names, many words in few.
const std::string& NameMaker::word() {
  const double position = std::uniform_real_distribution<double>()(random_);
  return words_[static_cast<std::size_t>(double(word_count) * position * position)];
}

std::string NameMaker::letters(std::size_t size, std::string_view alphabet) {
  std::string made;
  while (made.size() < size) made.push_back(alphabet[below(alphabet.size())]);
  return made;
}

std::string NameMaker::label() {
  const auto kind = std::uniform_real_distribution<double>(0, 100)(random_);
  if (kind < 15) return word() + letters(1 + below(2), lower_case);
  if (kind < 54) return word() + word();
  if (kind < 68) return word() + "-" + word();
  if (kind < 86) return word() + word() + word();
  if (kind < 92) return word() + letters(1 + below(4), digits);
  return letters(5 + below(8), kind < 96 ? lower_case : alphanumeric);
}

std::string NameMaker::registered() { return label() + "." + std::string(top_level[top_level_(random_)].text); }

std::string NameMaker::listed() {
  if (hosts_to_come_ > 0) {
    --hosts_to_come_;
    const std::string host = happens(0.3) ? host_labels[below(host_labels.size())] : label();
    return happens(0.15) ? label() + "." + host + "." + parent_ : host + "." + parent_;
  }
  if (happens(0.04)) {  // a domain that is listed host by host
    parent_ = registered();
    hosts_to_come_ = std::geometric_distribution<std::size_t>(0.25)(random_);
  }
  if (happens(0.13)) return label() + "." + std::string(hosting_sites[hosting_site_(random_)].text);
  return registered();
}

std::string NameMaker::visited() {
  const std::string domain = label() + "." + school_domains[below(school_domains.size())];
  return happens(0.6) ? host_labels[below(host_labels.size())] + ("." + domain) : domain;
}

}  // namespace schoolgate::bench
