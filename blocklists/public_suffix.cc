#include "blocklists/public_suffix.h"

#include <libpsl.h>

namespace schoolgate {

bool is_public_suffix(NameView name) {
  // Never freed: the built-in list must not be, and either lives as long as the process.
  static const psl_ctx_t* const list = psl_latest(nullptr);
  if (name.is_root() || list == nullptr) return false;
  return psl_is_public_suffix(list, name.to_text().c_str()) == 1;
}

}  // namespace schoolgate
