#include "deploy/cli/request_commands.h"

#include <fmt/format.h>

namespace schoolgate {
namespace {

/// Which version is approved is told; without one it is the newest, which is shown with what it opens.
int approve(const CommandContext& context, RequestWords& words) {
  console::Approval& approval = words.approval;
  if (approval.version == 0) {
    std::string request;
    const int status = read_reply(context, console::show_request(approval.id), request);
    if (status != 0) return status;
    approval.version = console::version_of(request);
    if (!context.json) fmt::print("{}\n", console::tell_request(request));
  }
  return talk(context, console::approve(approval, words.preview),
              words.preview ? console::tell_approval : console::tell_made);
}

}  // namespace

void add_request_commands(const AddCommand& add, const CommandContext& context, RequestWords& words) {
  CLI::App* list = add("requests", "Requests for temporary unblocks, and what they still need", [&context, &words] {
    return talk(context, console::requests(words.state), console::tell_requests);
  });
  list->add_option("--state", words.state, "requested, approved, active, expired, revoked, rejected or withdrawn");

  CLI::App* request = add("request", "Ask for names to be opened; it needs two people's agreement", [&context, &words] {
    return talk(context, console::request(words.wish), console::tell_made);
  });
  console::Wish& wish = words.wish;
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

  CLI::App* sign = add("approve", "Give the technical sign-off to a request",
                       [&context, &words] { return approve(context, words); });
  console::Approval& approval = words.approval;
  sign->add_option("id", approval.id, "The request's id")->required();
  sign->add_option("--version", approval.version, "The version that is approved; without it, the newest");
  sign->add_option("--likelihood", approval.likelihood, "Of harm, 1 to 5; without it, the rating that stands");
  sign->add_option("--impact", approval.impact, "Of harm, 1 to 5");
  sign->add_option("--reason", approval.reason, "A remark; it goes on record");
  sign->add_flag("--preview", words.preview, "Only tell what it would open");

  const auto add_end = [&](const std::string& name, const std::string& help, auto* made, const char* done) {
    CLI::App* command = add(name, help, [&context, &words, made, done] {
      return talk(context, made(words.id, words.reason),
                  [done](std::string_view json) { return console::tell_receipt(json, done); });
    });
    command->add_option("id", words.id, "The request's id")->required();
    command->add_option("--reason", words.reason, "Why; it goes on record")->required();
  };
  add_end("reject", "Refuse a request", &console::reject, "the request is rejected");
  add_end("revoke", "End an approved request now", &console::revoke, "ended");
  add("topics", "The library of topics", [&context] { return talk(context, console::topics(), console::tell_topics); });
}

}  // namespace schoolgate
