#include "blocklists/name.h"

#include <string>
#include <vector>

#include "blocklists/public_suffix.h"
#include "tests/catch.h"

namespace schoolgate {
namespace {

std::string text_of(std::string_view text) {
  const auto name = Name::from_text(text);
  return name ? name->to_text() : "refused: " + std::string(describe(name.error()));
}

void check_fault(std::string_view text, NameFault expected) {
  INFO(text);
  const auto name = Name::from_text(text);
  REQUIRE_FALSE(name.has_value());
  CHECK(name.error() == expected);
}

std::string repeat(std::string_view piece, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += piece;
  return out;
}

}  // namespace

TEST_CASE("a name is kept in lower case, with or without its trailing dot") {
  CHECK(text_of("WWW.Example.COM") == "www.example.com");
  CHECK(text_of("www.example.com.") == "www.example.com");
  CHECK(text_of("com") == "com");
  CHECK(text_of("1e100.net") == "1e100.net");
  CHECK(text_of("_dmarc.example.org") == "_dmarc.example.org");
  CHECK(text_of("-odd-.r3---sn.example") == "-odd-.r3---sn.example");
  const std::vector<std::uint8_t> wire{3, 'w', 'w', 'w', 2, 'u', 'k', 0};
  CHECK(std::ranges::equal(Name::from_text("www.UK")->view().wire(), wire));
}

TEST_CASE("international names become A-labels and are shown as people write them") {
  CHECK(text_of("bücher.example") == "xn--bcher-kva.example");
  CHECK(text_of("BÜCHER.example") == "xn--bcher-kva.example");
  CHECK(text_of("bu\xcc\x88"
                "cher.example") == "xn--bcher-kva.example");  // u and a combining diaeresis
  CHECK(text_of("faß.de") == "xn--fa-hia.de");                // not "fass.de": non-transitional
  CHECK(text_of("пример.рф") == "xn--e1afmkfd.xn--p1ai");
  CHECK(text_of("例え。テスト") == "xn--r8jz45g.xn--zckzah");  // the ideographic full stop is a dot
  CHECK(text_of("r3---sn.bücher.example") == "r3---sn.xn--bcher-kva.example");
  CHECK(Name::from_text("xn--bcher-kva.example")->view().to_display() == "bücher.example");
  CHECK(Name::from_text("xn--e1afmkfd.xn--p1ai")->view().to_display() == "пример.рф");
}

TEST_CASE("an A-label that does not convert back is kept and shown as it is") {
  for (const char* odd : {"xn--a.example", "xn---.example", "xn--zzzzzzzzzzzzzz.example", "xn--.com"}) {
    CHECK(text_of(odd) == odd);
    CHECK(Name::from_text(odd)->view().to_display() == odd);
  }
}

TEST_CASE("what is not a name is refused with the reason") {
  check_fault("", NameFault::empty);
  check_fault(".", NameFault::empty);
  check_fault("..", NameFault::empty_label);
  check_fault(".example.com", NameFault::empty_label);
  check_fault("a..b", NameFault::empty_label);
  check_fault("example.com..", NameFault::empty_label);
  check_fault("exa mple.com", NameFault::bad_character);
  check_fault("*.example.com", NameFault::bad_character);
  check_fault("example.com/path", NameFault::bad_character);
  check_fault(std::string_view("exa\0mple.com", 12), NameFault::bad_character);
  check_fault(std::string_view("b\xc3\xbc\0cher.com", 11), NameFault::bad_character);
  check_fault("example.com:80", NameFault::bad_character);
  check_fault("\xff\xfe.example", NameFault::bad_idn);
  check_fault("\xe2\x80\xae.example", NameFault::bad_idn);  // right-to-left override
}

TEST_CASE("addresses are not names") {
  for (const char* address : {"127.0.0.1", "0.0.0.0", "10.1", "12345", "999.999.999.999", "a.example.1", "::1",
                              "2001:db8::1", "fe80::1%lo0", "1.2.3.4.", "１.２.３.４"}) {
    check_fault(address, NameFault::ip_address);
  }
  CHECK(text_of("1.0.0.127.in-addr.arpa") == "1.0.0.127.in-addr.arpa");
}

TEST_CASE("the longest label and the longest name fit, one octet more does not") {
  const std::string label63 = repeat("a", 63);
  CHECK(text_of(label63 + ".com") == label63 + ".com");
  check_fault(label63 + "a.com", NameFault::label_too_long);
  const std::string longest = repeat("a", 61) + "." + repeat(label63 + ".", 2) + label63;  // 253 characters
  CHECK(text_of(longest) == longest);
  CHECK(text_of(longest + ".") == longest);
  CHECK(Name::from_text(longest)->view().wire().size() == max_name_octets);
  check_fault("a" + longest, NameFault::name_too_long);
  check_fault(longest + ".b", NameFault::name_too_long);
  const std::string most = repeat("a.", 126) + "a";
  CHECK(Name::from_text(most)->view().label_count() == max_labels);
  check_fault(most + ".a", NameFault::name_too_long);
  check_fault(repeat("ü", 64) + ".com", NameFault::label_too_long);
  check_fault(repeat("ü", 5000), NameFault::name_too_long);
}

TEST_CASE("wire form is folded, bounded and never followed") {
  const std::vector<std::uint8_t> mixed{3, 'W', 'w', 'W', 2, 'U', 'k', 0, 99};
  CHECK(Name::from_wire(mixed)->to_text() == "www.uk");
  CHECK(Name::from_wire(std::vector<std::uint8_t>{0})->view().is_root());
  CHECK(Name::from_wire(std::vector<std::uint8_t>{2, 0, 'A', 0})->to_text() == "\\000a");
  for (const auto& bad : std::vector<std::vector<std::uint8_t>>{{}, {1}, {1, 'a'}, {0xc0, 0}, {64, 'a', 0}}) {
    CHECK(Name::from_wire(bad).error() == NameFault::bad_wire);
  }
  std::vector<std::uint8_t> too_long;
  for (int i = 0; i < 128; ++i) too_long.insert(too_long.end(), {1, 'a'});
  too_long.push_back(0);
  CHECK(Name::from_wire(too_long).error() == NameFault::name_too_long);
}

TEST_CASE("a name knows its labels, its parent and what it is below") {
  const Name www = *Name::from_text("www.example.com");
  CHECK(www.view().label_count() == 3);
  CHECK(www.view().first_label() == "www");
  CHECK(www.view().parent().to_text() == "example.com");
  CHECK(www.view().parent().parent().parent().to_text() == ".");
  CHECK(NameView().parent().is_root());
  CHECK(NameView().label_count() == 0);
  CHECK(www.view().is_at_or_below(www));
  CHECK(www.view().is_at_or_below(*Name::from_text("example.com")));
  CHECK(www.view().is_at_or_below(NameView()));
  CHECK_FALSE(www.view().is_at_or_below(*Name::from_text("ample.com")));
  CHECK_FALSE(www.view().is_at_or_below(*Name::from_text("www.www.example.com")));
  CHECK_FALSE(NameView().is_at_or_below(www));
  CHECK(NameView().to_display() == ".");
}

TEST_CASE("keys sort a parent directly before everything below it") {
  CHECK(to_key(*Name::from_text("www.example.com")) == std::string("com\0example\0www\0", 16));
  CHECK(to_key(NameView()).empty());
  for (const char* text : {"com", "www.example.com", "a.b.c.d.e", "xn--p1ai"}) {
    CHECK(from_key(to_key(*Name::from_text(text))).to_text() == text);
  }
  CHECK(from_key("").view().is_root());
  CHECK(to_key(*Name::from_text("example.com")) < to_key(*Name::from_text("a.example.com")));
  CHECK(to_key(*Name::from_text("z.example.com")) < to_key(*Name::from_text("example-a.com")));
}

TEST_CASE("a public suffix is told from a site") {
  for (const char* suffix : {"com", "co.uk", "leeds.sch.uk", "xn--p1ai", "xn--55qx5d.cn"}) {
    INFO(suffix);
    CHECK(is_public_suffix(*Name::from_text(suffix)));
  }
  CHECK(is_public_suffix(*Name::from_text("blogspot.com")));
  CHECK_FALSE(is_public_suffix(*Name::from_text("example.co.uk")));
  CHECK_FALSE(is_public_suffix(NameView()));
}

}  // namespace schoolgate
