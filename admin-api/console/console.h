// The command line's half of the admin API: builds requests for the unix socket and turns the replies into plain text.
// JSON stays inside this room; deploy/cli only carries octets.
// Thread rules: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace schoolgate::console {

struct Request {
  std::string method;
  std::string path;  // with the query, escaped
  std::string body;  // JSON, or empty
};

struct Why {
  std::string name, client, type, at;  // empty: the API's defaults
};
struct Import {
  std::vector<std::string> paths;
  std::string category, name, format;
};
struct Unblock {
  std::vector<std::string> names, groups;
  std::string until;  // RFC 3339
  std::string reason, topic;
};
struct Person {
  std::string user, role, name;
};
/// Credentials are contents, not names of files; empty: none.
struct SealedSource {
  std::string id, title, address, reason;
  std::string user, password, token, certificate, key, authority;
  int every_hours = 0, warn_after_days = 0;  // 0: as they are
  bool no_credentials = false;
};
struct Export {
  std::string from, to, format, period;
};

Request status();
Request why(const Why& why);
Request show_lists();
Request import_lists(const Import& import);
Request refresh_lists();
Request sealed_lists();
Request import_sealed(const std::string& id, const std::string& title, const std::string& path,
                      const std::string& reason);
Request set_sealed_source(const SealedSource& source);
Request refresh_sealed();
Request unblock(const Unblock& unblock);
Request block(const std::vector<std::string>& names, const std::string& reason, const std::string& reviewer = {});
Request reviews();
Request conclude_review(const std::string& id, const std::string& outcome, const std::string& reason);
Request add_person(const Person& person);
Request erase_person(const std::string& user, const std::string& reason);
Request export_log(const Export& range);
Request backup(const std::string& file);
Request restore(const std::string& file);
Request accept_clock(const std::string& reason);
Request devices();
Request attempts();
Request calendar();
Request schedules();
Request templates();
Request apply_template(const std::string& id, const std::string& reason, bool preview);

/// What the command prints on success; `json` is the reply's body.
std::string tell_status(std::string_view json);
std::string tell_why(std::string_view json);
std::string tell_lists(std::string_view json);
std::string tell_import(std::string_view json);
std::string tell_reviews(std::string_view json);
std::string tell_sealed(std::string_view json);
std::string tell_sealed_import(std::string_view json);
std::string tell_receipt(std::string_view json, std::string_view done);  // "done: change 17"
std::string tell_person(std::string_view json);
std::string tell_devices(std::string_view json);
std::string tell_attempts(std::string_view json);
std::string tell_calendar(std::string_view json);
std::string tell_schedules(std::string_view json);
std::string tell_templates(std::string_view json);
std::string tell_preview(std::string_view json);  // what a change would do
/// A problem+json reply in words: what is wrong, where, what to do.
std::string tell_problem(std::string_view json);

}  // namespace schoolgate::console
