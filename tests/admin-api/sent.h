// A file sent to the appliance as a page does it: begun, and then piece by piece.
#pragma once

#include <string>
#include <string_view>

#include "tests/admin-api/school.h"
#include "tests/catch.h"

namespace schoolgate::test {

inline Reply send_piece(School& school, const std::string& who, const std::string& id, std::size_t offset,
                        std::string_view piece) {
  auto request = school.request(who, "PUT", "/api/v1/uploads/" + id + "/" + std::to_string(offset));
  request.body = piece;
  return school.send(request);
}

/// The upload's id.
inline std::string sent(School& school, const std::string& who, const std::string& name, std::string_view text,
                        std::size_t piece_octets = 5) {
  const auto begun = school.ask(who, "POST", "/api/v1/uploads", {{"name", name}, {"octets", text.size()}});
  INFO(begun.body);
  REQUIRE(begun.status == 201);
  const std::string id = begun.json["id"];
  for (std::size_t at = 0; at < text.size(); at += piece_octets)
    REQUIRE(send_piece(school, who, id, at, text.substr(at, piece_octets)).status == 200);
  return id;
}

}  // namespace schoolgate::test
