#include "blocklists/policy/services_data.h"

namespace schoolgate {
namespace {

// Films, television and live video.
constexpr ServiceRow video[] = {
    {"apple-tv", "Apple TV", "streaming", {{"tv.apple.com"}}},
    {"bilibili",
     "Bilibili",
     "streaming",
     {{"bilibili.com", "bilibili.tv", "b23.tv", "biliapi.com", "biliapi.net", "bilivideo.cn", "bilivideo.com",
       "hdslb.com"}}},
    {"bitchute", "BitChute", "streaming", {{"bitchute.com"}}},
    {"britbox", "BritBox", "streaming", {{"britbox.com", "britbox.co.uk"}}},
    {"channel-4", "Channel 4", "streaming", {{"channel4.com"}}},
    {"channel-5", "Channel 5", "streaming", {{"channel5.com", "my5.tv"}}},
    {"crunchyroll", "Crunchyroll", "streaming", {{"crunchyroll.com", "vrv.co"}}},
    {"dailymotion", "Dailymotion", "streaming", {{"dailymotion.com", "dai.ly", "dmcdn.net", "dm-event.net"}}},
    {"dazn", "DAZN", "streaming", {{"dazn.com", "dazn-api.com", "indazn.com"}}},
    {"discovery-plus", "Discovery+", "streaming", {{"discoveryplus.com", "discoveryplus.co.uk"}}},
    {"disney-plus",
     "Disney+",
     "streaming",
     {{"disneyplus.com", "disney-plus.net", "bamgrid.com", "disneystreaming.com", "dssedge.com", "dssott.com"}}},
    {"hbo-max", "HBO Max", "streaming", {{"hbomax.com", "max.com", "hbo.com", "hbogo.com", "hbonow.com"}}},
    {"hulu", "Hulu", "streaming", {{"hulu.com", "huluim.com", "hulustream.com"}}},
    {"iqiyi", "iQIYI", "streaming", {{"iqiyi.com", "iq.com", "iqiyipic.com"}}},
    {"itvx", "ITVX", "streaming", {{"itv.com"}}},
    {"kick", "Kick", "streaming", {{"kick.com"}}},
    {"kuaishou", "Kwai and Kuaishou", "streaming", {{"kwai.com", "kuaishou.com"}}},
    {"likee", "Likee", "streaming", {{"likee.video"}}},
    {"mubi", "MUBI", "streaming", {{"mubi.com"}}},
    {"netflix",
     "Netflix",
     "streaming",
     {{"netflix.com", "netflix.net", "nflxext.com", "nflximg.com", "nflximg.net", "nflxsearch.net", "nflxso.net",
       "nflxvideo.net"}}},
    {"now-tv", "NOW", "streaming", {{"nowtv.com"}}},
    {"odysee", "Odysee", "streaming", {{"odysee.com", "odycdn.com", "lbry.com", "lbry.tv"}}},
    {"paramount-plus", "Paramount+", "streaming", {{"paramountplus.com", "pplusstatic.com"}}},
    {"peacock", "Peacock", "streaming", {{"peacocktv.com"}}},
    {"plex", "Plex", "streaming", {{"plex.tv", "plex.direct", "plexapp.com"}}},
    {"pluto-tv", "Pluto TV", "streaming", {{"pluto.tv"}}},
    {"prime-video",
     "Prime Video",
     "streaming",
     {{"primevideo.com", "amazonvideo.com", "aiv-cdn.net", "aiv-delivery.net", "pv-cdn.net"}}},
    {"rakuten-tv", "Rakuten TV", "streaming", {{"rakuten.tv"}}},
    {"rumble", "Rumble", "streaming", {{"rumble.com", "rmbl.ws"}}},
    {"triller", "Triller", "streaming", {{"triller.co"}}},
    {"tubi", "Tubi", "streaming", {{"tubi.tv", "tubitv.com", "adrise.tv"}}},
    {"twitch",
     "Twitch",
     "streaming",
     {{"twitch.tv", "ext-twitch.tv", "jtvnw.net", "ttvnw.net", "twitchcdn.net", "twitchsvc.net"}}},
    {"viki", "Viki", "streaming", {{"viki.com", "viki.io"}}},
    // Publishers of lessons show their films with it.
    {"vimeo", "Vimeo", "streaming", {{"vimeo.com", "vimeocdn.com", "vimeopro.com", "vhx.tv"}}, only_by_name},
    {"youku", "Youku", "streaming", {{"youku.com", "ykimg.com"}}},
    {"youtube",
     "YouTube",
     "youtube",
     {{"youtube.com", "youtu.be", "youtube-nocookie.com", "youtube.googleapis.com", "youtubei.googleapis.com",
       "youtubeembeddedplayer.googleapis.com", "youtube-ui.l.google.com", "yt3.ggpht.com", "ytimg.com",
       "googlevideo.com"}}},
    {"youtube-kids", "YouTube Kids", "youtube", {{"youtubekids.com"}}},
};

}  // namespace

const std::span<const ServiceRow> video_services = video;

}  // namespace schoolgate
