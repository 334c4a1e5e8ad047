#include "blocklists/policy/services_data.h"

namespace schoolgate {
namespace {

// Personal mail in the browser.
constexpr ServiceRow mail[] = {
    {"aol-mail", "AOL Mail", "webmail", {{"mail.aol.com"}}},
    {"disposable-mail",
     "Disposable mail",
     "webmail",
     {{"10minutemail.com", "getnada.com", "guerrillamail.com", "maildrop.cc", "mailinator.com", "sharklasers.com",
       "temp-mail.org", "throwawaymail.com", "yopmail.com"}}},
    {"fastmail", "Fastmail", "webmail", {{"fastmail.com", "fastmailusercontent.com"}}},
    // The mail of schools with Google Workspace as well as anybody's own.
    {"gmail", "Gmail", "webmail", {{"gmail.com", "googlemail.com", "mail.google.com"}}, only_by_name},
    {"gmx", "GMX", "webmail", {{"gmx.com", "gmx.co.uk", "gmx.de", "gmx.net"}}},
    {"mail-com", "mail.com", "webmail", {{"mail.com"}}},
    {"mail-ru", "Mail.ru", "webmail", {{"mail.ru"}}},
    // Only the personal service: the school's own mail is on outlook.office.com.
    {"outlook-com",
     "Outlook.com and Hotmail",
     "webmail",
     {{"outlook.live.com", "hotmail.com", "hotmail.co.uk", "mail.live.com"}}},
    {"proton-mail", "Proton Mail", "webmail", {{"proton.me", "protonmail.ch", "protonmail.com", "pm.me"}}},
    {"tuta", "Tuta", "webmail", {{"tuta.com", "tutamail.com", "tutanota.com", "tutanota.de"}}},
    {"yahoo-mail", "Yahoo Mail", "webmail", {{"mail.yahoo.com"}}},
    {"yandex-mail", "Yandex Mail", "webmail", {{"mail.yandex.com", "mail.yandex.ru"}}},
    {"zoho-mail", "Zoho Mail", "webmail", {{"mail.zoho.com", "mail.zoho.eu"}}},
};

}  // namespace

const std::span<const ServiceRow> mail_services = mail;

}  // namespace schoolgate
