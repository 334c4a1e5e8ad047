#include "blocklists/policy/services_data.h"

namespace schoolgate {
namespace {

// Boards, pictures, stories and questions: what people share with strangers.
constexpr ServiceRow community[] = {
    {"4chan", "4chan", "forums", {{"4chan.org", "4channel.org", "4cdn.org"}}},
    {"9gag", "9GAG", "social", {{"9gag.com", "9cache.com"}}},
    {"ask-fm", "ASKfm", "social", {{"ask.fm"}}},
    {"deviantart", "DeviantArt", "social", {{"deviantart.com", "deviantart.net", "fav.me", "sta.sh"}}},
    {"fandom", "Fandom", "forums", {{"fandom.com", "wikia.com", "wikia.nocookie.net"}}},
    {"flickr", "Flickr", "social", {{"flickr.com", "flic.kr", "staticflickr.com"}}},
    {"giphy", "GIPHY", "social", {{"giphy.com"}}},
    {"imgur", "Imgur", "social", {{"imgur.com"}}},
    {"livejournal", "LiveJournal", "blog", {{"livejournal.com", "livejournal.net"}}},
    {"medium", "Medium", "blog", {{"medium.com"}}},
    {"onlyfans", "OnlyFans", "adult", {{"onlyfans.com"}}},
    {"quora", "Quora", "forums", {{"quora.com", "quoracdn.net"}}},
    {"substack", "Substack", "blog", {{"substack.com", "substackcdn.com"}}},
    {"tenor", "Tenor", "social", {{"tenor.com"}}},
    {"wattpad", "Wattpad", "blog", {{"wattpad.com"}}},
};

}  // namespace

const std::span<const ServiceRow> community_services = community;

}  // namespace schoolgate
