#include "blocklists/policy/services_data.h"

namespace schoolgate {
namespace {

// Networks where people publish and follow each other.
constexpr ServiceRow social[] = {
    {"bereal", "BeReal", "social", {{"bereal.com", "bere.al"}}},
    {"bluesky", "Bluesky", "social", {{"bsky.app", "bsky.social", "bsky.network"}}},
    {"clubhouse", "Clubhouse", "social", {{"clubhouse.com", "joinclubhouse.com", "clubhouseapi.com"}}},
    {"facebook",
     "Facebook",
     "social",
     {{"facebook.com", "facebook.net", "fb.com", "fb.gg", "fb.me", "fb.watch", "fbcdn.net", "fbsbx.com"}}},
    {"gab", "Gab", "social", {{"gab.com"}}},
    {"gettr", "GETTR", "social", {{"gettr.com"}}},
    {"instagram", "Instagram", "social", {{"instagram.com", "cdninstagram.com", "ig.me", "instagr.am"}}},
    {"lemon8", "Lemon8", "social", {{"lemon8-app.com"}}},
    {"linkedin", "LinkedIn", "social", {{"linkedin.com", "licdn.com", "lnkd.in"}}},
    {"linktree", "Linktree", "social", {{"linktr.ee"}}},
    {"mastodon",
     "Mastodon (large servers)",
     "social",
     {{"joinmastodon.org", "mastodon.online", "mastodon.social", "mastodonapp.uk", "mas.to", "mstdn.social"}}},
    {"mewe", "MeWe", "social", {{"mewe.com"}}},
    {"minds", "Minds", "social", {{"minds.com"}}},
    {"nextdoor", "Nextdoor", "social", {{"nextdoor.com", "nextdoor.co.uk"}}},
    {"ngl", "NGL (anonymous messages)", "social", {{"ngl.link"}}},
    {"odnoklassniki", "Odnoklassniki", "social", {{"ok.ru", "odnoklassniki.ru"}}},
    {"parler", "Parler", "social", {{"parler.com"}}},
    {"patreon", "Patreon", "social", {{"patreon.com", "patreonusercontent.com"}}},
    {"pinterest",
     "Pinterest",
     "social",
     {{"pinterest.com",   "pinterest.co.uk",  "pinterest.at",     "pinterest.ca", "pinterest.ch", "pinterest.cl",
       "pinterest.co.kr", "pinterest.com.au", "pinterest.com.mx", "pinterest.de", "pinterest.dk", "pinterest.es",
       "pinterest.fr",    "pinterest.ie",     "pinterest.it",     "pinterest.jp", "pinterest.nz", "pinterest.ph",
       "pinterest.pt",    "pinterest.se",     "pinimg.com",       "pin.it"}}},
    {"reddit", "Reddit", "social", {{"reddit.com", "redd.it", "redditmedia.com", "redditstatic.com"}}},
    {"snapchat",
     "Snapchat",
     "social",
     {{"snapchat.com", "addlive.io", "bitmoji.com", "feelinsonice.com", "sc-cdn.net", "sc-gw.com", "sc-jpl.com",
       "sc-prod.net", "sc-static.net", "snapkit.com"}}},
    {"threads", "Threads", "social", {{"threads.net", "threads.com"}}},
    {"tiktok",
     "TikTok",
     "social",
     {{"tiktok.com", "tiktokcdn.com", "tiktokcdn-eu.com", "tiktokcdn-us.com", "tiktokv.com", "tiktokv.eu", "tiktokv.us",
       "tiktokw.eu", "tiktokw.us", "ttlivecdn.com", "ttwstatic.com", "musical.ly", "muscdn.com"}}},
    {"truth-social", "Truth Social", "social", {{"truthsocial.com"}}},
    {"tumblr", "Tumblr", "social", {{"tumblr.com", "tmblr.co", "txmblr.com"}}},
    {"vk",
     "VK",
     "social",
     {{"vk.com", "vk.ru", "vk.cc", "vk.me", "vkontakte.ru", "userapi.com", "vkuser.net", "vkuservideo.net"}}},
    {"weibo", "Weibo", "social", {{"weibo.com", "weibo.cn"}}},
    {"x-twitter",
     "X (Twitter)",
     "social",
     {{"x.com", "twitter.com", "t.co", "twimg.com", "twttr.com", "tweetdeck.com", "periscope.tv", "pscp.tv"}}},
    {"xiaohongshu",
     "Xiaohongshu (RedNote)",
     "social",
     {{"xiaohongshu.com", "rednote.com", "xhscdn.com", "xhslink.com"}}},
    {"yubo", "Yubo", "social", {{"yubo.live"}}},
};

}  // namespace

const std::span<const ServiceRow> social_services = social;

}  // namespace schoolgate
