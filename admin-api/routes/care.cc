#include "admin-api/routes/nouns.h"
#include "admin-api/routes/reply.h"

namespace schoolgate::routes {
namespace {

constexpr std::size_t max_path_text = 4096;  // PATH_MAX

std::string absolute_path(Fields& in, std::string_view key) {
  auto path = in.text(key, max_path_text);
  if (!path.empty() && !path.starts_with('/'))
    in.add_error("/" + std::string(key), "This must be a whole path, from / on.");
  return path;
}

Answer accept_clock(Context& context, const Call& call) {
  Fields in(call.request);
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return committed(context, call, reason,
                   change::ClockAccepted{std::chrono::floor<std::chrono::seconds>(context.clock())});
}

Answer backup(Context& context, const Call& call) {
  Fields in(call.request);
  const auto file = absolute_path(in, "file");
  const auto reason = in.reason_or("backup");
  if (auto problem = in.finish()) return std::unexpected(*problem);
  if (auto written = context.sight.backup(file); !written) return std::unexpected(http::from_fault(written.error()));
  return committed(context, call, reason, change::BackupTaken{file}, 201);
}

/// The log's entry is written by what starts with the restored store: this store's log ends here.
Answer restore(Context& context, const Call& call) {
  Fields in(call.request);
  const auto file = absolute_path(in, "file");
  if (auto problem = in.finish()) return std::unexpected(*problem);
  if (auto staged = context.sight.restore(file); !staged) return std::unexpected(http::from_fault(staged.error()));
  return json_reply({{"staged", file}}, 202);
}

}  // namespace

void add_care(Router& router, Context& context) {
  router.add("POST", "/api/v1/clock", [&context](const Call& call) { return accept_clock(context, call); });
  router.add("POST", "/api/v1/backup", [&context](const Call& call) { return backup(context, call); });
  router.add("POST", "/api/v1/restore", [&context](const Call& call) { return restore(context, call); });
}

}  // namespace schoolgate::routes
