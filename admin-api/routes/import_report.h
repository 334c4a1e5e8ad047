// An import's report as JSON, and the id of a list that a person names.
// Thread rules: pure.
#pragma once

#include <string>

#include "admin-api/routes/fields.h"
#include "blocklists/lists/keeper/keeper.h"

namespace schoolgate::routes {

Json report_of(const ListKeeper::Imported& imported);
/// "Our own: games" -> "our-own-games"; empty when nothing of it can stand in an id.
std::string list_id_from_title(const std::string& title);

}  // namespace schoolgate::routes
