#include "blocklists/policy/services_data.h"

namespace schoolgate {
namespace {

// Meeting strangers for relationships.
constexpr ServiceRow dating[] = {
    {"badoo", "Badoo", "dating", {{"badoo.com", "badoocdn.com"}}},
    {"bumble", "Bumble", "dating", {{"bumble.com", "bumbcdn.com"}}},
    {"eharmony", "eharmony", "dating", {{"eharmony.com", "eharmony.co.uk"}}},
    {"feeld", "Feeld", "dating", {{"feeld.co"}}},
    {"grindr", "Grindr", "dating", {{"grindr.com", "grindr.io", "grindr.mobi"}}},
    {"happn", "happn", "dating", {{"happn.com"}}},
    {"hily", "Hily", "dating", {{"hily.com"}}},
    {"hinge", "Hinge", "dating", {{"hinge.co"}}},
    {"lovoo", "LOVOO", "dating", {{"lovoo.com"}}},
    {"match", "Match", "dating", {{"match.com"}}},
    {"meetme", "MeetMe", "dating", {{"meetme.com"}}},
    {"okcupid", "OkCupid", "dating", {{"okcupid.com", "okccdn.com"}}},
    {"plenty-of-fish", "Plenty of Fish", "dating", {{"pof.com", "plentyoffish.com"}}},
    {"skout", "Skout", "dating", {{"skout.com"}}},
    {"tagged", "Tagged", "dating", {{"tagged.com"}}},
    {"tinder", "Tinder", "dating", {{"tinder.com", "gotinder.com"}}},
    {"zoosk", "Zoosk", "dating", {{"zoosk.com"}}},
};

}  // namespace

const std::span<const ServiceRow> dating_services = dating;

}  // namespace schoolgate
