// The file of a transferred zone: whole versions only, and changes applied to the one before.
#include "resolver/transfer/zone_copy.h"

#include <filesystem>
#include <iterator>

#include "resolver/transfer/transfer.h"
#include "tests/blocklists/store/temporary_directory.h"
#include "tests/catch.h"

namespace schoolgate {
namespace {

struct Folder {
  test::TemporaryDirectory directory;
  std::string file() const { return directory.file("below/a.zone"); }
};

Name zone() { return *Name::from_text("rpz.example"); }
ZoneSoa version(std::uint32_t serial) { return {serial, 600, 60, 86400, 30}; }
TransferredRecord record(const std::string& name) { return {name + ".rpz.example.\tCNAME\t.", 60}; }

std::string content(const std::string& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_first(const Folder& folder) {
  ZoneCopy copy(folder.file(), zone(), 1 << 20);
  REQUIRE(copy.begin(true));
  for (const char* name : {"a", "b", "c"}) REQUIRE(copy.add(record(name)));
  REQUIRE(copy.finish(version(1)));
}

TEST_CASE("a whole zone is written as a zone file and known again") {
  const Folder folder;
  CHECK_FALSE(ZoneCopy(folder.file(), zone(), 1 << 20).version());
  write_first(folder);
  CHECK(ZoneCopy(folder.file(), zone(), 1 << 20).version() == version(1));
  CHECK_FALSE(ZoneCopy(folder.file(), *Name::from_text("other.example"), 1 << 20).version());
  CHECK(content(folder.file()).find("$ORIGIN rpz.example.\n@ 3600 IN SOA . . 1 600 60 86400 30 ") != std::string::npos);
  CHECK(content(folder.file()).find("\nb.rpz.example.\t60\tIN\tCNAME\t.\n") != std::string::npos);
}

TEST_CASE("changes make a new version of the old one") {
  const Folder folder;
  write_first(folder);
  {
    ZoneCopy copy(folder.file(), zone(), 1 << 20);
    REQUIRE(copy.begin(false));
    CHECK(copy.remove(record("b")));
    CHECK(copy.add(record("d")));
    CHECK(copy.add(record("e")));
    CHECK(copy.remove(record("e")));  // came and went
    CHECK(copy.remove(record("c")));
    CHECK(copy.add(record("c")));  // went and came
    REQUIRE(copy.finish(version(2)));
  }
  CHECK(ZoneCopy(folder.file(), zone(), 1 << 20).version() == version(2));
  const std::string text = content(folder.file());
  for (const char* name : {"a", "c", "d"}) CHECK(text.find(record(name).line.substr(0, 14)) != std::string::npos);
  for (const char* name : {"b", "e"}) CHECK(text.find(record(name).line.substr(0, 14)) == std::string::npos);
  CHECK(text.ends_with("; records 3\n"));
}

TEST_CASE("changes that do not fit, or are not finished, leave the old version") {
  const Folder folder;
  write_first(folder);
  {
    ZoneCopy copy(folder.file(), zone(), 1 << 20);
    REQUIRE(copy.begin(false));
    CHECK(copy.remove(record("never")));
    CHECK_FALSE(copy.finish(version(2)));
  }
  {
    ZoneCopy copy(folder.file(), zone(), 1 << 20);
    REQUIRE(copy.begin(true));
    CHECK(copy.add(record("x")));
  }
  {
    ZoneCopy copy(folder.file(), zone(), 300);  // too large
    REQUIRE(copy.begin(true));
    bool fits = true;
    for (int i = 0; i < 20 && fits; ++i) fits = copy.add(record("x" + std::to_string(i)));
    CHECK_FALSE(fits);
  }
  CHECK(ZoneCopy(folder.file(), zone(), 1 << 20).version() == version(1));
  CHECK_FALSE(std::filesystem::exists(folder.file() + ".new"));
}

TEST_CASE("a damaged copy is not started from") {
  const Folder folder;
  write_first(folder);
  const std::string whole = content(folder.file());
  for (std::size_t size = 0; size + 1 < whole.size(); ++size) {
    std::ofstream(folder.file(), std::ios::trunc) << whole.substr(0, size);
    INFO(size);
    CHECK_FALSE(ZoneCopy(folder.file(), zone(), 1 << 20).version());
  }
}

TEST_CASE("a transfer's address names primaries, zone and key") {
  const auto plain = parse_transfer_address("axfr://10.0.0.53/rpz.example");
  REQUIRE(plain);
  CHECK(plain->primaries == std::vector<Endpoint>{{*Address::parse("10.0.0.53"), 53}});
  CHECK(plain->zone.to_text() == "rpz.example");
  CHECK(plain->key.empty());
  const auto full = parse_transfer_address("axfr://10.0.0.53:5353,[2001:db8::53]:54/Rpz.Example.?key=Transfer");
  REQUIRE(full);
  CHECK(full->primaries.size() == 2);
  CHECK(full->primaries[1] == Endpoint{*Address::parse("2001:db8::53"), 54});
  CHECK(full->key == "transfer");
  for (const char* bad :
       {"https://10.0.0.53/x", "axfr://10.0.0.53", "axfr:///rpz.example", "axfr://ns.example/rpz.example",
        "axfr://10.0.0.53/", "axfr://10.0.0.53/rpz..example", "axfr://10.0.0.53/rpz.example?key=",
        "axfr://1.1.1.1,1.1.1.2,1.1.1.3,1.1.1.4,1.1.1.5,1.1.1.6,1.1.1.7,1.1.1.8,1.1.1.9/rpz.example"}) {
    INFO(bad);
    CHECK_FALSE(parse_transfer_address(bad));
  }
}

}  // namespace
}  // namespace schoolgate
