// What the commands about sealed lists print: numbers and moments.
#include "admin-api/console/console.h"
#include "admin-api/console/telling.h"

namespace schoolgate::console {
namespace {

void tell_counts(const Json& counts, std::string& out) {
  line(out,
       "  {} lines: {} names, {} duplicate, {} comments; not blocked: {} pages of a site, {} ports, {} addresses, "
       "{} whole public suffixes; {} unreadable",
       number(counts, "lines"), number(counts, "names"), number(counts, "duplicate"), number(counts, "comments"),
       number(counts, "paths"), number(counts, "ports"), number(counts, "addresses"), number(counts, "too_wide"),
       number(counts, "unreadable"));
}

}  // namespace

std::string tell_sealed(std::string_view reply) {
  return tell(reply, [](const Json& json, std::string& out) {
    if (rows(json, "sealed_lists").empty()) line(out, "There are no sealed lists yet.");
    for (const Json& list : rows(json, "sealed_lists")) {
      line(out, "{} ({}): {}", text(list, "id"), text(list, "title"),
           flag(list, "in_force") ? fmt::format("{} names since {}", number(list, "names"), text(list, "since"))
                                  : "not in force");
      if (list.contains("counts")) tell_counts(list["counts"], out);
      if (list.contains("source")) {
        const Json& source = list["source"];
        line(out, "  from {} every {} hours, signing in with {}", text(source, "address"),
             number(source, "every_hours"), text(source, "sign_in"));
      }
      if (list.contains("last_refresh")) line(out, "  last refreshed {}", text(list, "last_refresh"));
      for (const char* key : {"held", "problem", "warning"})
        if (list.contains(key)) line(out, "  {}: {}", key, text(list, key));
    }
  });
}

std::string tell_sealed_import(std::string_view reply) {
  return tell(reply, [](const Json& json, std::string& out) {
    line(out, "sealed list {} is in force (change {})", text(json, "id"), number(json, "serial"));
    if (json.contains("counts")) tell_counts(json["counts"], out);
    line(out, "Delete the file now: the appliance needs it no more, and it can be read.");
  });
}

}  // namespace schoolgate::console
