// Files that people hand over, in pieces: begun, sent piece by piece, and then named by what takes them.
#include <charconv>

#include "admin-api/http/limits.h"
#include "admin-api/routes/nouns.h"
#include "admin-api/routes/reply.h"

namespace schoolgate::routes {
namespace {

constexpr std::size_t max_name_octets = 255;                     // what file systems take
constexpr std::size_t piece_octets = http::max_body_octets / 2;  // two of them stay below what one address may have

Json to_json(const http::Uploads::Progress& progress) {
  return {{"id", progress.id},
          {"octets", progress.octets},
          {"received", progress.received},
          {"piece_octets", piece_octets}};
}

Answer answer(const std::expected<http::Uploads::Progress, Fault>& progress, int status = 200) {
  if (!progress) return std::unexpected(http::from_fault(progress.error()));
  return json_reply(to_json(*progress), status);
}

Answer begin(Context& context, const Call& call) {
  Fields in(call.request);
  const auto name = in.text("name", max_name_octets);
  const auto octets = in.integer("octets", 0, static_cast<int>(http::max_list_upload_octets) * 4);
  if (!octets && !in.has("octets")) in.add_error("/octets", "How large the file is must be told.");
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return answer(context.uploads.begin(call.actor.user, name, static_cast<std::uint64_t>(octets.value_or(0))), 201);
}

Answer append(Context& context, const Call& call) {
  std::uint64_t offset = 0;
  const std::string& text = call.ids[1];
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), offset);
  if (error != std::errc() || end != text.data() + text.size())
    return std::unexpected(http::bad_request("The address ends with the place of the piece in the file, a number."));
  return answer(context.uploads.append(call.actor.user, call.ids[0], offset, call.request.body));
}

Answer drop(Context& context, const Call& call) {
  if (auto dropped = context.uploads.drop(call.actor.user, call.ids[0]); !dropped)
    return std::unexpected(http::from_fault(dropped.error()));
  http::Response response;
  response.status = 204;
  return response;
}

}  // namespace

void add_uploads(Router& router, Context& context) {
  router.add("POST", "/api/v1/uploads", [&context](const Call& call) { return begin(context, call); });
  router.add("GET", "/api/v1/uploads/{id}",
             [&context](const Call& call) { return answer(context.uploads.progress(call.actor.user, call.ids[0])); });
  router.add("PUT", "/api/v1/uploads/{id}/{offset}", [&context](const Call& call) { return append(context, call); });
  router.add("DELETE", "/api/v1/uploads/{id}", [&context](const Call& call) { return drop(context, call); });
}

}  // namespace schoolgate::routes
