#include "resolver/wire/name_writer.h"

#include "resolver/wire/message.h"

namespace schoolgate::wire {

// Everything in the message before `place` was written here, so its labels and pointers are good.
bool NameWriter::stands_at(std::size_t place, std::span<const std::uint8_t> name) const {
  for (std::size_t at = 0;;) {
    while (message_[place] >= 0xc0) place = get16(&message_[place]) & max_pointer;
    const std::size_t octets = std::size_t{message_[place]} + 1;
    if (message_[place] != name[at]) return false;
    if (octets == 1) return true;
    for (std::size_t i = 1; i < octets; ++i)
      if (lower(message_[place + i]) != lower(name[at + i])) return false;
    place += octets;
    at += octets;
  }
}

void NameWriter::write(std::span<const std::uint8_t> name, bool compress) {
  const std::size_t known = count_;  // places in this very name are not whole yet
  while (name[0] != 0) {
    if (compress) {
      for (std::size_t i = 0; i < known; ++i) {
        if (!stands_at(places_[i], name)) continue;
        message_.push_back(static_cast<std::uint8_t>(0xc0U | (places_[i] >> 8U)));
        message_.push_back(static_cast<std::uint8_t>(places_[i] & 0xffU));
        return;
      }
    }
    if (count_ < max_places && message_.size() <= max_pointer)
      places_[count_++] = static_cast<std::uint16_t>(message_.size());
    const auto label = name.first(std::size_t{name[0]} + 1);
    message_.insert(message_.end(), label.begin(), label.end());
    name = name.subspan(label.size());
  }
  message_.push_back(0);
}

}  // namespace schoolgate::wire
