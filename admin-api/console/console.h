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
/// A request for a temporary unblock; empty fields are left out.
struct Wish {
  std::vector<std::string> names, groups;
  std::string from, until;  // RFC 3339, or a day
  std::string reason, topic, topic_id, bundle, extends, requester;
};
/// A sign-off; 0: the rating that stands is confirmed.
struct Approval {
  std::string id, reason;
  int version = 0, likelihood = 0, impact = 0;
};
struct Person {
  std::string user, role, name, mail;
};
struct PersonChange {
  std::string user, role, name, mail, reason;  // empty: as it is
  bool disable = false, enable = false, no_mail = false;
};
/// Credentials are contents, not names of files; empty: none.
struct SealedSource {
  std::string id, title, address, reason;
  std::string user, password, token, certificate, key, authority;
  int every_hours = 0, warn_after_days = 0;  // 0: as they are
  bool no_credentials = false;
};
/// Empty: as it is. Secrets are contents, not names of files.
struct Mail {
  std::string server, from, user, password, authority, chair, reason;
  bool in_clear = false, no_credentials = false;
};
struct Export {
  std::string from, to, format;
  std::string period = {};
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
Request sending();
Request set_mail(const Mail& mail);
Request test_mail(const std::string& to, const std::string& webhook);
Request send_checkpoint();
Request outbox();
Request retry_outbox();
Request unblock(const Unblock& unblock);
Request requests(const std::string& state);
Request request(const Wish& wish);
Request show_request(const std::string& id);
Request approve(const Approval& approval, bool preview);
Request reject(const std::string& id, const std::string& reason);
Request revoke(const std::string& id, const std::string& reason);
Request topics();
Request block(const std::vector<std::string>& names, const std::string& reason, const std::string& reviewer = {});
Request reviews();
Request conclude_review(const std::string& id, const std::string& outcome, const std::string& reason);
Request renew_setup_code();
Request add_person(const Person& person);
Request people();
Request change_person(const PersonChange& change);
Request invite_person(const Person& person);
Request rescue_person(const std::string& user, const std::string& reason);
Request sign_out_person(const std::string& user, const std::string& reason);
Request reset_factor(const std::string& user, const std::string& reason);
Request export_people();
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
std::string tell_unblock(std::string_view json, std::string_view done);
std::string tell_requests(std::string_view json);
std::string tell_request(std::string_view json);   // one, as show_request() is answered
std::string tell_made(std::string_view json);      // a request that was made or signed
std::string tell_approval(std::string_view json);  // what a sign-off would open
std::string tell_topics(std::string_view json);
/// The version in a reply to show_request(); 0: there is none.
int version_of(std::string_view json);
std::string tell_reviews(std::string_view json);
std::string tell_sealed(std::string_view json);
std::string tell_sealed_import(std::string_view json);
std::string tell_sending(std::string_view json);
std::string tell_test(std::string_view json);
std::string tell_outbox(std::string_view json);
std::string tell_receipt(std::string_view json, std::string_view done);  // "done: change 17"
std::string tell_setup_code(std::string_view json);
std::string tell_person(std::string_view json);
std::string tell_people(std::string_view json);
std::string tell_invitation(std::string_view json);
std::string tell_rescue(std::string_view json);
std::string tell_devices(std::string_view json);
std::string tell_attempts(std::string_view json);
std::string tell_calendar(std::string_view json);
std::string tell_schedules(std::string_view json);
std::string tell_templates(std::string_view json);
std::string tell_preview(std::string_view json);  // what a change would do
/// A problem+json reply in words: what is wrong, where, what to do.
std::string tell_problem(std::string_view json);

}  // namespace schoolgate::console
