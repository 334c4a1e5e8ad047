// Response policy zones in a generation: which action the trie tells, which records the local data holds; against a
// model that looks a zone's triggers up one by one, and damaged.
#include <map>
#include <random>

#include "tests/blocklists/compile/entries.h"
#include "tests/catch.h"

namespace schoolgate {
namespace {

Entry rule(std::string_view trigger, ZoneAction action, std::uint8_t last_octet = 1) {
  const bool below = trigger.starts_with("*.");
  Entry entry =
      schoolgate::entry(trigger.substr(below ? 2 : 0), below ? Scope::below : Scope::exact, zone_effect(action));
  const std::uint8_t address[] = {192, 0, 2, last_octet};
  if (action == ZoneAction::data) entry.data = encode_zone_record({1, 60, address});
  return entry;
}

/// "b:DROP c:local data": what the zones say of a name, in order.
std::string zones(const CompiledLists& compiled, NameView name) {
  std::string told;
  for (const ListNumber number : compiled.trie.lists(compiled.trie.lookup(name).lists)) {
    const CompiledLists::Saying said = compiled.saying(number);
    told += (told.empty() ? "" : " ") + compiled.lists.at(said.list).id;
    if (said.action) told += ":" + std::string(to_text(*said.action));
  }
  return told;
}
std::string zones(const CompiledLists& compiled, std::string_view name) {
  return zones(compiled, *Name::from_text(name));
}

/// The last octets of the addresses that a zone answers with, and by which trigger.
std::string records(const CompiledLists& compiled, ListNumber list, NameView name) {
  const ZoneData::Records found = compiled.zone_data.find(list, name);
  if (found.empty()) return "none";
  std::string told = (found.wildcard() ? "*" : "=") + std::to_string(found.labels());
  found.for_each([&](const ZoneRecord& record) { told += " " + std::to_string(record.data.back()); });
  return told;
}
std::string records(const CompiledLists& compiled, ListNumber list, std::string_view name) {
  return records(compiled, list, *Name::from_text(name));
}

TEST_CASE("a zone says one action of a name: its own, else the nearest wildcard's") {
  const auto compiled =
      compile_all({input("a", {rule("*.example", ZoneAction::nxdomain), rule("b.example", ZoneAction::passthru),
                               rule("*.b.example", ZoneAction::nodata), rule("c.b.example", ZoneAction::drop),
                               rule("d.example", ZoneAction::tcp_only)})});
  CHECK(zones(compiled, "example").empty());
  CHECK(zones(compiled, "x.example") == "a:NXDOMAIN");
  CHECK(zones(compiled, "b.example") == "a:PASSTHRU");
  CHECK(zones(compiled, "x.b.example") == "a:NODATA");
  CHECK(zones(compiled, "x.y.b.example") == "a:NODATA");
  CHECK(zones(compiled, "c.b.example") == "a:DROP");
  CHECK(zones(compiled, "x.c.b.example") == "a:NODATA");
  CHECK(zones(compiled, "d.example") == "a:TCP-ONLY");
  CHECK(zones(compiled, "x.d.example") == "a:NXDOMAIN");
}

TEST_CASE("zones and lists are told together, lists first, zones in order") {
  const auto compiled = compile_all({input("a", {rule("b.example", ZoneAction::drop)}), input("b", {entry("example")}),
                                     input("c", {rule("*.example", ZoneAction::nxdomain)})});
  CHECK(zones(compiled, "b.example") == "b a:DROP c:NXDOMAIN");
  CHECK(zones(compiled, "x.b.example") == "b c:NXDOMAIN");
  CHECK(zones(compiled, "example") == "b");
}

TEST_CASE("of contradicting rules for one name the first counts, records too") {
  const auto compiled =
      compile_all({input("a", {rule("b.example", ZoneAction::nxdomain), rule("b.example", ZoneAction::data, 1),
                               rule("*.b.example", ZoneAction::data, 2), rule("*.b.example", ZoneAction::data, 3)})});
  CHECK(zones(compiled, "b.example") == "a:NXDOMAIN");
  CHECK(zones(compiled, "x.b.example") == "a:local data");
  CHECK(records(compiled, 0, "b.example") == "none");
  CHECK(records(compiled, 0, "x.b.example") == "*2 2 3");
}

TEST_CASE("local data is a zone's own: the name's records, else the nearest wildcard's") {
  const auto compiled =
      compile_all({input("a", {rule("*.example", ZoneAction::data, 1), rule("b.example", ZoneAction::data, 2),
                               rule("*.c.example", ZoneAction::data, 3)}),
                   input("b", {rule("b.example", ZoneAction::data, 4)})});
  CHECK(records(compiled, 0, "b.example") == "=2 2");
  CHECK(records(compiled, 1, "b.example") == "=2 4");
  CHECK(records(compiled, 1, "x.b.example") == "none");
  CHECK(records(compiled, 0, "x.b.example") == "*1 1");
  CHECK(records(compiled, 0, "x.y.c.example") == "*2 3");
  CHECK(records(compiled, 0, "c.example") == "*1 1");
  CHECK(records(compiled, 0, "example") == "none");
  CHECK(records(compiled, 2, "b.example") == "none");
}

TEST_CASE("a label with a zero octet in it is not taken for two labels") {
  const auto compiled =
      compile_all({input("a", {rule("b.a.example", ZoneAction::data, 1), rule("*.example", ZoneAction::data, 2)})});
  const std::vector<std::uint8_t> wire = {3, 'a', 0, 'b', 7, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 0};
  CHECK(records(compiled, 0, NameView::trusted(wire)) == "*1 2");
  CHECK(records(compiled, 0, NameView()) == "none");
}

/// Names of few labels from few letters, so that they often stand above or below each other.
std::string some_name(std::mt19937& random, std::size_t most) {
  std::string name = "t";
  for (std::size_t left = random() % most; left > 0; --left)
    name = std::string(1, static_cast<char>('a' + random() % 3)) + "." + name;
  return name;
}

TEST_CASE("thousands of names are told as a look-up of each trigger tells them") {
  std::mt19937 random(20261122);
  for (int round = 0; round < 30; ++round) {
    std::vector<std::map<std::string, Entry>> model(3);
    std::vector<CompileInput> inputs;
    for (std::size_t zone = 0; zone < model.size(); ++zone) {
      std::vector<Entry> entries;
      for (int i = 0; i < 40; ++i) {
        const std::string trigger = (random() % 2 == 0 ? "*." : "") + some_name(random, 5);
        const auto action = static_cast<ZoneAction>(random() % zone_action_count);
        const Entry made = rule(trigger, action, static_cast<std::uint8_t>(random() % 250 + 1));
        if (model[zone].try_emplace(trigger, made).second) entries.push_back(made);
      }
      inputs.push_back(input(std::string(1, static_cast<char>('a' + zone)), std::move(entries)));
    }
    const CompiledLists compiled = compile_all(inputs);
    for (int i = 0; i < 300; ++i) {
      const std::string name = some_name(random, 7);
      INFO("round " << round << ": " << name);
      std::string expected;
      for (std::size_t zone = 0; zone < model.size(); ++zone) {
        auto found = model[zone].find(name);
        for (std::size_t dot = name.find('.'); found == model[zone].end() && dot != name.npos;
             dot = name.find('.', dot + 1))
          found = model[zone].find("*" + name.substr(dot));
        if (found == model[zone].end()) continue;
        const ZoneAction action = zone_action(found->second.effect);
        expected += (expected.empty() ? "" : " ") + inputs[zone].list.id + ":" + std::string(to_text(action));
        if (action != ZoneAction::data) continue;
        const std::string told = records(compiled, static_cast<ListNumber>(zone), name);
        CHECK(told.substr(told.find(' ') + 1) == std::to_string(static_cast<std::uint8_t>(found->second.data.back())));
      }
      CHECK(zones(compiled, name) == expected);
    }
  }
}

TEST_CASE("damaged local data is refused or read without harm, whatever octet is damaged") {
  const auto compiled =
      compile_all({input("a", {rule("*.example", ZoneAction::data, 1), rule("b.example", ZoneAction::data, 2),
                               rule("*.c.example", ZoneAction::data, 3)})});
  const std::vector<std::byte> whole(compiled.zone_data.bytes().begin(), compiled.zone_data.bytes().end());
  REQUIRE(ZoneData::from_bytes(whole));
  const Name name = *Name::from_text("x.c.example");
  const auto use = [&](const ZoneData& data) {
    data.find(0, name).for_each([](const ZoneRecord& record) { CHECK(record.data.size() <= max_zone_data); });
  };
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (const unsigned value : {0U, 1U, 0x7fU, 0xffU}) {
      auto bytes = whole;
      bytes[at] = static_cast<std::byte>(value);
      if (const auto data = ZoneData::from_bytes(std::move(bytes))) use(*data);
    }
    // Cut off: only nothing at all is sound, which is no local data.
    const bool sound =
        ZoneData::from_bytes({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(at)}).has_value();
    CHECK(sound == (at == 0));
  }
}

}  // namespace
}  // namespace schoolgate
