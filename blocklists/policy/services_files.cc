#include "blocklists/policy/services_data.h"

namespace schoolgate {
namespace {

// Keeping and passing on files. What lessons keep their work in (Drive, OneDrive) is not here.
constexpr ServiceRow file[] = {
    {"4shared", "4shared", "file-hosting", {{"4shared.com"}}},
    {"bittorrent",
     "BitTorrent clients",
     "piracy",
     {{"bittorrent.com", "deluge-torrent.org", "qbittorrent.org", "transmissionbt.com", "utorrent.com"}}},
    {"box", "Box", "file-hosting", {{"box.com", "boxcdn.net", "boxcloud.com"}}},
    {"dropbox",
     "Dropbox",
     "file-hosting",
     {{"dropbox.com", "db.tt", "dropboxapi.com", "dropboxstatic.com", "dropboxusercontent.com", "getdropbox.com"}}},
    {"filemail", "Filemail", "file-hosting", {{"filemail.com"}}},
    {"gofile", "Gofile", "file-hosting", {{"gofile.io"}}},
    {"mediafire", "MediaFire", "file-hosting", {{"mediafire.com"}}},
    {"mega", "MEGA", "file-hosting", {{"mega.nz", "mega.co.nz", "mega.io"}}},
    {"pastebin", "Pastebin", "file-hosting", {{"pastebin.com"}}},
    {"pcloud", "pCloud", "file-hosting", {{"pcloud.com", "pcloud.link"}}},
    {"rapidgator", "Rapidgator", "file-hosting", {{"rapidgator.net"}}},
    {"scribd", "Scribd", "file-hosting", {{"scribd.com", "scribdassets.com"}}},
    {"sendgb", "SendGB", "file-hosting", {{"sendgb.com"}}},
    {"sendspace", "sendspace", "file-hosting", {{"sendspace.com"}}},
    {"smash", "Smash", "file-hosting", {{"fromsmash.com"}}},
    {"swisstransfer", "SwissTransfer", "file-hosting", {{"swisstransfer.com"}}},
    {"terabox", "TeraBox", "file-hosting", {{"terabox.com", "teraboxapp.com"}}},
    {"torrent-sites",
     "Torrent sites",
     "piracy",
     {{"thepiratebay.org", "1337x.to", "nyaa.si", "rutracker.org", "yts.mx"}}},
    {"wetransfer", "WeTransfer", "file-hosting", {{"wetransfer.com", "wetransfer.net", "we.tl"}}},
};

}  // namespace

const std::span<const ServiceRow> file_services = file;

}  // namespace schoolgate
