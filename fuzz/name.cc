// Names as text and as wire form: what is taken is canonical, and comes back the same from both.
#include "blocklists/name.h"

#include <cstdint>
#include <string_view>

#include "fuzz/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace schoolgate;
  if (const auto name = Name::from_text({reinterpret_cast<const char*>(data), size})) {
    const auto again = Name::from_text(name->to_text());
    SCHOOLGATE_PROMISE(again && *again == *name);
    SCHOOLGATE_PROMISE(from_key(to_key(*name)) == *name);
    static_cast<void>(name->view().to_display());
  }
  if (const auto name = Name::from_wire({data, size})) {
    const auto again = Name::from_wire(name->view().wire());
    SCHOOLGATE_PROMISE(again && *again == *name);
    SCHOOLGATE_PROMISE(name->view().label_count() <= max_labels);
    SCHOOLGATE_PROMISE(name->view().is_at_or_below(name->view().parent()));
    static_cast<void>(name->view().to_display());
  }
  return 0;
}
