// Lists and sources over the API, and the question why a name is answered as it is.
#include <filesystem>
#include <fstream>

#include "tests/admin-api/school.h"
#include "tests/admin-api/sent.h"
#include "tests/catch.h"

using namespace schoolgate;
using test::Json;

TEST_CASE("lists are imported at the console only, reported line by line, and removed by an id with a slash") {
  test::School school;
  const auto path = school.directory.file("games.txt");
  std::ofstream(path) << "games.example\n";
  const auto reply = school.ask("console", "POST", "/api/v1/lists/import",
                                {{"paths", {path}}, {"category", "games"}, {"name", "Our own: Games!"}});
  INFO(reply.body);
  REQUIRE(reply.status == 201);
  REQUIRE(school.lists.imported.size() == 1);
  CHECK(school.lists.imported[0].list_id == "our-own-games");
  CHECK(school.lists.imported[0].title == "Our own: Games!");
  CHECK(reply.json["lists"][0]["totals"]["accepted"] == 2);
  CHECK(reply.json["lists"][0]["findings"][0]["first"][0]["line"] == 2);
  CHECK(school.ask("console", "POST", "/api/v1/lists/import", {{"paths", {path}}, {"format", "hostz"}}).status == 422);
  CHECK(school.ask("console", "POST", "/api/v1/lists/import", {{"paths", {path + ".gone"}}}).status == 404);
  school.lists.refusal = Fault{Fault::Kind::storage, "the disk is full", ""};
  CHECK(school.ask("console", "POST", "/api/v1/lists/import", {{"paths", {path}}}).status == 507);

  CHECK(school.ask("manager", "DELETE", "/api/v1/lists/ut1%2Fgambling?reason=x").status == 404);
  const Actor system{"schoolgate", Role::network_manager, Actor::Via::system, {}};
  change::ListTaken taken;
  taken.list.id = "ut1/gambling";
  taken.list.title = "UT1";
  taken.list.category = "gambling";
  taken.list.origin = "file";
  taken.list.format = "plain";
  taken.list.version = 1;
  taken.trie_generation = 1;
  REQUIRE(school.changes->commit(Proposal{system, "", taken}));
  CHECK(school.ask("manager", "DELETE", "/api/v1/lists/ut1%2Fgambling?reason=x").status == 200);
  CHECK(school.lists.removed == std::vector<std::string>{"ut1/gambling"});
}

TEST_CASE("paths of the appliance are for its console; a person sends the file, and it is called as it was") {
  test::School school;
  const Json wanted = {{"paths", {"/etc/hosts"}}, {"reason", "x"}};
  CHECK(school.ask("manager", "POST", "/api/v1/lists/import", wanted).status == 403);
  const auto id = test::sent(school, "manager", "C:\\lists\\games.txt", "games.example\n");
  const auto reply =
      school.ask("manager", "POST", "/api/v1/lists/import",
                 {{"upload", id}, {"category", "games"}, {"name", "Games"}, {"reason", "from the trust"}});
  INFO(reply.body);
  REQUIRE(reply.status == 201);
  CHECK(school.lists.imported[0].list_id == "games");
  CHECK(school.lists.imported[0].category == "games");
  CHECK(school.lists.imported[0].origin.ends_with("games.txt"));
  CHECK_FALSE(school.lists.imported[0].origin.contains(school.directory.path()));
  CHECK_FALSE(std::filesystem::exists(school.lists.imported[0].path));
  CHECK(school.ask("manager", "POST", "/api/v1/lists/import", {{"upload", id}, {"reason", "again"}}).status == 404);
  CHECK(school.ask("manager", "POST", "/api/v1/lists/import", {{"reason", "nothing"}}).status == 422);
}

TEST_CASE("a held refresh is let through or dropped by a network manager, with a reason") {
  test::School school;
  CHECK(school.ask("lead", "POST", "/api/v1/lists/ads/release", {{"reason", "x"}}).status == 403);
  CHECK(school.ask("manager", "POST", "/api/v1/lists/ads/release").status == 422);
  CHECK(school.ask("manager", "POST", "/api/v1/lists/ut1%2Fads/release", {{"reason", "it did grow"}}).status == 200);
  CHECK(school.ask("manager", "POST", "/api/v1/lists/ads/drop", {{"reason", "a mistake of theirs"}}).status == 200);
  CHECK(school.lists.judgements == std::vector<std::string>{"released ut1/ads", "dropped ads"});
  school.lists.refusal = Fault{Fault::Kind::conflict, "No refresh of the list \"ads\" is held.", ""};
  CHECK(school.ask("manager", "POST", "/api/v1/lists/ads/drop", {{"reason", "x"}}).status == 409);
}

TEST_CASE("a source of the catalogue needs its id and a reason only, and a file is no source") {
  test::School school;
  const auto sources = school.ask("teacher", "GET", "/api/v1/sources").json;
  REQUIRE_FALSE(sources["catalogue"].empty());
  std::string id = sources["catalogue"][0]["id"];
  std::string encoded = id;
  if (const auto slash = encoded.find('/'); slash != std::string::npos) encoded.replace(slash, 1, "%2F");
  CHECK(school.ask("manager", "PUT", "/api/v1/sources/" + encoded, {{"reason", "more"}}).status == 201);
  CHECK(school.changes->state()->sources.at(id).address == sources["catalogue"][0]["address"].get<std::string>());
  CHECK(school.ask("manager", "PUT", "/api/v1/sources/" + encoded, {{"enabled", false}, {"reason", "less"}}).status ==
        200);
  CHECK_FALSE(school.changes->state()->sources.at(id).enabled);
  CHECK(school.ask("manager", "DELETE", "/api/v1/sources/" + encoded, {{"reason", "none"}}).status == 200);
  const auto file = school.ask("manager", "PUT", "/api/v1/sources/mine",
                               {{"address", "file:///etc/shadow"}, {"category", "games"}, {"reason", "x"}});
  CHECK(file.status == 422);
  CHECK(file.json["errors"][0]["pointer"] == "/address");
}

TEST_CASE("check tells the verdict and every step to it") {
  test::School school;
  REQUIRE(school
              .ask("manager", "POST", "/api/v1/rules",
                   {{"action", "block"}, {"name", "games.example"}, {"reason", "lessons"}})
              .status == 201);
  const auto why = school.ask("governor", "GET", "/api/v1/check?name=www.games.example&client=10.1.2.3&type=AAAA").json;
  CHECK(why["verdict"] == "block");
  CHECK(why["steps"].size() == 8);
  CHECK(why["client"] == "10.1.2.3");
  CHECK(why["name"] == "www.games.example");
  const auto wrong = school.ask("governor", "GET", "/api/v1/check?nme=a.example&type=AAAAA");
  CHECK(wrong.status == 422);
  CHECK(wrong.body.contains("?name"));
  CHECK(wrong.body.contains("did you mean"));
}
