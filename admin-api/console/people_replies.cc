// What the commands about people print.
#include "admin-api/console/console.h"
#include "admin-api/console/telling.h"

namespace schoolgate::console {

std::string tell_setup_code(std::string_view reply) {
  return tell(reply, [](const Json& json, std::string& out) {
    line(out, "set-up code: {}", text(json, "code"));
    line(out, "Open the appliance's web page and give it there; it is good once, until the appliance starts again.");
  });
}

std::string tell_person(std::string_view reply) {
  return tell(reply, [](const Json& json, std::string& out) {
    line(out, "added {} (change {})", text(json, "id"), number(json, "serial"));
    if (json.contains("one_time_password")) line(out, "one-time password: {}", text(json, "one_time_password"));
  });
}

std::string tell_people(std::string_view reply) {
  return tell(reply, [](const Json& json, std::string& out) {
    for (const Json& person : rows(json, "people")) {
      const std::string mail = text(person, "mail");
      line(out, "{} ({}): {}{}{}{}", text(person, "user"), text(person, "name"), text(person, "role"),
           mail.empty() ? "" : ", " + mail, flag(person, "second_factor") ? ", second factor" : "",
           flag(person, "disabled") ? ", DISABLED" : "");
    }
  });
}

std::string tell_invitation(std::string_view reply) {
  return tell(reply, [](const Json& json, std::string& out) {
    line(out, "invited {} (change {})", text(json, "id"), number(json, "serial"));
    line(out, "one-time code, good until {}: {}", text(json, "until"), text(json, "code"));
  });
}

std::string tell_rescue(std::string_view reply) {
  return tell(reply, [](const Json& json, std::string& out) {
    line(out, "{} can sign in again (change {}); the second factor and all API tokens are gone", text(json, "user"),
         number(json, "serial"));
    line(out, "one-time password: {}", text(json, "one_time_password"));
    line(out,
         "This is on record as {} and told in `status` until another network manager or a governor acknowledges it.",
         text(json, "id"));
  });
}

}  // namespace schoolgate::console
