// How the appliance tells people, as plain values: the mail server, webhooks, and who hears what. Secrets are not among
// them: admin-api/sending keeps them beside the state.
// Thread rules: values.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace schoolgate {

/// How notices leave by mail.
struct MailSettings {
  std::string server;          // "smtps://mail.school.example:465", "smtp://...:587" (STARTTLS); empty: no mail is sent
  std::string from;            // "schoolgate@school.example"
  bool signs_in = false;       // with a user and a password
  bool own_authority = false;  // the server's certificate is from a private authority
  bool in_clear = false;       // without TLS: only to a server on this machine
  friend bool operator==(const MailSettings&, const MailSettings&) = default;
};

/// A program of the school's that is told of every notice, signed as Standard Webhooks has it.
struct Webhook {
  std::string id;
  std::string address;         // https://...
  bool own_authority = false;  // the server's certificate is from a private authority
  bool with_people = false;    // also who and what it is about; otherwise kinds, roles and numbers
  friend bool operator==(const Webhook&, const Webhook&) = default;
};

struct NoticeSettings {
  std::vector<std::string> off;  // kinds that nobody is sent
  /// More addresses than people's own, by whom they stand for: "chair" (of governors), "network_manager", ...
  std::map<std::string, std::vector<std::string>> addresses;
  friend bool operator==(const NoticeSettings&, const NoticeSettings&) = default;
};

}  // namespace schoolgate
