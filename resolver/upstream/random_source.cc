#include "resolver/upstream/random_source.h"

#include <cerrno>
#include <system_error>
#include <utility>

#include <sys/random.h>

namespace schoolgate {

std::uint8_t RandomSource::octet() {
  if (used_ == block_.size()) {
    if (getrandom(block_.data(), block_.size(), 0) != static_cast<ssize_t>(block_.size()))
      throw std::system_error(errno, std::generic_category(), "getrandom");
    used_ = 0;
  }
  return std::exchange(block_[used_++], std::uint8_t{0});  // what was used is not left lying about
}

}  // namespace schoolgate
