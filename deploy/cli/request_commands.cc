// requests, request, approve, reject, revoke, topics: temporary unblocks that two people agree on.
#include <fmt/format.h>

#include "deploy/cli/command_line.h"

namespace schoolgate {
namespace {

/// Which version is approved is told; without one it is the newest, which is shown with what it opens.
int approve(CommandLine& line) {
  console::Approval& approval = line.approval;
  if (approval.version == 0) {
    std::string request;
    const int status = read_reply(line.context, console::show_request(approval.id), request);
    if (status != 0) return status;
    approval.version = console::version_of(request);
    if (!line.context.json) fmt::print("{}\n", console::tell_request(request));
  }
  return talk(line.context, console::approve(approval, line.preview),
              line.preview ? console::tell_approval : console::tell_made);
}

}  // namespace

void add_requests(CommandLine& line) {
  const auto add = [&line](const std::string& name, const std::string& help, std::function<int()> run) {
    return line.add_talking(line.app, name, help, std::move(run));
  };
  CLI::App* list = add("requests", "Requests for temporary unblocks, and what they still need", [&line] {
    return talk(line.context, console::requests(line.request_state), console::tell_requests);
  });
  list->add_option("--state", line.request_state,
                   "requested, approved, active, expired, revoked, rejected or withdrawn");

  CLI::App* request = add("request", "Ask for names to be opened; it needs two people's agreement",
                          [&line] { return talk(line.context, console::request(line.wish), console::tell_made); });
  console::Wish& wish = line.wish;
  request->add_option("names", wish.names, "Domain names");
  request->add_option("--group", wish.groups, "Group id; may be given more than once");
  request->add_option("--from", wish.from,
                      "From this moment on, as 2026-11-23T09:00:00Z, or this day; without it, now");
  request->add_option("--until", wish.until, "Up to, and without, this moment or day")->required();
  request->add_option("--reason", wish.reason, "Why; it goes on record")->required();
  request->add_option("--topic", wish.topic, "What is being studied");
  request->add_option("--topic-id", wish.topic_id, "A topic of the library, whose sites are asked for");
  request->add_option("--bundle", wish.bundle, "A bundle, whose sites are asked for");
  request->add_option("--extends", wish.extends, "The request that this one prolongs");
  request->add_option("--requester", wish.requester, "The user in whose name it is made");

  CLI::App* sign = add("approve", "Give the technical sign-off to a request", [&line] { return approve(line); });
  console::Approval& approval = line.approval;
  sign->add_option("id", approval.id, "The request's id")->required();
  sign->add_option("--version", approval.version, "The version that is approved; without it, the newest");
  sign->add_option("--likelihood", approval.likelihood, "Of harm, 1 to 5; without it, the rating that stands");
  sign->add_option("--impact", approval.impact, "Of harm, 1 to 5");
  sign->add_option("--reason", approval.reason, "A remark; it goes on record");
  sign->add_flag("--preview", line.preview, "Only tell what it would open");

  const auto add_end = [&](const std::string& name, const std::string& help, auto* made, const char* done) {
    CLI::App* command = add(name, help, [&line, made, done] {
      return talk(line.context, made(line.request_id, line.reason),
                  [done](std::string_view json) { return console::tell_receipt(json, done); });
    });
    command->add_option("id", line.request_id, "The request's id")->required();
    command->add_option("--reason", line.reason, "Why; it goes on record")->required();
  };
  add_end("reject", "Refuse a request", &console::reject, "the request is rejected");
  add_end("revoke", "End an approved request now", &console::revoke, "ended");
  add("topics", "The library of topics",
      [&line] { return talk(line.context, console::topics(), console::tell_topics); });
}

}  // namespace schoolgate
