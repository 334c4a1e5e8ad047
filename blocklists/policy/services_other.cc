#include "blocklists/policy/services_data.h"

namespace schoolgate {
namespace {

// Remote control, translation of whole pages, and short links.
constexpr ServiceRow other[] = {
    {"anydesk", "AnyDesk", "remote-control", {{"anydesk.com"}}},
    {"bitly", "Bitly", "shortener", {{"bitly.com", "bit.ly", "j.mp"}}},
    {"chrome-remote-desktop", "Chrome Remote Desktop", "remote-control", {{"remotedesktop.google.com"}}},
    {"deepl", "DeepL", "translation", {{"deepl.com"}}},
    {"google-translate",
     "Google Translate",
     "translation",
     {{"translate.google.com", "translate.google.co.uk", "translate.googleapis.com"}}},
    {"is-gd", "is.gd", "shortener", {{"is.gd", "v.gd"}}},
    {"logmein", "LogMeIn", "remote-control", {{"logmein.com", "logmeinrescue.com"}}},
    {"parsec", "Parsec", "remote-control", {{"parsec.app", "parsecgaming.com"}}},
    {"reverso", "Reverso", "translation", {{"reverso.net"}}},
    {"rustdesk", "RustDesk", "remote-control", {{"rustdesk.com"}}},
    {"splashtop", "Splashtop", "remote-control", {{"splashtop.com", "splashtop.eu"}}},
    {"teamviewer", "TeamViewer", "remote-control", {{"teamviewer.com"}}},
    {"tinyurl", "TinyURL", "shortener", {{"tinyurl.com"}}},
    {"yandex-translate", "Yandex Translate", "translation", {{"translate.yandex.com", "translate.yandex.ru"}}},
};

}  // namespace

const std::span<const ServiceRow> other_services = other;

}  // namespace schoolgate
