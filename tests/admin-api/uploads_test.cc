// Files that people send in pieces: whole and in order, one's own, bounded, and gone when nobody goes on.
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/admin-api/school.h"
#include "tests/admin-api/sent.h"
#include "tests/catch.h"

using namespace schoolgate;
using test::send_piece;
using test::sent;

namespace {

std::string text_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("a file that is sent in pieces is whole, and is gone with whoever takes it") {
  test::School school;
  const std::string text = "casino.example\npoker.example\n";
  const auto id = sent(school, "manager", "gambling.txt", text);
  CHECK(school.ask("manager", "GET", "/api/v1/uploads/" + id).json["received"] == text.size());
  std::string path;
  {
    const auto file = school.uploads.take("manager", id);
    REQUIRE(file);
    path = file->path();
    CHECK(text_of(path) == text);
    CHECK(std::filesystem::path(path).filename() == "gambling.txt");
  }
  CHECK_FALSE(std::filesystem::exists(path));
  CHECK(school.ask("manager", "GET", "/api/v1/uploads/" + id).status == 404);
}

TEST_CASE("a piece that is sent twice changes nothing, and one that does not follow on is refused") {
  test::School school;
  const std::string id =
      school.ask("manager", "POST", "/api/v1/uploads", {{"name", "a.txt"}, {"octets", 10}}).json["id"];
  CHECK(send_piece(school, "manager", id, 0, "01234").status == 200);
  CHECK(send_piece(school, "manager", id, 0, "01234").json["received"] == 5);
  CHECK(send_piece(school, "manager", id, 6, "789").status == 409);
  CHECK(send_piece(school, "manager", id, 5, "56789ab").status == 409);
  CHECK(send_piece(school, "manager", id, 5, "567").json["received"] == 8);
  const auto early = school.uploads.take("manager", id);
  REQUIRE_FALSE(early);
  CHECK(early.error().what == "Only 8 of the file's 10 octets are here.");
  CHECK(send_piece(school, "manager", id, 8, "89").json["received"] == 10);
}

TEST_CASE("an upload is its owner's alone, and a second one takes the place of the first") {
  test::School school;
  const auto id = sent(school, "manager", "a.txt", "a.example\n");
  CHECK(school.ask("console", "GET", "/api/v1/uploads/" + id).status == 404);
  CHECK(send_piece(school, "console", id, 0, "x").status == 404);
  CHECK(school.ask("console", "DELETE", "/api/v1/uploads/" + id).status == 404);
  CHECK(school.ask("lead", "GET", "/api/v1/uploads/" + id).status == 403);
  sent(school, "manager", "b.txt", "b.example\n");
  CHECK(school.ask("manager", "GET", "/api/v1/uploads/" + id).status == 404);
}

TEST_CASE("a file that is empty or too large is refused before any of it is sent") {
  test::School school;
  const auto begin = [&](std::uint64_t octets) {
    return school.ask("manager", "POST", "/api/v1/uploads", {{"name", "a.txt"}, {"octets", octets}});
  };
  CHECK(begin(0).status == 422);
  const auto large = begin(http::max_list_upload_octets + 1);
  CHECK(large.status == 422);
  CHECK(large.body.contains("The file has 257 MiB; 256 MiB are the most."));
  CHECK(school.ask("manager", "POST", "/api/v1/uploads", {{"name", "a.txt"}}).status == 422);
}

TEST_CASE("what nobody goes on with is thrown away, and so is what was being sent at a restart") {
  test::School school;
  const auto id = sent(school, "manager", "a.txt", "a.example\n");
  school.now += http::upload_patience + std::chrono::seconds(1);
  CHECK(school.ask("manager", "GET", "/api/v1/uploads/" + id).status == 404);
  const std::string folder = school.directory.path() + "/uploads";
  CHECK(std::filesystem::is_empty(folder));
  sent(school, "manager", "b.txt", "b.example\n");
  const http::Uploads restarted(folder, school.clock());
  CHECK_FALSE(std::filesystem::exists(folder));
}

TEST_CASE("no name of a file leads out of the folder for uploads") {
  test::School school;
  const std::string folder = school.directory.path() + "/uploads";
  for (const char* name : {"../../etc/passwd", "..", ".hidden", "a/b\\c.txt", "line\nfeed"}) {
    const auto file = school.uploads.take("manager", sent(school, "manager", name, "a.example\n"));
    INFO(name);
    REQUIRE(file);
    const auto inside = std::filesystem::path(file->path()).lexically_normal().lexically_relative(folder);
    CHECK(std::distance(inside.begin(), inside.end()) == 2);
    CHECK_FALSE(inside.string().starts_with(".."));
  }
}
