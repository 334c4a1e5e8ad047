#include "blocklists/policy/category.h"

#include <set>
#include <string>

#include "tests/catch.h"

using namespace schoolgate;

TEST_CASE("every category has an id that may be stored, a title and a sentence") {
  std::set<std::string_view> ids;
  for (const Category& category : categories()) {
    INFO(category.id);
    CHECK(ids.insert(category.id).second);
    CHECK(category.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string_view::npos);
    CHECK_FALSE(category.title.empty());
    CHECK(category.meaning.ends_with('.'));
    CHECK_FALSE((category.allow_type && category.pupils_by_default));
    if (category.staff_by_default) CHECK(category.pupils_by_default);
  }
}

TEST_CASE("a category is found by its id and by nothing else") {
  const auto all = categories();
  for (std::size_t i = 0; i < all.size(); ++i) CHECK(find_category(all[i].id) == static_cast<CategoryNumber>(i));
  CHECK_FALSE(find_category("porn"));
  CHECK_FALSE(find_category(""));
}

TEST_CASE("every name in the standards that schools are held to has a category") {
  for (const std::string_view wanted :
       {"Discrimination", "Drugs / substance abuse", "Extremism", "Gambling", "Hate speech", "Malware / hacking",
        "Misinformation / disinformation", "Piracy and copyright theft", "Pornography", "Self harm", "Violence"}) {
    INFO(wanted);
    bool found = false;
    for (const Category& category : categories()) found |= category.standard == wanted;
    CHECK(found);
  }
}

TEST_CASE("every UT1 category is known by the name UT1 gives it") {
  const char* const ut1[] = {"ads",
                             "adult",
                             "aggressive",
                             "agressif",
                             "ai",
                             "arjel",
                             "associations_religieuses",
                             "astrology",
                             "audio-video",
                             "bank",
                             "bitcoin",
                             "blog",
                             "celebrity",
                             "chat",
                             "child",
                             "cleaning",
                             "cooking",
                             "cryptojacking",
                             "dangerous_material",
                             "dating",
                             "ddos",
                             "dialer",
                             "doh",
                             "download",
                             "drogue",
                             "drugs",
                             "dynamic-dns",
                             "educational_games",
                             "examen_pix",
                             "exceptions_liste_bu",
                             "fakenews",
                             "filehosting",
                             "financial",
                             "forums",
                             "gambling",
                             "games",
                             "hacking",
                             "jobsearch",
                             "lingerie",
                             "liste_blanche",
                             "liste_bu",
                             "mail",
                             "malware",
                             "manga",
                             "marketingware",
                             "mixed_adult",
                             "mobile-phone",
                             "phishing",
                             "porn",
                             "press",
                             "proxy",
                             "publicite",
                             "radio",
                             "reaffected",
                             "redirector",
                             "remote-control",
                             "residential-proxies",
                             "sect",
                             "sexual_education",
                             "shopping",
                             "shortener",
                             "social_networks",
                             "special",
                             "sports",
                             "stalkerware",
                             "strict_redirector",
                             "strong_redirector",
                             "translation",
                             "tricheur",
                             "tricheur_pix",
                             "update",
                             "violence",
                             "vpn",
                             "warez",
                             "webhosting",
                             "webmail"};
  for (const std::string_view name : ut1) {
    INFO(name);
    CHECK(category_for_alias(name));
  }
}

TEST_CASE("the words people use lead to the taxonomy's id") {
  const auto id_of = [](std::string_view name) {
    const auto number = category_for_alias(name);
    return number ? categories()[*number].id : std::string_view();
  };
  CHECK(id_of("Porn") == "adult");
  CHECK(id_of("NSFW") == "adult");
  CHECK(id_of("publicite") == "ads");
  CHECK(id_of("redirector") == "bypass");
  CHECK(id_of("Social Media") == "social");
  CHECK(id_of("allowlists") == "allowlist");
  CHECK(id_of("gambling") == "gambling");
  CHECK(id_of("no such thing").empty());
}

TEST_CASE("educational lists are of the allow type") {
  for (const std::string_view id : {"sexual-education", "exams", "libraries", "educational-games", "allowlist"}) {
    const auto number = find_category(id);
    REQUIRE(number);
    CHECK(categories()[*number].allow_type);
  }
}

TEST_CASE("a list that came without a category is blocked for pupils and staff") {
  const auto number = find_category("custom");
  REQUIRE(number);
  CHECK(categories()[*number].pupils_by_default);
  CHECK(categories()[*number].staff_by_default);
}

TEST_CASE("a mistyped category is answered with the nearest one") {
  CHECK(nearest_category("gambeling") == "gambling");
  CHECK(nearest_category("malwares") == "malware");
  CHECK(nearest_category("porn") == "adult");
  CHECK(nearest_category(std::string(500, 'x')) == categories()[0].id);
}

TEST_CASE("a category set tells its lowest member in either half") {
  CategorySet set;
  CHECK(set.empty());
  set.add(100);
  CHECK(set.first() == 100);
  set.add(70);
  set.add(3);
  CHECK(set.first() == 3);
  CHECK(set.has(70));
  CHECK_FALSE(set.has(71));
}
