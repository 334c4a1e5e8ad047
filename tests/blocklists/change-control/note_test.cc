#include "blocklists/change-control/note.h"

#include <fstream>

#include <sys/stat.h>

#include "blocklists/change-control/checkpoint.h"
#include "blocklists/change-control/merkle.h"
#include "blocklists/change-control/text.h"
#include "tests/blocklists/store/temporary_directory.h"
#include "tests/catch.h"

using namespace schoolgate;

TEST_CASE("a signed note opens with its key and with no other, and every flipped bit is noticed") {
  const auto key = SigningKey::make();
  const std::string text = "schoolgate\nline two\n\n\xE2\x80\x94 not a signature\n";
  const std::string note = key.sign(text);
  CHECK(open_note(note, key.verifier()).value() == text);
  CHECK_FALSE(open_note(note, SigningKey::make().verifier()));
  CHECK_FALSE(open_note(note + "x", key.verifier()));
  CHECK_FALSE(open_note("", key.verifier()));
  for (std::size_t at = 0; at < note.size(); ++at) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      std::string changed = note;
      changed[at] = static_cast<char>(static_cast<unsigned char>(changed[at]) ^ (1U << bit));
      const auto opened = open_note(changed, key.verifier());
      REQUIRE_FALSE(opened);
    }
  }
}

TEST_CASE("a note of another implementation is verified") {
  // The example of C2SP's signed-note page and of golang.org/x/mod/sumdb/note.
  const auto key = VerifierKey::parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
  REQUIRE(key);
  CHECK(key->name == "PeterNeumann");
  const std::string text =
      "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
  const std::string note =
      text +
      "\n\xE2\x80\x94 PeterNeumann "
      "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
  CHECK(open_note(note, *key).value() == text);
}

TEST_CASE("a verifier key is one text, and its id must belong to it") {
  const auto key = SigningKey::make();
  const std::string text = key.verifier().to_text();
  CHECK(VerifierKey::parse(text).value() == key.verifier());
  CHECK(text.starts_with("schoolgate/"));
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::string changed = text;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    CHECK_FALSE(VerifierKey::parse(changed));
  }
}

TEST_CASE("the signing key is kept in a file that only its owner may read, and comes back the same") {
  const test::TemporaryDirectory directory;
  const std::string file = directory.file("keys/log.key");
  const auto missing = SigningKey::load(file);
  REQUIRE_FALSE(missing);
  CHECK(missing.error().kind == Fault::Kind::not_found);
  for (int n = 0; n < 20; ++n) {  // some keys have '+' in their base64
    const auto key = SigningKey::make();
    REQUIRE(key.save(file));
    const auto loaded = SigningKey::load(file);
    REQUIRE(loaded);
    CHECK(loaded->verifier() == key.verifier());
    CHECK(loaded->sign("x\n") == key.sign("x\n"));
  }
  struct stat status{};
  REQUIRE(stat(file.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777U) == 0600);
}

TEST_CASE("a file that holds no key is refused with its path") {
  const test::TemporaryDirectory directory;
  const std::string file = directory.file("log.key");
  const auto [content] =
      GENERATE(table<std::string>({{""}, {"nonsense\n"}, {"PRIVATE+KEY+a+b+AAAA\n"}, {"PRIVATE+KEY+\n"}}));
  std::ofstream(file) << content;
  const auto key = SigningKey::load(file);
  REQUIRE_FALSE(key);
  CHECK(key.error().kind == Fault::Kind::damaged);
  CHECK(key.error().what.find(file) != std::string::npos);
}

TEST_CASE("a checkpoint says origin, size and root, and opens again") {
  const auto key = SigningKey::make();
  const auto made = make_checkpoint(key, 42, merkle::leaf_hash("x"));
  CHECK(made.note.starts_with(key.verifier().name + "\n42\n"));
  const auto opened = open_checkpoint(made.note, key.verifier());
  REQUIRE(opened);
  CHECK(opened->size == 42);
  CHECK(opened->root == made.root);
  CHECK(opened->origin == key.verifier().name);
  CHECK_FALSE(open_checkpoint(key.sign(key.verifier().name + "\n042\n" + to_base64(made.root) + "\n"), key.verifier()));
  CHECK_FALSE(open_checkpoint(key.sign("another\n42\n" + to_base64(made.root) + "\n"), key.verifier()));
  CHECK_FALSE(open_checkpoint(key.sign("text\n"), key.verifier()));
}

TEST_CASE("text that is not UTF-8 is told from text that is") {
  for (const char* good : {"", "plain", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x8F\xAB"}) CHECK(is_utf8(good));
  for (const char* bad :
       {"\x80", "\xC3", "\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFF", "a\xE2\x82"})
    CHECK_FALSE(is_utf8(bad));
}

TEST_CASE("one value has one base64 text") {
  CHECK(from_base64("/+8=") == "\xFF\xEF");
  for (const char* other : {"\xAF+8=", "/+9=", "/+8", "/+8==", "_-8=", " /+8=", "/+8=\n"})
    CHECK_FALSE(from_base64(other));
}
