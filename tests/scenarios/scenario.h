// Plays one .scn file (README.md here). Every expectation that fails is reported with its file and line.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/world/world.h"

namespace schoolgate::test {

class Scenario {
 public:
  /// The faults, as "file:line: what was expected, what was there"; empty when all held.
  static std::vector<std::string> play(const std::filesystem::path& file);

 private:
  using Words = std::vector<std::string>;
  void line(const std::string& text);
  bool set_up(const Words& words);  // setup.cc
  bool set_policy(const Words& words);
  bool say(const Words& words);  // actions.cc
  bool act(const Words& words);
  void expect(const Words& words);  // expectations.cc
  bool holds(const Words& words, std::string& was);

  World world_;
  Address client_ = Address::parse("10.0.0.1").value();
  Transport transport_ = Transport::udp;
  ScriptedUpstream::Line* upstream_line_ = nullptr;  // that records are added to
  Octets reply_;
  Decoded decoded_;
  std::vector<std::string> faults_;
  std::string where_;
};

/// The rest of a line, from this word on.
std::string joined(const std::vector<std::string>& words, std::size_t from);
std::vector<std::string> split(const std::string& text, char separator);

}  // namespace schoolgate::test
