#include "blocklists/policy/services_data.h"

namespace schoolgate {
namespace {

// Music and podcasts.
constexpr ServiceRow music[] = {
    {"apple-music", "Apple Music", "streaming", {{"music.apple.com"}}},
    {"audiomack", "Audiomack", "streaming", {{"audiomack.com"}}},
    {"bandcamp", "Bandcamp", "streaming", {{"bandcamp.com", "bcbits.com"}}},
    {"deezer", "Deezer", "streaming", {{"deezer.com", "dzcdn.net"}}},
    {"iheart", "iHeart", "radio", {{"iheart.com"}}},
    {"mixcloud", "Mixcloud", "streaming", {{"mixcloud.com"}}},
    {"pandora", "Pandora", "streaming", {{"pandora.com", "p-cdn.com", "p-cdn.us"}}},
    {"shazam", "Shazam", "streaming", {{"shazam.com"}}},
    {"soundcloud", "SoundCloud", "streaming", {{"soundcloud.com", "sndcdn.com", "snd.sc"}}},
    {"spotify",
     "Spotify",
     "streaming",
     {{"spotify.com", "spotify.link", "spotifycdn.com", "spotifycdn.net", "byspotify.com", "pscdn.co", "scdn.co",
       "spoti.fi"}}},
    {"tidal", "TIDAL", "streaming", {{"tidal.com", "tidalhifi.com"}}},
    {"tunein", "TuneIn", "radio", {{"tunein.com"}}},
};

}  // namespace

const std::span<const ServiceRow> music_services = music;

}  // namespace schoolgate
