// Replies that many routes give: JSON, a list of rows, and the receipt of a change.
// Thread rules: any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "admin-api/routes/context.h"
#include "admin-api/routes/fields.h"

namespace schoolgate::routes {

http::Response json_reply(const Json& json, int status = 200);
Json checkpoint_json(const Checkpoint& checkpoint);
Json receipt_json(const Receipt& receipt);  // {serial, id, checkpoint}
std::string base64(std::span<const std::uint8_t> octets);

/// The one way in which a route changes anything: through change control, as the caller, with the reason given.
std::expected<Receipt, http::Problem> commit(Context& context, const Call& call, std::string why, Change change);
/// commit(), answered with the receipt; with ?preview=true nothing is changed, and what it would do is told.
Answer committed(Context& context, const Call& call, std::string why, Change change, int status = 200);
/// The same for several changes that are one: all or nothing.
Answer committed_together(Context& context, const Call& call, const std::string& why, std::vector<Change> changes,
                          int status = 200);
/// What would be answered otherwise if the state were this one: {preview, left_out, warnings}.
Json compared(const Context& context, std::shared_ptr<const PolicyState> next);
/// What these people are called, by user name: for whoever sees them here and may not read the register.
Json names_of(const PolicyState& state, const std::vector<std::string>& users);
/// Whether the request asks what it would do.
bool asks_for_preview(const http::Request& request);

/// A 404 problem when `map` does not hold `id`.
template <class Map>
std::optional<http::Problem> unless_found(const Map& map, const std::string& id, std::string_view noun) {
  if (map.contains(id)) return std::nullopt;
  return http::no_such_page("There is no " + std::string(noun) + " \"" + id + "\".");
}

}  // namespace schoolgate::routes
