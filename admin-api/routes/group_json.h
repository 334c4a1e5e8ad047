// A group as the API shows it: its own words, and beside them what is in force with its parents' words.
// Thread rules: pure.
#pragma once

#include "admin-api/routes/fields.h"
#include "blocklists/policy/model.h"

namespace schoolgate::routes {

Json group_json(const PolicyState& state, const Group& group);
/// Reads a group's policy over what `group` has: fields that are absent keep it, and null says "as the parent".
void read_group(Fields& in, Group& group);

}  // namespace schoolgate::routes
