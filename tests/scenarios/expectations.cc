// The lines that say what must be so.
#include <algorithm>
#include <stdexcept>

#include "tests/scenarios/scenario.h"

namespace schoolgate::test {

namespace {

using Words = std::vector<std::string>;

std::string list(const Words& records) {
  std::string text;
  for (const std::string& record : records) text += "\n    " + record;
  return text.empty() ? "none" : text;
}

bool flag(const Decoded& reply, const std::string& name) {
  if (name == "aa") return reply.aa;
  if (name == "tc") return reply.tc;
  if (name == "ad") return reply.ad;
  if (name == "cd") return reply.cd;
  if (name == "rd") return reply.rd;
  if (name == "ra") return reply.ra;
  if (name == "do") return reply.dnssec_ok;
  throw std::runtime_error("not a flag: " + name);
}

std::uint64_t counted(const WorkerStatistics& statistics, const std::string& name) {
  static const std::map<std::string, Count> names = {
      {"blocked", Count::blocked},        {"rewritten", Count::rewritten},   {"local", Count::local},
      {"hits", Count::cache_hits},        {"misses", Count::cache_misses},   {"limited", Count::limited},
      {"refused", Count::refused_client}, {"cloaked", Count::cname_blocked}, {"truncated", Count::truncated},
      {"malformed", Count::malformed}};
  return statistics.counts[static_cast<std::size_t>(names.at(name))];
}

unsigned long number(const Words& words, std::size_t at) { return std::stoul(words.at(at)); }

bool holds_soa(const Decoded& reply, const std::string& start) {
  return std::ranges::any_of(reply.authority, [&](const std::string& record) { return record.starts_with(start); });
}

bool ttls_at_most(const Decoded& reply, unsigned long most) {
  return std::ranges::all_of(reply.answer,
                             [&](const std::string& record) { return std::stoul(split(record, ' ').at(1)) <= most; });
}

}  // namespace

bool Scenario::holds(const Words& words, std::string& was) {
  const std::string& what = words.at(0);
  using Outcome = Pipeline::Outcome;
  if (what == "silence" || what == "waiting") {
    was = world_.outcome == Outcome::replied ? "a reply" : world_.outcome == Outcome::dropped ? "silence" : "waiting";
    return what == was;
  }
  if (what == "upstream") return was = std::to_string(world_.upstream.asked()), was == words.at(1);
  if (what == "late") return was = std::to_string(world_.late.size()), was == words.at(1);
  if (what == "count") return was = std::to_string(counted(world_.statistics, words.at(1))), was == words.at(2);

  if (!decoded_.well_formed) return was = "no well-formed reply", false;
  if (what == "answer") return was = list(decoded_.answer), std::ranges::count(decoded_.answer, joined(words, 1)) == 1;
  if (what == "answers") return was = list(decoded_.answer), decoded_.answer.size() == number(words, 1);
  if (what == "authority")
    return was = list(decoded_.authority), std::ranges::count(decoded_.authority, joined(words, 1)) == 1;
  if (what == "soa")
    return was = list(decoded_.authority), holds_soa(decoded_, words.at(1) + " " + words.at(2) + " SOA ");
  if (what == "ttl") return was = list(decoded_.answer), ttls_at_most(decoded_, number(words, 3));
  if (what == "size") return was = std::to_string(decoded_.size), decoded_.size <= number(words, 3);
  if (what == "question") return was = decoded_.question, was == joined(words, 1);
  if (what == "flag") return was = "not set", flag(decoded_, words.at(1));
  if (what == "opt") return was = "no opt", decoded_.edns;
  if (what == "ede") {
    was = decoded_.ede ? std::to_string(*decoded_.ede) + " " + decoded_.ede_text : "no ede";
    return decoded_.ede == static_cast<int>(number(words, 1)) &&
           (words.size() == 2 || decoded_.ede_text == joined(words, 2));
  }
  if (what == "no") {
    was = "there";
    if (words.at(1) == "ede") return !decoded_.ede;
    if (words[1] == "opt") return !decoded_.edns;
    if (words[1] == "flag") return !flag(decoded_, words.at(2));
    throw std::runtime_error("not something that can be missing: " + words[1]);
  }
  return was = decoded_.rcode, was == what;
}

void Scenario::expect(const Words& words) {
  std::string was;
  if (!holds(words, was)) faults_.push_back(where_ + "expected " + joined(words, 0) + ", but was: " + was);
}

}  // namespace schoolgate::test
