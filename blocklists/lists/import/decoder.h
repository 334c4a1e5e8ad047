// One packed format behind one call; decompress.cc drives it. Private to this folder.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace schoolgate {

class Decoder {
 public:
  enum class State : unsigned char {
    more,     // give more input or more room
    at_end,   // a whole stream has ended here; more input may begin another
    damaged,  // the data is not what its format allows
    too_big   // it asks for more memory than allowed
  };
  struct Step {
    State state = State::more;
    std::size_t consumed = 0;
    std::size_t produced = 0;
  };
  virtual ~Decoder() = default;
  virtual Step step(std::span<const char> in, std::span<char> out, bool input_ended) = 0;
  virtual std::string_view name() const = 0;
};

/// The decoder for a file that begins with `first`; null for a plain file.
std::unique_ptr<Decoder> make_decoder(std::string_view first);

}  // namespace schoolgate
