#include "blocklists/public_suffix.h"

#include <libpsl.h>

namespace schoolgate {

namespace {

bool is_suffix(NameView name, int kinds) {
  // Never freed: the built-in list must not be, and either lives as long as the process.
  static const psl_ctx_t* const list = psl_latest(nullptr);
  if (name.is_root() || list == nullptr) return false;
  return psl_is_public_suffix2(list, name.to_text().c_str(), kinds) == 1;
}

}  // namespace

bool is_public_suffix(NameView name) { return is_suffix(name, PSL_TYPE_ANY); }
bool is_listed_public_suffix(NameView name) { return is_suffix(name, PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE); }

}  // namespace schoolgate
