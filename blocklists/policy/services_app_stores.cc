#include "blocklists/policy/services_data.h"

namespace schoolgate {
namespace {

// Where software comes from. What managed devices update through is not here.
// The store that a device came with brings its updates, and what the school itself installs: by name only.
constexpr ServiceRow app_store[] = {
    {"altstore", "AltStore", "downloads", {{"altstore.io"}}},
    {"apkmirror", "APKMirror", "downloads", {{"apkmirror.com"}}},
    {"apkpure", "APKPure", "downloads", {{"apkpure.com", "apkpure.net"}}},
    {"apple-app-store", "Apple App Store", "downloads", {{"apps.apple.com", "appstore.com"}}, only_by_name},
    {"aptoide", "Aptoide", "downloads", {{"aptoide.com"}}},
    {"f-droid", "F-Droid", "downloads", {{"f-droid.org"}}},
    {"galaxy-store", "Samsung Galaxy Store", "downloads", {{"galaxystore.samsung.com"}}},
    {"google-play",
     "Google Play",
     "downloads",
     {{"play.google.com", "play-fe.googleapis.com", "play-lh.googleusercontent.com"}},
     only_by_name},
    {"huawei-appgallery", "Huawei AppGallery", "downloads", {{"appgallery.huawei.com", "appgallery.cloud.huawei.com"}}},
    {"microsoft-store",
     "Microsoft Store",
     "downloads",
     {{"apps.microsoft.com", "storeedgefd.dsx.mp.microsoft.com"}},
     only_by_name},
    {"softonic", "Softonic", "downloads", {{"softonic.com"}}},
    {"uptodown", "Uptodown", "downloads", {{"uptodown.com"}}},
};

}  // namespace

const std::span<const ServiceRow> app_store_services = app_store;

}  // namespace schoolgate
