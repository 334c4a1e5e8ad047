#include "blocklists/policy/services_data.h"

namespace schoolgate {
namespace {

// Shops, auctions and classified advertisements.
constexpr ServiceRow shopping[] = {
    {"alibaba", "Alibaba", "shopping", {{"alibaba.com"}}},
    {"aliexpress", "AliExpress", "shopping", {{"aliexpress.com", "aliexpress.ru", "aliexpress.us"}}},
    // Below amazon.com lives aws.amazon.com, with its courses, so only the shop's host.
    {"amazon", "Amazon", "shopping", {{"www.amazon.com", "amazon.co.uk",  "amazon.ie", "amazon.de",     "amazon.fr",
                                       "amazon.es",      "amazon.it",     "amazon.nl", "amazon.pl",     "amazon.se",
                                       "amazon.com.be",  "amazon.com.tr", "amazon.ca", "amazon.com.au", "amazon.com.br",
                                       "amazon.com.mx",  "amazon.co.jp",  "amazon.in", "amazon.sg",     "amazon.ae",
                                       "amazon.sa",      "amzn.eu",       "amzn.to",   "a.co"}}},
    {"argos", "Argos", "shopping", {{"argos.co.uk"}}},
    {"asos", "ASOS", "shopping", {{"asos.com", "asos-media.com"}}},
    {"boohoo", "boohoo", "shopping", {{"boohoo.com"}}},
    {"craigslist", "Craigslist", "shopping", {{"craigslist.org"}}},
    {"depop", "Depop", "shopping", {{"depop.com"}}},
    {"ebay",
     "eBay",
     "shopping",
     {{"ebay.co.uk", "ebay.com", "ebay.ie", "ebay.de", "ebay.fr", "ebay.es", "ebay.it", "ebay.nl", "ebay.at", "ebay.ch",
       "ebay.pl", "ebay.ca", "ebay.com.au", "ebay.to", "ebaydesc.com", "ebayimg.com", "ebayrtm.com",
       "ebaystatic.com"}}},
    {"etsy", "Etsy", "shopping", {{"etsy.com", "etsystatic.com"}}},
    {"gumtree", "Gumtree", "shopping", {{"gumtree.com"}}},
    {"jd-sports", "JD Sports", "shopping", {{"jdsports.co.uk"}}},
    {"shein", "SHEIN", "shopping", {{"shein.com", "shein.co.uk", "ltwebstatic.com"}}},
    {"stockx", "StockX", "shopping", {{"stockx.com"}}},
    {"taobao", "Taobao and Tmall", "shopping", {{"taobao.com", "tmall.com"}}},
    {"temu", "Temu", "shopping", {{"temu.com", "kwcdn.com"}}},
    {"vinted", "Vinted", "shopping", {{"vinted.co.uk", "vinted.com", "vinted.de", "vinted.fr", "vinted.net"}}},
    {"walmart", "Walmart", "shopping", {{"walmart.com", "walmartimages.com"}}},
    {"wish", "Wish", "shopping", {{"wish.com"}}},
    {"zalando", "Zalando", "shopping", {{"zalando.co.uk", "zalando.com", "ztat.net"}}},
};

}  // namespace

const std::span<const ServiceRow> shopping_services = shopping;

}  // namespace schoolgate
