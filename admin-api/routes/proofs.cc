#include <charconv>

#include "admin-api/routes/nouns.h"
#include "admin-api/routes/query.h"
#include "admin-api/routes/reply.h"

namespace schoolgate::routes {
namespace {

Json to_json(const std::vector<Hash>& path) {
  Json rows = Json::array();
  for (const Hash& hash : path) rows.push_back(base64(hash));
  return rows;
}

Answer checkpoint(const Context& context) {
  Json json = checkpoint_json(context.changes.checkpoint());
  json["public_key"] = context.changes.public_key();
  return json_reply(json);
}

/// RFC 6962 section 2.1.1, against the checkpoint that comes with it.
Answer inclusion(const Context& context, const Call& call) {
  Query query(call.request);
  std::uint64_t serial = 0;
  const auto& text = call.ids[0];
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, serial);
  if (parsed.ec != std::errc{} || parsed.ptr != end || serial == 0)
    return std::unexpected(http::no_such_page("A change's serial number is a whole number from 1 on."));
  if (auto problem = query.finish()) return std::unexpected(*problem);
  const auto checkpoint = context.changes.checkpoint();
  const auto records = context.changes.records(serial - 1, 1);
  if (records.empty() || records.front().serial != serial || serial > checkpoint.size)
    return std::unexpected(http::no_such_page("The log has no change " + text + "."));
  const auto path = context.changes.prove_inclusion(serial, checkpoint.size);
  if (!path) return std::unexpected(http::from_fault(path.error()));
  return json_reply({{"serial", serial},
                     {"leaf", records.front().leaf},
                     {"path", to_json(*path)},
                     {"checkpoint", checkpoint_json(checkpoint)}});
}

/// RFC 6962 section 2.1.2: that the log of `from` entries is how the log of `to` entries begins.
Answer consistency(const Context& context, const Call& call) {
  Query query(call.request);
  const auto checkpoint = context.changes.checkpoint();
  const auto from = query.number("from").value_or(0);
  const auto to = query.number("to").value_or(checkpoint.size);
  if (from < 1 || from > to) query.add_error("from", "This must be the size of an earlier checkpoint.");
  if (to > checkpoint.size) query.add_error("to", "The log is not that long.");
  if (auto problem = query.finish()) return std::unexpected(*problem);
  const auto path = context.changes.prove_consistency(from, to);
  if (!path) return std::unexpected(http::from_fault(path.error()));
  return json_reply(
      {{"from", from}, {"to", to}, {"path", to_json(*path)}, {"checkpoint", checkpoint_json(checkpoint)}});
}

}  // namespace

void add_proofs(Router& router, Context& context) {
  router.add("GET", "/api/v1/changes/checkpoint", [&context](const Call&) { return checkpoint(context); });
  router.add("GET", "/api/v1/changes/consistency", [&context](const Call& call) { return consistency(context, call); });
  router.add("GET", "/api/v1/changes/{serial}/proof",
             [&context](const Call& call) { return inclusion(context, call); });
}

}  // namespace schoolgate::routes
