#include "admin-api/routes/person_fields.h"

#include <array>

namespace schoolgate::routes {
namespace {

constexpr std::array<std::string_view, 5> role_texts{"network_manager", "safeguarding_lead", "leadership", "teacher",
                                                     "governor"};  // as Role's values

}  // namespace

Role role_of(Fields& in, std::optional<Role> otherwise) {
  if (in.says("role", "staff")) {
    in.allow({"role"});
    return Role::teacher;
  }
  const auto place = otherwise ? std::optional(static_cast<std::size_t>(*otherwise)) : std::nullopt;
  return static_cast<Role>(in.choice("role", role_texts, place));
}

}  // namespace schoolgate::routes
