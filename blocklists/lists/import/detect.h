// Which format a list has, told by the shape of its first lines. Nothing is a failure: what looks like nothing known is
// plain, whose parser then says line by line what it could not take.
// Thread rules: one thread a guess.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "blocklists/lists/import/import.h"

namespace schoolgate {

/// Lines with content that are looked at: long headers of rewrites come before the names in some real files.
inline constexpr std::size_t sample_lines = 400;
/// And at most so many lines in all: a file may begin with a book of comments.
inline constexpr std::size_t max_sampled_lines = 4000;

class FormatGuess {
 public:
  void see(std::string_view line);
  bool is_sure() const { return content_ >= sample_lines || lines_ >= max_sampled_lines; }
  ListFormat best() const;

 private:
  std::array<std::size_t, 8> votes_{};  // by ListFormat
  std::size_t content_ = 0;
  std::size_t lines_ = 0;
  bool adblock_header_ = false;
};

}  // namespace schoolgate
